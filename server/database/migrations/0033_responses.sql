-- The numbers of a post are looked up for each post of a report: SQLite keeps them in the order of their key, not beside it.

CREATE TABLE responses_by_post (
	post TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
	at BIGINT NOT NULL,
	views BIGINT,
	reach BIGINT,
	likes BIGINT,
	comments BIGINT,
	shares BIGINT,
	saves BIGINT,
	PRIMARY KEY (post, at)
) STRICT, WITHOUT ROWID;
INSERT INTO responses_by_post (post, at, views, reach, likes, comments, shares, saves)
	SELECT post, at, views, reach, likes, comments, shares, saves FROM responses ORDER BY post, at;
DROP TABLE responses;
ALTER TABLE responses_by_post RENAME TO responses;
