-- Links by which people without an account send files for a recording day. files and bytes count what is there and what is
-- on its way. In uploads, visitor is the hash of a key that only the sender's own browser knows, and reserved the bytes
-- that the upload has taken of its invitation; both are nothing for uploads of people with an account.

CREATE TABLE invitations (
	id TEXT PRIMARY KEY,
	recording_day TEXT NOT NULL REFERENCES recording_days (id) ON DELETE CASCADE,
	hash TEXT NOT NULL,
	valid_until BIGINT NOT NULL,
	max_files BIGINT NOT NULL,
	max_bytes BIGINT NOT NULL,
	max_file_bytes BIGINT NOT NULL,
	files BIGINT NOT NULL,
	bytes BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitations_hash ON invitations (hash);
CREATE INDEX invitations_recording_day ON invitations (recording_day);

ALTER TABLE uploads ADD COLUMN invitation TEXT NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN visitor TEXT NOT NULL DEFAULT '';
ALTER TABLE uploads ADD COLUMN reserved BIGINT NOT NULL DEFAULT 0;
CREATE INDEX uploads_invitation ON uploads (invitation, visitor) WHERE invitation <> '';
