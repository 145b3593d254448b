-- What the open catalogues outside answered about an ISBN, kept for all nodes until it is over. An empty title says that
-- none of them has the book.

CREATE TABLE book_lookups (
	isbn TEXT NOT NULL PRIMARY KEY,
	title TEXT NOT NULL,
	authors TEXT NOT NULL,
	publisher TEXT NOT NULL,
	published TEXT NOT NULL,
	source TEXT NOT NULL,
	source_name TEXT NOT NULL,
	expires_at BIGINT NOT NULL
) STRICT;
CREATE INDEX book_lookups_expires_at ON book_lookups (expires_at);
