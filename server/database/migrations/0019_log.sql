-- What a post was for and how it was received. Nothing refers to offers and planned posts: a post outlives them.

ALTER TABLE posts ADD COLUMN offer TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN day TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN plan TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN content_type TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN format TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN follow_up TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN answered_at BIGINT;
CREATE INDEX posts_offer ON posts (offer, day) WHERE offer <> '';

-- What a channel has told of a post at a time; NULL is what nobody has noted.
CREATE TABLE responses (
	post TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
	at BIGINT NOT NULL,
	views BIGINT,
	reach BIGINT,
	likes BIGINT,
	comments BIGINT,
	shares BIGINT,
	saves BIGINT,
	PRIMARY KEY (post, at)
) STRICT;

-- Whose an asset was when it was posted. What was posted before is said to be whose it is now. Libraries that are merged may
-- leave a line twice.
CREATE TABLE post_sources (
	post TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
	asset TEXT NOT NULL,
	library TEXT NOT NULL REFERENCES libraries (id)
) STRICT;
CREATE INDEX post_sources_post ON post_sources (post, asset);
CREATE INDEX post_sources_library ON post_sources (library);
INSERT INTO post_sources (post, asset, library)
	SELECT pa.post, pa.asset, al.library FROM post_assets AS pa JOIN asset_libraries AS al ON al.asset = pa.asset;

-- That a library has been thanked for an asset that another one has used: in a post, or by a reuse link, whose id used is.
CREATE TABLE thanks (
	used TEXT NOT NULL,
	asset TEXT NOT NULL,
	library TEXT NOT NULL REFERENCES libraries (id),
	at BIGINT NOT NULL
) STRICT;
CREATE INDEX thanks_used ON thanks (used, asset);
CREATE INDEX thanks_library ON thanks (library, at);
