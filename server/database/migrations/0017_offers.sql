-- What comes back: offers of libraries and occasions in the year, and the holidays of schools, in which some of them pause.
-- Times are microseconds since 1970 in UTC, days are text such as 2026-09-29.

CREATE TABLE offers (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	name TEXT NOT NULL,
	occasion TEXT NOT NULL,
	rule TEXT NOT NULL,
	lead_days BIGINT NOT NULL,
	query TEXT NOT NULL,
	series TEXT REFERENCES series (id),
	tags TEXT NOT NULL,
	note TEXT NOT NULL,
	off BOOLEAN NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX offers_order ON offers (sort_key, id);
CREATE INDEX offers_series ON offers (series) WHERE series IS NOT NULL;
CREATE UNIQUE INDEX offers_occasion ON offers (occasion) WHERE occasion <> '';

CREATE TABLE offer_libraries (
	offer TEXT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
	library TEXT NOT NULL REFERENCES libraries (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (offer, library)
) STRICT;
CREATE INDEX offer_libraries_library ON offer_libraries (library);

CREATE TABLE offer_books (
	offer TEXT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
	book TEXT NOT NULL REFERENCES books (id),
	position BIGINT NOT NULL,
	PRIMARY KEY (offer, book)
) STRICT;
CREATE INDEX offer_books_book ON offer_books (book);

CREATE TABLE offer_favourites (
	offer TEXT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
	asset TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
	position BIGINT NOT NULL,
	PRIMARY KEY (offer, asset)
) STRICT;
CREATE INDEX offer_favourites_asset ON offer_favourites (asset);

CREATE TABLE school_holidays (
	id TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	name TEXT NOT NULL,
	season TEXT NOT NULL,
	library TEXT REFERENCES libraries (id),
	first TEXT NOT NULL,
	last TEXT NOT NULL,
	checked BOOLEAN NOT NULL,
	note TEXT NOT NULL,
	folded TEXT NOT NULL,
	sort_key TEXT NOT NULL
) STRICT;
CREATE INDEX school_holidays_library ON school_holidays (library) WHERE library IS NOT NULL;
CREATE INDEX school_holidays_order ON school_holidays (sort_key, id);

-- The county's usual school holidays. Nobody has compared them with the schools' own calendars: that is what checked tells.
INSERT INTO school_holidays (id, version, created_at, updated_at, name, season, first, last, checked, note, folded, sort_key) VALUES
	('hol2026autumn', 1, 1795910400000000, 1795910400000000, 'Høstferie 2026', 'autumn', '2026-10-05', '2026-10-11', FALSE, 'Uke 41, som er vanlig i Rogaland.', 'høstferie 2026', '2026-10-05'),
	('hol2026christmas', 1, 1795910400000000, 1795910400000000, 'Juleferie 2026', 'christmas', '2026-12-21', '2027-01-02', FALSE, 'Omtrentlig.', 'juleferie 2026', '2026-12-21'),
	('hol2027winter', 1, 1795910400000000, 1795910400000000, 'Vinterferie 2027', 'winter', '2027-03-01', '2027-03-07', FALSE, 'Uke 9, som er vanlig i Rogaland; flere steder er det uke 8.', 'vinterferie 2027', '2027-03-01'),
	('hol2027easter', 1, 1795910400000000, 1795910400000000, 'Påskeferie 2027', 'easter', '2027-03-22', '2027-03-29', FALSE, 'Mandag før påske til annen påskedag.', 'påskeferie 2027', '2027-03-22'),
	('hol2027summer', 1, 1795910400000000, 1795910400000000, 'Sommerferie 2027', 'summer', '2027-06-20', '2027-08-15', FALSE, 'Omtrentlig.', 'sommerferie 2027', '2027-06-20'),
	('hol2027autumn', 1, 1795910400000000, 1795910400000000, 'Høstferie 2027', 'autumn', '2027-10-11', '2027-10-17', FALSE, 'Uke 41, som er vanlig i Rogaland.', 'høstferie 2027', '2027-10-11'),
	('hol2027christmas', 1, 1795910400000000, 1795910400000000, 'Juleferie 2027', 'christmas', '2027-12-21', '2028-01-02', FALSE, 'Omtrentlig.', 'juleferie 2027', '2027-12-21'),
	('hol2028winter', 1, 1795910400000000, 1795910400000000, 'Vinterferie 2028', 'winter', '2028-02-28', '2028-03-05', FALSE, 'Uke 9, som er vanlig i Rogaland; flere steder er det uke 8.', 'vinterferie 2028', '2028-02-28'),
	('hol2028easter', 1, 1795910400000000, 1795910400000000, 'Påskeferie 2028', 'easter', '2028-04-10', '2028-04-17', FALSE, 'Mandag før påske til annen påskedag.', 'påskeferie 2028', '2028-04-10'),
	('hol2028summer', 1, 1795910400000000, 1795910400000000, 'Sommerferie 2028', 'summer', '2028-06-20', '2028-08-15', FALSE, 'Omtrentlig.', 'sommerferie 2028', '2028-06-20'),
	('hol2028autumn', 1, 1795910400000000, 1795910400000000, 'Høstferie 2028', 'autumn', '2028-10-09', '2028-10-15', FALSE, 'Uke 41, som er vanlig i Rogaland.', 'høstferie 2028', '2028-10-09'),
	('hol2028christmas', 1, 1795910400000000, 1795910400000000, 'Juleferie 2028', 'christmas', '2028-12-21', '2029-01-02', FALSE, 'Omtrentlig.', 'juleferie 2028', '2028-12-21'),
	('hol2029winter', 1, 1795910400000000, 1795910400000000, 'Vinterferie 2029', 'winter', '2029-02-26', '2029-03-04', FALSE, 'Uke 9, som er vanlig i Rogaland; flere steder er det uke 8.', 'vinterferie 2029', '2029-02-26'),
	('hol2029easter', 1, 1795910400000000, 1795910400000000, 'Påskeferie 2029', 'easter', '2029-03-26', '2029-04-02', FALSE, 'Mandag før påske til annen påskedag.', 'påskeferie 2029', '2029-03-26'),
	('hol2029summer', 1, 1795910400000000, 1795910400000000, 'Sommerferie 2029', 'summer', '2029-06-20', '2029-08-15', FALSE, 'Omtrentlig.', 'sommerferie 2029', '2029-06-20'),
	('hol2029autumn', 1, 1795910400000000, 1795910400000000, 'Høstferie 2029', 'autumn', '2029-10-08', '2029-10-14', FALSE, 'Uke 41, som er vanlig i Rogaland.', 'høstferie 2029', '2029-10-08'),
	('hol2029christmas', 1, 1795910400000000, 1795910400000000, 'Juleferie 2029', 'christmas', '2029-12-21', '2030-01-02', FALSE, 'Omtrentlig.', 'juleferie 2029', '2029-12-21'),
	('hol2030winter', 1, 1795910400000000, 1795910400000000, 'Vinterferie 2030', 'winter', '2030-02-25', '2030-03-03', FALSE, 'Uke 9, som er vanlig i Rogaland; flere steder er det uke 8.', 'vinterferie 2030', '2030-02-25'),
	('hol2030easter', 1, 1795910400000000, 1795910400000000, 'Påskeferie 2030', 'easter', '2030-04-15', '2030-04-22', FALSE, 'Mandag før påske til annen påskedag.', 'påskeferie 2030', '2030-04-15'),
	('hol2030summer', 1, 1795910400000000, 1795910400000000, 'Sommerferie 2030', 'summer', '2030-06-20', '2030-08-15', FALSE, 'Omtrentlig.', 'sommerferie 2030', '2030-06-20'),
	('hol2030autumn', 1, 1795910400000000, 1795910400000000, 'Høstferie 2030', 'autumn', '2030-10-07', '2030-10-13', FALSE, 'Uke 41, som er vanlig i Rogaland.', 'høstferie 2030', '2030-10-07'),
	('hol2030christmas', 1, 1795910400000000, 1795910400000000, 'Juleferie 2030', 'christmas', '2030-12-21', '2031-01-02', FALSE, 'Omtrentlig.', 'juleferie 2030', '2030-12-21'),
	('hol2031winter', 1, 1795910400000000, 1795910400000000, 'Vinterferie 2031', 'winter', '2031-02-24', '2031-03-02', FALSE, 'Uke 9, som er vanlig i Rogaland; flere steder er det uke 8.', 'vinterferie 2031', '2031-02-24'),
	('hol2031easter', 1, 1795910400000000, 1795910400000000, 'Påskeferie 2031', 'easter', '2031-04-07', '2031-04-14', FALSE, 'Mandag før påske til annen påskedag.', 'påskeferie 2031', '2031-04-07'),
	('hol2031summer', 1, 1795910400000000, 1795910400000000, 'Sommerferie 2031', 'summer', '2031-06-20', '2031-08-15', FALSE, 'Omtrentlig.', 'sommerferie 2031', '2031-06-20'),
	('hol2031autumn', 1, 1795910400000000, 1795910400000000, 'Høstferie 2031', 'autumn', '2031-10-06', '2031-10-12', FALSE, 'Uke 41, som er vanlig i Rogaland.', 'høstferie 2031', '2031-10-06'),
	('hol2031christmas', 1, 1795910400000000, 1795910400000000, 'Juleferie 2031', 'christmas', '2031-12-21', '2032-01-02', FALSE, 'Omtrentlig.', 'juleferie 2031', '2031-12-21');
