package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// desk is where the collection is put together, one asset after the other.
type desk struct {
	rng       *rand.Rand
	libraries map[string]Library
	books     map[string]Book
	days      map[string]Day
	assets    []Asset
	used      map[string]int // file names given out
	last      int            // palette of the asset before
}

func newDesk(seed uint64) *desk {
	d := &desk{
		rng:       rand.New(rand.NewPCG(seed, 0x66656c6c6573)),
		libraries: map[string]Library{},
		books:     map[string]Book{},
		days:      map[string]Day{},
		used:      map[string]int{},
	}
	for _, l := range libraries() {
		d.libraries[l.Slug] = l
	}
	for _, b := range books() {
		d.books[b.Key] = b
	}
	for _, day := range days() {
		d.days[day.Date] = day
	}
	return d
}

// add completes the asset and its card from the first library, the day and the seed, and keeps it.
// What is already set stays: the recorded date, the kind, the people status, the motif and the format.
func (d *desk) add(a Asset, c card) {
	library := d.libraries[a.Libraries[0]]
	c.library, c.seed = library.Name, d.rng.Uint64()
	c.palette = d.colours()
	if c.motif.paint == nil {
		all := motifs()
		c.motif = all[d.rng.IntN(len(all))]
	}
	if c.format == (format{}) {
		c.format = []format{square, portrait, square, portrait, story, landscape}[d.rng.IntN(6)]
	}
	a.Language, a.card = library.Language, c
	if a.Kind == "" {
		a.Kind = Photo
	}
	if a.PeopleStatus == "" {
		a.PeopleStatus = "nobody"
	}
	a.Creator = library.Name
	a.CreditLine = d.credit(a)
	if a.RecordedAt.IsZero() {
		a.RecordedAt = d.when(a.Day)
	}
	a.Tags = append([]string{Tag}, a.Tags...)
	a.AltText = a.describe()
	a.FileName = d.name(a)
	d.assets = append(d.assets, a)
}

// credit follows the libraries' own pattern: who, on which occasion, where, when, whose picture.
func (d *desk) credit(a Asset) string {
	day, ok := d.days[a.Day]
	switch {
	case !ok:
		return "Grafikk: " + a.Creator
	case len(a.Presenters) == 0:
		return day.CreditLine
	default:
		return a.Presenters[0] + " under " + strings.ToLower(day.CreditLine[:1]) + day.CreditLine[1:]
	}
}

// colours picks a palette other than the last one.
func (d *desk) colours() palette {
	all := palettes()
	i := d.rng.IntN(len(all) - 1)
	if i >= d.last {
		i++
	}
	d.last = i
	return all[i]
}

// when is a working hour of the day, or of any day from November 2024 to October 2026.
func (d *desk) when(day string) time.Time {
	start := time.Date(2024, time.November, 1, 8, 0, 0, 0, time.UTC).AddDate(0, 0, d.rng.IntN(725))
	if day != "" {
		start = date(day)
	}
	return start.Add(time.Duration(d.rng.IntN(7*60)) * time.Minute)
}

// date reads a day written in this package's own tables, at eight in the morning.
func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic("demo: a date in the tables is wrong: " + s)
	}
	return t.Add(8 * time.Hour)
}

// name makes a file name as people make them: what it is, whose it is.
func (d *desk) name(a Asset) string {
	base := slug(a.Title) + "-" + a.Libraries[0]
	d.used[base]++
	if n := d.used[base]; n > 1 {
		base = fmt.Sprintf("%s-%d", base, n)
	}
	if a.Kind == Video {
		return base + ".mp4"
	}
	return base + ".jpg"
}

// slug keeps letters a–z and digits, spells the Norwegian ones out, and joins the rest with hyphens.
func slug(s string) string {
	s = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "é", "e").Replace(strings.ToLower(s))
	words := strings.FieldsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}

// word chooses between the two written standards.
func (a Asset) word(nb, nn string) string {
	if a.Language == nynorsk {
		return nn
	}
	return nb
}

// describe is the alternative text: what the picture is, and every word that stands on it.
func (a Asset) describe() string {
	c := a.card
	words := []string{c.label, c.headline}
	for _, r := range c.rows {
		words = append(words, strings.TrimSpace(r.left+" "+r.right))
	}
	words = append(words, c.body, strings.ReplaceAll(c.by, "\n", ", "))
	text := ""
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" {
			text += w
			if !strings.ContainsAny(w[len(w)-1:], ".?!") {
				text += "."
			}
			text += " "
		}
	}
	what := "Plakat med "
	if c.book != "" {
		what = fmt.Sprintf(a.word("Tegnet omslag til %s av %s, med ", "Teikna omslag til %s av %s, med "), c.book, c.author)
	}
	if a.Kind == Video {
		what = a.word("Kort film uten tale. ", "Kort film utan tale. ") + what
	}
	return what + a.word(c.motif.nb, c.motif.nn) + ". Tekst: " + strings.TrimSpace(text)
}
