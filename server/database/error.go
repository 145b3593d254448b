package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// refusal carries the error of a caller's own function past the mapping, so that it comes back as it was.
type refusal struct{ err error }

func (r refusal) Error() string { return r.err.Error() }

// mapError turns what a driver says while doing op into an Error of package catalog. Errors that are such already
// and those of a context come back as they are.
func mapError(ctx context.Context, op string, err error) error {
	var refused refusal
	var known *catalog.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return refused.err
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	switch codeOf(err) {
	case catalog.Conflict:
		return taken(op, err, nil)
	case catalog.Full:
		return &catalog.Error{Code: catalog.Full, Key: catalog.KeyFull, Op: op, Err: err}
	case catalog.Unavailable:
		return unavailable(op, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

func unavailable(op string, err error) error {
	return &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyUnavailable, Op: op, Err: err}
}

// taken turns a violation of a unique column into a Conflict that names the value that was to be stored there.
// Other errors come back as they are.
func taken(op string, err error, values map[string]string) error {
	column := uniqueColumn(err)
	if column == "" {
		return err
	}
	args := catalog.Args{"value": values[column]}
	return &catalog.Error{Code: catalog.Conflict, Key: catalog.KeyExists, Args: args, Op: op, Err: err,
		Fields: []catalog.FieldError{{Location: column, Key: catalog.KeyExists, Args: args}}}
}

// codeOf sorts a driver's error into the codes that callers can act on: Conflict, Full, Unavailable or Internal.
func codeOf(err error) catalog.Code {
	var lite *sqlite.Error
	var post *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.As(err, &lite):
		return sqliteCode(lite.Code())
	case errors.As(err, &post):
		return postgresCode(post.Code)
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, sql.ErrConnDone), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return catalog.Unavailable
	}
	return catalog.Internal
}

func sqliteCode(code int) catalog.Code {
	if code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY {
		return catalog.Conflict
	}
	switch code & 0xff { // the rest of an extended code only refines it
	case sqlite3.SQLITE_FULL:
		return catalog.Full
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR:
		return catalog.Unavailable
	}
	return catalog.Internal
}

// postgresCode knows the error codes of PostgreSQL, appendix A of its manual.
func postgresCode(code string) catalog.Code {
	switch code {
	case "23505": // unique_violation
		return catalog.Conflict
	case "53100": // disk_full
		return catalog.Full
	case "25006", // read_only_sql_transaction: a standby
		"40001", "40P01", // serialization_failure, deadlock_detected
		"55P03",                   // lock_not_available
		"57P01", "57P02", "57P03": // admin_shutdown, crash_shutdown, cannot_connect_now
		return catalog.Unavailable
	}
	switch {
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"): // connection exceptions, insufficient resources
		return catalog.Unavailable
	}
	return catalog.Internal
}

// connectionLost reports whether PostgreSQL or the network between has closed a connection that was open.
func connectionLost(err error) bool {
	var refused refusal
	var post *pgconn.PgError
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &refused), errors.As(err, &connect):
		return false
	case errors.As(err, &post):
		return strings.HasPrefix(post.Code, "57P") || strings.HasPrefix(post.Code, "08")
	}
	return codeOf(err) == catalog.Unavailable
}

// uniqueColumn names the column of a unique index that a write ran into, or "". SQLite names table and column,
// PostgreSQL the index, whose name is made of both.
func uniqueColumn(err error) string {
	var lite *sqlite.Error
	if errors.As(err, &lite) && sqliteCode(lite.Code()) == catalog.Conflict {
		_, at, _ := strings.Cut(lite.Error(), "UNIQUE constraint failed: ")
		at, _, _ = strings.Cut(at, " (")
		return at[strings.LastIndexByte(at, '.')+1:]
	}
	var post *pgconn.PgError
	if errors.As(err, &post) && post.Code == "23505" {
		if column, ok := strings.CutPrefix(post.ConstraintName, post.TableName+"_"); ok && column != "pkey" {
			return column
		}
		return "id"
	}
	return ""
}
