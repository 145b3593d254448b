package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Reports are what the log adds up to.
type Reports struct{ db *Database }

var _ catalog.ReportStore = (*Reports)(nil)

// Facts implements catalog.ReportStore.
func (s *Reports) Facts(ctx context.Context, f catalog.PostFilter, limit int) ([]catalog.PostFact, error) {
	var out []catalog.PostFact
	err := s.db.snapshot(ctx, "read facts of posts", func(db bun.IDB) error {
		var rows []postRow
		if err := factPosts(db.NewSelect().Model(&rows), f, limit).
			ColumnExpr("p.id, p.posted_at, p.account, a.name AS account_name, p.content_type, p.language, p.format").Scan(ctx); err != nil {
			return err
		}
		out = make([]catalog.PostFact, len(rows))
		byID := make(map[string]*catalog.PostFact, len(rows))
		for i, r := range rows {
			p := r.post()
			out[i] = catalog.PostFact{Post: catalog.PostID(r.ID), PostedAt: p.PostedAt, Account: p.Account, ContentType: p.ContentType, Language: p.Language, Format: p.Format}
			byID[r.ID] = &out[i]
		}
		return fillFacts(ctx, db, factPosts(db.NewSelect().Model((*postRow)(nil)).ColumnExpr("p.id"), f, limit), byID)
	})
	return out, err
}

func factPosts(q *bun.SelectQuery, f catalog.PostFilter, limit int) *bun.SelectQuery {
	return wherePosts(q.Join("JOIN accounts AS a ON a.id = p.account"), f).OrderExpr("p.posted_at DESC, p.id DESC").Limit(int64(limit))
}

// fillFacts gives facts the series and presenters of their assets, and their responses.
func fillFacts(ctx context.Context, db bun.IDB, posts *bun.SelectQuery, facts map[string]*catalog.PostFact) error {
	type named struct{ Post, ID, Name string }
	var series, presenters []named
	err := db.NewRaw(`SELECT DISTINCT pa.post, s.id, s.name FROM post_assets AS pa JOIN assets AS x ON x.id = pa.asset JOIN series AS s ON s.id = x.series
		WHERE pa.post IN (SELECT id FROM (?) AS chosen) ORDER BY pa.post, s.name, s.id`, posts).Scan(ctx, &series)
	if err != nil {
		return err
	}
	err = db.NewRaw(`SELECT DISTINCT pa.post, e.id, e.name FROM post_assets AS pa JOIN asset_presenters AS ap ON ap.asset = pa.asset JOIN presenters AS e ON e.id = ap.presenter
		WHERE pa.post IN (SELECT id FROM (?) AS chosen) ORDER BY pa.post, e.name, e.id`, posts).Scan(ctx, &presenters)
	if err != nil {
		return err
	}
	var responses []responseRow
	if err := db.NewSelect().Model(&responses).Where("r.post IN (SELECT id FROM (?) AS chosen)", posts).OrderExpr("r.post, r.at").Scan(ctx); err != nil {
		return err
	}
	for _, r := range series {
		facts[r.Post].Series = append(facts[r.Post].Series, catalog.Ref{ID: r.ID, Name: r.Name})
	}
	for _, r := range presenters {
		facts[r.Post].Presenters = append(facts[r.Post].Presenters, catalog.Ref{ID: r.ID, Name: r.Name})
	}
	for _, r := range responses {
		facts[r.Post].Responses = append(facts[r.Post].Responses, r.response())
	}
	return nil
}

// Languages implements catalog.ReportStore.
func (s *Reports) Languages(ctx context.Context, f catalog.PostFilter, bounds []time.Time) ([]catalog.LanguageCount, error) {
	var out []catalog.LanguageCount
	err := s.db.read(ctx, "count languages of posts", func(db bun.IDB) error {
		out = nil
		span, args := "CASE", []any{}
		for i := len(bounds) - 2; i >= 0; i-- {
			span += " WHEN p.posted_at >= ? THEN ?"
			args = append(args, instant{bounds[i]}, i)
		}
		f.From, f.To = bounds[0], bounds[len(bounds)-1]
		counted := wherePosts(db.NewSelect().Model((*postRow)(nil)).Join("JOIN accounts AS a ON a.id = p.account").
			ColumnExpr(span+" END AS span", args...).ColumnExpr("p.language"), f)
		return db.NewRaw("SELECT span, language, count(*) AS count FROM (?) AS counted GROUP BY span, language ORDER BY span, language", counted).Scan(ctx, &out)
	})
	return out, err
}
