package indexer_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// shelf is a small collection as a county's libraries would have it. Each line: title | description | library |
// presenters | book, author | series | tags | content type | kind | language | recorded, and if there are such: alternative
// text | caption text.
//
//go:embed testdata/shelf.txt
var shelf string

// slug makes an id of a name.
func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

func refs(names string) []indexer.Ref {
	var out []indexer.Ref
	for n := range strings.SplitSeq(names, ",") {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, indexer.Ref{ID: slug(n), Name: n})
		}
	}
	return out
}

// shelfDocuments reads the shelf; ids are a01, a02, …
func shelfDocuments(t testing.TB) []indexer.Document {
	t.Helper()
	var docs []indexer.Document
	for line := range strings.Lines(strings.TrimSpace(shelf)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) < 11 || len(f) > 13 {
			t.Fatalf("shelf line has %d fields: %s", len(f), line)
		}
		f = append(f, "", "")
		at, err := time.Parse(time.DateOnly, f[10])
		if err != nil {
			t.Fatal(err)
		}
		d := indexer.Document{ID: fmt.Sprintf("a%02d", len(docs)+1), Title: f[0], Description: f[1],
			AltText: f[11], CaptionText: f[12], Libraries: refs(f[2]), Presenters: refs(f[3]), Series: refs(f[5]), Tags: refs(f[6]), ContentType: f[7], Kind: f[8], Language: f[9],
			State: "ready", Visibility: []string{"all"}, RecordedAt: at, CreatedAt: at.AddDate(0, 0, 3)}
		for i, l := range d.Libraries {
			d.Libraries[i] = indexer.Ref{ID: l.ID, Name: l.Name + " bibliotek", Also: []string{"@" + l.ID + "_bibliotek"}}
		}
		if title, author, ok := strings.Cut(f[4], ", "); ok {
			d.Books = []indexer.Ref{{ID: slug(title), Name: title, Also: []string{fmt.Sprintf("978-82-02-%05d-1", len(docs))}}}
			d.Authors = refs(author)
		}
		docs = append(docs, d)
	}
	return docs
}

// open opens an index in a temporary folder with some documents.
func open(t testing.TB, docs ...indexer.Document) *indexer.Index {
	t.Helper()
	x, err := indexer.Open(config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	if len(docs) > 0 {
		apply(t, x, indexer.Batch{Upserts: docs, Seq: int64(len(docs))})
	}
	return x
}

func config(dir string) indexer.Config {
	cfg := indexer.DefaultConfig()
	cfg.Dir = dir
	cfg.Codes = map[indexer.Field]map[string]string{
		indexer.FieldKind:        {"film": "video", "klipp": "video", "bilde": "photo", "bilete": "photo", "lyd": "audio"},
		indexer.FieldContentType: {"tilbud": "service_info", "litteratur": "literature", "relasjon": "relations"},
		indexer.FieldLanguage:    {"nynorsk": "nn", "bokmål": "nb"},
	}
	return cfg
}

func apply(t testing.TB, x *indexer.Index, b indexer.Batch) {
	t.Helper()
	if err := x.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, x *indexer.Index, q indexer.Query) indexer.Result {
	t.Helper()
	if q.Visibility == nil {
		q.Visibility = []string{"all"}
	}
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	return r
}
