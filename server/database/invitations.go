package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Invitations are the invitations.
type Invitations struct{ db *Database }

var _ catalog.InvitationStore = (*Invitations)(nil)

type invitationRow struct {
	bun.BaseModel `bun:"table:invitations,alias:i"`

	ID           catalog.InvitationID   `bun:"id,pk"`
	RecordingDay catalog.RecordingDayID `bun:"recording_day"`
	Hash         string                 `bun:"hash"`
	ValidUntil   instant                `bun:"valid_until"`
	MaxFiles     int                    `bun:"max_files"`
	MaxBytes     int64                  `bun:"max_bytes"`
	MaxFileBytes int64                  `bun:"max_file_bytes"`
	Files        int                    `bun:"files"`
	Bytes        int64                  `bun:"bytes"`
	CreatedBy    string                 `bun:"created_by"`
	CreatedAt    instant                `bun:"created_at"`
	RevokedAt    instant                `bun:"revoked_at"`
	RevokedBy    string                 `bun:"revoked_by"`
}

func newInvitationRow(i catalog.Invitation) *invitationRow {
	return &invitationRow{ID: i.ID, RecordingDay: i.Day, Hash: i.Hash, ValidUntil: instant{i.ValidUntil}, MaxFiles: i.MaxFiles,
		MaxBytes: i.MaxBytes, MaxFileBytes: i.MaxFileBytes, Files: i.Files, Bytes: i.Bytes, CreatedBy: i.CreatedBy,
		CreatedAt: instant{i.CreatedAt}, RevokedAt: instant{i.RevokedAt}, RevokedBy: i.RevokedBy}
}

func (r invitationRow) invitation() catalog.Invitation {
	return catalog.Invitation{ID: r.ID, Day: r.RecordingDay, Hash: r.Hash, ValidUntil: r.ValidUntil.Time, MaxFiles: r.MaxFiles,
		MaxBytes: r.MaxBytes, MaxFileBytes: r.MaxFileBytes, Files: r.Files, Bytes: r.Bytes, CreatedBy: r.CreatedBy,
		CreatedAt: r.CreatedAt.Time, RevokedAt: r.RevokedAt.Time, RevokedBy: r.RevokedBy}
}

// Create implements catalog.InvitationStore.
func (s *Invitations) Create(ctx context.Context, i catalog.Invitation) error {
	return s.db.write(ctx, "store invitation", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, []claim{{"recording_day", "recording_days", string(i.Day)}}); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(newInvitationRow(i)).Exec(ctx)
		return err
	})
}

// Get implements catalog.InvitationStore.
func (s *Invitations) Get(ctx context.Context, id catalog.InvitationID) (catalog.Invitation, error) {
	return s.one(ctx, "i.id = ?", string(id))
}

// ByHash implements catalog.InvitationStore.
func (s *Invitations) ByHash(ctx context.Context, hash string) (catalog.Invitation, error) {
	return s.one(ctx, "i.hash = ?", hash)
}

func (s *Invitations) one(ctx context.Context, where, key string) (catalog.Invitation, error) {
	var i catalog.Invitation
	err := s.db.read(ctx, "find invitation", func(db bun.IDB) (err error) {
		i, err = oneInvitation(ctx, db, where, key)
		return err
	})
	return i, err
}

func oneInvitation(ctx context.Context, db bun.IDB, where, key string) (catalog.Invitation, error) {
	var rows []invitationRow
	if err := db.NewSelect().Model(&rows).Where(where, key).Scan(ctx); err != nil {
		return catalog.Invitation{}, err
	}
	if len(rows) == 0 {
		return catalog.Invitation{}, catalog.Missing("invitation")
	}
	return rows[0].invitation(), nil
}

// Of implements catalog.InvitationStore.
func (s *Invitations) Of(ctx context.Context, day catalog.RecordingDayID) ([]catalog.Invitation, error) {
	var rows []invitationRow
	err := s.db.read(ctx, "list invitations", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).Where("i.recording_day = ?", string(day)).OrderExpr("i.created_at DESC, i.id DESC").Scan(ctx)
	})
	return collect(rows, invitationRow.invitation), err
}

// Update implements catalog.InvitationStore.
func (s *Invitations) Update(ctx context.Context, id catalog.InvitationID, change func(*catalog.Invitation) error) (catalog.Invitation, error) {
	var i catalog.Invitation
	err := s.db.write(ctx, "change invitation", func(tx bun.Tx) (err error) {
		if err := lockRow(ctx, s.db.dialect, tx, "invitations", string(id), "invitation"); err != nil {
			return err
		}
		if i, err = oneInvitation(ctx, tx, "i.id = ?", string(id)); err != nil {
			return err
		}
		if err := change(&i); err != nil {
			return refusal{err}
		}
		_, err = tx.NewRaw("UPDATE invitations SET valid_until = ?, max_files = ?, max_bytes = ?, max_file_bytes = ? WHERE id = ?",
			instant{i.ValidUntil}, i.MaxFiles, i.MaxBytes, i.MaxFileBytes, string(id)).Exec(ctx)
		return err
	})
	return i, err
}

// Revoke implements catalog.InvitationStore. NotFound when there is none.
func (s *Invitations) Revoke(ctx context.Context, by string, id catalog.InvitationID, at time.Time) error {
	return s.db.write(ctx, "revoke invitation", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "invitations", string(id), "invitation"); err != nil {
			return err
		}
		_, err := tx.NewRaw("UPDATE invitations SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL",
			instant{at}, by, string(id)).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("UPDATE uploads SET expires_at = ?0 WHERE invitation = ?1 AND state = ?2 AND expires_at > ?0",
			instant{at}, string(id), catalog.Receiving).Exec(ctx)
		return err
	})
}

// reserve takes an upload's share of its invitation. The statement counts and refuses at once, so that many at the same
// time cannot take more than there is.
func reserve(ctx context.Context, tx bun.Tx, u catalog.Upload) error {
	if u.Invitation == "" {
		return nil
	}
	var taken []string
	err := tx.NewRaw("UPDATE invitations SET files = files + 1, bytes = bytes + ?0 WHERE id = ?1 AND revoked_at IS NULL AND valid_until > ?2"+
		" AND files < max_files AND bytes + ?0 <= max_bytes RETURNING id", u.Reserved, string(u.Invitation), instant{u.CreatedAt}).Scan(ctx, &taken)
	if err != nil || len(taken) > 0 {
		return err
	}
	i, err := oneInvitation(ctx, tx, "i.id = ?", string(u.Invitation))
	if err != nil {
		return err
	}
	if err := i.Takes(u.CreatedAt, u.Reserved); err != nil {
		return err
	}
	return catalog.NewError(catalog.Conflict, catalog.KeyInvitationFull, nil)
}

// giveBack returns files and bytes to an invitation; one that is gone has no use for them.
func giveBack(ctx context.Context, tx bun.Tx, id catalog.InvitationID, files int, bytes int64) error {
	if id == "" || files == 0 && bytes == 0 {
		return nil
	}
	_, err := tx.NewRaw("UPDATE invitations SET files = files - ?, bytes = bytes - ? WHERE id = ?", files, bytes, string(id)).Exec(ctx)
	return err
}
