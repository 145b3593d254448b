package ingest_test

import (
	"bytes"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// evidence is a rig with a consent on it.
type evidence struct {
	*rig
	documents *catalog.Documents
	consent   catalog.ConsentID
	person    string
}

func newEvidence(t *testing.T) *evidence {
	e := &evidence{rig: newRig(t)}
	people := catalog.NewPeople(e.db.People(), e.now, newID)
	consents := catalog.NewConsents(e.db.Consents(), e.db.People(), catalog.DefaultConsentTerms(), time.UTC, e.now, newID)
	e.documents = catalog.NewDocuments(e.db.Documents(), ingest.NewDocuments(e.bucket, thumbs.DefaultLimits()), consents, e.db.Audit(), e.now, newID)
	p, err := people.Add(t.Context(), anybody(), catalog.PersonShown{DisplayName: "Kari Nordmann"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := consents.Add(t.Context(), anybody(), catalog.Consent{Person: catalog.Ref{ID: p.ID}, Permission: catalog.Permission{Channels: []catalog.Channel{catalog.Website}}})
	if err != nil {
		t.Fatal(err)
	}
	e.consent, e.person = c.Consent, p.ID
	return e
}

func (e *evidence) audited() []string {
	e.t.Helper()
	page, err := e.db.Audit().Audit(e.t.Context(), catalog.AuditFilter{Kind: catalog.KindDocument, Person: catalog.PersonID(e.person)})
	if err != nil {
		e.t.Fatal(err)
	}
	var out []string
	for _, l := range page.Items {
		out = append(out, l.Action)
	}
	return out
}

func TestADocumentIsKeptOpenedAndRemoved(t *testing.T) {
	e, ctx := newEvidence(t), t.Context()
	form := []byte("%PDF-1.7\nsigned\n%%EOF\n")
	d, err := e.documents.Add(ctx, anybody(), e.consent, `C:\skjema\samtykke.pdf`, bytes.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if d.MediaType != "application/pdf" || d.FileName != "samtykke.pdf" || d.Size != int64(len(form)) {
		t.Errorf("kept %+v", d)
	}
	if got := e.objects(storage.Documents); len(got) != 1 || strings.Contains(got[0], "samtykke") {
		t.Errorf("in the bucket: %v", got)
	}
	_, body, err := e.documents.Open(ctx, anybody(), e.consent, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(body)
	body.Close()
	if err != nil || !bytes.Equal(got, form) {
		t.Errorf("opened %q, %v", got, err)
	}
	if err := e.documents.Remove(ctx, anybody(), e.consent, d.ID); err != nil {
		t.Fatal(err)
	}
	if got := e.objects(storage.Documents); len(got) != 0 {
		t.Errorf("left in the bucket: %v", got)
	}
	want := "document_removed document_opened document_added"
	if got := strings.Join(e.audited(), " "); got != want {
		t.Errorf("the audit says %s, want %s", got, want)
	}
}

func TestOnlyPicturesAndPDFsAreDocuments(t *testing.T) {
	e := newEvidence(t)
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, picture(40, 30, 1)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body []byte
		want catalog.Code
	}{
		"jpeg":            {photo(t, 60, 40, 1), ""},
		"png":             {drawn.Bytes(), ""},
		"pdf":             {[]byte("%PDF-1.4 x"), ""},
		"empty":           {nil, catalog.Invalid},
		"page":            {[]byte("<!doctype html><script>alert(1)</script>"), catalog.UnsupportedMedia},
		"page with a pdf": {[]byte("<script></script>%PDF-1.4"), catalog.UnsupportedMedia},
		"drawing":         {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), catalog.UnsupportedMedia},
		"gif":             {[]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"), catalog.UnsupportedMedia},
		"cut off":         {photo(t, 60, 40, 1)[:300], catalog.Invalid},
		"large":           {append([]byte("%PDF-"), make([]byte, catalog.MaxDocument)...), catalog.TooLarge},
	} {
		_, err := e.documents.Add(t.Context(), anybody(), e.consent, "bevis", bytes.NewReader(c.body))
		if code := catalog.CodeOf(err); code != c.want {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if got := e.objects(storage.Documents); len(got) != 3 {
		t.Errorf("in the bucket: %v", got)
	}
	_, err := e.documents.Add(t.Context(), anybody(), e.consent, "01010150074.pdf", strings.NewReader("%PDF-1.4 x"))
	if !catalog.Is(err, catalog.Invalid) {
		t.Errorf("a file named after an identity number: got %v", err)
	}
}

func TestBytesThatNobodyKeepsAreRemoved(t *testing.T) {
	e, ctx := newEvidence(t), t.Context()
	d, err := e.documents.Add(ctx, anybody(), e.consent, "a.pdf", strings.NewReader("%PDF-1.4 a"))
	if err != nil {
		t.Fatal(err)
	}
	// The program dies between storing the bytes of another and its row.
	lost := catalog.DocumentID(newID())
	if err := e.db.Documents().Expect(ctx, lost, e.now().Add(30*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.NewDocuments(e.bucket, thumbs.DefaultLimits()).Put(ctx, lost, strings.NewReader("%PDF-1.4 b"), 100); err != nil {
		t.Fatal(err)
	}
	// The storage is away while the first is removed: nobody reads it from then on.
	e.down.Store(true)
	e.bucket.Close()
	if err := e.documents.Remove(ctx, anybody(), e.consent, d.ID); err != nil {
		t.Fatal(err)
	}
	e.down.Store(false)
	if _, _, err := e.documents.Open(ctx, anybody(), e.consent, d.ID); !catalog.Is(err, catalog.NotFound) {
		t.Errorf("opened what was removed: %v", err)
	}
	if n := len(e.objects(storage.Documents)); n != 2 {
		t.Fatalf("%d objects before the sweep, want 2", n)
	}
	for _, step := range []struct {
		ahead      time.Duration
		swept, are int
	}{{0, 1, 1}, {time.Hour, 1, 0}, {2 * time.Hour, 0, 0}} {
		e.ahead.Store(int64(step.ahead))
		n, err := e.documents.Sweep(ctx)
		if left := len(e.objects(storage.Documents)); err != nil || n != step.swept || left != step.are {
			t.Errorf("after %v: swept %d, left %d, %v; want %d and %d", step.ahead, n, left, err, step.swept, step.are)
		}
	}
	late := catalog.Document{ID: lost, Consent: e.consent, Purpose: catalog.DocumentEvidence, AddedAt: e.now()}
	if err := e.db.Documents().Create(ctx, "u1", late); !catalog.Is(err, catalog.Stale) {
		t.Errorf("a row for bytes that are gone: got %v", err)
	}
}
