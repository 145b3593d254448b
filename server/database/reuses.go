package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// uses are all uses of what is another's: of each source a line. Libraries that were merged may have left a line twice.
const uses = `SELECT DISTINCT ps.post AS used, FALSE AS link, p.posted_at AS at, ps.asset, pa.title, ps.library AS source, coalesce(a.library, '') AS user_library, a.id AS account, a.name AS account_name, p.permalink
	FROM post_sources AS ps JOIN posts AS p ON p.id = ps.post JOIN accounts AS a ON a.id = p.account JOIN post_assets AS pa ON pa.post = ps.post AND pa.asset = ps.asset
	WHERE NOT EXISTS (SELECT 1 FROM post_sources AS own WHERE own.post = ps.post AND own.asset = ps.asset AND own.library = a.library)
	UNION ALL
	SELECT r.id, TRUE, r.created_at, r.asset, CASE WHEN x.title = '' THEN x.file_name ELSE x.title END, al.library, r.library, '', '', ''
	FROM reuse_links AS r JOIN assets AS x ON x.id = r.asset JOIN asset_libraries AS al ON al.asset = r.asset
	WHERE r.library IS NOT NULL AND NOT EXISTS (SELECT 1 FROM asset_libraries AS own WHERE own.asset = r.asset AND own.library = r.library)`

type reuseRow struct {
	Used        string
	Link        bool
	At          instant
	Asset       catalog.AssetID
	Title       string
	Source      string
	SourceSlug  string
	SourceName  string
	UserLibrary string
	UserSlug    string
	UserName    string
	Account     string
	AccountName string
	Permalink   string
	ThankedAt   instant
}

// reuseKey tells uses apart in the list.
const reuseKey = "(u.used || '/' || u.asset || '/' || u.source)"

func (r reuseRow) reuse() catalog.Reuse {
	return catalog.Reuse{Used: r.Used, Link: r.Link, At: r.At.Time, Asset: r.Asset, Title: r.Title,
		Source: libraryRefRow{ID: r.Source, Slug: r.SourceSlug, Name: r.SourceName}.ref(), By: libraryRefRow{ID: r.UserLibrary, Slug: r.UserSlug, Name: r.UserName}.ref(),
		Account: catalog.Ref{ID: r.Account, Name: r.AccountName}, Permalink: r.Permalink, ThankedAt: r.ThankedAt.Time}
}

const thanked = "(SELECT min(t.at) FROM thanks AS t WHERE t.used = u.used AND t.asset = u.asset AND t.library = u.source)"

func selectReuses(db bun.IDB, f catalog.ReuseFilter) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("(" + uses + ") AS u").Join("JOIN libraries AS s ON s.id = u.source").Join("LEFT JOIN libraries AS b ON b.id = u.user_library")
	if f.Source != "" {
		q = q.Where("u.source = ?", f.Source)
	}
	if f.By != "" {
		q = q.Where("u.user_library = ?", f.By)
	}
	if !f.From.IsZero() {
		q = q.Where("u.at >= ?", instant{f.From})
	}
	if !f.To.IsZero() {
		q = q.Where("u.at < ?", instant{f.To})
	}
	return q
}

func reuseColumns(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("u.used, u.link, u.at, u.asset, u.title, u.source, s.slug AS source_slug, s.name AS source_name, u.user_library").
		ColumnExpr("coalesce(b.slug, '') AS user_slug, coalesce(b.name, '') AS user_name, u.account, u.account_name, u.permalink").ColumnExpr(thanked + " AS thanked_at")
}

// Reuses implements catalog.ReportStore.
func (s *Reports) Reuses(ctx context.Context, f catalog.ReuseFilter) (catalog.Page[catalog.Reuse], error) {
	var page catalog.Page[catalog.Reuse]
	err := s.db.read(ctx, "list reuses", func(db bun.IDB) error {
		var rows []reuseRow
		q, err := newestAfter(reuseColumns(selectReuses(db, f)), f.Cursor, "u.at", "u.used")
		if err != nil {
			return err
		}
		limit := limitOf(f.ListFilter)
		if err := q.OrderExpr("u.at DESC, u.used DESC, "+reuseKey).Limit(int64(limit)+1).Scan(ctx, &rows); err != nil {
			return err
		}
		page.Next = ""
		if len(rows) > limit {
			rows = wholeUses(rows[:limit], rows[limit])
			last := rows[len(rows)-1]
			page.Next = momentSpot(last.At, last.Used).cursor()
		}
		page.Items = collect(rows, reuseRow.reuse)
		return nil
	})
	return page, err
}

// wholeUses leaves a use whose lines go on after a page to the next one; a use that fills the page stays as it is.
func wholeUses(rows []reuseRow, next reuseRow) []reuseRow {
	n := len(rows)
	for n > 0 && rows[n-1].Used == next.Used {
		n--
	}
	if n == 0 {
		return rows
	}
	return rows[:n]
}

// ReuseSums implements catalog.ReportStore.
func (s *Reports) ReuseSums(ctx context.Context, f catalog.ReuseFilter, limit int) ([]catalog.ReuseSum, error) {
	var out []catalog.ReuseSum
	err := s.db.read(ctx, "count reuses", func(db bun.IDB) error {
		var rows []struct {
			reuseRow
			Uses, Thanks int
		}
		counted := reuseColumns(selectReuses(db, f))
		err := db.NewRaw(`SELECT source, source_slug, source_name, user_library, user_slug, user_name, count(*) AS uses, count(thanked_at) AS thanks FROM (?) AS counted
			GROUP BY source, source_slug, source_name, user_library, user_slug, user_name ORDER BY count(*) DESC, source_name, source, user_name, user_library LIMIT ?`, counted, limit).Scan(ctx, &rows)
		out = nil
		for _, r := range rows {
			one := r.reuse()
			out = append(out, catalog.ReuseSum{Source: one.Source, By: one.By, Uses: r.Uses, Thanks: r.Thanks})
		}
		return err
	})
	return out, err
}

// Reuse implements catalog.ReportStore.
func (s *Reports) Reuse(ctx context.Context, used string, asset catalog.AssetID, source catalog.LibraryID) (catalog.Reuse, error) {
	var out catalog.Reuse
	err := s.db.read(ctx, "find reuse", func(db bun.IDB) error {
		var rows []reuseRow
		q := reuseColumns(selectReuses(db, catalog.ReuseFilter{Source: source})).Where("u.used = ? AND u.asset = ?", used, asset)
		if err := q.Limit(1).Scan(ctx, &rows); err != nil {
			return err
		}
		if len(rows) == 0 {
			return catalog.Missing("reuse")
		}
		out = rows[0].reuse()
		return nil
	})
	return out, err
}

// Thank implements catalog.ReportStore.
func (s *Reports) Thank(ctx context.Context, used string, asset catalog.AssetID, source catalog.LibraryID, at time.Time) error {
	return s.db.write(ctx, "note thanks", func(tx bun.Tx) error {
		_, err := tx.NewRaw("INSERT INTO thanks (used, asset, library, at) SELECT ?0, ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM thanks WHERE used = ?0 AND asset = ?1 AND library = ?2)",
			used, asset, source, instant{at}).Exec(ctx)
		return err
	})
}
