-- Files on their way in. asset is the id that the asset will have: no foreign key, since it may never be made.

CREATE TABLE uploads (
	id TEXT PRIMARY KEY,
	asset TEXT NOT NULL,
	actor TEXT NOT NULL,
	file_name TEXT NOT NULL,
	ext TEXT NOT NULL,
	size BIGINT NOT NULL,
	part_size BIGINT NOT NULL,
	part_count BIGINT NOT NULL,
	storage_id TEXT NOT NULL,
	state TEXT NOT NULL,
	metadata TEXT NOT NULL,
	keep_duplicate BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
) STRICT;
CREATE UNIQUE INDEX uploads_storage_id ON uploads (storage_id) WHERE storage_id <> '';
CREATE INDEX uploads_expires_at ON uploads (expires_at);
