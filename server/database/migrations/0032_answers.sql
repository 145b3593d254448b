-- Who is reminded by letters of comments that wait for them: when last, of what was posted up to when, and who wants none.

CREATE TABLE answer_readers (
	reader TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	written_at BIGINT NOT NULL,
	told_to BIGINT NOT NULL,
	stopped BOOLEAN NOT NULL
) STRICT;

ALTER TABLE letters ADD COLUMN answerer TEXT REFERENCES answer_readers (reader) ON DELETE CASCADE;
CREATE INDEX letters_answerer ON letters (answerer) WHERE answerer IS NOT NULL;
