-- When a planned post has to be ready: by its deadline, or without one when it is planned. For what waits for somebody.
CREATE INDEX plan_items_ready ON plan_items ((coalesce(deadline, sort_at)));
