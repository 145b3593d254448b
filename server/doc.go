// Command fellesmappa is the shared media library of Norwegian public libraries: it keeps every clip and photo, finds
// it, shows it, and hands it out by links that can be revoked.
//
// # Rooms
//
//	catalog    the domain: every rule, once; knows no HTTP, SQL, S3 or bleve
//	database   SQL for catalog on SQLite and PostgreSQL
//	storage    originals and renditions in S3; storage/gateway is the embedded S3 server
//	bookfinder open catalogues outside → a book by its ISBN
//	mail       the catalogue's letters by SMTP
//	calendar   events → iCalendar files that calendars subscribe to
//	caption    subtitle files → clean WebVTT and plain words
//	search     catalog ↔ indexer; follows the changes
//	ingest     jobs: what happens to a file after it has arrived
//	delivery   every byte that leaves: renditions, originals, reuse links, embeds; and the upload proxy
//	edge       the gin seam: actor, errors, languages
//	auth       sign-in, sessions, tokens
//	qr         QR codes
//	api        the JSON API with OpenAPI
//	web        the pages; web/locale the words
//	cli        commands that talk to a running server
//	demo       the demo collection
//	indexer    (beside server) the search index; indexer/norwegian the language, indexer/nearby alike pictures
//	thumbs     (beside server) pictures and clip frames → named sizes
//
// # Words
//
// An asset is one clip or photo with its description; the original is the uploaded file, never changed; a rendition is
// a file made from it. A library is the organisation, nothing else. Clearance is computed: may this be shown there,
// then? A reuse link is a revocable public address of one asset and the record of that use.
//
// # Arrows
//
// What a package may import of ours stands in arrows_test.go and is held by it. One owner per outside dependency,
// likewise.
package main
