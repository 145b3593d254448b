// Package catalog is the domain of Fellesmappa: assets and what people say about them, the registers they are
// described with (libraries, presenters, books, series, recording days, tags), who may do what, what may be
// shown, and what was handed out.
//
// Every rule stands here once. The package knows no HTTP, SQL, S3 or search engine: the stores, the search index
// and the keeper of originals are interfaces declared beside the service that needs them and implemented in
// database, search and ingest. Who acts is always an explicit parameter, so a forgotten permission check does
// not compile; the clock and the source of ids are passed in.
package catalog
