-- What was seen in the bucket's inbox, by its name there, and which of several programs looks into it. upload and asset are
-- notes, no references: both may go before the note does.

CREATE TABLE inbox_files (
	name TEXT PRIMARY KEY,
	folder TEXT NOT NULL,
	etag TEXT NOT NULL,
	size BIGINT NOT NULL,
	modified BIGINT NOT NULL,
	state TEXT NOT NULL,
	since BIGINT NOT NULL,
	at BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	upload TEXT NOT NULL,
	asset TEXT NOT NULL,
	reason TEXT NOT NULL,
	moved_to TEXT NOT NULL
) STRICT;
CREATE INDEX inbox_files_folder ON inbox_files (folder) WHERE asset <> '';
CREATE INDEX inbox_files_state ON inbox_files (state, at);

CREATE TABLE inbox_turn (
	holder TEXT NOT NULL,
	until BIGINT NOT NULL
) STRICT;
INSERT INTO inbox_turn (holder, until) VALUES ('', 0);
