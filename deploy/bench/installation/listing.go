package main

// listing is a page in SQL: the number of assets, the newest 24, and how many have each value of five facets.
type listing struct {
	total, page string
	facets      map[string]string
	args        []any
}

// list narrows the listing to a library; to none when it is empty. As in the program, a facet leaves out its own filter,
// and binned assets are no part of it. The queries are written so that SQLite reads as little as it can with the indexes
// there are: the joins alone are counted, the few binned assets come from an index of their own, and wide rows are read for
// the page only.
func list(library string) listing {
	const unbinned = "binned_at IS NULL"
	const present = "j.asset NOT IN (SELECT id FROM assets WHERE binned_at IS NOT NULL)"
	assets, joined := unbinned, present
	l := listing{}
	if library != "" {
		assets += " AND id IN (SELECT asset FROM asset_libraries WHERE library = ?1)"
		joined += " AND j.asset IN (SELECT asset FROM asset_libraries WHERE library = ?1)"
		l.args = []any{library}
	}
	l.total = "SELECT count(*) FROM assets WHERE " + assets
	l.page = "SELECT * FROM assets WHERE id IN (SELECT id FROM assets WHERE " + assets +
		" ORDER BY recorded_at DESC NULLS LAST, id LIMIT 24) ORDER BY recorded_at DESC NULLS LAST, id"
	count := func(value, from, where string) string {
		return "SELECT " + value + ", count(*) FROM " + from + " WHERE " + where + " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50"
	}
	l.facets = map[string]string{
		"library":      count("library", "asset_libraries j", present),
		"presenter":    count("presenter", "asset_presenters j", joined),
		"content_type": count("content_type", "assets", assets+" AND content_type <> ''"),
		"series":       count("series", "assets", assets+" AND series IS NOT NULL"),
		"tag":          count("name", "asset_tags j", joined),
	}
	return l
}
