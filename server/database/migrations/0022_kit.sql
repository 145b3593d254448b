-- What posts of a series say, with places such as {title} to fill, in each language that posts are written in.
ALTER TABLE series ADD COLUMN post_text_nb TEXT NOT NULL DEFAULT '';
ALTER TABLE series ADD COLUMN post_text_nn TEXT NOT NULL DEFAULT '';
ALTER TABLE series ADD COLUMN post_text_en TEXT NOT NULL DEFAULT '';
