package catalog

import (
	"context"
	"io"
	"time"
)

// UploadState says how far an upload has come.
type UploadState string

// The upload states.
const (
	Receiving UploadState = "receiving"
	Complete  UploadState = "complete"
	Refused   UploadState = "refused"
	Cancelled UploadState = "cancelled"
)

// Upload is a file on its way in. Its asset exists from the moment it is Complete.
type Upload struct {
	ID            UploadID
	Asset         AssetID
	By            string // an Actor's ID
	FileName      string
	Ext           string // of the stored object
	Size          int64  // bytes declared; 0 for a single request, whose size shows at the end
	PartSize      int64  // bytes of every part but the last
	PartCount     int
	StorageID     string // the storage's own id of a multipart upload; empty for a single request
	State         UploadState
	Metadata      AssetPatch
	KeepDuplicate bool
	CreatedAt     time.Time
	ExpiresAt     time.Time

	Invitation InvitationID // that the sender has come by; empty: somebody with an account sends
	Visitor    string       // the hash of a guest's Visitor key
	Reserved   int64        // bytes taken of the invitation
}

// Part is a part that has arrived.
type Part struct {
	Number int
	Size   int64
	ETag   string
}

// PartURL is where a part is to be sent with PUT: path and query on the server's own origin.
type PartURL struct {
	Number int
	URL    string
}

// FileFacts are what a file's own bytes tell.
type FileFacts struct {
	Kind      MediaKind
	MediaType string
	Width     int // pixels as shown
	Height    int
	Duration  time.Duration
}

// UploadStore keeps the uploads.
type UploadStore interface {
	// Create stores a new upload. One by an invitation takes a file and its reserved bytes of it in the same transaction, or
	// nothing is stored and what Invitation.Takes says comes back.
	Create(ctx context.Context, u Upload) error
	// Get finds an upload. NotFound when there is none.
	Get(ctx context.Context, id UploadID) (Upload, error)
	// ByStorageID finds an upload by the storage's id. NotFound when there is none.
	ByStorageID(ctx context.Context, storageID string) (Upload, error)
	// OfVisitor lists what a visitor has sent and is sending by an invitation.
	OfVisitor(ctx context.Context, i InvitationID, visitor string) ([]Upload, error)
	// Describe replaces the metadata of an upload. NotFound when there is none.
	Describe(ctx context.Context, id UploadID, metadata AssetPatch) error
	// SetState moves an upload that is Receiving to another state, and gives back what it took of its invitation; one that
	// is not stays as it is.
	SetState(ctx context.Context, id UploadID, state UploadState) error
	// Finish stores the asset and marks the upload as Complete in one transaction. An upload that is Complete already
	// is left alone and nil comes back; with unique, Conflict as from AssetStore.Create. What the upload took of its
	// invitation becomes the original's size.
	Finish(ctx context.Context, by string, id UploadID, a Asset, unique bool) error
	// Expired lists uploads that are Receiving and past their time, and forgets those that ended long before.
	Expired(ctx context.Context, now time.Time, limit int) ([]Upload, error)
}

// Originals keeps the bytes that people upload. Its errors are Errors of this package: Full, Unavailable, Invalid.
type Originals interface {
	// Store keeps a file of unknown length, and returns when it is durable.
	Store(ctx context.Context, id AssetID, ext string, r io.Reader) (size int64, sha256 string, err error)
	// Start begins a multipart upload and gives the storage's id of it.
	Start(ctx context.Context, id AssetID, ext string) (string, error)
	// PartURL signs the address of a part for a public host; number is from 1.
	PartURL(ctx context.Context, u Upload, host string, number int, life time.Duration) (string, error)
	// Parts lists the parts that have arrived, by number.
	Parts(ctx context.Context, u Upload) ([]Part, error)
	// Complete joins the parts, checks the whole and returns when it is durable. It may be called again.
	Complete(ctx context.Context, u Upload, parts []Part) error
	// Inspect tells what a stored file is from its bytes. Invalid or UnsupportedMedia when it cannot be taken.
	Inspect(ctx context.Context, id AssetID, ext, fileName string) (FileFacts, error)
	// Sample calculates the sampled hash of a stored file that is larger than SampledFrom.
	Sample(ctx context.Context, id AssetID, ext string, size int64) (string, error)
	// Discard removes what an upload has left, parts and object. What is not there is no error.
	Discard(ctx context.Context, u Upload) error
}

// Processor is told about assets whose processing is due. Telling it is a hint: what is missing is found anyway.
type Processor interface {
	Enqueue(ctx context.Context, id AssetID)
}

// Limits bound what is taken in.
type Limits struct {
	MaxUpload  int64         // bytes of one file
	PartSize   int64         // smallest part, bytes; at least 5 MiB
	UploadLife time.Duration // how long an upload may take
}

// DefaultLimits are 20 GiB a file, in parts of 8 MiB or more, within a week.
func DefaultLimits() Limits {
	return Limits{MaxUpload: 20 << 30, PartSize: 8 << 20, UploadLife: 7 * 24 * time.Hour}
}

// SampledFrom is the size in bytes above which files are told apart by a sampled hash before they are sent: to read more
// would take longer than people wait.
const SampledFrom = 512 << 20

// AcceptedExtensions lists the file name extensions that are taken in.
func AcceptedExtensions() []string {
	return []string{"jpg", "jpeg", "png", "webp", "gif", "heic", "heif", "avif", "tif", "tiff", "bmp", "mp4", "mov", "m4v", "webm", "3gp", "mkv",
		"mp3", "m4a", "wav"}
}
