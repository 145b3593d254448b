package catalog

import (
	"context"
	"io"
	"time"
)

// DocumentID names a document.
type DocumentID string

// What a document is there for.
const (
	DocumentEvidence  = "evidence"  // a form that was signed, an e-mail, a recording of an oral consent
	DocumentSignature = "signature" // drawn on the spot
	DocumentPicture   = "picture"   // of the person, by themselves, to be found by on what was recorded; removed when they are
)

// Document is a private file: evidence of a consent, or a picture to know somebody by. It is kept apart from the assets and
// never leaves without being noted who opened it.
type Document struct {
	ID        DocumentID
	Consent   ConsentID
	Purpose   string
	FileName  string
	MediaType string // as told from the bytes
	Size      int64  // bytes
	SHA256    string // 64 hex digits
	AddedAt   time.Time
	AddedBy   string // an Actor's ID
}

// DocumentFiles keep the bytes of documents.
type DocumentFiles interface {
	// Put stores bytes so that they are there when it returns, at most limit of them: TooLarge when there are more.
	// It tells their size, SHA-256 and media type, and refuses with UnsupportedMedia what is neither a picture nor a PDF.
	Put(ctx context.Context, id DocumentID, r io.Reader, limit int64) (Document, error)
	// Open opens bytes. NotFound when there are none.
	Open(ctx context.Context, id DocumentID) (io.ReadCloser, error)
	// Remove removes bytes; none is no error.
	Remove(ctx context.Context, id DocumentID) error
}
