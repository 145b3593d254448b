package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const here = "https://mappa.example"

func open(t testing.TB, path string) *journal {
	t.Helper()
	j, err := openJournal(path, here)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func (j *journal) must(t testing.TB, key string) note {
	t.Helper()
	n, err := j.get(key)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// written is a journal of some files, and where each of its lines ends.
func written(t *testing.T, path string) (ends []int64) {
	t.Helper()
	j := open(t, path)
	ends = append(ends, j.end)
	for i, n := range []note{{"/å/1|5|6", "u1", ""}, {"/å/2|5|6", "u2", ""}, {"/å/1|5|6", "", "a1"}, {Key: "/å/2|5|6"}, {"/å/\"3\n|5|6", "", "a3"}} {
		if err := j.put(n, i == 0); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, j.end)
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	return ends
}

// TestJournalSurvivesAnEndAtAnyByte cuts a journal off at every byte and goes on writing.
func TestJournalSurvivesAnEndAtAnyByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	ends := written(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first := []note{{}, {"/å/1|5|6", "u1", ""}, {"/å/1|5|6", "u1", ""}, {"/å/1|5|6", "", "a1"}, {"/å/1|5|6", "", "a1"}, {"/å/1|5|6", "", "a1"}}
	second := []note{{}, {}, {"/å/2|5|6", "u2", ""}, {"/å/2|5|6", "u2", ""}, {}, {}}
	for cut := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		lines := 0
		for lines < len(ends)-1 && int64(cut) >= ends[lines+1] {
			lines++
		}
		for again := range 2 {
			j := open(t, path)
			if got := []note{j.must(t, "/å/1|5|6"), j.must(t, "/å/2|5|6")}; got[0] != first[lines] || got[1] != second[lines] {
				t.Fatalf("cut off at byte %d, opened %d times: %+v", cut, again+1, got)
			}
			if got := j.must(t, "ny"); again == 1 && got != (note{"ny", "", "a4"}) {
				t.Fatalf("cut off at byte %d: what was written then is %+v", cut, got)
			}
			if err := errors.Join(j.put(note{"ny", "", "a4"}, false), j.close()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestJournalIsWrittenByOneImport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	if _, err := openJournal(path, here); err == nil || !strings.Contains(err.Error(), "another import") {
		t.Errorf("a second one: %v", err)
	}
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path).close(); err != nil {
		t.Error(err)
	}
}

// TestJournalsOfTheFirstFormatAreTakenOver reads what was one JSON object, once.
func TestJournalsOfTheFirstFormatAreTakenOver(t *testing.T) {
	folder := t.TempDir()
	old := filepath.Join(folder, journalName(here)+".json")
	if err := os.WriteFile(old, []byte(`{"/a|1|2":"asset a1","/b|1|2":"u2"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	quiet := func(text string) { t.Errorf("told: %s", text) }
	for range 2 {
		j, err := findJournal("", folder, here+"/", quiet)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := j.must(t, "/a|1|2"), j.must(t, "/b|1|2"); a.Asset != "a1" || b.Upload != "u2" || b.Asset != "" {
			t.Errorf("taken over: %+v, %+v", a, b)
		}
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(old, []byte(`{"/a|1`), 0o600); err != nil {
		t.Fatal(err)
	}
	told := 0
	j, err := findJournal("", folder, here, func(string) { told++ })
	if err != nil || told != 1 || j.must(t, "/a|1|2").Asset != "a1" {
		t.Errorf("a damaged one: %v, told %d times", err, told)
	}
}

// TestJournalThatCannotBeKept is one for the run only.
func TestJournalThatCannotBeKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var told []string
	j, err := findJournal("", filepath.Join(file, "below"), here, func(text string) { told = append(told, text) })
	if err != nil || len(told) != 1 || !strings.Contains(told[0], "--journal") {
		t.Fatalf("%v, told %q", err, told)
	}
	if err := errors.Join(j.close(), os.RemoveAll(filepath.Dir(j.path))); err != nil {
		t.Error(err)
	}
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte("{\"fellesmappa_import_journal\":1,\"server\":\"" + here + "\"}\n{\"key\":\"k\",\"upload\":\"u\"}\n{\"key\":\"k"))
	f.Add([]byte("{\"a\":\"b\"}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := openJournal(path, here)
		var other *foreign
		if errors.As(err, &other) {
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, b) {
				t.Errorf("a foreign file was changed: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := j.put(note{"ny", "u", ""}, true); err != nil || j.must(t, "ny").Upload != "u" {
			t.Error("what was written cannot be read", err)
		}
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
		again := open(t, path)
		defer again.close()
		if again.must(t, "ny").Upload != "u" {
			t.Error("what was written cannot be read by the next run")
		}
	})
}

// BenchmarkJournal shows that a note costs the same however many there are.
func BenchmarkJournal(b *testing.B) {
	j := open(b, filepath.Join(b.TempDir(), "journal"))
	defer j.close()
	for i := 0; b.Loop(); i++ {
		if err := j.put(note{Key: fmt.Sprintf("/bilder/%d.jpg|1|2", i), Asset: "a"}, false); err != nil {
			b.Fatal(err)
		}
	}
}
