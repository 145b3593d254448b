-- What was changed in one go, and what it was before, so that it can be put back. An entry goes when it has been put back,
-- with its asset, and with its batch, which is forgotten after a while.

CREATE TABLE batches (
	id TEXT PRIMARY KEY,
	actor TEXT NOT NULL,
	at BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	undone_at BIGINT
) STRICT;
CREATE INDEX batches_actor ON batches (actor, at) WHERE undone_at IS NULL;
CREATE INDEX batches_at ON batches (at);

CREATE TABLE batch_entries (
	batch TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	was TEXT NOT NULL,
	became TEXT NOT NULL,
	PRIMARY KEY (batch, asset)
) STRICT;
CREATE INDEX batch_entries_asset ON batch_entries (asset);
