-- Consents of which somebody wanted to be reminded; most have no such day.
CREATE INDEX consents_remind_at ON consents (remind_at) WHERE remind_at IS NOT NULL;
