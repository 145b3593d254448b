package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Consents are the consents.
type Consents struct{ db *Database }

var _ catalog.ConsentStore = (*Consents)(nil)

type consentRow struct {
	bun.BaseModel `bun:"table:consents,alias:c"`
	permissionRow

	Version      int                `bun:"version"`
	CreatedAt    instant            `bun:"created_at"`
	UpdatedAt    instant            `bun:"updated_at"`
	Person       string             `bun:"person"`
	PersonName   string             `bun:"person_name,scanonly"`
	LibraryName  string             `bun:"library_name,scanonly"`
	DayDate      string             `bun:"day_date,scanonly"`
	DayPlace     string             `bun:"day_place,scanonly"`
	Category     string             `bun:"category"`
	Basis        string             `bun:"basis"`
	LegalBasis   string             `bun:"legal_basis"`
	TextVersion  string             `bun:"text_version"`
	Language     string             `bun:"language"`
	Given        string             `bun:"given"`
	Guardians    document[[]string] `bun:"guardians"`
	ChildAsked   bool               `bun:"child_asked"`
	Witness      string             `bun:"witness"`
	Note         string             `bun:"note"`
	RecordedBy   string             `bun:"recorded_by"`
	RemindAt     instant            `bun:"remind_at"`
	WithdrawnBy  string             `bun:"withdrawn_by"`
	WithdrawnHow string             `bun:"withdrawn_how"`
}

func newConsentRow(c catalog.Consent) *consentRow {
	return &consentRow{permissionRow: newPermissionRow(c.Permission), Version: c.Version, CreatedAt: instant{c.CreatedAt}, UpdatedAt: instant{c.UpdatedAt},
		Person: c.Person.ID, Category: c.Category, Basis: c.Basis, LegalBasis: c.LegalBasis, TextVersion: c.TextVersion, Language: c.Language,
		Given: c.Given, Guardians: documentOf(append([]string{}, c.Guardians...)), ChildAsked: c.ChildAsked, Witness: c.Witness, Note: c.Note,
		RecordedBy: c.RecordedBy, RemindAt: instant{c.RemindAt}, WithdrawnBy: c.WithdrawnBy, WithdrawnHow: c.WithdrawnHow}
}

func (r consentRow) consent() catalog.Consent {
	return catalog.Consent{Entry: catalog.Entry{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time},
		Permission: r.permission(), Person: catalog.Ref{ID: r.Person, Name: r.PersonName}, LibraryName: r.LibraryName,
		DayName: dayRef(r.RecordingDay, r.DayDate, r.DayPlace).Name, Category: r.Category, Basis: r.Basis, LegalBasis: r.LegalBasis,
		TextVersion: r.TextVersion, Language: r.Language, Given: r.Given, Guardians: r.Guardians.v, ChildAsked: r.ChildAsked, Witness: r.Witness,
		Note: r.Note, RecordedBy: r.RecordedBy, RemindAt: r.RemindAt.Time, WithdrawnBy: r.WithdrawnBy, WithdrawnHow: r.WithdrawnHow}
}

func consentClaims(c catalog.Consent) []claim {
	return []claim{{"person", "people", c.Person.ID}, {"library", "libraries", string(c.Library)}, {"recording_day", "recording_days", c.Day}}
}

// Create implements catalog.ConsentStore.
func (s *Consents) Create(ctx context.Context, by string, c catalog.Consent) error {
	return s.db.write(ctx, "record consent", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, consentClaims(c)); err != nil {
			return err
		}
		if err := requireLiving(ctx, tx, c.Person.ID); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(newConsentRow(c)).Exec(ctx); err != nil {
			return err
		}
		return noteConsent(ctx, tx, by, catalog.AuditConsentAdded, c)
	})
}

// noteConsent appends what was done with a consent to the changes, as a change of the person, and to the audit.
func noteConsent(ctx context.Context, tx bun.Tx, by, action string, c catalog.Consent) error {
	if err := record(ctx, tx, by, catalog.KindPerson, c.Person.ID); err != nil {
		return err
	}
	return audit(ctx, tx, catalog.AuditLine{At: c.UpdatedAt, Actor: by, Action: action, Kind: catalog.KindConsent, Entry: string(c.Consent),
		Person: catalog.PersonID(c.Person.ID)})
}

// Get implements catalog.ConsentStore.
func (s *Consents) Get(ctx context.Context, id catalog.ConsentID) (catalog.Consent, error) {
	var c catalog.Consent
	err := s.db.read(ctx, "find consent", func(db bun.IDB) (err error) {
		c, err = oneConsent(ctx, db, id)
		return err
	})
	return c, err
}

func oneConsent(ctx context.Context, db bun.IDB, id catalog.ConsentID) (catalog.Consent, error) {
	var rows []consentRow
	if err := selectConsents(db, &rows).Where("c.id = ?", id).Scan(ctx); err != nil {
		return catalog.Consent{}, err
	}
	if len(rows) == 0 {
		return catalog.Consent{}, catalog.Missing("consent")
	}
	found := []catalog.Consent{rows[0].consent()}
	return found[0], withDocuments(ctx, db, found)
}

func selectConsents(db bun.IDB, rows *[]consentRow) *bun.SelectQuery {
	return db.NewSelect().Model(rows).ColumnExpr("?TableColumns").
		ColumnExpr("p.display_name AS person_name, l.name AS library_name, d.date AS day_date, o.name AS day_place").
		Join("JOIN people AS p ON p.id = c.person").Join("LEFT JOIN libraries AS l ON l.id = c.library").
		Join("LEFT JOIN recording_days AS d ON d.id = c.recording_day").Join("LEFT JOIN libraries AS o ON o.id = d.place")
}

// List implements catalog.ConsentStore.
func (s *Consents) List(ctx context.Context, f catalog.ConsentFilter) (catalog.Page[catalog.Consent], error) {
	var page catalog.Page[catalog.Consent]
	err := s.db.read(ctx, "list consents", func(db bun.IDB) error {
		var rows []consentRow
		q, err := newestAfter(narrowConsents(selectConsents(db, &rows), f), f.Cursor, "c.given_at", "c.id")
		if err != nil {
			return err
		}
		limit := limitOf(f.ListFilter)
		if err := q.OrderExpr("c.given_at DESC, c.id DESC").Limit(int64(limit) + 1).Scan(ctx); err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			last := rows[limit-1]
			page.Next = momentSpot(last.GivenAt, last.ID).cursor()
		}
		page.Items = collect(rows, consentRow.consent)
		return withDocuments(ctx, db, page.Items)
	})
	return page, err
}

// Count implements catalog.ConsentStore.
func (s *Consents) Count(ctx context.Context, f catalog.ConsentFilter) (int, error) {
	var n int
	err := s.db.read(ctx, "count consents", func(db bun.IDB) error {
		q := db.NewSelect().TableExpr("consents AS c").ColumnExpr("count(*)").Join("JOIN people AS p ON p.id = c.person")
		return narrowConsents(q, f).Scan(ctx, &n)
	})
	return n, err
}

func narrowConsents(q *bun.SelectQuery, f catalog.ConsentFilter) *bun.SelectQuery {
	if f.Person != "" {
		q = q.Where("c.person = ?", f.Person)
	}
	if f.Day != "" {
		q = q.Where("c.recording_day = ?", f.Day)
	}
	q = keptBy(q, f.Library)
	if f.Text != "" {
		q = q.Where(`p.folded LIKE ? ESCAPE '\'`, within(f.Text))
	}
	now := instant{f.Now}
	switch f.State {
	case catalog.ConsentWithdrawn:
		q = q.Where("c.withdrawn_at IS NOT NULL")
	case catalog.ConsentExpired:
		q = q.Where("c.withdrawn_at IS NULL AND c.valid_until <= ?", now)
	case catalog.ConsentNotYet:
		q = q.Where("c.withdrawn_at IS NULL AND c.valid_until > ?0 AND c.valid_from > ?0", now)
	case catalog.ConsentGiven:
		q = q.Where("c.withdrawn_at IS NULL AND c.valid_until > ?0 AND c.valid_from <= ?0", now)
	}
	if !f.Until.IsZero() {
		q = q.Where("c.withdrawn_at IS NULL AND c.valid_until > ? AND c.valid_until < ?", now, instant{f.Until})
	}
	if !f.Since.IsZero() {
		q = q.Where("c.withdrawn_at >= ?", instant{f.Since})
	}
	return q
}

// Update implements catalog.ConsentStore.
func (s *Consents) Update(ctx context.Context, by, action string, id catalog.ConsentID, change func(*catalog.Consent) error) (catalog.Consent, error) {
	var c catalog.Consent
	err := s.db.write(ctx, "change consent", func(tx bun.Tx) (err error) {
		if err := lockRow(ctx, s.db.dialect, tx, "consents", string(id), "consent"); err != nil {
			return err
		}
		if c, err = oneConsent(ctx, tx, id); err != nil {
			return err
		}
		version := c.Version
		if err := change(&c); err != nil {
			return refusal{err}
		}
		if c.Version == version { // nothing was changed
			return nil
		}
		if err := requireAll(ctx, tx, consentClaims(c)); err != nil {
			return err
		}
		if err := requireLiving(ctx, tx, c.Person.ID); err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model(newConsentRow(c)).WherePK().Exec(ctx); err != nil {
			return err
		}
		if action == catalog.AuditConsentWithdrawn {
			if err := demandTakeDowns(ctx, tx, c.Person.ID, string(id), c.Day, c.WithdrawnAt); err != nil {
				return err
			}
		}
		if err := noteConsent(ctx, tx, by, action, c); err != nil {
			return err
		}
		c, err = oneConsent(ctx, tx, id)
		return err
	})
	if err != nil {
		return catalog.Consent{}, err
	}
	return c, nil
}
