-- What is still known of files that were posted and then deleted for good, so that what looks the same counts as seen by those
-- who were shown them: nothing but numbers that pictures are compared by, and which files were the same clip.
CREATE TABLE departed (
	asset TEXT PRIMARY KEY,
	fingerprints TEXT NOT NULL,
	sha256 TEXT NOT NULL
);
CREATE INDEX departed_sha256 ON departed (sha256) WHERE sha256 <> '';

CREATE TABLE departed_kin (
	asset TEXT NOT NULL,
	departed TEXT NOT NULL,
	PRIMARY KEY (asset, departed)
);
