-- Who has let an asset go out although it does not meet a duty to those who do not see or hear, and why.

CREATE TABLE duty_overrides (
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	duty TEXT NOT NULL,
	reason TEXT NOT NULL,
	name TEXT NOT NULL,
	actor TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (asset, duty)
) STRICT;
