-- What was published where, and what has to be taken down again. Times are microseconds since 1970 in UTC.

CREATE TABLE accounts (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	name TEXT NOT NULL,
	channel TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_library ON accounts (library) WHERE library IS NOT NULL;
CREATE INDEX accounts_order ON accounts (sort_key, id);

CREATE TABLE posts (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	account TEXT NOT NULL REFERENCES accounts (id),
	posted_at BIGINT NOT NULL,
	permalink TEXT NOT NULL,
	outcome TEXT NOT NULL,
	posted_by TEXT NOT NULL
) STRICT;
CREATE INDEX posts_account ON posts (account);
CREATE INDEX posts_posted_at ON posts (posted_at, id);

-- A post outlives its assets: it may still be seen when they are gone here, so that nothing refers to assets. refused is why
-- the asset was not cleared when it was posted, as JSON: translation keys without names.
CREATE TABLE post_assets (
	post TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
	asset TEXT NOT NULL,
	position BIGINT NOT NULL,
	title TEXT NOT NULL,
	refused TEXT NOT NULL,
	removed_at BIGINT,
	PRIMARY KEY (post, asset)
) STRICT;
CREATE INDEX post_assets_asset ON post_assets (asset);

-- Who was shown on posted assets that have been deleted since.
CREATE TABLE post_people (
	post TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
	asset TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES people (id)
) STRICT;
CREATE INDEX post_people_person ON post_people (person);
CREATE INDEX post_people_post ON post_people (post);

-- A task to take an asset out of a post, since somebody whom it shows has said no. consent is empty for an erasure. due_at is
-- null where the usual time holds. owner is who posted it.
CREATE TABLE take_downs (
	id SEQUENCE PRIMARY KEY,
	post TEXT NOT NULL REFERENCES posts (id),
	asset TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES people (id),
	consent TEXT NOT NULL,
	cause TEXT NOT NULL,
	owner TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	due_at BIGINT,
	state TEXT NOT NULL,
	closed_at BIGINT,
	closed_by TEXT NOT NULL,
	note TEXT NOT NULL
) STRICT;
CREATE INDEX take_downs_post ON take_downs (post, asset);
CREATE INDEX take_downs_person ON take_downs (person);
CREATE INDEX take_downs_open ON take_downs (created_at) WHERE state = 'open';
