package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Signings are the consents that people have signed themselves, and their personal links.
type Signings struct{ db *Database }

var _ catalog.SigningStore = (*Signings)(nil)

type signingRow struct {
	bun.BaseModel `bun:"table:consent_signings,alias:s"`

	Consent    catalog.ConsentID            `bun:"consent,pk"`
	Key        string                       `bun:"key"`
	Invitation catalog.InvitationID         `bun:"invitation"`
	Renews     catalog.ConsentID            `bun:"renews"`
	Places     document[catalog.TextPlaces] `bun:"places"`
	SignedName string                       `bun:"signed_name"`
	Signature  []byte                       `bun:"signature"`
}

func (r signingRow) signed() catalog.Signed {
	return catalog.Signed{Consent: r.Consent, KeyHash: r.Key, Invitation: r.Invitation, Renews: r.Renews, Places: r.Places.v, SignedName: r.SignedName,
		Signature: r.Signature}
}

type consentLinkRow struct {
	bun.BaseModel `bun:"table:consent_links,alias:l"`

	ID         catalog.ConsentLinkID `bun:"id,pk"`
	Hash       string                `bun:"hash"`
	Consent    catalog.ConsentID     `bun:"consent"`
	CreatedAt  instant               `bun:"created_at"`
	CreatedBy  string                `bun:"created_by"`
	AskedAt    instant               `bun:"asked_at"`
	AnsweredAt instant               `bun:"answered_at"`
}

func newConsentLinkRow(l catalog.ConsentLink) *consentLinkRow {
	return &consentLinkRow{ID: l.ID, Hash: l.Hash, Consent: l.Consent, CreatedAt: instant{l.CreatedAt}, CreatedBy: l.CreatedBy, AskedAt: instant{l.AskedAt},
		AnsweredAt: instant{l.AnsweredAt}}
}

func (r consentLinkRow) link() catalog.ConsentLink {
	return catalog.ConsentLink{ID: r.ID, Hash: r.Hash, Consent: r.Consent, CreatedAt: r.CreatedAt.Time, CreatedBy: r.CreatedBy, AskedAt: r.AskedAt.Time,
		AnsweredAt: r.AnsweredAt.Time}
}

// Sign implements catalog.SigningStore.
func (s *Signings) Sign(ctx context.Context, n catalog.NewSigning) (catalog.ConsentLink, error) {
	var l catalog.ConsentLink
	err := s.db.write(ctx, "sign consent", func(tx bun.Tx) (err error) {
		var before []string
		if err := tx.NewRaw("SELECT consent FROM consent_signings WHERE key = ?", n.Signed.KeyHash).Scan(ctx, &before); err != nil {
			return err
		}
		if len(before) > 0 {
			l, err = oneConsentLink(ctx, tx, "l.consent = ?", before[0])
			return err
		}
		if err := s.sign(ctx, tx, n); err != nil {
			return err
		}
		l, err = oneConsentLink(ctx, tx, "l.consent = ?", string(n.Consent.Consent))
		return err
	})
	return l, err
}

func (s *Signings) sign(ctx context.Context, tx bun.Tx, n catalog.NewSigning) error {
	if err := countSigning(ctx, tx, n); err != nil {
		return err
	}
	if n.Person != nil {
		if err := s.present(ctx, tx, n); err != nil {
			return err
		}
	}
	if err := requireAll(ctx, tx, consentClaims(n.Consent)); err != nil {
		return err
	}
	if err := requireLiving(ctx, tx, n.Consent.Person.ID); err != nil {
		return err
	}
	if _, err := tx.NewInsert().Model(newConsentRow(n.Consent)).Exec(ctx); err != nil {
		return err
	}
	if err := noteConsent(ctx, tx, n.By, catalog.AuditConsentAdded, n.Consent); err != nil {
		return err
	}
	k := n.Signed
	row := &signingRow{Consent: k.Consent, Key: k.KeyHash, Invitation: k.Invitation, Renews: k.Renews, Places: documentOf(k.Places), SignedName: k.SignedName,
		Signature: k.Signature}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return err
	}
	if err := lead(ctx, tx, n); err != nil || n.Letter == nil {
		return err
	}
	return insertLetters(ctx, tx, []catalog.Letter{*n.Letter})
}

// countSigning takes a signature's share of its invitation. The statement counts and refuses at once, so that many at the
// same time cannot take more than there is.
func countSigning(ctx context.Context, tx bun.Tx, n catalog.NewSigning) error {
	if n.Signed.Invitation == "" {
		return nil
	}
	var taken []string
	err := tx.NewRaw("UPDATE invitations SET signings = signings + 1 WHERE id = ? AND revoked_at IS NULL AND valid_until > ? AND signings < max_files RETURNING id",
		string(n.Signed.Invitation), instant{n.Consent.GivenAt}).Scan(ctx, &taken)
	if err != nil || len(taken) > 0 {
		return err
	}
	i, err := oneInvitation(ctx, tx, "i.id = ?", string(n.Signed.Invitation))
	if err != nil {
		return err
	}
	if err := i.Refusal(n.Consent.GivenAt); catalog.Is(err, catalog.Withheld) {
		return err
	}
	return catalog.NewError(catalog.Conflict, catalog.KeySigningsFull, nil)
}

// present puts a new person on the register and among the people of the day, as long as its list takes more.
func (s *Signings) present(ctx context.Context, tx bun.Tx, n catalog.NewSigning) error {
	err := s.db.People().store(ctx, tx, n.By, *n.Person, func(row any) error {
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		return err
	})
	if err != nil {
		return err
	}
	days := s.db.RecordingDays()
	if err := days.lock(ctx, tx, n.Day); err != nil {
		return err
	}
	day, err := days.one(ctx, tx, n.Day)
	if err != nil || len(day.People) >= catalog.MostDayPeople {
		return err
	}
	day.People = append(day.People, catalog.DayPerson{Person: catalog.PersonID(n.Person.ID), Name: n.Person.DisplayName, Category: n.Person.Category})
	day.Version, day.UpdatedAt = day.Version+1, n.Consent.GivenAt
	return days.put(ctx, tx, n.By, day)
}

// lead makes the links lead to the new consent: all that led to the one that it renews, or else a new one.
func lead(ctx context.Context, tx bun.Tx, n catalog.NewSigning) error {
	if n.Signed.Renews == "" {
		_, err := tx.NewInsert().Model(newConsentLinkRow(n.Link)).Exec(ctx)
		return err
	}
	_, err := tx.NewRaw("UPDATE consent_links SET consent = ?, answered_at = ? WHERE consent = ?", string(n.Consent.Consent), instant{n.Consent.GivenAt},
		string(n.Signed.Renews)).Exec(ctx)
	return err
}

// Signed implements catalog.SigningStore.
func (s *Signings) Signed(ctx context.Context, id catalog.ConsentID) (catalog.Signed, error) {
	found, err := s.signed(ctx, 1, "s.consent = ?", string(id))
	if err == nil && len(found) == 0 {
		err = catalog.Missing("consent")
	}
	if err != nil {
		return catalog.Signed{}, err
	}
	return found[0], nil
}

// Drawings implements catalog.SigningStore.
func (s *Signings) Drawings(ctx context.Context, limit int) ([]catalog.Signed, error) {
	return s.signed(ctx, limit, "s.signature IS NOT NULL")
}

func (s *Signings) signed(ctx context.Context, limit int, where string, args ...any) ([]catalog.Signed, error) {
	var rows []signingRow
	err := s.db.read(ctx, "find signings", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).Where(where, args...).OrderExpr("s.consent").Limit(int64(limit)).Scan(ctx)
	})
	return collect(rows, signingRow.signed), err
}

// Drawn implements catalog.SigningStore.
func (s *Signings) Drawn(ctx context.Context, id catalog.ConsentID) error {
	_, err := s.db.change(ctx, "forget signature", "UPDATE consent_signings SET signature = NULL WHERE consent = ?", string(id))
	return err
}

// Link implements catalog.SigningStore.
func (s *Signings) Link(ctx context.Context, hash string) (catalog.ConsentLink, error) {
	return s.link(ctx, "l.hash = ?", hash)
}

// LinkOf implements catalog.SigningStore.
func (s *Signings) LinkOf(ctx context.Context, id catalog.ConsentLinkID) (catalog.ConsentLink, error) {
	return s.link(ctx, "l.id = ?", string(id))
}

func (s *Signings) link(ctx context.Context, where, key string) (catalog.ConsentLink, error) {
	var l catalog.ConsentLink
	err := s.db.read(ctx, "find personal link", func(db bun.IDB) (err error) {
		l, err = oneConsentLink(ctx, db, where, key)
		return err
	})
	return l, err
}

// oneConsentLink finds the first of the links that there are.
func oneConsentLink(ctx context.Context, db bun.IDB, where, key string) (catalog.ConsentLink, error) {
	var rows []consentLinkRow
	if err := db.NewSelect().Model(&rows).Where(where, key).OrderExpr("l.created_at, l.id").Limit(1).Scan(ctx); err != nil {
		return catalog.ConsentLink{}, err
	}
	if len(rows) == 0 {
		return catalog.ConsentLink{}, catalog.Missing("consent")
	}
	return rows[0].link(), nil
}

// Ask implements catalog.SigningStore.
func (s *Signings) Ask(ctx context.Context, l catalog.ConsentLink, letter *catalog.Letter) error {
	return s.db.write(ctx, "ask to renew", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "consents", string(l.Consent), "consent"); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(newConsentLinkRow(l)).Exec(ctx); err != nil || letter == nil {
			return err
		}
		return insertLetters(ctx, tx, []catalog.Letter{*letter})
	})
}

// Asked implements catalog.SigningStore.
func (s *Signings) Asked(ctx context.Context, ids []catalog.ConsentID) (map[catalog.ConsentID]time.Time, error) {
	var rows []struct {
		Consent catalog.ConsentID `bun:"consent"`
		Asked   instant           `bun:"asked"`
	}
	err := s.db.read(ctx, "find who was asked", func(db bun.IDB) error {
		rows = nil
		return db.NewRaw("SELECT consent, max(asked_at) AS asked FROM consent_links WHERE consent IN (?) AND asked_at IS NOT NULL GROUP BY consent",
			bun.List(ids)).Scan(ctx, &rows)
	})
	out := map[catalog.ConsentID]time.Time{}
	for _, r := range rows {
		out[r.Consent] = r.Asked.Time
	}
	return out, err
}

// Answer implements catalog.SigningStore.
func (s *Signings) Answer(ctx context.Context, id catalog.ConsentLinkID, at time.Time) error {
	_, err := s.db.change(ctx, "answer a question to renew", "UPDATE consent_links SET answered_at = ? WHERE id = ?", instant{at}, string(id))
	return err
}

// Shown implements catalog.SigningStore.
func (s *Signings) Shown(ctx context.Context, person catalog.PersonID, now time.Time) ([]catalog.ReuseLink, error) {
	var out []catalog.ReuseLink
	err := s.db.read(ctx, "find where somebody is shown", func(db bun.IDB) error {
		var rows []reuseLinkRow
		err := selectReuseLinks(db, &rows).Where("r.asset IN (SELECT asset FROM asset_people WHERE person = ?)", string(person)).
			Where("r.revoked_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > ?)", instant{now}).OrderExpr("r.created_at DESC, r.id DESC").Limit(200).Scan(ctx)
		out = collect(rows, reuseLinkRow.link)
		return err
	})
	return out, err
}
