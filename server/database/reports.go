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

// grouping is what the chosen posts c are in a dimension: what they are joined with, the id of it, and the register that has its
// name.
type grouping struct {
	join, id string
	register bun.Ident
}

func groupingBy(d catalog.Dimension) grouping {
	const assets = "LEFT JOIN post_assets AS pa ON pa.post = c.id LEFT JOIN "
	switch d {
	case catalog.ReportSeries:
		return grouping{assets + "assets AS x ON x.id = pa.asset", "coalesce(x.series, '')", "series"}
	case catalog.ReportPresenter:
		return grouping{assets + "asset_presenters AS ap ON ap.asset = pa.asset", "coalesce(ap.presenter, '')", "presenters"}
	case catalog.ReportFormat:
		return grouping{id: "c.format"}
	case catalog.ReportLanguage:
		return grouping{id: "c.language"}
	case catalog.ReportAccount:
		return grouping{id: "c.account", register: "accounts"}
	}
	return grouping{id: "c.content_type"}
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
	chosen := wherePosts(db.NewSelect().Model((*postRow)(nil)), q.PostFilter).ColumnExpr("p.id, p.account, p.content_type, p.language, p.format").
		ColumnExpr("(SELECT " + measured(q.Measure) + " FROM responses AS r WHERE r.post = p.id " + telling(q.At) + " LIMIT 1) AS number").
		OrderExpr("p.posted_at DESC, p.id DESC").Limit(int64(q.Most))
	rows, err := db.QueryContext(ctx, "SELECT c.id, "+by.id+", c.number FROM (?) AS c "+by.join, chosen)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	facts := factReader{alone: by.join == "", at: map[string]int{}}
	for rows.Next() {
		var f catalog.PostFact
		var n sql.NullInt64
		if err := rows.Scan(&facts.post, &f.Of.ID, &n); err != nil {
			return nil, err
		}
		f.Number, f.Known = int(n.Int64), n.Valid
		facts.add(f)
	}
	return facts.all, rows.Err()
}

// factReader puts facts together that come once for each asset of a post, most of them one after the other.
type factReader struct {
	alone bool // each post comes once
	post  sql.RawBytes
	last  string
	at    map[string]int // the numbers of posts
	of    [][]int        // where the facts of each stand
	all   []catalog.PostFact
}

// number is the number of the post whose fact is being read.
func (r *factReader) number() int {
	if r.alone {
		return len(r.all)
	}
	if len(r.of) > 0 && r.last == string(r.post) {
		return r.at[r.last]
	}
	n, known := r.at[string(r.post)]
	if r.last = string(r.post); !known {
		n = len(r.of)
		r.at[r.last], r.of = n, append(r.of, nil)
	}
	return n
}

// add adds a fact once. That a post is nothing in the dimension is one only where it is nothing else.
func (r *factReader) add(f catalog.PostFact) {
	if f.Post = r.number(); !r.alone {
		for _, i := range r.of[f.Post] {
			switch {
			case f.Of.ID == "", r.all[i].Of.ID == f.Of.ID:
				return
			case r.all[i].Of.ID == "":
				r.all[i].Of = f.Of
				return
			}
		}
		r.of[f.Post] = append(r.of[f.Post], len(r.all))
	}
	r.all = append(r.all, f)
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
