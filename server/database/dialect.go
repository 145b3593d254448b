package database

import (
	"database/sql"
	"strings"

	"github.com/uptrace/bun/schema"
)

// dialect is all that differs between the two databases, besides how they are opened and what their errors mean.
type dialect struct {
	// words turns the common SQL of the migrations into the database's own.
	words *strings.Replacer
	// serialise makes every other writer wait until the transaction ends; empty where a transaction does so itself.
	serialise string
	// forUpdate ends a SELECT whose row is going to be changed.
	forUpdate string
	// snapshot starts a transaction in which all queries see the same state.
	snapshot *sql.TxOptions
	// writable asks whether the database takes writes; it answers one boolean.
	writable string
}

// Keys of PostgreSQL's advisory locks, which hold for one schema of the database. All nodes must agree on them.
const (
	writerLock    = "(46301141, hashtext(current_schema()))"
	migrationLock = "(46301142, hashtext(current_schema()))"
)

func sqliteDialect() dialect {
	return dialect{
		words: strings.NewReplacer(
			" BIGINT", " INTEGER",
			" BOOLEAN", " INTEGER",
			" DOUBLE PRECISION", " REAL",
			" BYTES", " BLOB",
			" SEQUENCE PRIMARY KEY", " INTEGER PRIMARY KEY AUTOINCREMENT",
			" MICROSECONDS_NOW", " (CAST(unixepoch('subsec') * 1000000 AS INTEGER))",
		),
		snapshot: &sql.TxOptions{ReadOnly: true},
		writable: "SELECT TRUE",
	}
}

// postgresDialect compares all text by bytes, as SQLite and Go do: so both databases sort alike, and no index
// depends on the collations of the system.
func postgresDialect() dialect {
	return dialect{
		words: strings.NewReplacer(
			" TEXT", ` TEXT COLLATE "C"`,
			" BYTES", " BYTEA",
			" SEQUENCE PRIMARY KEY", " BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
			" MICROSECONDS_NOW", " (CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT))",
			") STRICT;", ");",
			") STRICT, WITHOUT ROWID;", ");",
		),
		serialise: "SELECT pg_advisory_xact_lock" + writerLock,
		forUpdate: " FOR UPDATE",
		snapshot:  &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
		writable:  "SELECT current_setting('transaction_read_only') = 'off'",
	}
}

// textDialect is a dialect of bun that writes NUL, which neither database keeps in a text, as U+FFFD. bun itself
// does so with bytes that are not UTF-8. What people type may thus fail to be found, but never fails to be asked.
type textDialect struct{ schema.Dialect }

func (d textDialect) AppendString(b []byte, s string) []byte {
	return d.Dialect.AppendString(b, storable(s))
}

// storable is a text with U+FFFD in the place of what neither database keeps in a text.
func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\ufffd"), "\ufffd")
}
