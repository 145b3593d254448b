// Package delivery hands out every byte that leaves: renditions, captions and originals for those who are signed in, and
// for the public what a reuse link opens, as bytes, as a page, as a frame for other sites and through oEmbed. It also
// forwards browsers' uploads to the storage.
//
// Nothing is opened without a filled [catalog.Cleared], which only the catalogue can make, and for a reuse link it is
// asked for anew on every request, be it HEAD, conditional or for a range: what was revoked is gone at once, and caches
// may keep public bytes for 60 seconds at most. What takes longer than a second to go out is asked for again all the while, and
// breaks off once it may not go out any more, whoever it goes to. The untouched original never goes to the public.
//
// The package decides nothing about who may see what, and makes no renditions; crops are asked of a [Cropper].
package delivery
