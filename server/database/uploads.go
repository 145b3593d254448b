package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// uploadMemory is how long past its time an upload that has ended is remembered, so that completing it twice answers
// the same.
const uploadMemory = 30 * 24 * time.Hour

// Uploads are the uploads.
type Uploads struct{ db *Database }

var _ catalog.UploadStore = (*Uploads)(nil)

// uploadRow is an upload. Its metadata keep which fields were given, except that a focal point or list given as
// nothing comes back as not given: for a new asset that is the same.
type uploadRow struct {
	bun.BaseModel `bun:"table:uploads,alias:u"`

	ID            catalog.UploadID             `bun:"id,pk"`
	Asset         catalog.AssetID              `bun:"asset"`
	Actor         string                       `bun:"actor"`
	FileName      string                       `bun:"file_name"`
	Ext           string                       `bun:"ext"`
	Size          int64                        `bun:"size"`
	PartSize      int64                        `bun:"part_size"`
	PartCount     int                          `bun:"part_count"`
	StorageID     string                       `bun:"storage_id"`
	State         catalog.UploadState          `bun:"state"`
	Metadata      document[catalog.AssetPatch] `bun:"metadata"`
	KeepDuplicate bool                         `bun:"keep_duplicate"`
	CreatedAt     instant                      `bun:"created_at"`
	ExpiresAt     instant                      `bun:"expires_at"`
	Invitation    catalog.InvitationID         `bun:"invitation"`
	Visitor       string                       `bun:"visitor"`
	Reserved      int64                        `bun:"reserved"`
}

func newUploadRow(u catalog.Upload) *uploadRow {
	return &uploadRow{ID: u.ID, Asset: u.Asset, Actor: u.By, FileName: u.FileName, Ext: u.Ext, Size: u.Size, PartSize: u.PartSize,
		PartCount: u.PartCount, StorageID: u.StorageID, State: u.State, Metadata: documentOf(u.Metadata), KeepDuplicate: u.KeepDuplicate,
		CreatedAt: instant{u.CreatedAt}, ExpiresAt: instant{u.ExpiresAt}, Invitation: u.Invitation, Visitor: u.Visitor, Reserved: u.Reserved}
}

func (r uploadRow) upload() catalog.Upload {
	return catalog.Upload{ID: r.ID, Asset: r.Asset, By: r.Actor, FileName: r.FileName, Ext: r.Ext, Size: r.Size, PartSize: r.PartSize,
		PartCount: r.PartCount, StorageID: r.StorageID, State: r.State, Metadata: r.Metadata.v, KeepDuplicate: r.KeepDuplicate,
		CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time, Invitation: r.Invitation, Visitor: r.Visitor, Reserved: r.Reserved}
}

// Create implements catalog.UploadStore.
func (s *Uploads) Create(ctx context.Context, u catalog.Upload) error {
	return s.db.write(ctx, "store upload", func(tx bun.Tx) error {
		if err := reserve(ctx, tx, u); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(newUploadRow(u)).Exec(ctx)
		return err
	})
}

// Get implements catalog.UploadStore.
func (s *Uploads) Get(ctx context.Context, id catalog.UploadID) (catalog.Upload, error) {
	var u catalog.Upload
	err := s.db.read(ctx, "find upload", func(db bun.IDB) (err error) {
		u, err = oneUpload(ctx, db, "u.id = ?", string(id))
		return err
	})
	return u, err
}

// ByStorageID implements catalog.UploadStore.
func (s *Uploads) ByStorageID(ctx context.Context, storageID string) (catalog.Upload, error) {
	var u catalog.Upload
	err := s.db.read(ctx, "find upload by storage id", func(db bun.IDB) (err error) {
		u, err = oneUpload(ctx, db, "u.storage_id = ? AND u.storage_id <> ''", storageID)
		return err
	})
	return u, err
}

func oneUpload(ctx context.Context, db bun.IDB, where, key string) (catalog.Upload, error) {
	var rows []uploadRow
	if err := db.NewSelect().Model(&rows).Where(where, key).Scan(ctx); err != nil {
		return catalog.Upload{}, err
	}
	if len(rows) == 0 {
		return catalog.Upload{}, catalog.Missing("upload")
	}
	return rows[0].upload(), nil
}

// OfVisitor implements catalog.UploadStore.
func (s *Uploads) OfVisitor(ctx context.Context, i catalog.InvitationID, visitor string) ([]catalog.Upload, error) {
	var rows []uploadRow
	err := s.db.read(ctx, "list uploads of visitor", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).Where("u.invitation = ? AND u.visitor = ? AND u.invitation <> ''", string(i), visitor).
			Where("u.state IN (?, ?)", catalog.Receiving, catalog.Complete).OrderExpr("u.created_at, u.id").Scan(ctx)
	})
	return collect(rows, uploadRow.upload), err
}

// Describe implements catalog.UploadStore.
func (s *Uploads) Describe(ctx context.Context, id catalog.UploadID, metadata catalog.AssetPatch) error {
	n, err := s.db.change(ctx, "describe upload", "UPDATE uploads SET metadata = ? WHERE id = ?", documentOf(metadata), string(id))
	if err == nil && n == 0 {
		err = catalog.Missing("upload")
	}
	return err
}

// SetState implements catalog.UploadStore. NotFound when there is none.
func (s *Uploads) SetState(ctx context.Context, id catalog.UploadID, state catalog.UploadState) error {
	return s.db.write(ctx, "move upload", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "uploads", string(id), "upload"); err != nil {
			return err
		}
		u, err := oneUpload(ctx, tx, "u.id = ?", string(id))
		if err != nil || u.State != catalog.Receiving {
			return err
		}
		if err := giveBack(ctx, tx, u.Invitation, 1, u.Reserved); err != nil {
			return err
		}
		return moveUpload(ctx, tx, id, state)
	})
}

func moveUpload(ctx context.Context, tx bun.Tx, id catalog.UploadID, state catalog.UploadState) error {
	_, err := tx.NewRaw("UPDATE uploads SET state = ? WHERE id = ? AND state = ?", state, id, catalog.Receiving).Exec(ctx)
	return err
}

// settleShare makes what an upload took of its invitation the size that its file has turned out to have.
func settleShare(ctx context.Context, tx bun.Tx, u catalog.Upload, size int64) error {
	if u.Invitation == "" || u.Reserved == size {
		return nil
	}
	if _, err := tx.NewRaw("UPDATE uploads SET reserved = ? WHERE id = ?", size, string(u.ID)).Exec(ctx); err != nil {
		return err
	}
	return giveBack(ctx, tx, u.Invitation, 0, u.Reserved-size)
}

// Finish implements catalog.UploadStore. An upload that was cancelled or refused is a Conflict. What the asset refers
// to and was removed meanwhile is left out: the file counts more.
func (s *Uploads) Finish(ctx context.Context, by string, id catalog.UploadID, a catalog.Asset, unique bool) error {
	return s.db.write(ctx, "finish upload", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "uploads", string(id), "upload"); err != nil {
			return err
		}
		u, err := oneUpload(ctx, tx, "u.id = ?", string(id))
		switch {
		case err != nil:
			return err
		case u.State == catalog.Complete:
			return nil
		case u.State != catalog.Receiving:
			return catalog.NewError(catalog.Conflict, catalog.KeyUploadClosed, nil)
		}
		if err := withoutVanished(ctx, tx, &a); err != nil {
			return err
		}
		if err := insertAsset(ctx, tx, by, a, unique); err != nil {
			return err
		}
		if err := settleShare(ctx, tx, u, a.Original.Size); err != nil {
			return err
		}
		return moveUpload(ctx, tx, id, catalog.Complete)
	})
}

// Expired implements catalog.UploadStore. Those that have waited longest come first.
func (s *Uploads) Expired(ctx context.Context, now time.Time, limit int) ([]catalog.Upload, error) {
	var rows []uploadRow
	err := s.db.write(ctx, "list expired uploads", func(tx bun.Tx) error {
		old := instant{now.Add(-uploadMemory)}
		if _, err := tx.NewRaw("DELETE FROM uploads WHERE state <> ? AND expires_at < ?", catalog.Receiving, old).Exec(ctx); err != nil {
			return err
		}
		return tx.NewSelect().Model(&rows).Where("u.state = ? AND u.expires_at <= ?", catalog.Receiving, instant{now}).
			OrderExpr("u.expires_at, u.id").Limit(int64(limit)).Scan(ctx)
	})
	return collect(rows, uploadRow.upload), err
}
