package catalog

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The longest that a name below the inbox, and one step of it, may be where refused files lie, in bytes. Behind each there
// must be room for the name of the text beside it, and for a number.
const (
	longestName = 1000
	longestStep = 255
	mostAlike   = 1000 // places that are tried for one name
	noteEnding  = ".reason.txt"
	roomBehind  = len(" (1000)") + len(noteEnding)
)

// refuse moves a file to what was refused. Where to is settled, and stored, before it is copied.
func (t *taking) refuse(ctx context.Context, f InboxFile, why Reason) error {
	place, err := t.free(ctx, f.Name, withNote)
	if err != nil {
		return err
	}
	f.State, f.At, f.Reason, f.MovedTo = InboxRefusing, t.Inbox.now(), why, place
	if err := t.store.Save(ctx, f); err != nil {
		return err
	}
	return t.moveAway(ctx, f)
}

// moveAway does the moving. It may be called again after a crash at any point.
func (t *taking) moveAway(ctx context.Context, f InboxFile) error {
	err := t.bucket.Refuse(ctx, f.InboxObject, f.MovedTo, noteName(f.MovedTo), t.explain(f.Reason))
	if flat := flatName(f.MovedTo); Is(err, Internal) && RefusedFolder+flat != f.MovedTo { // a file may lie where a folder is needed
		place, failed := t.free(ctx, flat, withNote)
		if failed != nil {
			return errors.Join(err, failed)
		}
		f.MovedTo = place
		return errors.Join(err, t.store.Save(ctx, f))
	}
	if err != nil {
		return err
	}
	if err := t.bucket.Remove(ctx, f.InboxObject); err != nil {
		return err
	}
	f.State, f.At = InboxRefused, t.Inbox.now()
	f.Modified = time.Time{} // the same file once more is another one
	if err := t.store.Save(ctx, f); err != nil {
		return err
	}
	t.remember(f)
	t.count(&t.look.Refused)
	return nil
}

// refuseInPlace tells of a file that cannot be moved.
func (t *taking) refuseInPlace(ctx context.Context, f InboxFile, why Reason) error {
	f.State, f.At, f.Reason, f.MovedTo = InboxRefused, t.Inbox.now(), why, f.Name
	t.count(&t.look.Refused)
	return t.store.Save(ctx, f)
}

// withNote are the names that a refused file needs: its own, and that of the text beside it.
func withNote(place string) []string { return []string{place, noteName(place)} }

// free finds a place among what was refused where nothing is written over: none of the names that are needed there may be
// in use, nor have been given to another file in this look.
func (t *taking) free(ctx context.Context, name string, needs func(place string) []string) (string, error) {
	t.naming.Lock()
	defer t.naming.Unlock()
	for n := 1; n <= mostAlike; n++ {
		place := refusedName(name)
		if n > 1 {
			place = numberedName(place, n)
		}
		taken, err := t.taken(ctx, needs(place))
		if err != nil {
			return "", err
		}
		if !taken {
			t.given[place], t.given[noteName(place)] = true, true
			return place, nil
		}
	}
	return "", NewError(Conflict, KeyExists, nil)
}

func (t *taking) taken(ctx context.Context, names []string) (bool, error) {
	for _, name := range names {
		if t.given[name] {
			return true, nil
		}
		if taken, err := t.bucket.Taken(ctx, name); taken || err != nil {
			return taken, err
		}
	}
	return false, nil
}

// refusedName is the place of a file among what was refused. A name that would be too long, or that not every storage
// can keep, loses its folders and is cut.
func refusedName(name string) string {
	var steps []string
	for _, step := range strings.Split(printable(name), "/") {
		if step != "" {
			steps = append(steps, cut(step, longestStep-roomBehind))
		}
	}
	if name = strings.Join(steps, "/"); len(name) > longestName-len(RefusedFolder)-roomBehind {
		name = steps[len(steps)-1]
	}
	return RefusedFolder + name
}

// numberedName is a place with a number before its extension.
func numberedName(place string, n int) string {
	base := path.Base(place)
	stem := stemOf(base)
	return fmt.Sprintf("%s%s (%d)%s", strings.TrimSuffix(place, base), stem, n, base[len(stem):])
}

// flatName is the name of a place among what was refused without its folders.
func flatName(place string) string {
	return strings.ReplaceAll(strings.TrimPrefix(place, RefusedFolder), "/", "_")
}

// printable is a name without control characters.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name)
}

// noteName is the name of the text beside a place.
func noteName(place string) string { return place + noteEnding }

// cut shortens a name to at most so many bytes, and leaves its extension where that is short.
func cut(name string, most int) string {
	if len(name) <= most {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 10 {
		ext = ""
	}
	name = name[:most-len(ext)]
	for !utf8.ValidString(name) {
		name = name[:len(name)-1]
	}
	return name + ext
}

// reasonOf is the sentence of an error. Of fields that were refused the first counts: nobody but us has set them.
func reasonOf(err error) Reason {
	var e *Error
	if !errors.As(err, &e) {
		return Reason{Key: KeyProcessing}
	}
	if len(e.Fields) > 0 {
		return Reason{Key: e.Fields[0].Key, Args: e.Fields[0].Args}
	}
	return Reason{Key: e.Key, Args: e.Args}
}
