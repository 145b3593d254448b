-- A recording day as a unit of work: days that last, persons present, shots with ids that files belong to, what files took
-- over from their day, and files that came in without an account. shot is a note, not a reference: the shot may go.

ALTER TABLE recording_days ADD COLUMN until TEXT NOT NULL DEFAULT '';

ALTER TABLE recording_day_shots ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE recording_day_shots SET id = substr(recording_day, 1, 50) || 'x' || position;
CREATE INDEX recording_day_shots_id ON recording_day_shots (id);

CREATE TABLE recording_day_people (
	recording_day TEXT NOT NULL REFERENCES recording_days (id) ON DELETE CASCADE,
	position BIGINT NOT NULL,
	name TEXT NOT NULL,
	category TEXT NOT NULL,
	note TEXT NOT NULL,
	PRIMARY KEY (recording_day, position)
) STRICT;

ALTER TABLE assets ADD COLUMN shot TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN editing TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN review TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN inherited TEXT NOT NULL DEFAULT '[]';
ALTER TABLE assets ADD COLUMN sent_by TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN sent_note TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN sample TEXT NOT NULL DEFAULT '';
CREATE INDEX assets_shot ON assets (shot) WHERE shot <> '';
CREATE INDEX assets_review ON assets (recording_day) WHERE review <> '';
CREATE INDEX assets_recorded_at ON assets (recorded_at) WHERE recording_day IS NULL AND binned_at IS NULL;
