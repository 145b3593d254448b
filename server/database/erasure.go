package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Erase implements catalog.RecordStore.
func (s *Records) Erase(ctx context.Context, by string, id catalog.PersonID, when time.Time) ([]catalog.DocumentID, error) {
	var documents []catalog.DocumentID
	err := s.db.write(ctx, "erase person", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "people", string(id), "person"); err != nil {
			return err
		}
		err := requireLiving(ctx, tx, string(id))
		if catalog.Is(err, catalog.NotFound) {
			return nil // erased already
		}
		if err == nil {
			documents, err = erase(ctx, tx, by, id, when)
		}
		return err
	})
	if err == nil {
		s.db.scrub(ctx)
	}
	return documents, err
}

const (
	ofPerson = "consent IN (SELECT id FROM consents WHERE person = ?)"

	erasePerson = `UPDATE people SET display_name = '', category = '', born = '', presenter = NULL, library = NULL, contact = '', note = '',
		folded = '', sort_key = '', erased_at = ?0, updated_at = ?0, version = version + 1 WHERE id = ?1`
	eraseConsents = `UPDATE consents SET guardians = '[]', witness = '', note = '', updated_at = ?0, version = version + 1,
		withdrawn_by = CASE WHEN withdrawn_at IS NULL THEN ?2 ELSE withdrawn_by END,
		withdrawn_how = CASE WHEN withdrawn_at IS NULL THEN ?3 ELSE withdrawn_how END,
		withdrawn_at = coalesce(withdrawn_at, ?0) WHERE person = ?1`
	eraseSignings = "UPDATE consent_signings SET signed_name = '', signature = NULL WHERE consent IN (SELECT id FROM consents WHERE person = ?1)"
	eraseLetters  = `DELETE FROM letters WHERE link IN (SELECT l.id FROM consent_links AS l JOIN consents AS c ON c.id = l.consent WHERE c.person = ?1)`
	eraseTasks    = "UPDATE take_downs SET note = '' WHERE (post, asset) IN (SELECT post, asset FROM take_downs WHERE person = ?1)" // removal copies notes
	eraseDays     = "UPDATE recording_days SET updated_at = ?, version = version + 1 WHERE id IN (?)"
)

// erase leaves of a person an id in every table that tells anything of them, and tells which bytes are to be removed.
func erase(ctx context.Context, tx bun.Tx, by string, id catalog.PersonID, when time.Time) (documents []catalog.DocumentID, err error) {
	if err := tx.NewRaw("SELECT id FROM documents WHERE "+ofPerson, id).Scan(ctx, &documents); err != nil {
		return nil, err
	}
	if err := dropDocuments(ctx, tx, when, ofPerson, id); err != nil {
		return nil, err
	}
	if err := leaveDays(ctx, tx, by, id, when); err != nil {
		return nil, err
	}
	for _, statement := range []string{eraseConsents, eraseSignings, eraseLetters, eraseTasks, erasePerson} {
		if _, err := tx.NewRaw(statement, instant{when}, id, by, catalog.WithdrawnByErasure).Exec(ctx); err != nil {
			return nil, err
		}
	}
	if err := demandTakeDowns(ctx, tx, string(id), "", "", when); err != nil {
		return nil, err
	}
	if err := record(ctx, tx, by, catalog.KindPerson, string(id)); err != nil {
		return nil, err
	}
	return documents, audit(ctx, tx, catalog.AuditLine{At: when, Actor: by, Action: catalog.AuditPersonErased, Kind: catalog.KindPerson, Entry: string(id), Person: id})
}

// leaveDays takes a person from the recording days on which they were present.
func leaveDays(ctx context.Context, tx bun.Tx, by string, id catalog.PersonID, when time.Time) error {
	var days []string
	if err := tx.NewRaw("SELECT DISTINCT recording_day FROM recording_day_people WHERE person = ?", id).Scan(ctx, &days); err != nil || len(days) == 0 {
		return err
	}
	if _, err := tx.NewRaw("DELETE FROM recording_day_people WHERE person = ?", id).Exec(ctx); err != nil {
		return err
	}
	if _, err := tx.NewRaw(eraseDays, instant{when}, bun.List(days)).Exec(ctx); err != nil {
		return err
	}
	return record(ctx, tx, by, catalog.KindRecordingDay, days...)
}
