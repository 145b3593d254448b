package catalog

import (
	"context"
	"time"
)

// Showing is an asset that shows a person, with all reuse links that it was ever handed out by.
type Showing struct {
	Asset Asset
	Links []ReuseLink
}

// Presence is a recording day on which a person was present.
type Presence struct {
	Day  Ref
	Note string
}

// Record is all that is held of a person.
type Record struct {
	Person   PersonShown
	Consents []Consent // newest first, with their documents
	Shown    []Showing // newest first
	Posts    []Post    // of those files, newest first
	Days     []Presence
	Audit    []AuditLine // newest first
}

// RecordStore finds what hangs together with a person, and erases it.
type RecordStore interface {
	// Showing lists the assets that show a person, the last recorded first.
	Showing(ctx context.Context, id PersonID) ([]AssetID, error)
	// Posts lists the posts of assets that show a person, of deleted ones too, newest first.
	Posts(ctx context.Context, id PersonID) ([]Post, error)
	// Present lists the recording days on which a person was present, the last first.
	Present(ctx context.Context, id PersonID) ([]Presence, error)
	// Erase leaves of a person an id and the time in one transaction: consents are withdrawn and lose what tells of
	// anybody, recording days and documents lose theirs, and the documents' bytes are listed for removal and given back.
	// Erasing again does nothing. NotFound when there is no such person.
	Erase(ctx context.Context, by string, id PersonID, at time.Time) ([]DocumentID, error)
	// Published lists the assets that show registered persons and have a reuse link which is live at a time, or stand in a
	// post: of a library, or with none of all, at most limit.
	Published(ctx context.Context, library LibraryID, now time.Time, limit int) ([]AssetID, error)
}

// Records is the service over all that is held of people: what the law lets them ask for.
type Records struct {
	store     RecordStore
	people    *People
	consents  *Consents
	documents *Documents
	assets    *Assets
	links     ReuseLinkStore
	audit     AuditStore
	now       Clock
}

// NewRecords makes the service over all that is held of people.
func NewRecords(store RecordStore, people *People, consents *Consents, documents *Documents, assets *Assets, links ReuseLinkStore, audit AuditStore, now Clock) *Records {
	return &Records{store, people, consents, documents, assets, links, audit, now}
}

// Of gives what is held of a person: the files that the actor may see, and for who keeps the record the consents and
// recording days.
func (s *Records) Of(ctx context.Context, actor Actor, id string) (Record, error) {
	p, err := s.people.Get(ctx, actor, id)
	if err != nil {
		return Record{}, err
	}
	r := Record{Person: p}
	if r.Shown, err = s.shown(ctx, id, ScopeOf(actor)); err != nil || MayKeepPerson(actor, LibraryID(p.Library.ID)) != nil {
		return r, err
	}
	return r, s.kept(ctx, &r)
}

// kept fills in what only those see who keep the record.
func (s *Records) kept(ctx context.Context, r *Record) (err error) {
	if r.Consents, err = s.allConsents(ctx, PersonID(r.Person.ID)); err != nil {
		return err
	}
	if r.Days, err = s.store.Present(ctx, PersonID(r.Person.ID)); err != nil {
		return err
	}
	r.Posts, err = s.store.Posts(ctx, PersonID(r.Person.ID))
	return err
}

func (s *Records) allConsents(ctx context.Context, id PersonID) ([]Consent, error) {
	f := ConsentFilter{Person: id, Now: s.now(), ListFilter: ListFilter{Limit: 1000}}
	var all []Consent
	for {
		page, err := s.consents.store.List(ctx, f)
		if all = append(all, page.Items...); err != nil || page.Next == "" {
			return all, err
		}
		f.Cursor = page.Next
	}
}

func (s *Records) shown(ctx context.Context, id string, scope Scope) ([]Showing, error) {
	ids, err := s.store.Showing(ctx, PersonID(id))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	assets, err := s.assets.store.ByIDs(ctx, ids, scope)
	if err != nil {
		return nil, err
	}
	links, err := s.links.OfAssets(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Showing, len(assets))
	for i, a := range assets {
		out[i] = Showing{a, links[a.ID]}
	}
	return out, nil
}

// Export gives everything that is held of a person, all their files too, for who keeps the record. It is noted.
func (s *Records) Export(ctx context.Context, actor Actor, id string) (Record, error) {
	p, err := s.people.Get(ctx, actor, id)
	if err == nil {
		err = MayKeepPerson(actor, LibraryID(p.Library.ID))
	}
	if err != nil {
		return Record{}, err
	}
	r := Record{Person: p}
	if r.Shown, err = s.shown(ctx, id, WholeScope()); err != nil {
		return Record{}, err
	}
	if err := s.kept(ctx, &r); err != nil {
		return Record{}, err
	}
	line := AuditLine{At: s.now(), Actor: actor.ID, Action: AuditPersonExported, Kind: KindPerson, Entry: id, Person: PersonID(id)}
	if err := s.audit.Note(ctx, line); err != nil {
		return Record{}, err
	}
	return r, s.audited(ctx, &r)
}

func (s *Records) audited(ctx context.Context, r *Record) error {
	f := AuditFilter{Person: PersonID(r.Person.ID), ListFilter: ListFilter{Limit: 1000}}
	for {
		page, err := s.audit.Audit(ctx, f)
		if r.Audit = append(r.Audit, page.Items...); err != nil || page.Next == "" {
			return err
		}
		f.Cursor = page.Next
	}
}

// Erase removes what is held of a person for good, and leaves an id, so that nothing is shown for want of a record. From
// then on none of it can be read; bytes that the storage does not let go now are removed later.
func (s *Records) Erase(ctx context.Context, actor Actor, id string) error {
	if err := MayErasePeople(actor); err != nil {
		return err
	}
	documents, err := s.store.Erase(ctx, actor.ID, PersonID(id), s.now())
	if err != nil {
		return err
	}
	for _, d := range documents {
		s.documents.clear(ctx, d)
	}
	return nil
}
