package database

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// ReuseSums implements catalog.ReportStore.
func (s *Reports) ReuseSums(ctx context.Context, f catalog.ReuseFilter, limit int) ([]catalog.ReuseSum, error) {
	var out []catalog.ReuseSum
	err := s.db.snapshot(ctx, "count reuses", func(db bun.IDB) error {
		sums := useSums{useQuestion{ReuseFilter: f}, map[fromTo]*catalog.ReuseSum{}}
		if err := sums.addPosts(ctx, db); err != nil {
			return err
		}
		if err := sums.addLinks(ctx, db); err != nil {
			return err
		}
		var err error
		out, err = sums.named(ctx, db, limit)
		return err
	})
	return out, err
}

// fromTo is a library whose assets were used, and that which used them; empty for the county.
type fromTo struct{ source, by string }

// useSums counts uses.
type useSums struct {
	useQuestion
	of map[fromTo]*catalog.ReuseSum
}

func (s useSums) add(k fromTo, uses, thanks int) {
	sum := s.of[k]
	if sum == nil {
		sum = &catalog.ReuseSum{}
		s.of[k] = sum
	}
	sum.Uses, sum.Thanks = sum.Uses+uses, sum.Thanks+thanks
}

// addLinks adds the uses by reuse links.
func (s useSums) addLinks(ctx context.Context, db bun.IDB) error {
	var rows []struct {
		Source, UserLibrary string
		Uses, Thanks        int
	}
	err := db.NewRaw(`SELECT u.source, u.user_library, count(*) AS uses, count(t.used) AS thanks FROM (?) AS u
		LEFT JOIN (SELECT DISTINCT used, asset, library FROM thanks) AS t ON t.used = u.used AND t.asset = u.asset AND t.library = u.source
		GROUP BY u.source, u.user_library`, s.links(db)).Scan(ctx, &rows)
	for _, r := range rows {
		s.add(fromTo{r.Source, r.UserLibrary}, r.Uses, r.Thanks)
	}
	return err
}

// addPosts adds the uses in posts. What is a reuse is told at ownPost and county; a test holds the two together.
func (s useSums) addPosts(ctx context.Context, db bun.IDB) error {
	users, err := s.users(ctx, db)
	if err != nil || len(users.ids) == 0 {
		return err
	}
	a := asking(db)
	counties, err := a.set(ctx, "SELECT h.id FROM libraries AS h WHERE "+countyLibrary)
	if err != nil {
		return err
	}
	thanked, err := a.set(ctx, "SELECT DISTINCT used || '/' || asset || '/' || library FROM thanks")
	if err != nil {
		return err
	}
	names, last := map[string]string{}, use{}
	count := func(next use) {
		if !last.own(counties) {
			for _, source := range last.sources {
				if s.Source != "" && source != string(s.Source) {
					continue
				}
				thanks := 0
				if len(thanked) > 0 && thanked[last.post+"/"+last.asset+"/"+source] {
					thanks = 1
				}
				s.add(fromTo{source, last.by}, 1, thanks)
			}
		}
		next.sources = last.sources[:0]
		last = next
	}
	at := places(users.ids)
	var post, asset, library sql.RawBytes
	err = a.askOfPosts(ctx, "post, asset, library", "post_sources", users.ids, func(rows *sql.Rows) error {
		if err := rows.Scan(&post, &asset, &library); err != nil {
			return err
		}
		if last.post != string(post) || last.asset != string(asset) {
			i, asked := at[string(post)]
			if !asked {
				return nil
			}
			count(use{post: users.ids[i], by: users.libraries[i], asset: string(asset)})
		}
		source, had := names[string(library)]
		if !had {
			source = string(library)
			names[source] = source
		}
		last.add(source)
		return nil
	})
	count(use{})
	return err
}

// use is an asset in a post on an account of a library, which is empty for the county's, and whose it was, each once.
type use struct {
	post, asset, by string
	sources         []string
}

// add adds whose the asset was; they come in order, and may come twice where libraries were merged.
func (u *use) add(source string) {
	if n := len(u.sources); n == 0 || u.sources[n-1] != source {
		u.sources = append(u.sources, source)
	}
}

// own reports whether the asset was the user's own.
func (u *use) own(counties map[string]bool) bool {
	return slices.ContainsFunc(u.sources, func(source string) bool { return source == u.by || u.by == "" && counties[source] })
}

// postUsers are posts, with the libraries on whose accounts they are.
type postUsers struct{ ids, libraries []string }

// users finds the posts that may be uses. What accounts are told apart by is few enough to be put together here.
func (s useSums) users(ctx context.Context, db bun.IDB) (out postUsers, err error) {
	libraries := map[string]string{}
	err = asking(db).ask(ctx, "SELECT id, coalesce(library, '') FROM accounts", func(rows *sql.Rows) error {
		var id, library string
		err := rows.Scan(&id, &library)
		libraries[id] = library
		return err
	})
	if err != nil {
		return out, err
	}
	q := useQuestion{ReuseFilter: catalog.ReuseFilter{From: s.From, To: s.To}}
	rows, err := q.narrow(db.NewSelect().TableExpr("posts AS p").ColumnExpr("p.id, p.account"), "", "", "", "", "p.posted_at").Rows(ctx)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	var account sql.RawBytes
	for rows.Next() {
		var id string
		if err := rows.Scan(&id, &account); err != nil {
			return out, err
		}
		if library := libraries[string(account)]; s.By == "" || library == string(s.By) {
			out.ids, out.libraries = append(out.ids, id), append(out.libraries, library)
		}
	}
	return out, rows.Err()
}

// set is what a question answers, without order.
func (a asker) set(ctx context.Context, q question) (map[string]bool, error) {
	out := map[string]bool{}
	err := a.ask(ctx, q, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// named gives the sums with the names of their libraries, the most uses first, at most limit.
func (s useSums) named(ctx context.Context, db bun.IDB, limit int) ([]catalog.ReuseSum, error) {
	var rows []struct {
		libraryRefRow
		SortKey string
	}
	if err := db.NewRaw("SELECT id, slug, name, sort_key FROM libraries").Scan(ctx, &rows); err != nil {
		return nil, err
	}
	keys, refs := map[catalog.LibraryID]string{}, map[string]catalog.LibraryRef{}
	for _, r := range rows {
		refs[r.ID] = r.ref()
		keys[catalog.LibraryID(r.ID)] = r.SortKey
	}
	var out []catalog.ReuseSum
	for k, sum := range s.of {
		sum.Source, sum.By = refs[k.source], refs[k.by]
		out = append(out, *sum)
	}
	slices.SortFunc(out, func(a, b catalog.ReuseSum) int {
		return cmp.Or(b.Uses-a.Uses, cmp.Compare(keys[a.Source.ID], keys[b.Source.ID]), cmp.Compare(a.Source.ID, b.Source.ID),
			cmp.Compare(keys[a.By.ID], keys[b.By.ID]), cmp.Compare(a.By.ID, b.By.ID))
	})
	return out[:min(len(out), limit)], nil
}
