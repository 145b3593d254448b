package catalog

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// InboxLook is what a look into the inbox has come to.
type InboxLook struct {
	Taken, Duplicates, Refused int
	// Waiting files are to be looked at again soon.
	Waiting int
}

// TakeIn looks into the inbox once and takes in what has settled, until stop says so. A file that fails by itself does not
// keep the others: its error comes back joined with theirs.
func (s *Inbox) TakeIn(ctx context.Context, stop func() bool) (InboxLook, error) {
	now := s.now()
	if err := s.store.Forget(ctx, now.Add(-inboxMemory), now.Add(-refusedMemory)); err != nil {
		return InboxLook{}, err
	}
	objects, err := s.bucket.List(ctx)
	if err != nil {
		return InboxLook{}, err
	}
	files, err := s.store.Look(ctx, now, objects)
	if err != nil || len(files) == 0 {
		return InboxLook{}, err
	}
	t := &taking{Inbox: s, now: now, beside: map[string][]InboxFile{}, given: map[string]bool{}}
	if t.places, err = s.places(ctx); err != nil {
		return InboxLook{}, err
	}
	for _, f := range files {
		t.beside[folderOf(f.Name)] = append(t.beside[folderOf(f.Name)], f)
		if f.State == InboxRefusing {
			t.given[f.MovedTo], t.given[noteName(f.MovedTo)] = true, true
		}
	}
	sidecar := func(f InboxFile) bool { return SidecarOf(f.Name) != NoSidecar }
	t.each(ctx, slices.DeleteFunc(slices.Clone(files), sidecar), stop, t.file)
	t.each(ctx, slices.DeleteFunc(files, func(f InboxFile) bool { return !sidecar(f) }), stop, t.sidecar)
	return t.look, errors.Join(t.errs...)
}

// taking is one look into the inbox.
type taking struct {
	*Inbox
	now    time.Time
	places places
	beside map[string][]InboxFile // by folder, as they were seen

	mu   sync.Mutex
	look InboxLook
	errs []error
	halt bool

	naming sync.Mutex
	given  map[string]bool // names among what was refused that files have got
}

// each handles files side by side. Trouble of the storage or the database, which is nobody's file's, ends it.
func (t *taking) each(ctx context.Context, files []InboxFile, stop func() bool, handle func(context.Context, InboxFile) error) {
	var running sync.WaitGroup
	free := make(chan struct{}, inboxAtOnce)
	for _, f := range files {
		free <- struct{}{}
		if t.halted() || ctx.Err() != nil || stop() {
			break
		}
		running.Go(func() {
			defer func() { <-free }()
			t.note(handle(ctx, f))
		})
	}
	running.Wait()
}

func (t *taking) halted() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.halt
}

func (t *taking) note(err error) {
	if err == nil || Is(err, Stale) { // somebody is still writing: the next look sees what
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.errs = append(t.errs, err)
	t.halt = t.halt || Is(err, Unavailable) || Is(err, Full)
}

func (t *taking) count(n *int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*n++
}

// begun goes on with what an earlier look has begun, and reports whether there was anything.
func (t *taking) begun(ctx context.Context, f InboxFile) (bool, error) {
	switch f.State {
	case InboxTaken, InboxDuplicate: // the program ended before it could remove the file
		return true, t.bucket.Remove(ctx, f.InboxObject)
	case InboxRefusing:
		return true, t.moveAway(ctx, f)
	case InboxRefused: // where it lies: it has no name that it could be moved by
		return true, nil
	}
	return false, nil
}

// file brings a file, which is no sidecar, as far as it can be brought now.
func (t *taking) file(ctx context.Context, f InboxFile) error {
	if done, err := t.begun(ctx, f); done {
		return err
	}
	switch {
	case garbled(f.Name):
		return t.refuseInPlace(ctx, f, Reason{Key: KeyInboxName})
	case t.now.Sub(f.Since) < patience(f):
		t.count(&t.look.Waiting)
		return nil
	case f.Tries >= inboxTries:
		return t.refuse(ctx, f, Reason{Key: KeyProcessing})
	case hidden(f.Name):
		return t.refuse(ctx, f, Reason{Key: KeyInboxHidden})
	case f.Size == 0:
		return t.refuse(ctx, f, Reason{Key: KeyEmptyFile})
	case f.Size > t.uploads.limits.MaxUpload:
		return t.refuse(ctx, f, reasonOf(tooLarge(t.uploads.limits.MaxUpload)))
	}
	a, err := t.take(ctx, &f)
	var told *Error
	switch {
	case err == nil:
		return t.settle(ctx, f, InboxTaken, a.ID)
	case errors.As(err, &told) && told.DuplicateOf != "":
		return t.duplicate(ctx, f, told)
	case Is(err, Unavailable) || Is(err, Full): // which is not the file's fault
		f.Tries--
		return errors.Join(err, t.store.Save(ctx, f))
	case ctx.Err() != nil || !final(err):
		return err
	}
	return t.refuse(ctx, f, reasonOf(err))
}

// final reports whether a file will not be taken in however often it is tried.
func final(err error) bool {
	switch CodeOf(err) {
	case Invalid, UnsupportedMedia, TooLarge:
		return true
	}
	return false
}

// patience is how long a file must have been as it is.
func patience(f InboxFile) time.Duration {
	switch {
	case hidden(f.Name), partial(f.Name), f.Size == 0 && f.ETag == "":
		return settledDoubt
	case f.ETag == "":
		return settledFile
	}
	return settledObject
}

// hidden reports whether a name is one that programs give files which are not meant for people.
func hidden(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// garbled reports whether a name is no text: what was listed by it cannot be asked for.
func garbled(name string) bool { return strings.ContainsRune(name, '\ufffd') }

// partial reports whether a name is one that programs give files which they still write.
func partial(name string) bool {
	return slices.Contains([]string{"part", "partial", "filepart", "crdownload", "download", "tmp"}, fileExt(name))
}

// take makes an asset of a file. It may be called again after a crash at any point: what was begun is in the store
// before a byte is copied, and the asset is there once its upload is complete.
func (t *taking) take(ctx context.Context, f *InboxFile) (Asset, error) {
	u, err := t.upload(ctx, f)
	if err != nil {
		return Asset{}, err
	}
	if u.State == Complete {
		return t.uploads.assets.store.Get(ctx, u.Asset)
	}
	sum, err := t.bucket.Take(ctx, f.InboxObject, u.Asset, u.Ext)
	if err != nil {
		return Asset{}, err
	}
	return t.uploads.finish(ctx, inboxActor(), u, f.Size, sum, nil)
}

// upload finds the upload that a file is taken in by, or opens one.
func (t *taking) upload(ctx context.Context, f *InboxFile) (Upload, error) {
	f.Tries++
	if f.Upload != "" {
		u, err := t.uploads.store.Get(ctx, f.Upload)
		if err == nil && (u.State == Complete || u.State == Receiving) {
			return u, t.store.Save(ctx, *f)
		}
		if err != nil && !Is(err, NotFound) {
			return Upload{}, err
		}
	}
	u, err := t.uploads.prepare(ctx, inboxActor(), NewUpload{FileName: path.Base(f.Name), Size: f.Size, Metadata: t.places.describe(f.Name)})
	if err != nil {
		return Upload{}, err
	}
	u.Size, f.Upload = f.Size, u.ID
	return u, t.store.Begin(ctx, u, *f)
}

// settle notes what has become of a file, and then removes it from the inbox.
func (t *taking) settle(ctx context.Context, f InboxFile, state InboxState, asset AssetID) error {
	f.State, f.At, f.Asset = state, t.Inbox.now(), asset
	if err := t.store.Save(ctx, f); err != nil {
		return err
	}
	t.remember(f)
	n := &t.look.Taken
	if state == InboxDuplicate {
		n = &t.look.Duplicates
	}
	t.count(n)
	return t.bucket.Remove(ctx, f.InboxObject)
}

// remember lets sidecars see what has become of a file in this same look.
func (t *taking) remember(f InboxFile) {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := t.beside[folderOf(f.Name)]
	if i := slices.IndexFunc(list, func(o InboxFile) bool { return o.Name == f.Name }); i >= 0 {
		list[i] = f
	}
}

// duplicate lets go of a file whose bytes are an asset's already: nothing is lost. A text among what was refused tells
// which asset; it does not stand beside another file of the same name.
func (t *taking) duplicate(ctx context.Context, f InboxFile, why *Error) error {
	f.Reason = reasonOf(why)
	f.Reason.Args = Args{"title": why.Args["title"], "id": string(why.DuplicateOf)}
	f.Reason.Key = KeyInboxDuplicate
	place, err := t.free(ctx, f.Name, func(place string) []string { return []string{place} })
	if err != nil {
		return err
	}
	if err := t.bucket.Refuse(ctx, f.InboxObject, "", noteName(place), t.explain(f.Reason)); err != nil {
		return err
	}
	return t.settle(ctx, f, InboxDuplicate, why.DuplicateOf)
}

func folderOf(name string) string { return strings.TrimSuffix(name, path.Base(name)) }
