package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

const (
	maxParts    = 10_000
	partURLLife = time.Hour
)

// Uploads takes files in.
type Uploads struct {
	store     UploadStore
	assets    *Assets
	originals Originals
	processor Processor
	limits    Limits
	now       Clock
	newID     IDSource
}

// NewUploads makes the service that takes files in.
func NewUploads(store UploadStore, assets *Assets, originals Originals, processor Processor, limits Limits, now Clock, newID IDSource) *Uploads {
	return &Uploads{store, assets, originals, processor, limits, now, newID}
}

// NewUpload is what a sender tells before sending. SHA256 is optional: with it a duplicate is told before its bytes
// are sent.
type NewUpload struct {
	FileName      string
	Size          int64 // bytes
	SHA256        string
	Metadata      AssetPatch
	KeepDuplicate bool
	// Late, when set, is asked once the file's last byte has come for a description that followed it; what it fails with
	// refuses the file. Only Receive asks.
	Late func() (AssetPatch, error)
	// derive, when set, completes the asset before it is stored; what it fails with refuses the file.
	derive func(context.Context, *Asset) error
}

// Limits tells what is taken in.
func (s *Uploads) Limits() Limits { return s.limits }

// Begin opens an upload in parts.
func (s *Uploads) Begin(ctx context.Context, actor Actor, n NewUpload) (Upload, error) {
	if err := MayUpload(actor); err != nil {
		return Upload{}, err
	}
	u, err := s.prepare(ctx, actor, n)
	if err != nil {
		return Upload{}, err
	}
	if err := checkSize(n.Size); err != nil {
		return Upload{}, err
	}
	if n.Size > s.limits.MaxUpload {
		return Upload{}, tooLarge(s.limits.MaxUpload)
	}
	if err := s.refuseDuplicate(ctx, actor, n); err != nil {
		return Upload{}, err
	}
	return s.begin(ctx, u, n.Size)
}

// begin opens an upload that was prepared.
func (s *Uploads) begin(ctx context.Context, u Upload, size int64) (_ Upload, err error) {
	u.Size, u.PartSize, u.PartCount = size, s.limits.PartSize, 0
	for u.PartSize*maxParts < u.Size {
		u.PartSize *= 2
	}
	u.PartCount = int((u.Size + u.PartSize - 1) / u.PartSize)
	if u.StorageID, err = s.originals.Start(ctx, u.Asset, u.Ext); err != nil {
		return Upload{}, err
	}
	if err = s.store.Create(ctx, u); err != nil {
		// Nobody else will ever find it. What is left of it now is an upload without parts, which takes no room.
		_ = s.originals.Discard(context.WithoutCancel(ctx), u)
		return Upload{}, err
	}
	return u, nil
}

// checkSize refuses a file whose size cannot be that of a file with content.
func checkSize(size int64) error {
	switch {
	case size == 0:
		return NewError(Invalid, KeyEmptyFile, nil)
	case size < 0:
		return invalidFields([]FieldError{{Location: "size", Key: KeyOutOfRange, Args: Args{"min": 1, "max": int64(math.MaxInt64)}}})
	}
	return nil
}

func (s *Uploads) refuseDuplicate(ctx context.Context, actor Actor, n NewUpload) error {
	if n.SHA256 == "" || n.KeepDuplicate {
		return nil
	}
	if !sha256Pattern.MatchString(n.SHA256) {
		return invalidFields([]FieldError{{Location: "sha256", Key: KeyBadSHA256}})
	}
	id, err := s.assets.store.FindBySHA256(ctx, n.SHA256)
	if Is(err, NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.told(ctx, actor, s.assets.duplicate(ctx, id))
}

// prepare checks name and description, and gives the upload its ids.
func (s *Uploads) prepare(ctx context.Context, actor Actor, n NewUpload) (Upload, error) {
	name := CleanFileName(n.FileName)
	ext := fileExt(name)
	if ext != "" && !slices.Contains(AcceptedExtensions(), ext) {
		return Upload{}, NewError(UnsupportedMedia, KeyUnsupported, Args{"accepted": Accepted(), "name": name})
	}
	if ext == "" {
		ext = "bin"
	}
	if err := s.describe(ctx, actor, &n.Metadata); err != nil {
		return Upload{}, err
	}
	now := s.now()
	return Upload{ID: UploadID(s.newID()), Asset: AssetID(s.newID()), By: actor.ID, FileName: name, Ext: ext, State: Receiving,
		Metadata: n.Metadata, KeepDuplicate: n.KeepDuplicate, CreatedAt: now, ExpiresAt: now.Add(s.limits.UploadLife)}, nil
}

// describe checks a description. What somebody uploads who is bound to a library belongs to that library: by its
// recording day, or else by name.
func (s *Uploads) describe(ctx context.Context, actor Actor, p *AssetPatch) error {
	refs, err := s.assets.resolve(ctx, p)
	if err != nil {
		return err
	}
	if p.EditorsPick != nil {
		if err := MayPick(actor); err != nil {
			return err
		}
	}
	if p.Libraries != nil && len(*p.Libraries) > 0 {
		return keepsLibrary(actor, refs.libraries)
	}
	if actor.Library != "" && !(Asset{Libraries: refs.day.Libraries}).inLibrary(actor.Library) {
		p.Libraries = &[]string{string(actor.Library)}
	} else if actor.Library != "" {
		p.Libraries = nil // it takes over its day's
	}
	return nil
}

// Accepted names the accepted kinds of file as people know them.
func Accepted() string {
	return "JPEG, PNG, WebP, GIF, HEIC, AVIF, TIFF, BMP, MP4, MOV, M4V, WebM, 3GP, MKV, MP3, M4A, WAV"
}

func tooLarge(most int64) error { return NewError(TooLarge, KeyTooLarge, Args{"max": most}) }

// own finds an upload of the actor's.
func (s *Uploads) own(ctx context.Context, actor Actor, id UploadID) (Upload, error) {
	if err := MayUpload(actor); err != nil {
		return Upload{}, err
	}
	u, err := s.store.Get(ctx, id)
	if err == nil && u.By != actor.ID && actor.Role != Administrator {
		return Upload{}, Missing("upload")
	}
	return u, err
}

// open says why an upload takes no more parts; nil when it does.
func (s *Uploads) open(u Upload) error {
	switch {
	case u.State != Receiving:
		return NewError(Conflict, KeyUploadClosed, nil)
	case !s.now().Before(u.ExpiresAt):
		return NewError(Conflict, KeyUploadExpired, nil)
	}
	return nil
}

// PartURLs signs the addresses of parts for the host that the sender reached us by.
func (s *Uploads) PartURLs(ctx context.Context, actor Actor, id UploadID, host string, numbers []int) ([]PartURL, error) {
	u, err := s.own(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return s.partURLs(ctx, u, host, numbers)
}

func (s *Uploads) partURLs(ctx context.Context, u Upload, host string, numbers []int) ([]PartURL, error) {
	if err := s.open(u); err != nil {
		return nil, err
	}
	if len(numbers) > 1000 {
		return nil, invalidFields([]FieldError{{Location: "numbers", Key: KeyOutOfRange, Args: Args{"min": 1, "max": 1000}}})
	}
	out := make([]PartURL, 0, len(numbers))
	for i, n := range numbers {
		if n < 1 || n > u.PartCount {
			return nil, invalidFields([]FieldError{{Location: fmt.Sprintf("numbers[%d]", i), Key: KeyPartNumber, Args: Args{"count": u.PartCount}}})
		}
		url, err := s.originals.PartURL(ctx, u, host, n, partURLLife)
		if err != nil {
			return nil, err
		}
		out = append(out, PartURL{Number: n, URL: url})
	}
	return out, nil
}

// Get finds an upload with the parts that have arrived.
func (s *Uploads) Get(ctx context.Context, actor Actor, id UploadID) (Upload, []Part, error) {
	u, err := s.own(ctx, actor, id)
	if err != nil {
		return u, nil, err
	}
	return s.arrived(ctx, u)
}

func (s *Uploads) arrived(ctx context.Context, u Upload) (Upload, []Part, error) {
	if u.State != Receiving {
		return u, nil, nil
	}
	parts, err := s.originals.Parts(ctx, u)
	return u, parts, err
}

// Awaited reports whether a part for this asset and storage id is awaited: nil, or why it is refused.
func (s *Uploads) Awaited(ctx context.Context, asset AssetID, storageID string) (Upload, error) {
	u, err := s.store.ByStorageID(ctx, storageID)
	if err != nil {
		return Upload{}, err
	}
	if u.Asset != asset || u.State != Receiving || !s.now().Before(u.ExpiresAt) {
		return Upload{}, refuse()
	}
	return u, nil
}

// Complete joins an upload's parts into its asset. Once it has succeeded it answers the same asset again.
func (s *Uploads) Complete(ctx context.Context, actor Actor, id UploadID) (Asset, error) {
	u, err := s.own(ctx, actor, id)
	if err != nil {
		return Asset{}, err
	}
	return s.complete(ctx, actor, u)
}

func (s *Uploads) complete(ctx context.Context, actor Actor, u Upload) (Asset, error) {
	if u.State == Complete {
		return s.assets.store.Get(ctx, u.Asset)
	}
	if err := s.open(u); err != nil {
		return Asset{}, err
	}
	parts, err := s.originals.Parts(ctx, u)
	if err != nil {
		return Asset{}, err
	}
	// No parts at all may mean that they were joined just before a crash: the storage knows.
	if len(parts) > 0 {
		if err := u.lacks(parts); err != nil {
			return Asset{}, err
		}
	}
	if err := s.originals.Complete(ctx, u, parts); err != nil {
		return Asset{}, err
	}
	return s.finish(ctx, actor, u, u.Size, "", nil)
}

// lacks reports which parts have not arrived whole.
func (u Upload) lacks(parts []Part) error {
	have := map[int]int64{}
	for _, p := range parts {
		have[p.Number] = p.Size
	}
	var missing []string
	for n := 1; n <= u.PartCount; n++ {
		want := min(u.PartSize, u.Size-int64(n-1)*u.PartSize)
		if size, ok := have[n]; !ok || size != want {
			missing = append(missing, fmt.Sprint(n))
		}
	}
	if len(missing) == 0 && len(parts) == u.PartCount {
		return nil
	}
	more := len(missing) - 20
	if more > 0 {
		missing = append(missing[:20], "…")
	}
	return NewError(Conflict, KeyUploadIncomplete, Args{"missing": strings.Join(missing, ", ")})
}

// Receive takes a whole file in one go.
func (s *Uploads) Receive(ctx context.Context, actor Actor, n NewUpload, r io.Reader) (Asset, error) {
	if err := MayUpload(actor); err != nil {
		return Asset{}, err
	}
	u, err := s.prepare(ctx, actor, n)
	if err != nil {
		return Asset{}, err
	}
	return s.receive(ctx, actor, u, n, r, s.limits.MaxUpload)
}

// receive stores the file of an upload that was prepared, of at most so many bytes.
func (s *Uploads) receive(ctx context.Context, actor Actor, u Upload, n NewUpload, r io.Reader, most int64) (Asset, error) {
	if err := s.store.Create(ctx, u); err != nil {
		return Asset{}, err
	}
	size, sum, err := s.originals.Store(ctx, u.Asset, u.Ext, io.LimitReader(r, most+1))
	switch {
	case err != nil:
	case size > most:
		err = tooLarge(most)
	case size == 0:
		err = NewError(Invalid, KeyEmptyFile, nil)
	default:
		if err = s.late(ctx, actor, &u, n); err == nil {
			return s.finish(ctx, actor, u, size, sum, n.derive)
		}
	}
	return Asset{}, s.discard(ctx, u, err)
}

// late takes a description that came after the file.
func (s *Uploads) late(ctx context.Context, actor Actor, u *Upload, n NewUpload) error {
	if n.Late == nil {
		return nil
	}
	patch, err := n.Late()
	if err != nil {
		return err
	}
	if patch == (AssetPatch{}) {
		return nil
	}
	u.Metadata = patch
	return s.describe(ctx, actor, &u.Metadata)
}

// finish makes the asset of a file that is stored whole, or discards the file when it cannot be taken. derive may be nil.
func (s *Uploads) finish(ctx context.Context, actor Actor, u Upload, size int64, sum string, derive func(context.Context, *Asset) error) (Asset, error) {
	facts, err := s.originals.Inspect(ctx, u.Asset, u.Ext, u.FileName)
	if err != nil {
		if Is(err, Unavailable) || Is(err, Internal) {
			return Asset{}, err
		}
		return Asset{}, s.discard(ctx, u, err)
	}
	refs, err := s.assets.lookup(ctx, u.Metadata)
	if err != nil {
		return Asset{}, err
	}
	now := s.now()
	a := Asset{ID: u.Asset, Kind: facts.Kind, State: Pending, PeopleStatus: PeopleNotAssessed, CreatedBy: u.By, CreatedAt: now, UpdatedAt: now, Version: 1,
		Original: Original{FileName: u.FileName, Ext: u.Ext, MediaType: facts.MediaType, Size: size, Width: facts.Width, Height: facts.Height,
			Duration: facts.Duration, SHA256: sum}}
	if size > SampledFrom {
		a.Original.Sample, _ = s.originals.Sample(ctx, u.Asset, u.Ext, size) // else it is sampled when it is asked for
	}
	u.Metadata.apply(&a, refs)
	if u.Metadata.suits(a) != nil {
		a.PosterAt = nil
	}
	if derive != nil {
		if err := derive(ctx, &a); err != nil {
			return Asset{}, s.discard(ctx, u, err)
		}
	}
	if err := s.store.Finish(ctx, actor.ID, u.ID, a, sum != "" && !u.KeepDuplicate); err != nil {
		if Is(err, Conflict) {
			return Asset{}, s.discard(ctx, u, s.told(ctx, actor, err))
		}
		return Asset{}, err
	}
	s.processor.Enqueue(ctx, a.ID)
	return s.assets.store.Get(ctx, a.ID)
}

// told is a refusal of bytes that are there already, without the title for who does not find the file that has them, as when
// somebody on it no longer wants to be seen.
func (s *Uploads) told(ctx context.Context, actor Actor, refusal error) error {
	var e *Error
	if !errors.As(refusal, &e) || e.DuplicateOf == "" {
		return refusal
	}
	if a, err := s.assets.store.Get(ctx, e.DuplicateOf); err != nil || ScopeOf(actor).Sees(a) {
		return refusal
	}
	return &Error{Code: Conflict, Key: KeyDuplicateHidden, DuplicateOf: e.DuplicateOf}
}

// discard removes what a refused upload has left and gives back why it was refused. What cannot be removed now is
// removed when the upload's time is over.
func (s *Uploads) discard(ctx context.Context, u Upload, why error) error {
	ctx = context.WithoutCancel(ctx)
	if err := s.originals.Discard(ctx, u); err == nil {
		if err := s.store.SetState(ctx, u.ID, Refused); err != nil {
			return err
		}
	}
	return why
}

// Cancel ends an upload and removes its parts.
func (s *Uploads) Cancel(ctx context.Context, actor Actor, id UploadID) error {
	u, err := s.own(ctx, actor, id)
	if err != nil {
		return err
	}
	return s.cancel(ctx, u)
}

func (s *Uploads) cancel(ctx context.Context, u Upload) error {
	if u.State != Receiving {
		return nil
	}
	if err := s.originals.Discard(ctx, u); err != nil {
		return err
	}
	return s.store.SetState(ctx, u.ID, Cancelled)
}

// Sweep removes what uploads have left whose time is over, and tells how many.
func (s *Uploads) Sweep(ctx context.Context) (int, error) {
	old, err := s.store.Expired(ctx, s.now(), 100)
	if err != nil {
		return 0, err
	}
	for i, u := range old {
		if err := s.originals.Discard(ctx, u); err != nil {
			return i, err
		}
		if err := s.store.SetState(ctx, u.ID, Cancelled); err != nil {
			return i, err
		}
	}
	return len(old), nil
}
