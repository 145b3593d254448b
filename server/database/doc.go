// Package database keeps the catalogue in SQL: on SQLite in one file, on PostgreSQL for several nodes. It implements
// the store interfaces of package catalog, the list of changes, sessions, and the schema that the job queue needs.
//
// It checks no permissions and knows no rules but those that only a transaction can hold: what is unique, what
// exists, what is still referred to. Both databases run the same queries; what differs stands in dialect.go.
//
// All writes to the catalogue are serial: on SQLite by nature, on PostgreSQL by an advisory lock that is taken first
// in the transaction. So the order of changes is the order of commits, a check made in the transaction holds until
// its end, and writers cannot deadlock. Reads never wait for writes.
//
// What is asked in every request is asked in prepared statements (question.go). Assets and names that are shown come
// from copies, which one question for the newest change confirms in every request (copies.go); so nothing is shown that
// was not true when it was asked for, on any node.
//
// Errors are those of package catalog; what a driver says is kept as their private cause.
package database
