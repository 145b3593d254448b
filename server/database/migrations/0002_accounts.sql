-- Who may come in: accounts, one-time links, tokens of programs, sessions. Secrets are kept as hashes.

CREATE TABLE users (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	email TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	password_hash TEXT NOT NULL,
	active BOOLEAN NOT NULL,
	language TEXT NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_library ON users (library) WHERE library IS NOT NULL;

-- account is NULL in the link that makes the first administrator.
CREATE TABLE one_time_links (
	hash TEXT PRIMARY KEY,
	account TEXT REFERENCES users (id) ON DELETE CASCADE,
	expires_at BIGINT NOT NULL
) STRICT;
CREATE INDEX one_time_links_account ON one_time_links (account);

CREATE TABLE tokens (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	hash TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	last_used_at BIGINT,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_library ON tokens (library) WHERE library IS NOT NULL;

CREATE TABLE sessions (
	token TEXT PRIMARY KEY,
	data BYTES NOT NULL,
	expires_at BIGINT NOT NULL
) STRICT;
CREATE INDEX sessions_expires_at ON sessions (expires_at);
