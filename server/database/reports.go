package database

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Reports are what the log adds up to.
type Reports struct{ db *Database }

var _ catalog.ReportStore = (*Reports)(nil)

// grouping is what posts p are in a dimension: what a column of theirs says, or what their assets are, as a question answers of a
// list of assets, with nothing for one that is none. The names are in the register.
type grouping struct {
	column   string
	assets   question
	register bun.Ident
}

func groupingBy(d catalog.Dimension) grouping {
	switch d {
	case catalog.ReportSeries:
		return grouping{"p.id", "SELECT id, coalesce(series, '') FROM assets WHERE id {ids}", "series"}
	case catalog.ReportPresenter:
		return grouping{"p.id", "SELECT asset, presenter FROM asset_presenters WHERE asset {ids}", "presenters"}
	case catalog.ReportFormat:
		return grouping{column: "p.format"}
	case catalog.ReportLanguage:
		return grouping{column: "p.language"}
	case catalog.ReportAccount:
		return grouping{column: "p.account", register: "accounts"}
	}
	return grouping{column: "p.content_type"}
}

// telling chooses the response r of a post p that tells of a mark, as catalog.Post.Response does. A test holds the two together.
func telling(m catalog.Mark) string {
	switch m {
	case catalog.Mark48Hours:
		return fmt.Sprintf("AND r.at >= p.posted_at + %d AND r.at < p.posted_at + %d ORDER BY r.at", 36*hour, 14*24*hour)
	case catalog.Mark30Days:
		return fmt.Sprintf("AND r.at >= p.posted_at + %d ORDER BY r.at", 25*24*hour)
	}
	return "ORDER BY r.at DESC"
}

// measured is the column of a number.
func measured(m catalog.Measure) string {
	if m != catalog.MeasureInteractions {
		return "r." + string(m)
	}
	return "CASE WHEN coalesce(r.likes, r.comments, r.shares, r.saves) IS NOT NULL THEN coalesce(r.likes, 0) + coalesce(r.comments, 0) + coalesce(r.shares, 0) + coalesce(r.saves, 0) END"
}

// Facts implements catalog.ReportStore.
func (s *Reports) Facts(ctx context.Context, q catalog.FactQuestion) ([]catalog.PostFact, error) {
	by := groupingBy(q.By)
	var out []catalog.PostFact
	err := s.db.snapshot(ctx, "read facts of posts", func(db bun.IDB) (err error) {
		if out, err = readFacts(ctx, db, q, by); err != nil || by.register == "" {
			return err
		}
		return nameFacts(ctx, db, by.register, out)
	})
	return out, err
}

func readFacts(ctx context.Context, db bun.IDB, q catalog.FactQuestion, by grouping) ([]catalog.PostFact, error) {
	rows, err := wherePosts(db.NewSelect().Model((*postRow)(nil)), q.PostFilter).ColumnExpr(by.column).
		ColumnExpr("(SELECT " + measured(q.Measure) + " FROM responses AS r WHERE r.post = p.id " + telling(q.At) + " LIMIT 1)").
		OrderExpr("p.posted_at DESC, p.id DESC").Limit(int64(q.Most)).Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var facts []catalog.PostFact
	for rows.Next() {
		f := catalog.PostFact{Post: len(facts)}
		var n sql.NullInt64
		if err := rows.Scan(&f.Of.ID, &n); err != nil {
			return nil, err
		}
		f.Number, f.Known = int(n.Int64), n.Valid
		facts = append(facts, f)
	}
	if err := rows.Err(); err != nil || by.assets == "" {
		return facts, err
	}
	return byAssets(ctx, asking(db), by.assets, facts)
}

// nameFacts gives what facts are about the names that it has in a register.
func nameFacts(ctx context.Context, db bun.IDB, register bun.Ident, facts []catalog.PostFact) error {
	var rows []struct{ ID, Name string }
	if err := db.NewRaw("SELECT id, name FROM ?", register).Scan(ctx, &rows); err != nil {
		return err
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	for i := range facts {
		facts[i].Of.Name = names[facts[i].Of.ID]
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
		counted := wherePosts(db.NewSelect().Model((*postRow)(nil)).
			ColumnExpr(span+" END AS span", args...).ColumnExpr("p.language"), f)
		return db.NewRaw("SELECT span, language, count(*) AS count FROM (?) AS counted GROUP BY span, language ORDER BY span, language", counted).Scan(ctx, &out)
	})
	return out, err
}
