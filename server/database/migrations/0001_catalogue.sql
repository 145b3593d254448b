-- The catalogue: registers, assets with their references, and the ordered list of changes.
-- Written in common SQL; dialect.go puts each database's own words for the types. Times are microseconds since
-- 1970 in UTC and end in _at. Lists that nothing looks into are JSON. folded is what a list is searched in,
-- sort_key what it is ordered by.

CREATE TABLE libraries (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	slug TEXT NOT NULL,
	name TEXT NOT NULL,
	municipality TEXT NOT NULL,
	municipality_number TEXT NOT NULL,
	number TEXT NOT NULL,
	isil TEXT NOT NULL,
	language TEXT NOT NULL,
	instagram TEXT NOT NULL,
	facebook TEXT NOT NULL,
	parent TEXT REFERENCES libraries (id),
	aliases TEXT NOT NULL,
	closed BOOLEAN NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX libraries_slug ON libraries (slug);
CREATE UNIQUE INDEX libraries_number ON libraries (number) WHERE number <> '';
CREATE INDEX libraries_parent ON libraries (parent);
CREATE INDEX libraries_order ON libraries (sort_key, id);

CREATE TABLE presenters (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	name TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	aliases TEXT NOT NULL,
	active BOOLEAN NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX presenters_library ON presenters (library);
CREATE INDEX presenters_order ON presenters (sort_key, id);

CREATE TABLE books (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	title TEXT NOT NULL,
	authors TEXT NOT NULL,
	publisher TEXT NOT NULL,
	published TEXT NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX books_order ON books (sort_key, id);

-- Editions may share an ISBN by mistake of the trade, so it is not unique.
CREATE TABLE book_isbns (
	book TEXT NOT NULL REFERENCES books (id) ON DELETE CASCADE,
	isbn TEXT NOT NULL,
	position BIGINT NOT NULL,
	PRIMARY KEY (book, isbn)
) STRICT;
CREATE INDEX book_isbns_isbn ON book_isbns (isbn);

CREATE TABLE series (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	name TEXT NOT NULL,
	description TEXT NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX series_order ON series (sort_key, id);

CREATE TABLE recording_days (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	date TEXT NOT NULL,
	place TEXT REFERENCES libraries (id),
	content_type TEXT NOT NULL,
	credit_line TEXT NOT NULL,
	language TEXT NOT NULL,
	notes TEXT NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX recording_days_place ON recording_days (place);
CREATE INDEX recording_days_order ON recording_days (sort_key, id);

CREATE TABLE recording_day_libraries (
	recording_day TEXT NOT NULL REFERENCES recording_days (id) ON DELETE CASCADE,
	library TEXT NOT NULL REFERENCES libraries (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (recording_day, library)
) STRICT;
CREATE INDEX recording_day_libraries_library ON recording_day_libraries (library);

CREATE TABLE recording_day_presenters (
	recording_day TEXT NOT NULL REFERENCES recording_days (id) ON DELETE CASCADE,
	presenter TEXT NOT NULL REFERENCES presenters (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (recording_day, presenter)
) STRICT;
CREATE INDEX recording_day_presenters_presenter ON recording_day_presenters (presenter);

CREATE TABLE recording_day_books (
	recording_day TEXT NOT NULL REFERENCES recording_days (id) ON DELETE CASCADE,
	book TEXT NOT NULL REFERENCES books (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (recording_day, book)
) STRICT;
CREATE INDEX recording_day_books_book ON recording_day_books (book);

CREATE TABLE recording_day_shots (
	recording_day TEXT NOT NULL REFERENCES recording_days (id) ON DELETE CASCADE,
	position BIGINT NOT NULL,
	title TEXT NOT NULL,
	presenter TEXT REFERENCES presenters (id),
	book TEXT REFERENCES books (id),
	content_type TEXT NOT NULL,
	note TEXT NOT NULL,
	status TEXT NOT NULL,
	PRIMARY KEY (recording_day, position)
) STRICT;
CREATE INDEX recording_day_shots_presenter ON recording_day_shots (presenter);
CREATE INDEX recording_day_shots_book ON recording_day_shots (book);

-- recorded_offset is the zone of the recording in minutes east of UTC. sha256 is not unique: people may keep
-- duplicates on purpose. duplicate_of is a note, not a reference: the other asset may go.
CREATE TABLE assets (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	binned_at BIGINT,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	failure TEXT NOT NULL,
	progress BIGINT NOT NULL,
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	alt_text TEXT NOT NULL,
	content_type TEXT NOT NULL,
	series TEXT REFERENCES series (id),
	recording_day TEXT REFERENCES recording_days (id),
	language TEXT NOT NULL,
	recorded_at BIGINT,
	recorded_offset BIGINT NOT NULL,
	recorded_at_source TEXT NOT NULL,
	credit_line TEXT NOT NULL,
	creator TEXT NOT NULL,
	inspired_by TEXT NOT NULL,
	usage_terms TEXT NOT NULL,
	music TEXT NOT NULL,
	people_status TEXT NOT NULL,
	people_note TEXT NOT NULL,
	focal_x DOUBLE PRECISION,
	focal_y DOUBLE PRECISION,
	file_name TEXT NOT NULL,
	ext TEXT NOT NULL,
	media_type TEXT NOT NULL,
	size BIGINT NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	duration_ns BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	renditions TEXT NOT NULL,
	placeholder TEXT NOT NULL,
	fingerprint BIGINT NOT NULL,
	rendition_version BIGINT NOT NULL,
	pipeline BIGINT NOT NULL,
	duplicate_of TEXT NOT NULL
) STRICT;
CREATE INDEX assets_sha256 ON assets (sha256) WHERE sha256 <> '';
CREATE INDEX assets_duplicate_of ON assets (duplicate_of) WHERE duplicate_of <> '';
CREATE INDEX assets_series ON assets (series) WHERE series IS NOT NULL;
CREATE INDEX assets_recording_day ON assets (recording_day) WHERE recording_day IS NOT NULL;
CREATE INDEX assets_binned_at ON assets (binned_at) WHERE binned_at IS NOT NULL;
CREATE INDEX assets_pipeline ON assets (pipeline) WHERE binned_at IS NULL;
CREATE INDEX assets_unready ON assets (state) WHERE state IN ('pending', 'processing');

CREATE TABLE asset_libraries (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	library TEXT NOT NULL REFERENCES libraries (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (asset, library)
) STRICT;
CREATE INDEX asset_libraries_library ON asset_libraries (library);

CREATE TABLE asset_presenters (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	presenter TEXT NOT NULL REFERENCES presenters (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (asset, presenter)
) STRICT;
CREATE INDEX asset_presenters_presenter ON asset_presenters (presenter);

CREATE TABLE asset_books (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	book TEXT NOT NULL REFERENCES books (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (asset, book)
) STRICT;
CREATE INDEX asset_books_book ON asset_books (book);

CREATE TABLE asset_tags (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	folded TEXT NOT NULL,
	name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	position BIGINT NOT NULL,
	PRIMARY KEY (asset, folded)
) STRICT;
CREATE INDEX asset_tags_folded ON asset_tags (folded);

CREATE TABLE reuse_links (
	id TEXT PRIMARY KEY,
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	hash TEXT NOT NULL,
	purpose TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	channel TEXT NOT NULL,
	renditions TEXT NOT NULL,
	expires_at BIGINT,
	created_by TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT NOT NULL,
	opens BIGINT NOT NULL,
	last_opened_at BIGINT,
	folded TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX reuse_links_hash ON reuse_links (hash);
CREATE INDEX reuse_links_asset ON reuse_links (asset, created_at);
CREATE INDEX reuse_links_library ON reuse_links (library) WHERE library IS NOT NULL;
CREATE INDEX reuse_links_created_by ON reuse_links (created_by, created_at);
CREATE INDEX reuse_links_order ON reuse_links (created_at, id);

-- No foreign keys: a change outlives what it tells of.
CREATE TABLE changes (
	seq SEQUENCE PRIMARY KEY,
	kind TEXT NOT NULL,
	entry TEXT NOT NULL,
	actor TEXT NOT NULL,
	at BIGINT NOT NULL DEFAULT MICROSECONDS_NOW
) STRICT;
CREATE INDEX changes_actor ON changes (actor, seq);

CREATE TABLE bookmarks (
	follower TEXT PRIMARY KEY,
	seq BIGINT NOT NULL
) STRICT;
