-- What clearance rests on stands in indexes, so that a page of assets reads it without a row of a table for each person and
-- each consent.
CREATE INDEX asset_people_order ON asset_people (asset, position, person);
CREATE INDEX people_shown ON people (id, display_name, category, erased_at);
CREATE INDEX consents_permission ON consents (person, given_at, id, library, recording_day, purposes, channels, reuse_by_others, name_shown, tagging, voice,
	adaptation, valid_from, valid_until, withdrawn_at);
DROP INDEX consents_person;
