package catalog

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"
)

// sidecar puts what lies beside a file on the asset that the file has become, or waits for it.
func (t *taking) sidecar(ctx context.Context, f InboxFile) error {
	if done, err := t.begun(ctx, f); done {
		return err
	}
	if hidden(f.Name) || garbled(f.Name) {
		return t.file(ctx, f)
	}
	if t.now.Sub(f.Since) < patience(f) {
		t.count(&t.look.Waiting)
		return nil
	}
	of, language, err := t.fileOf(ctx, f)
	switch {
	case err != nil:
		return err
	case of.Asset != "":
		return t.attach(ctx, f, of.Asset, language)
	case of.State == InboxRefused || of.State == "" && t.now.Sub(f.Since) >= sidecarPatience:
		return t.refuse(ctx, f, Reason{Key: KeyInboxLonely})
	}
	t.count(&t.look.Waiting)
	return nil
}

// fileOf finds the file that a sidecar lies beside: in the inbox, or among what was taken out of the same folder. The
// zero InboxFile means that there is none.
func (t *taking) fileOf(ctx context.Context, f InboxFile) (InboxFile, string, error) {
	folder := folderOf(f.Name)
	became, err := t.store.Became(ctx, folder)
	if err != nil {
		return InboxFile{}, "", err
	}
	t.mu.Lock()
	near := append(slices.Clone(t.beside[folder]), became...) // what lies there now counts before what lay there
	t.mu.Unlock()
	kind, base := SidecarOf(f.Name), path.Base(f.Name)
	for _, c := range Callings(base) {
		i := slices.IndexFunc(near, func(o InboxFile) bool { return c.Calls(path.Base(o.Name), kind) })
		if i >= 0 {
			return near[i], c.Language, nil
		}
	}
	return InboxFile{}, "", nil
}

// attach puts a sidecar on an asset.
func (t *taking) attach(ctx context.Context, f InboxFile, id AssetID, language string) error {
	put := t.caption
	most := int64(MaxCaption)
	if SidecarOf(f.Name) == SidecarXMP {
		most = MaxXMP
		put = func(ctx context.Context, id AssetID, _ string, file []byte) error {
			_, err := t.uploads.assets.FillFromXMP(ctx, inboxActor(), id, file)
			return err
		}
	}
	file, err := t.bucket.Read(ctx, f.InboxObject, most)
	if err == nil {
		err = put(ctx, id, language, file)
	}
	switch {
	case err == nil:
		return t.settle(ctx, f, InboxTaken, id)
	case ctx.Err() == nil && (final(err) || Is(err, NotFound) || Is(err, Conflict)):
		return t.refuse(ctx, f, reasonOf(err))
	}
	return err
}

// caption sets captions in a language that has none yet. Those that are there may have been worked on.
func (t *taking) caption(ctx context.Context, id AssetID, language string, file []byte) error {
	assets := t.uploads.assets
	a, err := assets.store.Get(ctx, id)
	if err != nil {
		return err
	}
	if language == "" {
		language = a.Language
	}
	if language == "" {
		language = "nb"
	}
	if language, err = captionLanguage(language); err != nil {
		return err
	}
	if _, there := a.caption(language); !there {
		_, err = assets.SetCaption(ctx, inboxActor(), id, language, file)
		return err
	}
	return assets.sameCaption(ctx, id, language, file)
}

// sameCaption is nil when captions say what those in the asset's language say already.
func (s *Assets) sameCaption(ctx context.Context, id AssetID, language string, file []byte) error {
	if s.captions == nil {
		return NewError(Unavailable, KeyUnavailable, nil)
	}
	vtt, _, err := s.captions.ReadCaptions(file)
	if err != nil {
		return err
	}
	files, err := s.store.Captions(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Language == language && bytes.Equal([]byte(f.VTT), []byte(vtt)) {
			return nil
		}
	}
	return NewError(Conflict, KeyInboxCaption, Args{"language": language})
}

// places are what the folders of the inbox may be named for.
type places struct {
	days      []RecordingDay
	libraries []Library
}

func (s *Inbox) places(ctx context.Context) (p places, err error) {
	if p.days, err = everyEntry(ctx, s.days); err != nil {
		return p, err
	}
	p.libraries, err = everyEntry(ctx, s.libraries)
	return p, err
}

// everyEntry reads a register as a whole.
func everyEntry[T any, P interface {
	*T
	entity
}](ctx context.Context, r *Register[T, P]) (all []T, err error) {
	for f := (ListFilter{Limit: 1000}); ; {
		page, err := r.List(ctx, inboxActor(), f)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if f.Cursor = page.Next; f.Cursor == "" {
			return all, nil
		}
	}
}

// describe says what the folders tell of a file: its recording day where the first is named for one. What they tell
// beyond that is kept as a note: an unknown folder is no reason to refuse a file, nor to forget what somebody called it.
func (p places) describe(name string) AssetPatch {
	folders := strings.TrimSuffix(folderOf(name), "/")
	var patch AssetPatch
	first, rest, _ := strings.Cut(folders, "/")
	if day, ok := DayOfFolder(first, p.days, p.libraries); ok {
		id := day.ID
		patch.RecordingDay, folders = &id, rest
	}
	if folders != "" {
		note := "inbox/" + printable(folders)
		patch.SentNote = &note
	}
	return patch
}
