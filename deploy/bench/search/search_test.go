package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

const some = 1500

// TestBothFindTheSame asks the index and SQLite every row: where words play no part they must find as many, and where they
// do, both must find something.
func TestBothFindTheSame(t *testing.T) {
	dir := t.TempDir()
	if _, err := build(t.Context(), filepath.Join(dir, "index"), 1, some); err != nil {
		t.Fatal(err)
	}
	o, _, _, err := openOurs(t.Context(), filepath.Join(dir, "index"), 1, some)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	p, err := openSQLite(t.Context(), dir, 1, some)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	for _, r := range rows(nil) {
		ours, theirs := 0, 0
		for i := range 10 {
			q := r.about(i)
			us, err := o.ask(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			them, err := p.ask(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(q.words) == 0 && us != them {
				t.Errorf("%s, question %d: we find %d, SQLite %d", r.name, i, us, them)
			}
			ours, theirs = ours+us, theirs+them
		}
		if ours == 0 || theirs == 0 {
			t.Errorf("%s: we find %d and SQLite %d in all", r.name, ours, theirs)
		}
	}
	for _, a := range o.acts() {
		found := 0
		for i := range 10 {
			n, err := a.do(t.Context(), i)
			if err != nil {
				t.Fatalf("%s: %v", a.name, err)
			}
			found += n
		}
		if found == 0 {
			t.Errorf("%s: nothing is found", a.name)
		}
	}
}

// TestOwnFilterIsLeftOut: a facet that is filtered by is counted over what the other filters leave.
func TestOwnFilterIsLeftOut(t *testing.T) {
	text, args := sqliteDialect().put(question{library: 4, contentType: "literature"})
	for _, want := range []string{
		"hits_library AS MATERIALIZED (SELECT a.n, a.recorded, a.content_type, a.series, 0 AS score FROM assets a WHERE a.content_type = ?3)",
		"FROM hits_library h JOIN asset_libraries j", "FROM hits_content_type GROUP BY 2", "FROM hits h JOIN asset_tags j",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the statement lacks %q:\n%s", want, text)
		}
	}
	if len(args) != 4 || args[0] != 3 {
		t.Errorf("arguments are %v, want library 3 first of 4", args)
	}
	if text, args := postgresDialect().put(question{}); strings.Contains(text, "WITH") || len(args) != 0 {
		t.Errorf("the front page narrows something: %v\n%s", args, text)
	}
}

func TestNumbers(t *testing.T) {
	for id, want := range map[string]int{"a0000123": 123, "lib0": 0, collection.SeriesAt(17).ID: 17, "": -1} {
		if got := number(id); got != want {
			t.Errorf("number(%q) = %d, want %d", id, got, want)
		}
	}
	seen := map[int]string{}
	for _, word := range []string{"service_info", "literature", "relations", "photo", "video", "nb", "nn"} {
		if c := code(word); c < 0 || seen[c] != "" {
			t.Errorf("code(%q) = %d, which is %q's", word, c, seen[c])
		} else {
			seen[c] = word
		}
	}
}
