-- Captions, posters that people choose, what is made on order, and clips cut from clips.
-- orders_due counts the orders that have not failed. derived_from is a note, not a reference: the other asset may go.

CREATE TABLE asset_captions (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	language TEXT NOT NULL,
	updated_at BIGINT NOT NULL,
	vtt TEXT NOT NULL,
	words TEXT NOT NULL,
	PRIMARY KEY (asset, language)
) STRICT;

ALTER TABLE assets ADD COLUMN poster_ns BIGINT;
ALTER TABLE assets ADD COLUMN derived_from TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN fingerprints TEXT NOT NULL DEFAULT '[]';
ALTER TABLE assets ADD COLUMN orders TEXT NOT NULL DEFAULT '[]';
ALTER TABLE assets ADD COLUMN orders_due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX assets_derived_from ON assets (derived_from, created_at) WHERE derived_from <> '';
CREATE INDEX assets_orders_due ON assets (updated_at) WHERE orders_due > 0;
