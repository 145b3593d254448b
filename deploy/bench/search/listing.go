package main

// listing is a page in SQL: the number of assets, the newest 24, and how many have each value of five facets.
type listing struct {
	total, page string
	facets      map[string]string
	args        []any
}

// unbinned is what everybody may see; binned assets are no part of the listing.
const unbinned = "a.binned_at IS NULL"

// list narrows the listing to a library; to none when it is empty. As in the program, a facet leaves out its own filter.
func list(library string) listing {
	where := unbinned
	l := listing{}
	if library != "" {
		where += " AND a.id IN (SELECT asset FROM asset_libraries WHERE library = ?1)"
		l.args = []any{library}
	}
	l.total = "SELECT count(*) FROM assets a WHERE " + where
	l.page = "SELECT a.* FROM assets a WHERE " + where + " ORDER BY a.recorded_at DESC NULLS LAST, a.id LIMIT 24"
	count := func(value, from, where string) string {
		return "SELECT " + value + ", count(*) FROM " + from + " WHERE " + where + " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
	}
	l.facets = map[string]string{
		"library":      count("j.library", "assets a JOIN asset_libraries j ON j.asset = a.id", unbinned),
		"presenter":    count("j.presenter", "assets a JOIN asset_presenters j ON j.asset = a.id", where),
		"content_type": count("a.content_type", "assets a", where+" AND a.content_type <> ''"),
		"series":       count("a.series", "assets a", where+" AND a.series IS NOT NULL"),
		"tag":          count("j.name", "assets a JOIN asset_tags j ON j.asset = a.id", where),
	}
	return l
}
