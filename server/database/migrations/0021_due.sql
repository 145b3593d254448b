-- Who follows the due list without coming by: by a weekly letter, and by a page that opens by its address alone.

CREATE TABLE due_readers (
	reader TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	library TEXT REFERENCES libraries (id),
	weekday BIGINT NOT NULL,
	link TEXT NOT NULL,
	hash TEXT NOT NULL,
	written_on TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX due_readers_hash ON due_readers (hash) WHERE hash <> '';
CREATE INDEX due_readers_weekday ON due_readers (weekday, written_on) WHERE weekday > 0;
CREATE INDEX due_readers_library ON due_readers (library) WHERE library IS NOT NULL;

ALTER TABLE letters ADD COLUMN reader TEXT REFERENCES due_readers (reader) ON DELETE CASCADE;
CREATE INDEX letters_reader ON letters (reader) WHERE reader IS NOT NULL;
