package database

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"sync"

	"github.com/uptrace/bun"
)

// question is a SELECT that is asked often, in words of both databases: {1}, {2} … stand for its arguments, and {ids}
// for "is one of" the list of ids that is its first argument. So it is one text however many ids there are, and can be
// kept ready.
type question string

func (q question) words(postgres bool) string {
	if postgres {
		return strings.NewReplacer("{ids}", "= ANY($1)", "{", "$", "}", "").Replace(string(q))
	}
	return strings.NewReplacer("{ids}", "IN (SELECT value FROM json_each(?1))", "{", "?", "}", "").Replace(string(q))
}

// asker asks questions on a pool of connections or in a transaction.
type asker struct {
	on interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
	postgres bool
	ready    *ready // nil: nothing is kept ready
	// late collects, in a transaction, what is to be prepared after it: preparing takes a connection, and whoever holds
	// one must not wait for another. nil outside of transactions.
	late *[]question
}

// asking asks through a handle of bun's, which keeps nothing ready.
func asking(db bun.IDB) asker {
	a := asker{postgres: db.Dialect().Name().String() == "pg"}
	switch h := db.(type) {
	case bun.Tx:
		a.on = h.Tx
	case *bun.DB:
		a.on = h.DB
	}
	return a
}

// ask asks a question and lets scan read each row of the answer.
func (a asker) ask(ctx context.Context, q question, scan func(*sql.Rows) error, args ...any) error {
	if err := a.put(args); err != nil {
		return err
	}
	rows, err := a.query(ctx, q, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// put makes arguments what the database takes: texts as textDialect writes them, lists of ids on SQLite as JSON.
func (a asker) put(args []any) error {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = storable(v)
		case []string:
			ids := collect(v, storable)
			if args[i] = ids; a.postgres {
				continue
			}
			b, err := json.Marshal(ids)
			if err != nil {
				return err
			}
			args[i] = string(b)
		}
	}
	return nil
}

func (a asker) query(ctx context.Context, q question, args []any) (*sql.Rows, error) {
	if a.ready == nil {
		return a.on.QueryContext(ctx, q.words(a.postgres), args...)
	}
	s, err := a.ready.statement(ctx, q, a.late)
	switch tx, ok := a.on.(*sql.Tx); {
	case err != nil:
		return nil, err
	case s.prepared == nil:
		return a.on.QueryContext(ctx, s.words, args...)
	case ok:
		return tx.StmtContext(ctx, s.prepared).QueryContext(ctx, args...)
	}
	return s.prepared.QueryContext(ctx, args...)
}

// ready keeps the statements of questions that are asked of a pool, on SQLite prepared on every connection.
// PostgreSQL's driver prepares what it is asked again by itself.
type ready struct {
	pool     *sql.DB
	postgres bool
	mu       sync.RWMutex
	kept     map[question]statement
}

type statement struct {
	words    string
	prepared *sql.Stmt // nil on PostgreSQL
}

func newReady(pool *sql.DB, postgres bool) *ready {
	return &ready{pool: pool, postgres: postgres, kept: map[question]statement{}}
}

// statement finds the statement of a question. One that is not prepared yet is prepared now, or noted in late.
func (r *ready) statement(ctx context.Context, q question, late *[]question) (statement, error) {
	r.mu.RLock()
	s, ok := r.kept[q]
	r.mu.RUnlock()
	switch {
	case ok:
		return s, nil
	case late == nil:
		return r.prepare(ctx, q)
	}
	*late = append(*late, q)
	return statement{words: q.words(r.postgres)}, nil
}

// prepare makes the statement of a question and keeps it.
func (r *ready) prepare(ctx context.Context, q question) (statement, error) {
	s := statement{words: q.words(r.postgres)}
	if !r.postgres {
		var err error
		if s.prepared, err = r.pool.PrepareContext(ctx, s.words); err != nil {
			return statement{}, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other, ok := r.kept[q]; ok { // somebody else was quicker
		if s.prepared != nil {
			_ = s.prepared.Close() // it was never used
		}
		return other, nil
	}
	r.kept[q] = s
	return s, nil
}
