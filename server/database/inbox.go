package database

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Inbox remembers what was seen in the bucket's inbox.
type Inbox struct{ db *Database }

var _ catalog.InboxStore = (*Inbox)(nil)

// inboxRow is a file in the inbox.
type inboxRow struct {
	bun.BaseModel `bun:"table:inbox_files,alias:f"`

	Name     string                   `bun:"name,pk"`
	Folder   string                   `bun:"folder"`
	ETag     string                   `bun:"etag"`
	Size     int64                    `bun:"size"`
	Modified int64                    `bun:"modified"` // seconds since 1970
	State    catalog.InboxState       `bun:"state"`
	Since    instant                  `bun:"since"`
	At       instant                  `bun:"at"`
	Tries    int                      `bun:"tries"`
	Upload   catalog.UploadID         `bun:"upload"`
	Asset    catalog.AssetID          `bun:"asset"`
	Reason   document[catalog.Reason] `bun:"reason"`
	MovedTo  string                   `bun:"moved_to"`
}

func newInboxRow(f catalog.InboxFile) *inboxRow {
	return &inboxRow{Name: f.Name, Folder: strings.TrimSuffix(f.Name, path.Base(f.Name)), ETag: f.ETag, Size: f.Size, Modified: f.Modified.Unix(),
		State: f.State, Since: instant{f.Since}, At: instant{f.At}, Tries: f.Tries, Upload: f.Upload, Asset: f.Asset,
		Reason: documentOf(f.Reason), MovedTo: f.MovedTo}
}

func (r inboxRow) file() catalog.InboxFile {
	return catalog.InboxFile{
		InboxObject: catalog.InboxObject{Name: r.Name, Size: r.Size, ETag: r.ETag, Modified: time.Unix(r.Modified, 0).UTC()},
		State:       r.State, Since: r.Since.Time, At: r.At.Time, Tries: r.Tries, Upload: r.Upload, Asset: r.Asset, Reason: r.Reason.v, MovedTo: r.MovedTo}
}

// Turn implements catalog.InboxStore.
func (s *Inbox) Turn(ctx context.Context, holder string, now, until time.Time) (bool, error) {
	n, err := s.db.change(ctx, "take the inbox's turn", "UPDATE inbox_turn SET holder = ?, until = ? WHERE holder = ? OR until < ?",
		holder, instant{until}, holder, instant{now})
	return n > 0, err
}

// Look implements catalog.InboxStore. A look that changes nothing writes nothing.
func (s *Inbox) Look(ctx context.Context, now time.Time, objects []catalog.InboxObject) ([]catalog.InboxFile, error) {
	known, gone, err := s.known(ctx, objects)
	if err != nil {
		return nil, err
	}
	files := make([]catalog.InboxFile, len(objects))
	var fresh []*inboxRow
	for i, o := range objects {
		f, ok := known[o.Name]
		if !ok || f.InboxObject != o {
			f = catalog.InboxFile{InboxObject: o, State: catalog.InboxWaiting, Since: now, At: now}
			fresh = append(fresh, newInboxRow(f))
		}
		files[i] = f
		delete(gone, o.Name)
	}
	if len(fresh) == 0 && len(gone) == 0 {
		return files, nil
	}
	return files, s.db.write(ctx, "note what lies in the inbox", func(tx bun.Tx) error {
		for rows := range slices.Chunk(fresh, 500) {
			if err := saveInbox(ctx, tx, rows...); err != nil {
				return err
			}
		}
		for _, f := range gone {
			if err := letGo(ctx, tx, now, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// letGo forgets a file that waits no longer. One that was being moved when the program ended has been moved: it is removed
// from where it lay last of all.
func letGo(ctx context.Context, tx bun.Tx, now time.Time, f catalog.InboxFile) error {
	if f.State == catalog.InboxRefusing {
		f.State, f.At, f.Modified = catalog.InboxRefused, now, time.Time{}
		return saveInbox(ctx, tx, newInboxRow(f))
	}
	_, err := tx.NewRaw("DELETE FROM inbox_files WHERE name = ? AND state = ?", f.Name, catalog.InboxWaiting).Exec(ctx)
	return err
}

// known reads what is known of objects, and which files are waiting or being moved, by name.
func (s *Inbox) known(ctx context.Context, objects []catalog.InboxObject) (known, unsettled map[string]catalog.InboxFile, err error) {
	known, unsettled = map[string]catalog.InboxFile{}, map[string]catalog.InboxFile{}
	err = s.db.read(ctx, "read what lies in the inbox", func(db bun.IDB) error {
		clear(known)
		clear(unsettled)
		for some := range slices.Chunk(objects, 500) {
			names := collect(some, func(o catalog.InboxObject) string { return o.Name })
			var rows []inboxRow
			if err := db.NewSelect().Model(&rows).Where("f.name IN (?)", bun.List(names)).Scan(ctx); err != nil {
				return err
			}
			for _, r := range rows {
				known[r.Name] = r.file()
			}
		}
		var rows []inboxRow
		err := db.NewSelect().Model(&rows).Where("f.state IN (?, ?)", catalog.InboxWaiting, catalog.InboxRefusing).Scan(ctx)
		for _, r := range rows {
			unsettled[r.Name] = r.file()
		}
		return err
	})
	return known, unsettled, err
}

func saveInbox(ctx context.Context, tx bun.Tx, rows ...*inboxRow) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&rows).On(`CONFLICT (name) DO UPDATE SET folder = EXCLUDED.folder, etag = EXCLUDED.etag, size = EXCLUDED.size,
		modified = EXCLUDED.modified, state = EXCLUDED.state, since = EXCLUDED.since, at = EXCLUDED.at, tries = EXCLUDED.tries,
		upload = EXCLUDED.upload, asset = EXCLUDED.asset, reason = EXCLUDED.reason, moved_to = EXCLUDED.moved_to`).Exec(ctx)
	return err
}

// Begin implements catalog.InboxStore.
func (s *Inbox) Begin(ctx context.Context, u catalog.Upload, f catalog.InboxFile) error {
	return s.db.write(ctx, "begin to take in", func(tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(newUploadRow(u)).Exec(ctx); err != nil {
			return err
		}
		return saveInbox(ctx, tx, newInboxRow(f))
	})
}

// Save implements catalog.InboxStore.
func (s *Inbox) Save(ctx context.Context, f catalog.InboxFile) error {
	return s.db.write(ctx, "note a file of the inbox", func(tx bun.Tx) error { return saveInbox(ctx, tx, newInboxRow(f)) })
}

// Became implements catalog.InboxStore.
func (s *Inbox) Became(ctx context.Context, folder string) ([]catalog.InboxFile, error) {
	var rows []inboxRow
	err := s.db.read(ctx, "find what was taken in", func(db bun.IDB) error {
		return db.NewSelect().Model(&rows).Where("f.folder = ? AND f.asset <> ''", folder).OrderExpr("f.at DESC, f.name").Scan(ctx)
	})
	return collect(rows, inboxRow.file), err
}

// List implements catalog.InboxStore.
func (s *Inbox) List(ctx context.Context, state catalog.InboxState, limit int) ([]catalog.InboxFile, error) {
	var rows []inboxRow
	err := s.db.read(ctx, "list the inbox", func(db bun.IDB) error {
		return db.NewSelect().Model(&rows).Where("f.state = ?", state).OrderExpr("f.at DESC, f.name").Limit(int64(limit)).Scan(ctx)
	})
	return collect(rows, inboxRow.file), err
}

// Forget implements catalog.InboxStore.
func (s *Inbox) Forget(ctx context.Context, taken, refused time.Time) error {
	old := `(state IN (?, ?) AND at < ?) OR (state = ? AND at < ?)`
	args := []any{catalog.InboxTaken, catalog.InboxDuplicate, instant{taken}, catalog.InboxRefused, instant{refused}}
	var n int
	err := s.db.read(ctx, "find old files of the inbox", func(db bun.IDB) error {
		return db.NewRaw("SELECT count(*) FROM inbox_files WHERE "+old, args...).Scan(ctx, &n)
	})
	if err != nil || n == 0 { // most looks: nothing is written
		return err
	}
	_, err = s.db.change(ctx, "forget old files of the inbox", "DELETE FROM inbox_files WHERE "+old, args...)
	return err
}
