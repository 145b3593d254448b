package catalog

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest that a name below the inbox, and one step of it, may be where refused files lie, in bytes.
const (
	longestName = 1000
	longestStep = 255
)

const noteEnding = ".reason.txt"

// refuse moves a file to what was refused. Where to is settled, and stored, before it is copied.
func (t *taking) refuse(ctx context.Context, f InboxFile, why Reason) error {
	name, err := t.free(ctx, f.Name)
	if err != nil {
		return err
	}
	f.State, f.At, f.Reason, f.MovedTo = InboxRefusing, t.Inbox.now(), why, name
	if err := t.store.Save(ctx, f); err != nil {
		return err
	}
	return t.moveAway(ctx, f)
}

// moveAway does the moving. It may be called again after a crash at any point.
func (t *taking) moveAway(ctx context.Context, f InboxFile) error {
	err := t.bucket.Refuse(ctx, f.InboxObject, f.MovedTo, noteName(f.MovedTo), t.explain(f.Reason))
	if flat := flatName(f.MovedTo); Is(err, Internal) && flat != f.MovedTo { // a file may lie where a folder is needed
		f.MovedTo = flat
		return errors.Join(err, t.store.Save(ctx, f))
	}
	if err != nil {
		return err
	}
	if err := t.bucket.Remove(ctx, f.InboxObject); err != nil {
		return err
	}
	f.State, f.At = InboxRefused, t.Inbox.now()
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

// free finds a name among what was refused that no file has: an earlier one of the same name is not written over.
func (t *taking) free(ctx context.Context, name string) (string, error) {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 1; n <= 1000; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s (%d)%s", stem, n, ext)
		}
		try = refusedName(try)
		taken, err := t.bucket.Taken(ctx, try)
		if err != nil || !taken {
			return try, err
		}
	}
	return "", NewError(Conflict, KeyExists, nil)
}

// refusedName is the place of a file among what was refused. A name that would be too long, or that not every storage
// can keep, loses its folders and is cut.
func refusedName(name string) string {
	var steps []string
	for _, step := range strings.Split(printable(name), "/") {
		if step != "" {
			steps = append(steps, cut(step, longestStep-len(noteEnding)))
		}
	}
	if name = strings.Join(steps, "/"); len(name) > longestName-len(RefusedFolder)-len(noteEnding) {
		name = steps[len(steps)-1]
	}
	return RefusedFolder + name
}

// flatName is a name among what was refused without folders.
func flatName(name string) string {
	return refusedName(strings.ReplaceAll(strings.TrimPrefix(name, RefusedFolder), "/", "_"))
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

// noteName is the name of the text beside a refused file.
func noteName(name string) string {
	return refusedName(strings.TrimPrefix(name, RefusedFolder)) + noteEnding
}

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
