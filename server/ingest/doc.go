// Package ingest turns uploaded files into assets that can be seen: it keeps the originals in the bucket, and in jobs
// that survive a crash it hashes, probes and describes each one, makes its renditions, writes its sidecar record, and
// tidies up what is over.
//
// The truth about how far an asset has come stands in the catalogue, not in the queue: a sweep finds every asset whose
// processing is missing, so that a lost queue loses nothing. Every step may be repeated. What a human has written is
// never overwritten.
//
// A clip's poster is made from a piece of the file, before the whole of it has come. What people ask for later stands as
// an order in the catalogue until it is made: a poster of another moment, crops of a clip. Each rendition has a version,
// so that one can be replaced without the others and without its address ever meaning two things.
//
// The package answers no requests and decides nothing about who may see what.
//
// # Sidecar records
//
// For every asset the object records/<asset id>.json holds what is needed to rebuild the catalogue from the bucket
// alone. It is one [Record] in JSON: "format" is "fellesmappa-record", "version" is [RecordVersion] and grows when the
// meaning of a field changes; fields that a reader does not know are to be passed over. Libraries are named by slug,
// other references by id and name, times are RFC 3339, sizes bytes and pixels, durations seconds. A record may be a
// minute older than the catalogue, and goes when its asset is removed for good.
package ingest
