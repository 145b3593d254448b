-- The event of a calendar file that an offer was made of, so that the same file makes it once.

ALTER TABLE offers ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX offers_origin ON offers (origin) WHERE origin <> '';
