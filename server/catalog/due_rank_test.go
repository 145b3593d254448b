package catalog_test

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

//go:embed testdata/due.txt
var dueGolden string

var (
	oslo      = must(time.LoadLocation("Europe/Oslo"))
	asked     = time.Date(2026, 11, 20, 9, 0, 0, 0, oslo)
	county    = catalog.Account{Entry: catalog.Entry{ID: "county"}, Name: "Fylkeskontoen", Channel: catalog.Instagram}
	sandnes   = catalog.Ref{ID: "sandnes-insta", Name: "Sandnes"}
	countyRef = catalog.Ref{ID: county.ID, Name: county.Name}
	tysvaer   = catalog.LibraryRef{ID: "tysvaer", Name: "Tysvær bibliotek"}
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// dads is the last Tuesday of November, for which last years' clips are looked for.
func dads() catalog.Wanted {
	return catalog.Wanted{Account: county, Now: asked, Own: []catalog.LibraryID{"tysvaer"}, Occurrence: &catalog.Occurrence{
		Offer: catalog.Offer{Entry: catalog.Entry{ID: "dads"}, Name: "Pappatreff", Libraries: []catalog.LibraryRef{tysvaer}, Favourites: []catalog.AssetID{"favourite"},
			Match: catalog.Match{Series: catalog.Ref{ID: "fathers"}, Tags: []string{"pappatreff", "baby"}, Books: []catalog.BookRef{{ID: "book"}}}},
		Day: "2026-11-24", StartsAt: time.Date(2026, 11, 24, 10, 0, 0, 0, oslo)}}
}

// shelf is what there is, each for one ground or a few.
func shelf() []catalog.Candidate {
	one := func(id string, change func(c *catalog.Candidate)) catalog.Candidate {
		c := catalog.Candidate{Asset: &catalog.Asset{ID: catalog.AssetID(id), Title: id, Kind: catalog.Video, State: catalog.Ready, PeopleStatus: catalog.PeopleNobody,
			RecordedAt: time.Date(2024, 8, 27, 12, 0, 0, 0, oslo), Libraries: []catalog.LibraryRef{{ID: "oerestad", Name: "Ørestad bibliotek"}}}}
		change(&c)
		return c
	}
	tagged := func(c *catalog.Candidate) { c.Asset.Tags = []string{"Pappatreff"} }
	shown := func(on catalog.Ref, ago time.Duration, count int) []catalog.Exposure {
		return []catalog.Exposure{{Account: on, Channel: catalog.Instagram, Count: count, LastAt: asked.Add(-ago)}}
	}
	const day = 24 * time.Hour
	return []catalog.Candidate{
		one("favourite", func(*catalog.Candidate) {}),
		one("series", func(c *catalog.Candidate) { c.Asset.Series = catalog.Ref{ID: "fathers", Name: "Pappa leser"} }),
		one("book", func(c *catalog.Candidate) { c.Asset.Books = []catalog.BookRef{{ID: "book", Title: "En prøvebok"}} }),
		one("one tag", tagged),
		one("two tags", func(c *catalog.Candidate) { c.Asset.Tags = []string{"baby", "PAPPATREFF", "bil"} }),
		one("searched", func(c *catalog.Candidate) { c.Searched = true }),
		one("own", func(c *catalog.Candidate) { tagged(c); c.Asset.Libraries = []catalog.LibraryRef{tysvaer} }),
		one("picked", func(c *catalog.Candidate) { tagged(c); c.Asset.EditorsPick = true }),
		one("in season", func(c *catalog.Candidate) { tagged(c); c.Asset.RecordedAt = asked.AddDate(-2, 0, 10) }),
		one("off season", func(c *catalog.Candidate) { tagged(c); c.Asset.RecordedAt = asked.AddDate(-2, 6, 0) }),
		one("good", func(c *catalog.Candidate) {
			tagged(c)
			c.Asset.Original.Width, c.Asset.Original.Height, c.Asset.Speech, c.Asset.Editing = 2160, 3840, catalog.SpeechOpen, catalog.EditingDone
		}),
		one("poor", func(c *catalog.Candidate) {
			tagged(c)
			c.Asset.Original.Width, c.Asset.Original.Height, c.Asset.Speech, c.Asset.Editing = 480, 640, catalog.SpeechBare, catalog.EditingRaw
		}),
		one("same offer last year", func(c *catalog.Candidate) {
			c.Uses, c.Exposures = []time.Time{asked.AddDate(-1, 0, 0)}, shown(sandnes, 365*day, 1)
		}),
		one("same offer last month, here", func(c *catalog.Candidate) {
			c.Uses, c.Exposures = []time.Time{asked.AddDate(0, -1, 0)}, shown(countyRef, 31*day, 1)
		}),
		one("answered", func(c *catalog.Candidate) {
			tagged(c)
			reach, likes, saves := 1000, 60, 12
			c.Response, c.Exposures = &catalog.Response{Reach: &reach, Likes: &likes, Saves: &saves}, shown(sandnes, 700*day, 1)
		}),
		one("fresh elsewhere", func(c *catalog.Candidate) { tagged(c); c.Exposures = shown(sandnes, 21*day, 3) }),
		one("14 months ago", func(c *catalog.Candidate) { tagged(c); c.Exposures = shown(countyRef, 426*day, 1) }),
		one("last week", func(c *catalog.Candidate) { tagged(c); c.Exposures = shown(countyRef, 7*day, 4) }),
		one("no fit", func(*catalog.Candidate) {}),
		one("until 2028", func(c *catalog.Candidate) { tagged(c); c.Asset.RightsUntil = time.Date(2029, 1, 1, 0, 0, 0, 0, oslo) }),
		one("ends the day before", func(c *catalog.Candidate) { tagged(c); c.Asset.RightsUntil = time.Date(2026, 11, 24, 0, 0, 0, 0, oslo) }),
		one("embargo ends before", func(c *catalog.Candidate) {
			tagged(c)
			c.Asset.EmbargoUntil = time.Date(2026, 11, 24, 0, 0, 0, 0, oslo)
		}),
		one("outdated by then", func(c *catalog.Candidate) {
			tagged(c)
			c.Asset.Facts = []catalog.Fact{{Kind: catalog.FactHours, Text: "åpent til 19", CheckOn: "2026-11-24", State: catalog.FactHolds}}
		}),
		one("internal", func(c *catalog.Candidate) { tagged(c); c.Asset.UsageTerms = catalog.TermsInternal }),
		one("nobody assessed", func(c *catalog.Candidate) { tagged(c); c.Asset.PeopleStatus = catalog.PeopleNotAssessed }),
		one("withdrawn", func(c *catalog.Candidate) {
			tagged(c)
			c.Asset.PeopleStatus, c.Asset.People = catalog.PeopleRegistered, []catalog.ShownPerson{{ID: "p", Permissions: []catalog.Permission{{Channels: catalog.Channels(),
				ReuseByOthers: true, ValidFrom: asked.AddDate(-3, 0, 0), ValidUntil: asked.AddDate(3, 0, 0), GivenAt: asked.AddDate(-3, 0, 0), WithdrawnAt: asked.AddDate(0, -1, 0)}}}}
		}),
	}
}

// explained writes a ranking down, with all that it counts.
func explained(list []catalog.Proposal) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%d %s\n", p.Score, p.Asset.Title)
		for _, g := range p.Grounds {
			fmt.Fprintf(&b, "\t%+d %s", g.Points, g.Key)
			for _, arg := range []string{"name", "title", "tags", "library", "account", "count", "percent", "channel"} {
				if v, ok := g.Args[arg]; ok {
					fmt.Fprintf(&b, " %v", v)
				}
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// TestRankGolden holds the whole order, every ground and every point to what was agreed.
func TestRankGolden(t *testing.T) {
	got := explained(catalog.Rank(dads(), shelf(), 100))
	if got != dueGolden {
		t.Errorf("the ranking is another than in testdata/due.txt:\n%s", got)
	}
}

// TestRankDoesNotDependOnOrder: whatever order the index and the database answer in, people see the same.
func TestRankDoesNotDependOnOrder(t *testing.T) {
	want := explained(catalog.Rank(dads(), shelf(), 7))
	for seed := range uint64(50) {
		list := shelf()
		rand.New(rand.NewPCG(1, seed)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if got := explained(catalog.Rank(dads(), list, 7)); got != want {
			t.Fatalf("shuffled by %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
}
