package catalog

import (
	"context"
	"time"
)

// InboxObject is a file in the bucket's inbox, as the storage tells of it.
type InboxObject struct {
	Name     string    // below the inbox, with the folders that its sender gave it
	Size     int64     // bytes
	ETag     string    // empty when no S3 client wrote the file, which may then still grow
	Modified time.Time // whole seconds
}

// InboxState says what has become of a file in the inbox.
type InboxState string

// The states.
const (
	InboxWaiting   InboxState = "waiting"   // has been seen
	InboxTaken     InboxState = "taken"     // has become an asset, or part of one
	InboxDuplicate InboxState = "duplicate" // its bytes are those of an asset that was there already
	InboxRefusing  InboxState = "refusing"  // on its way to what was refused
	InboxRefused   InboxState = "refused"
)

// InboxFile is what is known of a file in the inbox.
type InboxFile struct {
	InboxObject
	State   InboxState
	Since   time.Time // it has been seen as it is
	At      time.Time // of the state
	Tries   int       // how often it was begun to take in
	Upload  UploadID  // that it is taken in by
	Asset   AssetID   // what it has become, or whose bytes it has
	Reason  Reason    // why it was refused, or is a duplicate
	MovedTo string    // its name below the inbox among what was refused
}

// InboxStore remembers what was seen in the inbox.
type InboxStore interface {
	// Turn gives the inbox to a holder until a time, unless another one holds it at now.
	Turn(ctx context.Context, holder string, now, until time.Time) (bool, error)
	// Look notes what lies in the inbox now and tells what is known of it, in the same order. What is new or has changed
	// begins to wait. What was waiting and has gone is forgotten; what was on its way to what was refused has arrived there.
	Look(ctx context.Context, now time.Time, objects []InboxObject) ([]InboxFile, error)
	// Begin stores an upload together with the file that it takes in.
	Begin(ctx context.Context, u Upload, f InboxFile) error
	// Save stores what is known of a file.
	Save(ctx context.Context, f InboxFile) error
	// Became lists the files of a folder that have become assets, or whose bytes are an asset's.
	Became(ctx context.Context, folder string) ([]InboxFile, error)
	// List lists files in a state, the newest first.
	List(ctx context.Context, state InboxState, limit int) ([]InboxFile, error)
	// Forget removes what was taken, or found to be a duplicate, before a time, and what was refused before another.
	Forget(ctx context.Context, taken, refused time.Time) error
}

// InboxBucket is the inbox itself. Stale comes back when a file is no longer as it was seen.
type InboxBucket interface {
	// List lists what lies in the inbox, without what was refused. It is slow: for jobs.
	List(ctx context.Context) ([]InboxObject, error)
	// Take copies a file to where originals are kept and returns the SHA-256 of the copy, once it is durable.
	Take(ctx context.Context, o InboxObject, id AssetID, ext string) (sha256 string, err error)
	// Read gives the bytes of a small file, at most one more than most.
	Read(ctx context.Context, o InboxObject, most int64) ([]byte, error)
	// Refuse copies a file to a name below the inbox and lays a text beside it. A file of no name is not copied.
	Refuse(ctx context.Context, o InboxObject, to, note, text string) error
	// Remove removes a file that is still as it was seen.
	Remove(ctx context.Context, o InboxObject) error
	// Taken reports whether there is a file of a name.
	Taken(ctx context.Context, name string) (bool, error)
}

// How long a file must have been as it is before it is touched. An S3 client's file appears whole. What somebody copies
// into the folder of the embedded bucket grows; that a program still writes to a file shows in its name, or in that it
// has no bytes yet.
const (
	settledObject = 3 * time.Second
	settledFile   = 10 * time.Second
	settledDoubt  = 5 * time.Minute
	// sidecarPatience is how long a sidecar waits for the file that it belongs to.
	sidecarPatience = 5 * time.Minute
)

const (
	inboxAtOnce = 4  // files that are taken in side by side
	inboxTries  = 20 // a file that has cut the program off so often is refused
	// How long it is remembered what was taken, so that sidecars find it, and what was refused, so that people do.
	inboxMemory   = 7 * 24 * time.Hour
	refusedMemory = 90 * 24 * time.Hour
)

// RefusedFolder is where the inbox keeps what was not taken in. It is not looked at again.
const RefusedFolder = "refused/"

// Inbox takes in what S3 clients lay into the bucket's inbox. Nothing that somebody has put there is lost: it becomes an
// asset, or it is found among what was refused, with a sentence that says why.
type Inbox struct {
	store     InboxStore
	bucket    InboxBucket
	uploads   *Uploads
	days      *RecordingDays
	libraries *Libraries
	explain   func(Reason) string
	now       Clock
}

// NewInbox makes the service. explain says a reason to whoever sent the file, whose language nobody knows.
func NewInbox(store InboxStore, bucket InboxBucket, uploads *Uploads, days *RecordingDays, libraries *Libraries, explain func(Reason) string, now Clock) *Inbox {
	return &Inbox{store, bucket, uploads, days, libraries, explain, now}
}

// inboxActor is who takes files in.
func inboxActor() Actor { return SystemActor("inbox") }

// Turn gives the inbox to one of several programs for a time.
func (s *Inbox) Turn(ctx context.Context, holder string, life time.Duration) (bool, error) {
	now := s.now()
	return s.store.Turn(ctx, holder, now, now.Add(life))
}

// InboxList is what those who may upload see of the inbox.
type InboxList struct {
	Waiting, Refused, Duplicates, Taken []InboxFile
}

// inboxShown bounds each of the lists.
const inboxShown = 500

// Files tells what waits in the inbox and what has become of the rest, without a look at the bucket.
func (s *Inbox) Files(ctx context.Context, actor Actor) (InboxList, error) {
	if err := MayUpload(actor); err != nil {
		return InboxList{}, err
	}
	var list InboxList
	for state, into := range map[InboxState]*[]InboxFile{InboxWaiting: &list.Waiting, InboxRefused: &list.Refused,
		InboxDuplicate: &list.Duplicates, InboxTaken: &list.Taken} {
		files, err := s.store.List(ctx, state, inboxShown)
		if err != nil {
			return InboxList{}, err
		}
		*into = files
	}
	return list, nil
}

// Explain says why a file was refused.
func (s *Inbox) Explain(r Reason) string { return s.explain(r) }
