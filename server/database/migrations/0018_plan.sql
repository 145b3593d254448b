-- The publishing plan, what is said of it, the feeds by which calendars follow it, and what libraries' policies exclude.

-- planned_at is null for an idea without a time; sort_at then stands after all times. offer and day name the occurrence that it
-- is for; nothing refers to offers, which a plan outlives. slot names the row of recurring slots. hashtags and tags are JSON.
CREATE TABLE plan_items (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	title TEXT NOT NULL,
	account TEXT REFERENCES accounts (id),
	planned_at BIGINT,
	sort_at BIGINT NOT NULL,
	status TEXT NOT NULL,
	offer TEXT NOT NULL,
	day TEXT NOT NULL,
	slot TEXT NOT NULL,
	content_type TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	owner TEXT REFERENCES users (id),
	deputy TEXT REFERENCES users (id),
	follow_up TEXT REFERENCES users (id),
	deadline BIGINT,
	format TEXT NOT NULL,
	language TEXT NOT NULL,
	caption TEXT NOT NULL,
	hashtags TEXT NOT NULL,
	tags TEXT NOT NULL,
	link TEXT NOT NULL,
	notes TEXT NOT NULL,
	post TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	created_by TEXT NOT NULL,
	folded TEXT NOT NULL
) STRICT;
CREATE INDEX plan_items_order ON plan_items (sort_at, id);
CREATE INDEX plan_items_account ON plan_items (account, sort_at) WHERE account IS NOT NULL;
CREATE INDEX plan_items_library ON plan_items (library, sort_at) WHERE library IS NOT NULL;
CREATE INDEX plan_items_offer ON plan_items (offer, day) WHERE offer <> '';
CREATE INDEX plan_items_slot ON plan_items (slot, sort_at) WHERE slot <> '';

-- A plan outlives its assets, so that nothing refers to them. A clip's part and cover are microseconds.
CREATE TABLE plan_item_assets (
	plan_item TEXT NOT NULL REFERENCES plan_items (id) ON DELETE CASCADE,
	asset TEXT NOT NULL,
	position BIGINT NOT NULL,
	focal_x DOUBLE PRECISION,
	focal_y DOUBLE PRECISION,
	from_at BIGINT NOT NULL,
	to_at BIGINT NOT NULL,
	cover_at BIGINT,
	PRIMARY KEY (plan_item, asset)
) STRICT;
CREATE INDEX plan_item_assets_asset ON plan_item_assets (asset);

CREATE TABLE plan_item_collaborators (
	plan_item TEXT NOT NULL REFERENCES plan_items (id) ON DELETE CASCADE,
	library TEXT NOT NULL REFERENCES libraries (id),
	position BIGINT NOT NULL,
	status TEXT NOT NULL,
	PRIMARY KEY (plan_item, library)
) STRICT;
CREATE INDEX plan_item_collaborators_library ON plan_item_collaborators (library);

CREATE TABLE plan_comments (
	id TEXT PRIMARY KEY,
	plan_item TEXT NOT NULL REFERENCES plan_items (id) ON DELETE CASCADE,
	author TEXT NOT NULL,
	said TEXT NOT NULL,
	at BIGINT NOT NULL
) STRICT;
CREATE INDEX plan_comments_item ON plan_comments (plan_item, at, id);

-- Addresses by which a calendar follows the plan: what its owner, a user or a token, has to do, or with a library all that it
-- plans. Tokens in addresses are kept as hashes.
CREATE TABLE calendar_feeds (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	owner TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	created_at BIGINT NOT NULL,
	revoked_at BIGINT
) STRICT;
CREATE UNIQUE INDEX calendar_feeds_hash ON calendar_feeds (hash);
CREATE INDEX calendar_feeds_owner ON calendar_feeds (owner, created_at);
CREATE INDEX calendar_feeds_library ON calendar_feeds (library) WHERE library IS NOT NULL;

-- excluded_channels is JSON.
ALTER TABLE libraries ADD COLUMN excluded_channels TEXT NOT NULL DEFAULT '[]';
ALTER TABLE libraries ADD COLUMN policy_url TEXT NOT NULL DEFAULT '';
