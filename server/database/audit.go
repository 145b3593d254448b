package database

import (
	"context"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Audit is the list of what was done with people's data.
type Audit struct{ db *Database }

var _ catalog.AuditStore = (*Audit)(nil)

type auditRow struct {
	bun.BaseModel `bun:"table:audit,alias:a"`

	Seq    int64            `bun:"seq,pk,autoincrement"`
	At     instant          `bun:"at"`
	Actor  string           `bun:"actor"`
	Action string           `bun:"action"`
	Kind   catalog.Kind     `bun:"kind"`
	Entry  string           `bun:"entry"`
	Person catalog.PersonID `bun:"person"`
	Detail string           `bun:"detail"`
	By     string           `bun:"by_name,scanonly"`
}

// audit adds a line in the transaction that it tells of.
func audit(ctx context.Context, tx bun.IDB, l catalog.AuditLine) error {
	row := &auditRow{At: instant{l.At}, Actor: l.Actor, Action: l.Action, Kind: l.Kind, Entry: l.Entry, Person: l.Person, Detail: l.Detail}
	_, err := tx.NewInsert().Model(row).Exec(ctx)
	return err
}

func (r auditRow) line() catalog.AuditLine {
	return catalog.AuditLine{Seq: r.Seq, At: r.At.Time, Actor: r.Actor, By: r.By, Action: r.Action, Kind: r.Kind, Entry: r.Entry, Person: r.Person, Detail: r.Detail}
}

// Note implements catalog.AuditStore.
func (s *Audit) Note(ctx context.Context, l catalog.AuditLine) error {
	return s.db.write(ctx, "note in audit", func(tx bun.Tx) error { return audit(ctx, tx, l) })
}

// Audit implements catalog.AuditStore.
func (s *Audit) Audit(ctx context.Context, f catalog.AuditFilter) (catalog.Page[catalog.AuditLine], error) {
	var page catalog.Page[catalog.AuditLine]
	err := s.db.read(ctx, "list audit", func(db bun.IDB) error {
		var rows []auditRow
		q, err := narrowAudit(selectAudit(db, &rows), f)
		if err != nil {
			return err
		}
		limit := limitOf(f.ListFilter)
		if err := q.OrderExpr("a.seq DESC").Limit(int64(limit) + 1).Scan(ctx); err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			page.Next = spot{Key: strconv.FormatInt(rows[limit-1].Seq, 10)}.cursor()
		}
		page.Items = collect(rows, auditRow.line)
		return nil
	})
	return page, err
}

func selectAudit(db bun.IDB, rows *[]auditRow) *bun.SelectQuery {
	return db.NewSelect().Model(rows).ColumnExpr("?TableColumns").ColumnExpr("coalesce(u.name, t.name, '') AS by_name").
		Join("LEFT JOIN users AS u ON u.id = a.actor").Join("LEFT JOIN tokens AS t ON t.id = a.actor")
}

func narrowAudit(q *bun.SelectQuery, f catalog.AuditFilter) (*bun.SelectQuery, error) {
	if f.Person != "" {
		q = q.Where("a.person = ?", f.Person)
	}
	if f.Kind != "" {
		q = q.Where("a.kind = ?", f.Kind)
	}
	if f.Entry != "" {
		q = q.Where("a.entry = ?", f.Entry)
	}
	if f.Cursor == "" {
		return q, nil
	}
	after, err := spotAt(f.Cursor)
	if err != nil {
		return nil, err
	}
	seq, err := strconv.ParseInt(after.Key, 10, 64)
	if err != nil {
		return nil, badCursor(err)
	}
	return q.Where("a.seq < ?", seq), nil
}
