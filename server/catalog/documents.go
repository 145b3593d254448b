package catalog

import (
	"context"
	"errors"
	"io"
	"time"
)

// MaxDocument is the most that a document may hold, in bytes.
const MaxDocument = 20 << 20

// mediaPDF is the one media type of documents that is no picture.
const mediaPDF = "application/pdf"

const (
	// documentTime bounds how long the bytes of a document may take to come and be stored; bytes of which no document came
	// are removed after twice that time.
	documentTime = 15 * time.Minute
	// documentsAtOnce bounds how many one sweep removes.
	documentsAtOnce = 100
)

// DocumentTypes lists the media types of documents.
func DocumentTypes() []string {
	return []string{"image/jpeg", "image/png", "image/webp", "image/heic", mediaPDF}
}

// AcceptedDocuments names them for people.
func AcceptedDocuments() string { return "JPEG, PNG, WebP, HEIC, PDF" }

// DocumentStore keeps what is known of documents, and a list of bytes to be removed.
type DocumentStore interface {
	// Expect lists the bytes of a document to come as bytes to be removed at a time.
	Expect(ctx context.Context, id DocumentID, due time.Time) error
	// Create stores a document, takes its bytes off the list and adds a line to the audit, in one transaction. Stale when
	// they are not on the list any more, Invalid when the consent does not exist. A signature takes the drawing from its
	// consent; Stale when that has gone, so that it is stored once.
	Create(ctx context.Context, by string, d Document) error
	// Get finds a document. NotFound when there is none.
	Get(ctx context.Context, id DocumentID) (Document, error)
	// Remove removes a document, lists its bytes and adds a line to the audit, in one transaction. NotFound when there is
	// none.
	Remove(ctx context.Context, by string, id DocumentID, at time.Time) error
	// Due lists bytes to be removed at a time, the oldest first.
	Due(ctx context.Context, now time.Time, limit int) ([]DocumentID, error)
	// Forget takes bytes that are gone off the list.
	Forget(ctx context.Context, id DocumentID) error
}

// Documents is the service over the private files of consents.
type Documents struct {
	store    DocumentStore
	files    DocumentFiles
	consents *Consents
	audit    AuditStore
	now      Clock
	newID    IDSource
}

// NewDocuments makes the service over the private files of consents.
func NewDocuments(store DocumentStore, files DocumentFiles, consents *Consents, audit AuditStore, now Clock, newID IDSource) *Documents {
	return &Documents{store, files, consents, audit, now, newID}
}

// Add keeps a file as evidence of a consent, for who recorded it or keeps the person's record.
func (s *Documents) Add(ctx context.Context, actor Actor, consent ConsentID, fileName string, r io.Reader) (Document, error) {
	if _, err := s.consents.Get(ctx, actor, consent); err != nil {
		return Document{}, err
	}
	return s.add(ctx, actor.ID, consent, DocumentEvidence, fileName, r)
}

// add keeps a file. A failure leaves at most bytes that are on the list.
func (s *Documents) add(ctx context.Context, by string, consent ConsentID, purpose, fileName string, r io.Reader) (Document, error) {
	fileName = CleanFileName(fileName)
	var c checker
	if c.noIdentityNumber("file", fileName); c.err() != nil {
		return Document{}, c.err()
	}
	ctx, cancel := context.WithTimeout(ctx, documentTime)
	defer cancel()
	id := DocumentID(s.newID())
	if err := s.store.Expect(ctx, id, s.now().Add(2*documentTime)); err != nil {
		return Document{}, err
	}
	d, err := s.files.Put(ctx, id, r, MaxDocument)
	if err == nil && purpose != DocumentEvidence && d.MediaType == mediaPDF {
		err = NewError(UnsupportedMedia, KeyUnsupported, Args{"accepted": "JPEG, PNG, WebP, HEIC"})
	}
	if err == nil {
		d.ID, d.Consent, d.Purpose, d.FileName, d.AddedAt, d.AddedBy = id, consent, purpose, fileName, s.now(), by
		err = s.store.Create(ctx, by, d)
	}
	if err != nil {
		s.clear(ctx, id)
		return Document{}, err
	}
	return d, nil
}

// Open opens a document for who keeps the person's record, and notes that they did before a byte is read.
func (s *Documents) Open(ctx context.Context, actor Actor, consent ConsentID, id DocumentID) (Document, io.ReadCloser, error) {
	d, person, err := s.kept(ctx, actor, consent, id)
	if err != nil {
		return Document{}, nil, err
	}
	body, err := s.files.Open(ctx, id)
	if err != nil {
		return Document{}, nil, err
	}
	line := AuditLine{At: s.now(), Actor: actor.ID, Action: AuditDocumentOpened, Kind: KindDocument, Entry: string(id), Person: person, Detail: d.Purpose}
	if err := s.audit.Note(ctx, line); err != nil {
		return Document{}, nil, errors.Join(err, body.Close())
	}
	return d, body, nil
}

// kept finds a document of a consent, of a person whose record the actor keeps.
func (s *Documents) kept(ctx context.Context, actor Actor, consent ConsentID, id DocumentID) (Document, PersonID, error) {
	if err := MaySeePeople(actor); err != nil {
		return Document{}, "", err
	}
	d, err := s.store.Get(ctx, id)
	if err == nil && d.Consent != consent {
		err = Missing("document")
	}
	if err != nil {
		return Document{}, "", err
	}
	c, err := s.consents.store.Get(ctx, d.Consent)
	if err != nil {
		return Document{}, "", err
	}
	p, err := s.consents.people.Get(ctx, c.Person.ID)
	if err != nil {
		return Document{}, "", err
	}
	return d, PersonID(p.ID), MayKeepPerson(actor, LibraryID(p.Library.ID))
}

// Remove removes a document with its bytes, for who keeps the person's record.
func (s *Documents) Remove(ctx context.Context, actor Actor, consent ConsentID, id DocumentID) error {
	if _, _, err := s.kept(ctx, actor, consent, id); err != nil {
		return err
	}
	return s.remove(ctx, actor.ID, id)
}

// remove removes a document. From then on nobody reads it; bytes that the storage does not let go now are removed later.
func (s *Documents) remove(ctx context.Context, by string, id DocumentID) error {
	if err := s.store.Remove(ctx, by, id, s.now()); err != nil {
		return err
	}
	s.clear(ctx, id)
	return nil
}

// clear removes bytes that are on the list, if it can.
func (s *Documents) clear(ctx context.Context, id DocumentID) {
	ctx = context.WithoutCancel(ctx)
	if s.files.Remove(ctx, id) == nil {
		_ = s.store.Forget(ctx, id) // what stays on the list is removed once more
	}
}

// Sweep removes bytes whose time is over, and tells how many.
func (s *Documents) Sweep(ctx context.Context) (int, error) {
	due, err := s.store.Due(ctx, s.now(), documentsAtOnce)
	if err != nil {
		return 0, err
	}
	for i, id := range due {
		if err := s.files.Remove(ctx, id); err != nil {
			return i, err
		}
		if err := s.store.Forget(ctx, id); err != nil {
			return i, err
		}
	}
	return len(due), nil
}
