package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// What an installation is filled with besides its assets.
const (
	presenterCount = 200
	bookCount      = 1000
	seriesCount    = 30
	tagCount       = 300
	years          = 10
)

// collection holds the ids that the program gave the entries of its registers.
type collection struct {
	libraries, presenters, books, series []string
}

// writer invents texts. Early words, tags and entries come up often and late ones seldom, as in real collections.
type writer struct{ *rand.Rand }

// newWriter invents the same for the same seed and number.
func newWriter(seed uint64, n int) writer { return writer{rand.New(rand.NewPCG(seed, uint64(n)))} }

// rank is a number below n; each is about as frequent as all that are ten times as high together.
func (w writer) rank(n int) int {
	return min(int(math.Pow(float64(n+1), w.Float64()))-1, n-1)
}

func (w writer) word(words []string) string { return words[w.rank(len(words))] }

func (w writer) person() string {
	return firstNames[w.IntN(len(firstNames))] + " " + lastNames[w.IntN(len(lastNames))]
}

// some picks up to most different ids, at least one.
func (w writer) some(ids []string, most int) []string {
	out := []string{ids[w.rank(len(ids))]}
	for range w.IntN(most) {
		if id := ids[w.rank(len(ids))]; id != out[len(out)-1] && id != out[0] {
			out = append(out, id)
		}
	}
	return out
}

func (w writer) library(i int) map[string]any {
	return map[string]any{"name": municipalities[i] + " bibliotek", "municipality": municipalities[i], "language": []string{"nb", "nn"}[w.rank(2)]}
}

func (w writer) presenter(libraries []string) map[string]any {
	return map[string]any{"name": w.person(), "library": libraries[w.rank(len(libraries))]}
}

func (w writer) book(i int) map[string]any {
	return map[string]any{"title": bookTitle(i), "authors": []string{w.person()}, "isbns": []string{isbn(i)}}
}

// bookTitle is another one for every i below a thousand.
func bookTitle(i int) string {
	return fmt.Sprintf("%s %s", adjectives[i%len(adjectives)], nouns[i/len(adjectives)%len(nouns)])
}

// isbn is an ISBN-13 of a Norwegian publisher's range with the right check digit; no edition is meant.
func isbn(i int) string {
	digits, sum := fmt.Sprintf("97882999%04d", i), 0
	for at, d := range digits {
		sum += int(d-'0') * (1 + at%2*2)
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}

// tag is another one for every i below 300: plain words first, then compounds.
func tag(i int) string {
	if i < len(topics) {
		return topics[i]
	}
	i -= len(topics)
	return topics[i%len(topics)] + endings[i/len(topics)%len(endings)]
}

// asset describes one photo of the collection.
func (w writer) asset(c collection) map[string]any {
	day := time.Date(2016, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(w.Int64N(int64(years * 365 * 24 * time.Hour)))).Truncate(time.Second)
	about := map[string]any{
		"title": w.title(day), "description": w.description(), "alt_text": w.word(sights),
		"content_type": []string{"literature", "service_info", "relations"}[w.rank(3)],
		"libraries":    w.some(c.libraries, 2), "presenters": w.some(c.presenters, 2), "tags": w.tags(),
		"language": []string{"nb", "nn"}[w.rank(2)], "recorded_at": day.Format(time.RFC3339), "creator": w.person(),
		"people_status": []string{"nobody", "not_assessed", "crowd"}[w.rank(3)],
	}
	if w.IntN(3) == 0 {
		about["books"] = w.some(c.books, 2)
	}
	if w.IntN(2) == 0 {
		about["series"] = c.series[w.rank(len(c.series))]
	}
	return about
}

func (w writer) title(day time.Time) string {
	place := municipalities[w.rank(len(municipalities))]
	switch w.IntN(4) {
	case 0:
		return fmt.Sprintf("%s på %s bibliotek", w.word(activities), place)
	case 1:
		return fmt.Sprintf("%s med %s i %s", w.word(activities), w.person(), months[day.Month()-1])
	case 2:
		return fmt.Sprintf("Lesetips: %s", bookTitle(w.rank(bookCount)))
	}
	return fmt.Sprintf("%s %d: %s", w.word(activities), day.Year(), tag(w.rank(tagCount)))
}

func (w writer) description() string {
	sentences := make([]string, 2+w.IntN(3))
	for i := range sentences {
		sentences[i] = fmt.Sprintf(w.word(phrases), tag(w.rank(tagCount)), municipalities[w.rank(len(municipalities))])
	}
	return strings.Join(sentences, " ")
}

func (w writer) tags() []string {
	out := make([]string, 2+w.IntN(3))
	for i := range out {
		out[i] = tag(w.rank(tagCount))
	}
	return out
}
