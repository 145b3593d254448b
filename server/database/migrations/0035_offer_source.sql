-- What a calendar said of an offer when it was last taken over, as JSON: by it is told what people have changed since from what the
-- calendar has.

ALTER TABLE offers ADD COLUMN source TEXT NOT NULL DEFAULT 'null';
