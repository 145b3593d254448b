-- Consents that people sign themselves: the texts that they read, their personal links, letters to them, and warnings of
-- consents that end. Times are microseconds since 1970 in UTC.

CREATE TABLE consent_texts (
	version TEXT NOT NULL,
	language TEXT NOT NULL,
	body TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	PRIMARY KEY (version, language)
) STRICT;

-- key is the hash of a key of the form: a form that is sent twice signs once. places is JSON: what stood in the text where it
-- has places to fill. signature is a drawing that does not lie with the documents yet.
CREATE TABLE consent_signings (
	consent TEXT PRIMARY KEY REFERENCES consents (id) ON DELETE CASCADE,
	key TEXT NOT NULL,
	invitation TEXT NOT NULL,
	renews TEXT NOT NULL,
	places TEXT NOT NULL,
	signed_name TEXT NOT NULL,
	signature BYTES
) STRICT;
CREATE UNIQUE INDEX consent_signings_key ON consent_signings (key);
CREATE INDEX consent_signings_signature ON consent_signings (consent) WHERE signature IS NOT NULL;

-- Personal links. Only the hash of what stands in the address is kept.
CREATE TABLE consent_links (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	consent TEXT NOT NULL REFERENCES consents (id) ON DELETE CASCADE,
	created_at BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	asked_at BIGINT,
	answered_at BIGINT
) STRICT;
CREATE UNIQUE INDEX consent_links_hash ON consent_links (hash);
CREATE INDEX consent_links_consent ON consent_links (consent);

CREATE TABLE consent_warnings (
	consent TEXT NOT NULL REFERENCES consents (id) ON DELETE CASCADE,
	days BIGINT NOT NULL,
	warned_at BIGINT NOT NULL,
	PRIMARY KEY (consent, days)
) STRICT;

-- Letters that wait to be sent. They go when they are; nothing in them but the address tells who somebody is.
CREATE TABLE letters (
	id TEXT PRIMARY KEY,
	kind TEXT NOT NULL,
	recipient TEXT NOT NULL,
	language TEXT NOT NULL,
	link TEXT REFERENCES consent_links (id) ON DELETE CASCADE,
	entries BIGINT NOT NULL,
	days BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	due_at BIGINT NOT NULL
) STRICT;
CREATE INDEX letters_due_at ON letters (due_at);
CREATE INDEX letters_link ON letters (link) WHERE link IS NOT NULL;

ALTER TABLE invitations ADD COLUMN signings BIGINT NOT NULL DEFAULT 0;
