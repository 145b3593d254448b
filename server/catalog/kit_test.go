package catalog

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// testWords are those of the program, read once.
var testWords = sync.OnceValues(func() (*locale.Bundle, error) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		return nil, err
	}
	return locale.New(zone)
})

// testParts are those of a planned post with one photo, that nothing stands in the way of.
func testParts(t *testing.T) kitParts {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	words, err := testWords()
	if err != nil {
		t.Fatal(err)
	}
	limits, err := ChannelLimits()
	if err != nil {
		t.Fatal(err)
	}
	photo := Asset{ID: "a1", Kind: Photo, Title: "Pappatreff på biblioteket", Description: "Kom som du er.", AltText: "Tre fedre med barn på fanget", ContentType: Literature,
		Presenters: []Ref{{ID: "p1", Name: "Kari"}, {ID: "p2", Name: "Ola"}}, Books: []BookRef{{Title: "Is-slottet", Authors: []string{"Tarjei Vesaas"}}},
		Libraries: []LibraryRef{{ID: "tysver", Name: "Tysvær bibliotek"}}, CreditLine: "Kari under innspillingsdag. Foto: Rogaland fylkesbibliotek",
		InspiredBy: "https://www.instagram.com/grunnbiblioteket/", Original: Original{Width: 4000, Height: 3000}}
	item := PlanItem{Account: Ref{ID: "k1"}, Channel: Instagram, Status: PlanApproved, Offer: Ref{ID: "o1", Name: "Pappatreff"}, Day: "2026-11-24",
		Library: LibraryRef{ID: "tysver", Name: "Tysvær bibliotek"}, Hashtags: []string{"pappatreff", "bibliotek"}, Tags: []string{"forfatteren"},
		Link: "https://tysvar.bibliotek.no/pappatreff", Assets: []PlannedAsset{{ID: "a1"}},
		Collaborators: []Collaborator{{LibraryRef{ID: "sola", Name: "Sola bibliotek"}, CollaboratorAccepted}}}
	return kitParts{item: item, language: "nb", assets: []Asset{photo}, limits: limits, words: words, zone: zone,
		libraries: map[LibraryID]Library{"tysver": {Name: "Tysvær bibliotek", Instagram: "tysvarbibliotek", Language: "nn"}, "sola": {Name: "Sola bibliotek", Instagram: "solabibliotek"}},
		crops:     []Rendition{{Name: "portrait", Width: 1080, Height: 1350}, {Name: "story", Width: 1080, Height: 1920}, {Name: "landscape", Width: 1200, Height: 630}}}
}

func TestKitText(t *testing.T) {
	const credits = "Kari under innspillingsdag. Foto: Rogaland fylkesbibliotek\nInspirert av @grunnbiblioteket"
	starts := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		change func(*kitParts)
		want   string
	}{
		{"literature in bokmål", func(*kitParts) {},
			"Pappatreff på biblioteket\n\nKom som du er.\n\nKari og Ola anbefaler «Is-slottet» av Tarjei Vesaas.\n\nhttps://tysvar.bibliotek.no/pappatreff\n\n" + credits + "\n\n#pappatreff #bibliotek"},
		{"in nynorsk", func(p *kitParts) { p.language = "nn" },
			"Pappatreff på biblioteket\n\nKom som du er.\n\nKari og Ola tilrår «Is-slottet» av Tarjei Vesaas.\n\nhttps://tysvar.bibliotek.no/pappatreff\n\n" + credits + "\n\n#pappatreff #bibliotek"},
		{"an offer in English, with its time in summer's absence", func(p *kitParts) {
			p.language, p.item.ContentType, p.occurrence = "en", ServiceInfo, &Occurrence{StartsAt: starts}
			p.assets[0].Books, p.assets[0].InspiredBy, p.assets[0].CreditLine, p.assets[0].Creator = nil, "", "", "Nina"
		}, "Pappatreff på biblioteket\n\nPappatreff: Tuesday 24 November at 10:00\nTysvær bibliotek\n\nKom som du er.\n\nhttps://tysvar.bibliotek.no/pappatreff\n\nPhoto: Nina\n\n#pappatreff #bibliotek"},
		{"an offer that lasts all day", func(p *kitParts) {
			p.item.ContentType, p.occurrence = Relations, &Occurrence{StartsAt: starts, AllDay: true}
			p.assets[0] = Asset{ID: "a1", Kind: Photo}
			p.item.Link, p.item.Hashtags = "", nil
		}, "Pappatreff: tirsdag 24. november"},
		{"a template of the series", func(p *kitParts) {
			p.series = Series{Name: "Fredagsboka", PostText: PostTexts{NB: "{konsept} fra {sted}, {opptaksdag}\n{kreditering}\n{emneknagger} #fredag"}}
			p.day = RecordingDay{Date: "2025-10-20", Place: Ref{Name: "Tysvær bibliotek"}}
			p.assets[0].Books = nil
		}, "Fredagsboka fra Tysvær bibliotek, 20.\u00a0oktober 2025\n" + credits + "\n#pappatreff #bibliotek #fredag"},
		{"somebody's own words, with what they have credited", func(p *kitParts) {
			p.item.Caption = "Les «Is-slottet»!\nTakk til @grunnbiblioteket #Bibliotek"
		}, "Les «Is-slottet»!\nTakk til @grunnbiblioteket #Bibliotek\n\nKari under innspillingsdag. Foto: Rogaland fylkesbibliotek\n\n#pappatreff"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := testParts(t)
			tt.change(&p)
			if got := p.assemble().Text; got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestKitPeople(t *testing.T) {
	p := testParts(t)
	p.assets[0].Libraries = append(p.assets[0].Libraries, LibraryRef{ID: "sola"}, LibraryRef{ID: "nobody"})
	k := p.assemble()
	if got := fmt.Sprint(k.Tags, k.Suggested, k.Collaborators[0].Handle); got != "[@forfatteren] [@tysvarbibliotek]@solabibliotek" {
		t.Error(got)
	}
	if p.languageOf("") != "nn" || p.languageOf("en") != "en" || p.languageOf("se") != "nn" {
		t.Error("the language is not the library's unless another is asked for")
	}
}

func TestKitFindings(t *testing.T) {
	words := func(n int, word string) string { return strings.TrimSpace(strings.Repeat(word+" ", n)) }
	clip := func(p *kitParts, seconds float64) {
		length := time.Duration(seconds * float64(time.Second))
		p.assets[0] = Asset{ID: "a1", Kind: Video, Speech: SpeechNone, VisualsSpoken: VisualsNone, Original: Original{Width: 1080, Height: 1920, Duration: length}}
	}
	bare := func(p *kitParts) {
		p.item.Hashtags, p.assets[0].CreditLine, p.assets[0].InspiredBy, p.assets[0].Books = nil, "", "", nil
	}
	ask := func(n int) func(*kitParts) {
		return func(p *kitParts) {
			p.item.Collaborators = nil
			for i := range n {
				id := LibraryID(fmt.Sprint("l", i))
				p.libraries[id] = Library{Instagram: string(id)}
				p.item.Collaborators = append(p.item.Collaborators, Collaborator{LibraryRef{ID: id}, CollaboratorPending})
			}
		}
	}
	shown := func(named bool) func(*kitParts) {
		return func(p *kitParts) {
			p.assets[0].People = []ShownPerson{{ID: "x", Name: "Kari", Permissions: []Permission{{GivenAt: time.Unix(1, 0), NameShown: named}}}}
		}
	}
	tests := []struct {
		name   string
		change func(*kitParts)
		want   string // level and key of each
	}{
		{"nothing", func(*kitParts) {}, ""},
		{"3,000 characters", func(p *kitParts) { bare(p); p.item.Caption = strings.Repeat("æ", 3000) }, "block limit.characters.over"},
		{"2,200 characters", func(p *kitParts) { bare(p); p.item.Caption = strings.Repeat("æ", 2200) }, "warn limit.characters.near"},
		{"2,101 characters", func(p *kitParts) { bare(p); p.item.Caption = strings.Repeat("æ", 2101) }, "warn limit.characters.near"},
		{"2,100 characters", func(p *kitParts) { bare(p); p.item.Caption = strings.Repeat("æ", 2100) }, ""},
		{"as many on Facebook", func(p *kitParts) {
			p.item.Channel, p.item.Collaborators = Facebook, nil
			p.item.Caption = strings.Repeat("æ", 3000)
		}, ""},
		{"40 hashtags", func(p *kitParts) { p.item.Caption = words(38, "#x") }, "block limit.hashtags.over"},
		{"30 hashtags", func(p *kitParts) { p.item.Caption = words(28, "#x") }, "warn limit.hashtags.over"},
		{"6 hashtags", func(p *kitParts) { p.item.Caption = words(4, "#x") }, "warn limit.hashtags.over"},
		{"5 hashtags", func(p *kitParts) { p.item.Caption = words(3, "#x") }, ""},
		{"3 collaborators", ask(3), ""},
		{"4 collaborators", ask(4), "warn limit.collaborators.over"},
		{"6 collaborators", ask(6), "block limit.collaborators.over"},
		{"one who has declined does not count", func(p *kitParts) { ask(4)(p); p.item.Collaborators[3].Status = CollaboratorDeclined }, ""},
		{"a story has none", func(p *kitParts) { p.item.Format = "story" }, "block limit.collaborators.over"},
		{"21 accounts", func(p *kitParts) {
			for i := range 21 {
				p.item.Caption += fmt.Sprintf("@konto%d ", i)
			}
		}, "block limit.mentions.over"},
		{"addresses of mail are no accounts", func(p *kitParts) {
			for i := range 21 {
				p.item.Caption += fmt.Sprintf("post@bibliotek%d.no ", i)
			}
		}, ""},
		{"21 tags", func(p *kitParts) {
			for i := range 20 {
				p.item.Tags = append(p.item.Tags, fmt.Sprint(i))
			}
		}, "warn limit.tags.over"},
		{"11 pictures", func(p *kitParts) {
			for i := range 10 {
				a := p.assets[0]
				a.ID = AssetID(fmt.Sprint("b", i))
				p.assets, p.item.Assets = append(p.assets, a), append(p.item.Assets, PlannedAsset{ID: a.ID})
			}
		}, "block limit.files.over"},
		{"several tall pictures", func(p *kitParts) {
			p.assets, p.item.Assets, p.item.Format = append(p.assets, p.assets[0]), append(p.item.Assets, p.item.Assets[0]), "story"
		}, "block limit.ratio.under, block limit.ratio.under"},
		{"no alternative text", func(p *kitParts) { p.assets[0].AltText = "" }, "block duty.alt_text.missing"},
		{"somebody has let it pass", func(p *kitParts) { p.assets[0].AltText, p.overrides = "", []Override{{Asset: "a1", Duty: DutyAltText}} }, ""},
		{"a long alternative text", func(p *kitParts) { p.assets[0].AltText = strings.Repeat("ø", 1001) }, "block limit.alt_text.over"},
		{"a clip of 15 minutes", func(p *kitParts) { clip(p, 900) }, ""},
		{"a longer clip", func(p *kitParts) { clip(p, 900.5) }, "block limit.seconds.over"},
		{"a part of a longer clip", func(p *kitParts) { clip(p, 1000); p.item.Assets[0].To = time.Minute }, ""},
		{"the last seconds", func(p *kitParts) { clip(p, 1000); p.item.Assets[0].From = 998 * time.Second }, "block limit.seconds.under"},
		{"a short part", func(p *kitParts) { clip(p, 1000); p.item.Assets[0].To = 2 * time.Second }, "block limit.seconds.under"},
		{"a clip of two minutes on Facebook", func(p *kitParts) { clip(p, 120); p.item.Channel, p.item.Collaborators = Facebook, nil }, "block limit.seconds.over"},
		{"captions in a file", func(p *kitParts) {
			clip(p, 20)
			p.assets[0].Speech, p.assets[0].Captions = "", []Caption{{Language: "nb"}}
		}, "warn finding.captions_file"},
		{"sound", func(p *kitParts) { p.assets[0] = Asset{ID: "a1", Kind: Audio, Speech: SpeechNone} }, "block finding.sound"},
		{"sound on a website", func(p *kitParts) {
			p.assets[0] = Asset{ID: "a1", Kind: Audio, Speech: SpeechNone}
			p.item.Channel, p.item.Collaborators = Website, nil
		}, ""},
		{"nothing to show", func(p *kitParts) { p.assets, p.item.Assets = nil, nil }, "block finding.no_assets"},
		{"an unknown account", func(p *kitParts) { p.libraries["sola"] = Library{} }, "warn finding.no_handle"},
		{"a draft", func(p *kitParts) { p.item.Status = PlanDraft }, "warn finding.not_approved"},
		{"cancelled", func(p *kitParts) { p.item.Status = PlanCancelled }, "block finding.cancelled"},
		{"a policy that excludes the channel", func(p *kitParts) { p.item.ExcludedBy = []LibraryRef{{Name: "Sola bibliotek"}} }, "block finding.excluded"},
		{"hashtags that do not work", func(p *kitParts) { p.item.Hashtags = []string{"bok-tips", "2026", "blåbær_2"} }, "warn finding.hashtag, warn finding.hashtag"},
		{"å in two parts", func(p *kitParts) { p.item.Hashtags = []string{"va\u030ar"} }, ""},
		{"the place in an address is no hashtag", func(p *kitParts) { p.item.Caption = words(20, "https://bibliotek.no/#sted") }, ""},
		{"a tiny picture", func(p *kitParts) { p.assets[0].Original = Original{Width: 400, Height: 300} }, "warn finding.small"},
		{"a small picture", func(p *kitParts) { p.assets[0].Original = Original{Width: 1100, Height: 1100} }, ""},
		{"a part that ends beyond the end", func(p *kitParts) { clip(p, 100); p.item.Assets[0].To = time.Hour }, ""},
		{"a name within a word", func(p *kitParts) { shown(false)(p); p.assets[0].People[0].Name = "Bo"; p.item.Caption = "Boktips" }, ""},
		{"a name in another case", func(p *kitParts) { shown(false)(p); p.assets[0].People[0].Name = "Bo"; p.item.Caption = "Møt BO!" }, "block finding.name_not_shown"},
		{"a name that is read aloud", func(p *kitParts) {
			shown(false)(p)
			p.assets[0].People[0].Name, p.assets[0].AltText = "Åse", "Her er Åse."
		}, "block finding.name_not_shown"},
		{"one clip twice", func(p *kitParts) {
			clip(p, 20)
			p.assets[0].Speech = SpeechBare
			p.assets, p.item.Assets = append(p.assets, p.assets[0]), append(p.item.Assets, p.item.Assets[0])
		}, "block duty.captions.bare"},
		{"named against their wish", shown(false), "block finding.name_not_shown"},
		{"named as they wish", shown(true), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := testParts(t)
			tt.change(&p)
			k := p.assemble()
			k.check(p)
			var got []string
			for _, f := range k.Findings {
				got = append(got, string(f.Level)+" "+f.Reason.Key)
				if said := p.words.Text("nb", f.Reason.Key, f.Reason.Args); strings.Contains(said, "<no value>") || said == f.Reason.Key {
					t.Errorf("%s says %q", f.Reason.Key, said)
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("got %s, want %q", got, tt.want)
			}
			if blocked := k.Blocked(); (len(blocked) > 0) != strings.Contains(tt.want, "block") {
				t.Errorf("blocked by %v", blocked)
			}
		})
	}
}

func TestKitFiles(t *testing.T) {
	p := testParts(t)
	own, other, at := Point{0.2, 0.3}, Point{0.9, 0.1}, 3*time.Second
	p.assets = append(p.assets, Asset{ID: "a2", Kind: Video, Title: "Høytlesing!", FocalPoint: &own})
	p.assets[0].FocalPoint = &own
	p.item.Assets = []PlannedAsset{{ID: "a1", FocalPoint: &other}, {ID: "a2", From: time.Second, To: 5 * time.Second, CoverAt: &at}}
	k := p.assemble()
	var got []string
	for _, f := range k.Files {
		got = append(got, fmt.Sprint(f.Name, " ", f.Format, " ", *f.Around, " ", f.From, "–", f.To, " ", f.CoverAt != nil))
	}
	want := []string{"1-pappatreff-pa-biblioteket-portrait portrait {0.9 0.1} 0s–0s false", "2-hoytlesing-portrait portrait {0.2 0.3} 1s–5s false", "2-hoytlesing-portrait-cover portrait {0.2 0.3} 0s–0s true"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if k.Form != FormCarousel {
		t.Errorf("the form is %s", k.Form)
	}
}

func TestKitCutsNoMoreThanIsAsked(t *testing.T) {
	at := func(s int) time.Duration { return time.Duration(s) * time.Second }
	chosen := at(2)
	for _, tt := range []struct {
		name                   string
		planned                PlannedAsset
		lasts                  time.Duration
		from, to, cover, shown time.Duration // cover -1: the poster
	}{
		{"all of it", PlannedAsset{}, at(60), 0, 0, -1, at(60)},
		{"all of it, told", PlannedAsset{To: at(60)}, at(60), 0, 0, -1, at(60)},
		{"beyond its end", PlannedAsset{To: at(90)}, at(60), 0, 0, -1, at(60)},
		{"a part, whose cover is none of what was cut away", PlannedAsset{From: at(10), To: at(30)}, at(60), at(10), at(30), at(12), at(20)},
		{"a part with a cover", PlannedAsset{From: at(10), To: at(30), CoverAt: &chosen}, at(60), at(10), at(30), at(2), at(20)},
		{"to the end", PlannedAsset{From: at(50)}, at(60), at(50), at(60), at(51), at(10)},
		{"a part that ends beyond the end", PlannedAsset{From: at(50), To: at(90)}, at(60), at(50), at(60), at(51), at(10)},
		{"to an end that nobody knows", PlannedAsset{From: at(50)}, 0, at(50), 0, at(50), 0},
	} {
		p := testParts(t)
		tt.planned.ID = "a1"
		p.item.Assets, p.assets = []PlannedAsset{tt.planned}, []Asset{{ID: "a1", Kind: Video, Original: Original{Duration: tt.lasts}}}
		k := p.assemble()
		cover := time.Duration(-1)
		if at := k.Files[1].CoverAt; at != nil {
			cover = *at
		}
		if f := k.Files[0]; f.From != tt.from || f.To != tt.to || cover != tt.cover || f.length() != tt.shown.Seconds() {
			t.Errorf("%s: %v–%v for %v s, cover %v; want %v–%v, %v", tt.name, f.From, f.To, f.length(), cover, tt.from, tt.to, tt.cover)
		}
	}
}

func TestSays(t *testing.T) {
	for _, tt := range []struct {
		text, words string
		want        bool
	}{
		{"Is-slottet", "is", true}, {"Isbjørn", "is", false}, {"vis", "is", false}, {"vis is", "is", true}, {"aaa", "aa", false}, {"takk til @bib", "@bib", true},
		{"@bibliotek", "@bib", false}, {"Åse!", "åse", true}, {"Låse", "åse", false}, {"", "x", false}, {"x", "", false}, {"bo_", "bo", false}, {"👋Bo👋", "bo", true},
	} {
		if got := says(tt.text, tt.words); got != tt.want {
			t.Errorf("%q says %q: %v", tt.text, tt.words, got)
		}
	}
}

func TestKitHoldsWhatWasMadeToTheLimits(t *testing.T) {
	p := testParts(t)
	p.item.Assets[0].To = 20 * time.Second
	p.assets[0] = Asset{ID: "a1", Kind: Video, Speech: SpeechNone, VisualsSpoken: VisualsNone, Original: Original{Width: 1920, Height: 1080, Duration: 100 * time.Second}}
	for _, tt := range []struct {
		size int64
		want string
	}{
		{62_000_000, ""}, {64_000_000, "[warn limit.bitrate.over]"}, {320_000_000, "[warn limit.bytes.over warn limit.bitrate.over]"}, {1_100_000_000, "[block limit.bytes.over warn limit.bitrate.over]"},
	} {
		k := p.assemble()
		k.Files[0].KitObject = KitObject{Ready: true, Size: tt.size, Width: 1080, Height: 1920}
		k.check(p)
		var got []string
		for _, f := range k.Findings {
			got = append(got, string(f.Level)+" "+f.Reason.Key)
		}
		if fmt.Sprint(got) != tt.want && len(got)+len(tt.want) > 0 {
			t.Errorf("%d bytes in 20 seconds: %v, want %s", tt.size, got, tt.want)
		}
	}
}
