package indexer_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// named makes a document whose entities have names that share beginnings, in one of two versions: half renamed.
func named(r *rand.Rand, id string) indexer.Document {
	words := []string{"Åse", "Ås", "Aasen", "Bø", "bok", "bokbuss", "Nes", "Nesbø", "Li", "lesekrok"}
	title := words[r.IntN(len(words))]
	if r.IntN(2) == 0 {
		title += " " + strings.ToLower(words[r.IntN(len(words))])
	}
	ref := func(kind string) (out []indexer.Ref) {
		for range r.IntN(3) {
			i := r.IntN(20)
			name := words[i%10] + "-" + words[(i*7+i/10+r.IntN(2))%10] // as it was, or as it is now
			out = append(out, indexer.Ref{ID: fmt.Sprint(kind, i), Name: name, Also: []string{fmt.Sprint("@", kind, " skjult", i%3)}})
		}
		slices.SortFunc(out, func(a, b indexer.Ref) int { return cmp.Compare(a.ID, b.ID) })
		return slices.CompactFunc(out, func(a, b indexer.Ref) bool { return a.ID == b.ID })
	}
	d := indexer.Document{ID: id, Title: title, Presenters: ref("pres"), Libraries: ref("lib"), Tags: ref("tag"), Books: ref("book"),
		Authors: ref("auth"), Series: ref("ser"), RecordingDays: ref("day"), Kind: []string{"photo", "video"}[r.IntN(2)],
		ContentType: []string{"service_info", "literature", "relations"}[r.IntN(3)], RecordedAt: time.Date(2024, 1, 1+r.IntN(5), 0, 0, 0, 0, time.UTC)}
	for _, m := range marks {
		if r.IntN(3) == 0 {
			d.Visibility = append(d.Visibility, m)
		}
	}
	return d
}

// changeNamed upserts and deletes documents made by named.
func (c truth) changeNamed(r *rand.Rand, seq int64) indexer.Batch {
	b := indexer.Batch{Seq: seq}
	for range 1 + r.IntN(40) {
		id := fmt.Sprintf("d%03d", r.IntN(120))
		if r.IntN(4) == 0 {
			b.Deletes = append(b.Deletes, id)
			continue
		}
		b.Upserts = append(b.Upserts, named(r, id))
	}
	for _, d := range b.Upserts {
		c[d.ID] = d
	}
	for _, id := range b.Deletes {
		delete(c, id)
	}
	return b
}

// begins tells whether every word typed begins a word of the name, with how well it does.
func begins(typed, name string) (closeness int, ok bool) {
	words := norwegian.Surfaces(name)
	first := 0
	for _, t := range norwegian.Surfaces(typed) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) }) {
			return 0, false
		}
		if slices.Contains(words, t) {
			closeness += 2
		}
		if strings.HasPrefix(words[0], t) {
			first = 1
		}
	}
	return closeness + first, true
}

func refsOf(d indexer.Document, f indexer.Field) []indexer.Ref {
	return map[indexer.Field][]indexer.Ref{indexer.FieldLibrary: d.Libraries, indexer.FieldPresenter: d.Presenters,
		indexer.FieldBook: d.Books, indexer.FieldAuthor: d.Authors, indexer.FieldSeries: d.Series, indexer.FieldTag: d.Tags,
		indexer.FieldRecordingDay: d.RecordingDays}[f]
}

type ranked struct {
	indexer.Suggestion
	closeness, named int
	newest           time.Time
}

// suggestions says what should be suggested, by looking at every document.
func (c truth) suggestions(typed string, visible []string, limit int) []indexer.Suggestion {
	use := map[indexer.Suggestion]int{} // of entities: Kind and ID
	entities := map[indexer.Suggestion]*ranked{}
	titles := map[string]*ranked{}
	for _, d := range c {
		if !anyOf(d.Visibility, visible) {
			continue
		}
		for _, f := range []indexer.Field{indexer.FieldLibrary, indexer.FieldPresenter, indexer.FieldBook, indexer.FieldAuthor,
			indexer.FieldSeries, indexer.FieldTag} {
			for _, r := range refsOf(d, f) {
				use[indexer.Suggestion{Kind: f, ID: r.ID}]++
				if n, ok := begins(typed, r.Name); ok {
					s := indexer.Suggestion{Kind: f, ID: r.ID, Text: r.Name}
					if entities[s] == nil {
						entities[s] = &ranked{Suggestion: s, closeness: n}
					}
					entities[s].named++
				}
			}
		}
		if n, ok := begins(typed, d.Title); ok {
			t := titles[norwegian.Key(d.Title)]
			if t == nil {
				t = &ranked{closeness: n}
				titles[norwegian.Key(d.Title)] = t
			}
			t.Count++
			if t.ID == "" || cmp.Or(d.RecordedAt.Compare(t.newest), cmp.Compare(t.ID, d.ID)) > 0 {
				t.newest, t.ID, t.Text, t.Kind = d.RecordedAt, d.ID, d.Title, indexer.FieldTitle
			}
		}
	}
	var names, shown []ranked
	for _, e := range entities {
		e.Count = use[indexer.Suggestion{Kind: e.Kind, ID: e.ID}]
		names = append(names, *e)
	}
	for _, t := range titles {
		shown = append(shown, *t)
	}
	var out []indexer.Suggestion
	for _, s := range append(inOrder(names), inOrder(shown)...) {
		if !slices.ContainsFunc(out, func(o indexer.Suggestion) bool { return o.Kind == s.Kind && o.ID == s.ID }) && len(out) < limit {
			out = append(out, s.Suggestion)
		}
	}
	return out
}

func inOrder(rs []ranked) []ranked {
	slices.SortFunc(rs, func(a, b ranked) int {
		by := cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(b.closeness, a.closeness), cmp.Compare(b.named, a.named))
		if a.Kind == indexer.FieldTitle {
			return cmp.Or(by, cmp.Compare(norwegian.Key(a.Text), norwegian.Key(b.Text)))
		}
		return cmp.Or(by, cmp.Compare(slices.Index(indexer.Facets(), a.Kind), slices.Index(indexer.Facets(), b.Kind)),
			cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID))
	})
	return rs
}

var someTyped = []string{"a", "aa", "Å", "ase", "aase", "b", "bø", "BOEK", "bo b", "bok", "b å", "nes", "li n", "l", "les", "nes nes", "bø aasen",
	"q", "skjult", "a b l"}

func TestSuggestEqualsRecount(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	x, c := open(t), truth{}
	for step := range 15 {
		apply(t, x, c.changeNamed(r, int64(step+1)))
		for _, typed := range someTyped {
			visible, limit := marks[:1+r.IntN(len(marks))], 1+r.IntN(50)
			got, err := x.Suggest(t.Context(), typed, visible, limit)
			if want := c.suggestions(typed, visible, limit); err != nil || !slices.Equal(got, want) {
				t.Fatalf("step %d: %q for %v gives, at most %d, %v,\n%v, want\n%v", step, typed, visible, limit, err, got, want)
			}
		}
	}
}

// TestSuggestAmongMany: where thousands of titles begin alike, what is given is right, and all of it when few fit.
func TestSuggestAmongMany(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	first := []string{"Sommerles", "Sommer", "Språkkafé", "Strikkekafé", "Sang"}
	second := []string{"med barn", "i byen", "på øya", "for alle", "blant bøker", "barnas"}
	x, c := open(t), truth{}
	for batch := range 3 {
		b := indexer.Batch{Seq: int64(batch + 1)}
		for range 1500 {
			d := indexer.Document{ID: fmt.Sprintf("d%04d", r.IntN(4000)), Visibility: marks[r.IntN(2):][:1],
				Title: fmt.Sprintf("%s %s %d", first[r.IntN(5)], second[r.IntN(6)], r.IntN(40))}
			b.Upserts, c[d.ID] = append(b.Upserts, d), d
		}
		apply(t, x, b)
	}
	exact := 0
	for _, typed := range []string{"s", "so ba", "sommer", "sommerl b 1", "ba s 31", "s i 2", "sang byen 7", "39 spr", "1 2", "å o", "alle s f"} {
		for _, visible := range [][]string{marks[:1], marks[:2]} {
			all := c.suggestions(typed, visible, len(c))
			docs := 0
			for _, s := range all {
				docs += s.Count
			}
			got, err := x.Suggest(t.Context(), typed, visible, 20)
			if err != nil {
				t.Fatal(err)
			}
			if docs <= 500 && len(all) <= 50 {
				exact++
				if want := all[:min(len(all), 20)]; !slices.Equal(got, want) {
					t.Errorf("%q for %v gives\n%v, want\n%v", typed, visible, got, want)
				}
				continue
			}
			if len(got) != 20 || !slices.IsSortedFunc(got, func(a, b indexer.Suggestion) int { return cmp.Compare(b.Count, a.Count) }) {
				t.Errorf("%q for %v gives %v, want 20 of %d, the most used first", typed, visible, got, len(all))
			}
			for _, s := range got {
				if !slices.Contains(all, s) {
					t.Errorf("%q for %v gives %v, which is none of %d", typed, visible, s, len(all))
				}
			}
		}
	}
	if exact < 6 {
		t.Errorf("only %d cases are few enough to be compared in full", exact)
	}
}

func TestSuggest(t *testing.T) {
	doc := func(id, title, presenter string) indexer.Document {
		return indexer.Document{ID: id, Title: title, Visibility: []string{"all"},
			Presenters: []indexer.Ref{{ID: presenter, Name: presenter}}}
	}
	x := open(t, doc("a", "Bak disken: en dag på jobb", "Nana Rise-Lynum"), doc("b", "Fredagsboka", "Nana Rise-Lynum"),
		doc("c", "FREDAGSBOKA", "Åse Haugland"), doc("d", "Bak disken", "Jo Nesbø"))
	tests := []struct{ typed, want string }{ // what comes first
		{"na", "presenter Nana Rise-Lynum Nana Rise-Lynum 2"},
		{"LYN na", "presenter Nana Rise-Lynum Nana Rise-Lynum 2"},
		{"aase", "presenter Åse Haugland Åse Haugland 1"},
		{"hau ase", "presenter Åse Haugland Åse Haugland 1"},
		{"nesbo", "presenter Jo Nesbø Jo Nesbø 1"},
		{"NESBOE", "presenter Jo Nesbø Jo Nesbø 1"},
		{"fre", "title b Fredagsboka 2"},
		{"jobb bak", "title a Bak disken: en dag på jobb 1"},
		{"dis", "title d Bak disken 1"},
	}
	for _, tt := range tests {
		got, err := x.Suggest(t.Context(), tt.typed, []string{"all"}, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 || fmt.Sprint(got[0].Kind, " ", got[0].ID, " ", got[0].Text, " ", got[0].Count) != tt.want {
			t.Errorf("suggestions for %q are %v, want first %q", tt.typed, got, tt.want)
		}
	}
	for _, none := range []string{"", " ", "-", "xyzzy", "nana xyzzy", "ana"} {
		if got, err := x.Suggest(t.Context(), none, []string{"all"}, 5); err != nil || len(got) != 0 {
			t.Errorf("suggestions for %q are %v, %v", none, got, err)
		}
	}
}

// TestSuggestFollowsRenames: a name is gone as soon as no visible document bears it, however many others do.
func TestSuggestFollowsRenames(t *testing.T) {
	doc := func(id, name, mark string) indexer.Document {
		return indexer.Document{ID: id, Title: "t" + id, Presenters: []indexer.Ref{{ID: "p1", Name: name}}, Visibility: []string{mark}}
	}
	x := open(t, doc("a", "Nora Gammelnavn", "all"), doc("b", "Nora Gammelnavn", "all"), doc("c", "Nora Gammelnavn", "editors"))
	check := func(when, mark string, want ...indexer.Suggestion) {
		t.Helper()
		got, err := x.Suggest(t.Context(), "nora", []string{mark}, 5)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: suggestions for %s are %v, %v, want %v", when, mark, got, err, want)
		}
	}
	nora := func(name string, n int) indexer.Suggestion {
		return indexer.Suggestion{Text: name, Kind: indexer.FieldPresenter, ID: "p1", Count: n}
	}
	apply(t, x, indexer.Batch{Upserts: []indexer.Document{doc("a", "Nora Nynavn", "all"), doc("b", "Nora Nynavn", "all")}})
	check("renamed", "all", nora("Nora Nynavn", 2))
	check("renamed", "editors", nora("Nora Gammelnavn", 1))
	apply(t, x, indexer.Batch{Deletes: []string{"a", "b"}})
	check("deleted", "all")
}
