package indexer

import "errors"

// Errors that a caller can act on; test with errors.Is.
var (
	// ErrLocked means that another process, or another Index, has the folder open.
	ErrLocked = errors.New("search index is in use by another process")
	// ErrClosed means that Close has been called.
	ErrClosed = errors.New("search index is closed")
	// ErrDamaged means that the index on disk cannot be read or written any more: call Rebuild, or close and open again.
	ErrDamaged = errors.New("search index cannot be used")
	// ErrCursor means that a cursor is not one of ours, or belongs to another order.
	ErrCursor = errors.New("cursor does not belong to this query")
	// ErrInvalid means that a document or a request breaks a rule stated with its type.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound means that there is no document with an id, or none that may be seen.
	ErrNotFound = errors.New("document not found")
	// ErrRebuilding means that a rebuild is under way already.
	ErrRebuilding = errors.New("search index is being rebuilt already")
)
