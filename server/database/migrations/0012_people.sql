-- People who can be recognised on assets, what they have agreed to, and the rights of the material. Times are microseconds
-- since 1970 in UTC. Nothing here holds a date of birth or a national identity number.

CREATE TABLE people (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	display_name TEXT NOT NULL,
	category TEXT NOT NULL,
	born TEXT NOT NULL,
	presenter TEXT REFERENCES presenters (id),
	library TEXT REFERENCES libraries (id),
	contact TEXT NOT NULL,
	note TEXT NOT NULL,
	erased_at BIGINT,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX people_presenter ON people (presenter) WHERE presenter IS NOT NULL;
CREATE INDEX people_library ON people (library) WHERE library IS NOT NULL;
CREATE INDEX people_order ON people (sort_key, id);

CREATE TABLE asset_people (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	person TEXT NOT NULL REFERENCES people (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (asset, person)
) STRICT;
CREATE INDEX asset_people_person ON asset_people (person);

-- recording_day limits a consent to what was recorded on it. channels, purposes and guardians are JSON.
CREATE TABLE consents (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	person TEXT NOT NULL REFERENCES people (id),
	library TEXT REFERENCES libraries (id),
	recording_day TEXT REFERENCES recording_days (id),
	category TEXT NOT NULL,
	basis TEXT NOT NULL,
	legal_basis TEXT NOT NULL,
	purposes TEXT NOT NULL,
	channels TEXT NOT NULL,
	reuse_by_others BOOLEAN NOT NULL,
	name_shown BOOLEAN NOT NULL,
	tagging BOOLEAN NOT NULL,
	voice BOOLEAN NOT NULL,
	adaptation BOOLEAN NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_until BIGINT NOT NULL,
	text_version TEXT NOT NULL,
	language TEXT NOT NULL,
	given TEXT NOT NULL,
	given_at BIGINT NOT NULL,
	guardians TEXT NOT NULL,
	child_asked BOOLEAN NOT NULL,
	witness TEXT NOT NULL,
	note TEXT NOT NULL,
	recorded_by TEXT NOT NULL,
	remind_at BIGINT,
	withdrawn_at BIGINT,
	withdrawn_by TEXT NOT NULL,
	withdrawn_how TEXT NOT NULL
) STRICT;
CREATE INDEX consents_person ON consents (person, given_at);
CREATE INDEX consents_recording_day ON consents (recording_day) WHERE recording_day IS NOT NULL;
CREATE INDEX consents_library ON consents (library) WHERE library IS NOT NULL;
CREATE INDEX consents_valid_until ON consents (valid_until) WHERE withdrawn_at IS NULL;
CREATE INDEX consents_valid_from ON consents (valid_from) WHERE withdrawn_at IS NULL;
CREATE INDEX consents_given_at ON consents (given_at, id);

-- Private files: evidence, signatures, pictures to know somebody by. Their bytes lie in the bucket under documents/.
CREATE TABLE documents (
	id TEXT PRIMARY KEY,
	consent TEXT NOT NULL REFERENCES consents (id),
	purpose TEXT NOT NULL,
	file_name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	size BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	added_at BIGINT NOT NULL,
	added_by TEXT NOT NULL
) STRICT;
CREATE INDEX documents_consent ON documents (consent);

-- Who did what with people's data. It outlives the people, so it holds ids and no names, and nothing refers to it.
CREATE TABLE audit (
	seq SEQUENCE PRIMARY KEY,
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	action TEXT NOT NULL,
	kind TEXT NOT NULL,
	entry TEXT NOT NULL,
	person TEXT NOT NULL,
	detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entry ON audit (kind, entry, seq);
CREATE INDEX audit_person ON audit (person, seq) WHERE person <> '';

ALTER TABLE recording_day_people ADD COLUMN person TEXT NOT NULL DEFAULT '';
CREATE INDEX recording_day_people_person ON recording_day_people (person) WHERE person <> '';

ALTER TABLE assets ADD COLUMN music_source TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN ai TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN book_cover BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE assets ADD COLUMN embargo_until BIGINT;
ALTER TABLE assets ADD COLUMN rights_until BIGINT;
ALTER TABLE assets ADD COLUMN decorative BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE assets ADD COLUMN speech TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN visuals_spoken TEXT NOT NULL DEFAULT '';
CREATE INDEX assets_embargo_until ON assets (embargo_until) WHERE embargo_until IS NOT NULL;
CREATE INDEX assets_rights_until ON assets (rights_until) WHERE rights_until IS NOT NULL;
