-- The log is searched in words of any letters, and asked what a planned post has become.

ALTER TABLE posts ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE posts SET folded = lower(replace(replace(replace(replace(replace(replace(replace(replace(permalink || ' ' || outcome,
	'Æ', 'æ'), 'Ø', 'ø'), 'Å', 'å'), 'Ä', 'ä'), 'Ö', 'ö'), 'É', 'é'), 'Š', 'š'), 'Č', 'č'));
CREATE INDEX posts_plan ON posts (plan) WHERE plan <> '';

-- Whose assets were is asked by post, asset and library at once.
DROP INDEX post_sources_post;
CREATE INDEX post_sources_lines ON post_sources (post, asset, library);
