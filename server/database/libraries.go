package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type libraryRow struct {
	bun.BaseModel `bun:"table:libraries,alias:e"`
	entryRow

	Slug               string                      `bun:"slug"`
	Name               string                      `bun:"name"`
	Municipality       string                      `bun:"municipality"`
	MunicipalityNumber string                      `bun:"municipality_number"`
	Number             string                      `bun:"number"`
	ISIL               string                      `bun:"isil"`
	Language           string                      `bun:"language"`
	Instagram          string                      `bun:"instagram"`
	Facebook           string                      `bun:"facebook"`
	Parent             string                      `bun:"parent,nullzero"`
	ParentName         string                      `bun:"parent_name,scanonly"`
	Aliases            document[[]string]          `bun:"aliases"`
	Closed             bool                        `bun:"closed"`
	ExcludedChannels   document[[]catalog.Channel] `bun:"excluded_channels"`
	PolicyURL          string                      `bun:"policy_url"`
	Folded             string                      `bun:"folded"`
	SortKey            string                      `bun:"sort_key"`
}

func libraries() entity[catalog.Library] {
	return entity[catalog.Library]{
		kind:  catalog.KindLibrary,
		table: "libraries",
		references: []reference{
			{"asset_libraries", "library", "asset"}, {"recording_day_libraries", "library", "recording_day"},
			{"libraries", "parent", ""}, {"presenters", "library", ""}, {"recording_days", "place", ""},
			{"reuse_links", "library", ""}, {"users", "library", ""}, {"tokens", "library", ""},
			{"people", "library", ""}, {"consents", "library", ""}, {"accounts", "library", ""},
			{"plan_items", "library", ""}, {"plan_item_collaborators", "library", "plan_item"}, {"calendar_feeds", "library", ""},
			{"post_sources", "library", ""}, {"thanks", "library", ""},
			{"offer_libraries", "library", "offer"}, {"school_holidays", "library", ""}, {"due_readers", "library", ""},
		},
		entry:  func(l *catalog.Library) *catalog.Entry { return &l.Entry },
		load:   loadLibraries,
		claims: func(l catalog.Library) []claim { return []claim{{"parent", "libraries", l.Parent.ID}} },
		row:    func(l catalog.Library) any { return newLibraryRow(l) },
		unique: func(l catalog.Library) map[string]string {
			return map[string]string{"id": l.ID, "slug": l.Slug, "number": l.Number}
		},
		check:  refuseLoop,
		absorb: absorbLibrary,
		settle: liftAbove,
		key:    libraryBySlug,
	}
}

func newLibraryRow(l catalog.Library) *libraryRow {
	return &libraryRow{entryRow: entryRowOf(l.Entry), Slug: l.Slug, Name: l.Name, Municipality: l.Municipality,
		MunicipalityNumber: l.MunicipalityNumber, Number: l.Number, ISIL: l.ISIL, Language: l.Language, Instagram: l.Instagram,
		Facebook: l.Facebook, Parent: l.Parent.ID, Aliases: documentOf(l.Aliases), Closed: l.Closed,
		ExcludedChannels: documentOf(l.ExcludedChannels), PolicyURL: l.PolicyURL,
		Folded: fold(append([]string{l.Name}, l.Aliases...)...), SortKey: sortKey(l.Name)}
}

func (r libraryRow) library() catalog.Library {
	return catalog.Library{Entry: r.entry(), Slug: r.Slug, Name: r.Name, Municipality: r.Municipality,
		MunicipalityNumber: r.MunicipalityNumber, Number: r.Number, ISIL: r.ISIL, Language: r.Language, Instagram: r.Instagram,
		Facebook: r.Facebook, Parent: catalog.Ref{ID: r.Parent, Name: r.ParentName}, Aliases: r.Aliases.v, Closed: r.Closed,
		ExcludedChannels: r.ExcludedChannels.v, PolicyURL: r.PolicyURL}
}

func loadLibraries(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Library, error) {
	var rows []libraryRow
	err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("p.name AS parent_name").
		Join("LEFT JOIN libraries AS p ON p.id = e.parent").Where("e.id IN (?)", bun.List(ids)).Scan(ctx)
	return collect(rows, libraryRow.library), err
}

func libraryBySlug(ctx context.Context, db bun.IDB, slug string) (string, error) {
	var ids []string
	if err := db.NewRaw("SELECT id FROM libraries WHERE slug = ?", slug).Scan(ctx, &ids); err != nil {
		return "", err
	}
	if len(ids) == 0 {
		return "", catalog.Missing(string(catalog.KindLibrary))
	}
	return ids[0], nil
}

// refuseLoop refuses a library that lies under itself.
func refuseLoop(ctx context.Context, tx bun.Tx, l catalog.Library) error {
	if l.Parent.ID == "" {
		return nil
	}
	under, err := liesUnder(ctx, tx, l.Parent.ID, l.ID)
	if err == nil && under {
		err = &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid,
			Fields: []catalog.FieldError{{Location: "parent", Key: catalog.KeyLoop}}}
	}
	return err
}

// liesUnder reports whether a library is another one or lies under it at any depth.
func liesUnder(ctx context.Context, tx bun.Tx, id, above string) (bool, error) {
	var n int
	err := tx.NewRaw("WITH RECURSIVE up (id) AS (SELECT id FROM libraries WHERE id = ?0 UNION"+
		" SELECT l.parent FROM libraries AS l JOIN up ON l.id = up.id WHERE l.parent IS NOT NULL)"+
		" SELECT count(*) FROM up WHERE id = ?1", id, above).Scan(ctx, &n)
	return n > 0, err
}

// liftAbove puts a library that lies under one which is about to be merged into it in that one's place, lest it come
// to lie under itself.
func liftAbove(ctx context.Context, tx bun.Tx, from catalog.Library, into string) error {
	under, err := liesUnder(ctx, tx, into, from.ID)
	if err != nil || !under {
		return err
	}
	_, err = tx.NewRaw("UPDATE libraries SET parent = (SELECT parent FROM libraries WHERE id = ?) WHERE id = ?", from.ID, into).Exec(ctx)
	return err
}

// absorbLibrary keeps the names of a merged library, and its number and handles where there were none.
func absorbLibrary(into *catalog.Library, from catalog.Library) {
	into.Aliases = withAliases(into.Name, into.Aliases, from.Name, from.Aliases)
	if into.Number == "" && into.ISIL == "" {
		into.Number, into.ISIL = from.Number, from.ISIL
	}
	fill(&into.Municipality, from.Municipality)
	fill(&into.MunicipalityNumber, from.MunicipalityNumber)
	fill(&into.Language, from.Language)
	fill(&into.Instagram, from.Instagram)
	fill(&into.Facebook, from.Facebook)
	fill(&into.PolicyURL, from.PolicyURL)
}

// withAliases adds the names of a merged entry to the aliases of another, each once.
func withAliases(name string, aliases []string, mergedName string, mergedAliases []string) []string {
	seen := map[string]bool{fold(name): true}
	var out []string
	for _, list := range [][]string{aliases, {mergedName}, mergedAliases} {
		for _, a := range list {
			if !seen[fold(a)] {
				seen[fold(a)] = true
				out = append(out, a)
			}
		}
	}
	return out
}

func fill[T ~string](to *T, from T) {
	if *to == "" {
		*to = from
	}
}
