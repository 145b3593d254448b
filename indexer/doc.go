// Package indexer is the search index of a media library: it takes flat documents in, and gives ids, an order and facet
// counts back. It speaks Norwegian (bokmål and nynorsk), and it knows libraries, presenters, books and series only as
// names with ids.
//
// It does not know where documents come from, who may see what (a document carries visibility marks and a query names
// the marks it may see), or how anything is shown. It is no store: nothing but ids and names to suggest can be read
// back, and the whole index may be thrown away and filled again at any time.
//
// # How it works
//
// bleve's scorch engine keeps the inverted index: term dictionaries, postings, snapshots and crash safety. Its segments
// never change once written, so each is turned once into plain arrays ("columns": document → facet values, document →
// dates, documents in order), and everything is read through one snapshot with its columns, a view. Whoever writes makes
// the columns and publishes the view; queries never wait for that. Matches are bitmaps, facets are array sums, and hits and
// counts always agree. What a set of marks and filters finds is remembered and carried on from view to view. Scores are
// ours and depend on nothing but the document and the query, so the order is the same on every node and a cursor stays
// good while other documents change.
//
// The names of libraries, presenters, books and so on stand once, in the facet terms: a word leads to names, and names to
// documents. Positions are not kept: pairs of neighbouring words are, which is enough for phrases.
//
// # Words
//
// A surface word is folded (å, aa → a; ø, oe → o; æ, ae → a; accents off). Its canonical form is the stem, with nynorsk
// led to bokmål. Names are folded but never stemmed. The parts of compounds are indexed apart, so that a whole word
// always weighs more than a part of one.
package indexer
