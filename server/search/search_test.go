package search_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/fellesmappa/fellesmappa/server/search"
)

var everything = catalog.Scope{Everything: true, Shared: true}

func openDatabase(t *testing.T) *database.Database {
	t.Helper()
	db, err := database.Open(t.Context(), database.Config{URL: blank.Catalogue(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func openIndex(t *testing.T, dir string, db *database.Database) *search.Index {
	t.Helper()
	x, err := search.Open(search.Config{Dir: dir}, db.Assets(), db.Changes(), time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	x.Start(t.Context())
	return x
}

func add(t *testing.T, db *database.Database, id, title string, change func(*catalog.Asset)) {
	t.Helper()
	now := time.Now()
	a := catalog.Asset{ID: catalog.AssetID(id), Kind: catalog.Photo, State: catalog.Ready, Title: title, PeopleStatus: catalog.PeopleNobody,
		CreatedBy: "u1", CreatedAt: now, UpdatedAt: now, Version: 1}
	if change != nil {
		change(&a)
	}
	if err := db.Assets().Create(t.Context(), "u1", a, false); err != nil {
		t.Fatal(err)
	}
}

// finds waits for the index and tells how many assets a text finds.
func finds(t *testing.T, db *database.Database, x *search.Index, q catalog.Query, scope catalog.Scope) int {
	t.Helper()
	last, err := db.Changes().Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	if err := x.WaitFor(ctx, last); err != nil {
		t.Fatalf("the index does not catch up with change %d, it is at %d: %v", last, x.Seq(), err)
	}
	hits, err := x.Search(t.Context(), q, scope)
	if err != nil {
		t.Fatal(err)
	}
	return hits.Total
}

func TestFollowsChanges(t *testing.T) {
	db := openDatabase(t)
	dir := filepath.Join(t.TempDir(), "index")
	x := openIndex(t, dir, db)
	add(t, db, "a1", "Pappatreff i Tysvær", nil)
	text := catalog.Query{Text: "pappatreff"}
	if n := finds(t, db, x, text, everything); n != 1 {
		t.Fatalf("a new asset: %d hits, want 1", n)
	}
	if _, err := db.Assets().Update(t.Context(), "u1", "a1", func(a *catalog.Asset) error { a.Title = "Bokbad"; return nil }); err != nil {
		t.Fatal(err)
	}
	if old, changed := finds(t, db, x, text, everything), finds(t, db, x, catalog.Query{Text: "bokbad"}, everything); old != 0 || changed != 1 {
		t.Errorf("after a change %d hits for the old title and %d for the new, want 0 and 1", old, changed)
	}
	if _, err := db.Assets().Update(t.Context(), "u1", "a1", func(a *catalog.Asset) error { a.BinnedAt = time.Now(); return nil }); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, db, x, catalog.Query{}, catalog.Scope{Shared: true}); n != 0 {
		t.Errorf("%d binned assets are found outside the bin", n)
	}
	if err := db.Assets().Delete(t.Context(), "u1", "a1"); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, db, x, catalog.Query{}, everything); n != 0 {
		t.Errorf("%d deleted assets are found", n)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestARenamedPresenterIsFoundOnAssets(t *testing.T) {
	db := openDatabase(t)
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), db)
	defer x.Close()
	p := catalog.Presenter{Entry: catalog.Entry{ID: "p1", Version: 1, CreatedAt: time.Now(), UpdatedAt: time.Now()}, Name: "Kari Nordmann", Active: true}
	if err := db.Presenters().Create(t.Context(), "u1", p); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		add(t, db, fmt.Sprint("a", i), "Boktips", func(a *catalog.Asset) { a.Presenters = []catalog.Ref{{ID: "p1"}} })
	}
	if _, err := db.Presenters().Update(t.Context(), "u1", "p1", func(p *catalog.Presenter) error { p.Name = "Åse Haugland"; return nil }); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, db, x, catalog.Query{Text: "aase haugland"}, everything); n != 3 {
		t.Errorf("%d assets are found by the presenter's new name, want 3", n)
	}
}

func TestFindsByOtherNames(t *testing.T) {
	db := openDatabase(t)
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), db)
	defer x.Close()
	entry := func(id string) catalog.Entry {
		return catalog.Entry{ID: id, Version: 1, CreatedAt: time.Now(), UpdatedAt: time.Now()}
	}
	library := catalog.Library{Entry: entry("l1"), Slug: "time", Name: "Time bibliotek", Language: "nn", Instagram: "bryne_bibliotek", Aliases: []string{"Bryne folkebibliotek"}}
	presenter := catalog.Presenter{Entry: entry("p1"), Name: "Nana Rise-Lynum", Aliases: []string{"Boknana"}, Active: true}
	book := catalog.Book{Entry: entry("b1"), Title: "Bienes historie", Authors: []string{"Maja Lunde"}, ISBNs: []catalog.ISBN{"9788203355967"}}
	for _, err := range []error{db.Libraries().Create(t.Context(), "u1", library), db.Presenters().Create(t.Context(), "u1", presenter), db.Books().Create(t.Context(), "u1", book)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	add(t, db, "a1", "Boktips", func(a *catalog.Asset) {
		a.Libraries, a.Presenters, a.Books = []catalog.LibraryRef{{ID: "l1"}}, []catalog.Ref{{ID: "p1"}}, []catalog.BookRef{{ID: "b1"}}
	})
	add(t, db, "a2", "Boktips", nil)
	for _, text := range []string{"bryne", "bryne_bibliotek", "boknana", "9788203355967", "978-82-03-35596-7", "isbn:9788203355967"} {
		if n := finds(t, db, x, catalog.Query{Text: text}, everything); n != 1 {
			t.Errorf("%q: %d hits, want 1", text, n)
		}
	}
	if _, err := db.Books().Update(t.Context(), "u1", "b1", func(b *catalog.Book) error { b.ISBNs = []catalog.ISBN{"9788203361289"}; return nil }); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, db, x, catalog.Query{Text: "9788203361289"}, everything); n != 1 {
		t.Errorf("a changed ISBN: %d hits, want 1", n)
	}
}

func TestFindsWhatIsSaid(t *testing.T) {
	db := openDatabase(t)
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), db)
	defer x.Close()
	add(t, db, "a1", "Boktips", nil)
	add(t, db, "a2", "Boktips", nil)
	may := func(catalog.Asset) error { return nil }
	for lang, words := range map[string]string{"nb": "Velkommen til språkkafé", "en": "Welcome to the language café"} {
		c := catalog.CaptionFile{Caption: catalog.Caption{Language: lang, UpdatedAt: time.Now()}, VTT: "WEBVTT\n", Words: words}
		if _, err := db.Assets().SetCaption(t.Context(), "u1", "a1", c, may); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"språkkafé", "language"} {
		if n := finds(t, db, x, catalog.Query{Text: text}, everything); n != 1 {
			t.Errorf("%q in the captions: %d hits, want 1", text, n)
		}
	}
	if _, err := db.Assets().RemoveCaption(t.Context(), "u1", "a1", catalog.Caption{Language: "nb", UpdatedAt: time.Now()}, may); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, db, x, catalog.Query{Text: "språkkafé"}, everything); n != 0 {
		t.Errorf("captions that were removed: %d hits, want 0", n)
	}
}

// What somebody wrote beside a file, or the folder it came in, finds it.
func TestFindsWhatWasSentAlong(t *testing.T) {
	db := openDatabase(t)
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), db)
	defer x.Close()
	add(t, db, "a1", "Boktips", func(a *catalog.Asset) { a.SentNote = "inbox/Høstferien/kamera 2" })
	add(t, db, "a2", "Boktips", nil)
	if n := finds(t, db, x, catalog.Query{Text: "høstferien"}, everything); n != 1 {
		t.Errorf("%d hits, want 1", n)
	}
}

func TestRebuilds(t *testing.T) {
	db := openDatabase(t)
	dir := filepath.Join(t.TempDir(), "index")
	for i := range 1200 {
		add(t, db, fmt.Sprintf("a%04d", i), fmt.Sprint("Bokhylle nummer ", i), nil)
	}
	x := openIndex(t, dir, db)
	if n := finds(t, db, x, catalog.Query{Text: "bokhylle"}, everything); n != 1200 {
		t.Errorf("an index built whole finds %d, want 1200", n)
	}
	if err := db.Changes().Request(t.Context(), "cli", catalog.KindReindex); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, db, x, catalog.Query{Text: "bokhylle"}, everything); n != 1200 {
		t.Errorf("after a request to rebuild %d are found, want 1200", n)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	// The same index on another catalogue, as after an older backup was brought back: it is ahead, and is built anew.
	older := openDatabase(t)
	add(t, older, "b1", "Eldre hylle", nil)
	x = openIndex(t, dir, older)
	defer x.Close()
	for end := time.Now().Add(5 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		hits, err := x.Search(t.Context(), catalog.Query{}, everything)
		if err != nil {
			t.Fatal(err)
		}
		if hits.Total == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("on another catalogue the index still finds %d assets, want 1", hits.Total)
		}
	}
}

// TestWhatIsWithheldIsIndexed: what somebody no longer wants to be seen leaves the index for others, and not for who answers for it.
func TestWhatIsWithheldIsIndexed(t *testing.T) {
	db, now := openDatabase(t), time.Now()
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), db)
	defer x.Close()
	entry := catalog.Entry{ID: "kari", Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := db.People().Create(t.Context(), "u1", catalog.PersonShown{Entry: entry, DisplayName: "Kari", Category: catalog.CategoryAdult}); err != nil {
		t.Fatal(err)
	}
	add(t, db, "a1", "Pappatreff", func(a *catalog.Asset) {
		a.PeopleStatus, a.People = catalog.PeopleRegistered, []catalog.ShownPerson{{ID: "kari"}}
	})
	count := func() [2]int {
		return [2]int{finds(t, db, x, catalog.Query{}, catalog.Scope{Shared: true}), finds(t, db, x, catalog.Query{}, catalog.WholeScope())}
	}
	if n := count(); n != [2]int{1, 1} {
		t.Fatalf("before: %v", n)
	}
	if _, err := db.Records().Erase(t.Context(), "u1", "kari", now); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != [2]int{0, 1} {
		t.Errorf("others and who answers for it find %v, want 0 and 1", n)
	}
}
