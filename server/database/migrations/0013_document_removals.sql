-- Bytes in the bucket that are to be removed: of documents that are gone, and from before they are stored those of
-- documents to come, which the document's own row takes off the list. So no bytes lie there that nobody knows of.

CREATE TABLE document_removals (
	id TEXT PRIMARY KEY,
	due BIGINT NOT NULL
) STRICT;
CREATE INDEX document_removals_due ON document_removals (due);
