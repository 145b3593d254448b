-- What an editor has chosen to be shown before others, and what assets say that ages. facts is JSON: what was said, what it
-- is, when to look again (a day), who has said so and when. check_on is the first of those days, empty when there is none.
ALTER TABLE assets ADD COLUMN editors_pick BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE assets ADD COLUMN facts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE assets ADD COLUMN check_on TEXT NOT NULL DEFAULT '';

CREATE INDEX assets_check_on ON assets (check_on, id) WHERE check_on <> '';
