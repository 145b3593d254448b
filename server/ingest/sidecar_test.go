package ingest_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

func (r *rig) record(id catalog.AssetID) (ingest.Record, error) {
	r.t.Helper()
	key, err := storage.RecordKey(string(id))
	if err != nil {
		r.t.Fatal(err)
	}
	body, _, err := r.bucket.Open(context.Background(), key, nil)
	if err != nil {
		return ingest.Record{}, err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		r.t.Fatal(err)
	}
	return ingest.ReadRecord(text)
}

func TestRecordHoldsWhatPeopleSaidAndFollowsIt(t *testing.T) {
	r := newRig(t)
	ctx, actor := t.Context(), anybody()
	libraries := catalog.NewRegister(r.db.Libraries(), r.now, newID)
	books := catalog.NewRegister(r.db.Books(), r.now, newID)
	sola, err := libraries.Add(ctx, actor, catalog.Library{Name: "Sola bibliotek"})
	if err != nil {
		t.Fatal(err)
	}
	book, err := books.Add(ctx, actor, catalog.Book{Title: "Vinterboka", Authors: []string{"Kari Nordmann"}})
	if err != nil {
		t.Fatal(err)
	}
	title, at := "Påskekrim", time.Date(2025, 4, 12, 18, 0, 0, 0, time.FixedZone("", 7200))
	tags, point := []string{"påske", "krim"}, &catalog.Point{X: 0.25, Y: 0.75}
	a := r.upload("Opptak 1.jpg", photo(t, 500, 400, 8), catalog.AssetPatch{Title: &title, RecordedAt: &at, Libraries: &[]string{sola.Slug}, Books: &[]string{book.ID},
		Tags: &tags, FocalPoint: &point})
	r.start()
	r.ready(a.ID)
	if err := r.in.Follow(ctx); err != nil {
		t.Fatal(err)
	}
	got, err := r.record(a.ID)
	for wait := 0; err == nil && got.Original.SHA256 == "" && wait < 1000; wait++ { // a follower at work in the background
		time.Sleep(50 * time.Millisecond)
		got, err = r.record(a.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != title || !got.RecordedAt.Equal(at) || got.RecordedAtSource != "person" || strings.Join(got.Tags, " ") != "påske krim" ||
		len(got.Libraries) != 1 || got.Libraries[0] != (ingest.Library{Slug: "sola-bibliotek", Name: "Sola bibliotek"}) ||
		len(got.Books) != 1 || got.Books[0].Title != "Vinterboka" || got.FocalPoint == nil || got.FocalPoint.Y != 0.75 || got.PeopleStatus != "not_assessed" {
		t.Errorf("record does not hold what was said: %+v", got)
	}
	if o := got.Original; o.Object != "originals/"+string(a.ID)+".jpg" || o.FileName != "Opptak 1.jpg" || o.SHA256 == "" || o.Size != a.Original.Size || o.Width != 400 {
		t.Errorf("record does not hold the original: %+v", o)
	}
	if _, err := libraries.Edit(ctx, actor, sola.ID, 0, func(l *catalog.Library) { l.Name = "Sola folkebibliotek" }); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(r.patience); got.Libraries[0].Name != "Sola folkebibliotek"; time.Sleep(50 * time.Millisecond) {
		if got, err = r.record(a.ID); err != nil || time.Now().After(deadline) {
			t.Fatalf("record after its library was renamed: %+v, %v", got.Libraries, err)
		}
	}
}

func TestStopWritesTheLastRecords(t *testing.T) {
	r := newRig(t)
	if err := r.in.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := r.ready(r.upload("a.jpg", photo(t, 500, 400, 9), catalog.AssetPatch{}).ID)
	title := "Sagt til sist"
	if _, err := r.assets.Edit(t.Context(), anybody(), a.ID, 0, catalog.AssetPatch{Title: &title}); err != nil {
		t.Fatal(err)
	}
	captions := catalog.CaptionFile{Caption: catalog.Caption{Language: "nb", UpdatedAt: r.now()}, VTT: "WEBVTT\n", Words: "Hei"}
	if _, err := r.db.Assets().SetCaption(t.Context(), "u1", a.ID, captions, func(catalog.Asset) error { return nil }); err != nil {
		t.Fatal(err)
	}
	r.stop()
	got, err := r.record(a.ID)
	if err != nil || got.Title != title {
		t.Errorf("record after the stop has the title %q, %v, want %q", got.Title, err, title)
	}
	if len(got.Captions) != 1 || got.Captions[0].Language != "nb" || got.Captions[0].WebVTT != captions.VTT {
		t.Errorf("record after the stop has the captions %v, want those in nb", got.Captions)
	}
}

func FuzzReadRecord(f *testing.F) {
	f.Add([]byte(`{"format":"fellesmappa-record","version":1,"id":"a1","original":{"size":3}}`))
	f.Add([]byte(`{"format":"fellesmappa-record","version":2,"id":"a1"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ingest.ReadRecord(text)
		if err == nil && (r.ID == "" || r.Version != ingest.RecordVersion) {
			t.Errorf("ReadRecord took %+v", r)
		}
	})
}
