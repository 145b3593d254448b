package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// A use of an asset in a post p on an account a, where the library of a line of post_sources ps is told, is no reuse when the
// account's library was among those whose it was. On an account of no library, which is the county's, it is none when the
// county's library was: the one under which others lie and that lies under none.
const (
	ownPost = "EXISTS (SELECT 1 FROM post_sources AS own WHERE own.post = ps.post AND own.asset = ps.asset AND own.library = a.library)"
	ownLink = "EXISTS (SELECT 1 FROM asset_libraries AS own WHERE own.asset = r.asset AND own.library = r.library)"
	county  = `a.library IS NULL AND EXISTS (SELECT 1 FROM post_sources AS own WHERE own.post = ps.post AND own.asset = ps.asset
		AND own.library IN (SELECT h.id FROM libraries AS h WHERE ` + countyLibrary + `))`

	countyLibrary = "h.parent IS NULL AND EXISTS (SELECT 1 FROM libraries AS under WHERE under.parent = h.id)"

	postLine = "ps.post || '/' || ps.asset || '/' || ps.library"
	linkLine = "r.id || '/' || r.asset || '/' || al.library"
)

// useQuestion asks for uses of what is another's: of each source a line.
type useQuestion struct {
	catalog.ReuseFilter
	used  string // empty: of any post and link
	asset catalog.AssetID
}

// narrow narrows uses by the columns that hold what is asked for.
func (u useQuestion) narrow(q *bun.SelectQuery, used, asset, source, by, at bun.Ident) *bun.SelectQuery {
	for column, value := range map[bun.Ident]string{used: u.used, asset: string(u.asset), source: string(u.Source), by: string(u.By)} {
		if value != "" {
			q = q.Where("? = ?", column, value)
		}
	}
	if !u.From.IsZero() {
		q = q.Where("? >= ?", at, instant{u.From})
	}
	if !u.To.IsZero() {
		q = q.Where("? < ?", at, instant{u.To})
	}
	return q
}

// posts are the uses in posts. Libraries that were merged may have left a line twice.
func (u useQuestion) posts(db bun.IDB) *bun.SelectQuery {
	q := db.NewSelect().Distinct().TableExpr("posts AS p").Join("JOIN accounts AS a ON a.id = p.account").Join("JOIN post_sources AS ps ON ps.post = p.id").
		ColumnExpr("ps.post AS used, ps.asset, ps.library AS source, coalesce(a.library, '') AS user_library").
		Where("NOT " + ownPost).Where("NOT (" + county + ")")
	return u.narrow(q, "ps.post", "ps.asset", "ps.library", "a.library", "p.posted_at")
}

// links are the uses by reuse links.
func (u useQuestion) links(db bun.IDB) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("reuse_links AS r").Join("JOIN assets AS x ON x.id = r.asset").Join("JOIN asset_libraries AS al ON al.asset = r.asset").
		ColumnExpr("r.id AS used, r.asset, al.library AS source, r.library AS user_library").
		Where("r.library IS NOT NULL").Where("NOT " + ownLink)
	return u.narrow(q, "r.id", "r.asset", "al.library", "r.library", "r.created_at")
}

const thanked = "(SELECT min(t.at) FROM thanks AS t WHERE t.used = u.used AND t.asset = u.asset AND t.library = u.source)"

// list asks for uses with all that is told of them, newest first, at most so many. Each kind is cut to that before the two are put
// together, so that a page costs the same however long the ledger is.
func (u useQuestion) list(db bun.IDB, most int) (*bun.SelectQuery, error) {
	moment, last, err := momentAt(u.Cursor)
	if err != nil {
		return nil, err
	}
	page := func(q *bun.SelectQuery, at, line string) *bun.SelectQuery {
		if u.Cursor != "" {
			q = q.Where(at+" <= ?", moment).Where("("+at+", "+line+") < (?, ?)", moment, last)
		}
		return q.ColumnExpr(at + " AS at, " + line + " AS line").OrderExpr("at DESC, line DESC").Limit(int64(most))
	}
	posts := page(u.posts(db), "p.posted_at", postLine).Join("JOIN post_assets AS pa ON pa.post = ps.post AND pa.asset = ps.asset").
		ColumnExpr("FALSE AS link, pa.title, a.id AS account, a.name AS account_name, p.permalink")
	links := page(u.links(db), "r.created_at", linkLine).ColumnExpr("TRUE AS link, CASE WHEN x.title = '' THEN x.file_name ELSE x.title END AS title, '' AS account, '' AS account_name, '' AS permalink")
	return db.NewSelect().TableExpr("(SELECT * FROM (?) AS of_posts UNION ALL SELECT * FROM (?) AS of_links) AS u", posts, links).
		Join("JOIN libraries AS s ON s.id = u.source").Join("LEFT JOIN libraries AS b ON b.id = u.user_library").
		ColumnExpr("u.*, s.slug AS source_slug, s.name AS source_name, coalesce(b.slug, '') AS user_slug, coalesce(b.name, '') AS user_name").ColumnExpr(thanked + " AS thanked_at").
		OrderExpr("u.at DESC, u.line DESC").Limit(int64(most)), nil
}

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
	Line        string
}

func (r reuseRow) reuse() catalog.Reuse {
	return catalog.Reuse{Used: r.Used, Link: r.Link, At: r.At.Time, Asset: r.Asset, Title: r.Title,
		Source: libraryRefRow{ID: r.Source, Slug: r.SourceSlug, Name: r.SourceName}.ref(), By: libraryRefRow{ID: r.UserLibrary, Slug: r.UserSlug, Name: r.UserName}.ref(),
		Account: catalog.Ref{ID: r.Account, Name: r.AccountName}, Permalink: r.Permalink, ThankedAt: r.ThankedAt.Time}
}

// Reuses implements catalog.ReportStore.
func (s *Reports) Reuses(ctx context.Context, f catalog.ReuseFilter) (catalog.Page[catalog.Reuse], error) {
	var page catalog.Page[catalog.Reuse]
	err := s.db.read(ctx, "list reuses", func(db bun.IDB) error {
		limit := limitOf(f.ListFilter)
		rows, err := useQuestion{ReuseFilter: f}.rows(ctx, db, limit+1)
		if err != nil {
			return err
		}
		page.Next = ""
		if len(rows) > limit {
			rows = rows[:limit]
			page.Next = momentSpot(rows[limit-1].At, rows[limit-1].Line).cursor()
		}
		page.Items = collect(rows, reuseRow.reuse)
		return nil
	})
	return page, err
}

func (u useQuestion) rows(ctx context.Context, db bun.IDB, most int) (rows []reuseRow, err error) {
	q, err := u.list(db, most)
	if err == nil {
		err = q.Scan(ctx, &rows)
	}
	return rows, err
}

// Reuse implements catalog.ReportStore.
func (s *Reports) Reuse(ctx context.Context, used string, asset catalog.AssetID, source catalog.LibraryID) (catalog.Reuse, error) {
	var out catalog.Reuse
	err := s.db.read(ctx, "find reuse", func(db bun.IDB) error {
		rows, err := useQuestion{ReuseFilter: catalog.ReuseFilter{Source: source}, used: used, asset: asset}.rows(ctx, db, 1)
		if err == nil && len(rows) == 0 {
			err = catalog.Missing("reuse")
		}
		if err == nil {
			out = rows[0].reuse()
		}
		return err
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
