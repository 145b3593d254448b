-- Whether a file is there already is asked for hundreds of files at once, by size and then by hash. Two assets that look
-- nearly the same, of which people want both: asset is the one whose id comes first. No row is needed for others.

CREATE INDEX assets_size ON assets (size) WHERE binned_at IS NULL;

CREATE TABLE kept_pairs (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	other TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	kept_by TEXT NOT NULL,
	kept_at BIGINT NOT NULL,
	PRIMARY KEY (asset, other)
) STRICT;
CREATE INDEX kept_pairs_other ON kept_pairs (other);
