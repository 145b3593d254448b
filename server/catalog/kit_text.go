package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Words says sentences in the languages that people post in, by the keys of the locale files.
type Words interface {
	Text(language, key string, args map[string]any) string
}

// kitParts are what a kit is put together from. Assets stand in the order of the post.
type kitParts struct {
	item       PlanItem
	at         time.Time
	language   string
	assets     []Asset
	series     Series       // of the assets; zero: none
	day        RecordingDay // of the first asset that has one; zero: none
	occurrence *Occurrence  // that it is posted for; nil: none
	libraries  map[LibraryID]Library
	overrides  []Override
	crops      []Rendition
	limits     []ChannelLimit
	words      Words
	zone       *time.Location
}

func (p kitParts) say(key string, args Args) string { return p.words.Text(p.language, key, args) }

// languageOf is the language that a post is written in: as it is asked for, as planned, or as its library writes.
func (p kitParts) languageOf(asked string) string {
	for _, one := range []string{asked, p.item.Language, p.libraries[p.item.Library.ID].Language} {
		if slices.Contains(PostLanguages(), one) {
			return one
		}
	}
	return PostLanguages()[0]
}

// template is what the text is made of where nobody has written one: that of the series, or the usual one of its content type.
func (p kitParts) template() PostTemplate {
	if t := p.series.PostText.In(p.language); t != "" {
		return t
	}
	kind := string(p.item.ContentType)
	for _, a := range p.assets {
		if kind == "" {
			kind = string(a.ContentType)
		}
	}
	if kind == "" {
		kind = "other"
	}
	return PostTemplate(p.say("post_text.template."+kind, nil))
}

// texts fills in the caption and the text that is pasted. Credits and hashtags that the caption does not hold follow it, so that
// nobody is left uncredited by haste.
func (k *Kit) texts(p kitParts) {
	k.Credits = p.credits()
	for _, tag := range p.item.Hashtags {
		k.Hashtags = withHashtag(k.Hashtags, "#"+norm.NFC.String(tag))
	}
	k.Caption, k.Written = p.item.Caption, p.item.Caption != ""
	if !k.Written {
		template := p.template()
		k.Caption = template.Fill(p.places(k, template.holds("library")))
	}
	text := k.Caption
	var credits []string
	for _, credit := range p.credited() {
		if !credit.given(k.Caption) {
			credits = append(credits, credit.text)
		}
	}
	text = joined("\n\n", text, strings.Join(credits, "\n"))
	var tags []string
	had := hashtagsIn(k.Caption)
	for _, tag := range k.Hashtags {
		if !slices.Contains(had, strings.ToLower(tag)) {
			tags = append(tags, tag)
		}
	}
	k.Text = joined("\n\n", text, strings.Join(tags, " "))
}

// joined joins the texts that say something.
func joined(with string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), with)
}

// places are what stands in the places of a template. Of an offer that is not the library's own it is told where it is: in the
// place of the library where the template names it, or else behind the offer's name.
func (p kitParts) places(k *Kit, namesLibrary bool) map[string]string {
	where := p.elsewhere()
	out := map[string]string{"title": p.item.Title, "link": p.item.Link, "library": cmp.Or(where, p.item.Library.Name), "offer": p.offer(),
		"when": p.when(), "series": p.series.Name, "credit": strings.Join(k.Credits, "\n"), "hashtags": strings.Join(k.Hashtags, " ")}
	var presenters, books []string
	titled := false
	for _, a := range p.assets {
		if a.Title != "" && !titled {
			out["title"], titled = a.Title, true
		}
		if out["description"] == "" {
			out["description"] = a.Description
		}
		for _, r := range a.Presenters {
			presenters = withWord(presenters, r.Name)
		}
		for _, b := range a.Books {
			books = withWord(books, p.book(b))
		}
	}
	if out["offer"] != "" && !namesLibrary {
		out["offer"] = joined(", ", out["offer"], where)
	}
	out["presenters"], out["books"] = p.all(presenters), p.all(books)
	out["place"], out["recorded"] = p.day.Place.Name, p.dayOf(p.day.Date, false)
	if out["recorded"] == "" && len(p.assets) > 0 && !p.assets[0].RecordedAt.IsZero() {
		out["recorded"] = p.dayOf(p.assets[0].RecordedAt.In(p.zone).Format(time.DateOnly), false)
	}
	return out
}

// offer names what is posted for.
func (p kitParts) offer() string {
	if p.occurrence != nil {
		return cmp.Or(p.occurrence.Offer.NameIn(p.language), p.item.Offer.Name)
	}
	return p.item.Offer.Name
}

// elsewhere names the libraries of what is posted for, unless the library that posts is one of them.
func (p kitParts) elsewhere() string {
	if p.occurrence == nil {
		return ""
	}
	var names []string
	for _, l := range p.occurrence.Offer.Libraries {
		if l.ID == p.item.Library.ID {
			return ""
		}
		names = withWord(names, l.Name)
	}
	return p.all(names)
}

// withHashtag adds a hashtag to a list that does not have it in any case: channels do not tell #Bok from #bok.
func withHashtag(list []string, tag string) []string {
	if slices.ContainsFunc(list, func(had string) bool { return strings.EqualFold(had, tag) }) {
		return list
	}
	return append(list, tag)
}

// withWord adds a word to a list that does not have it.
func withWord(list []string, word string) []string {
	if word == "" || slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// all names all of a list: "Kari, Ola og Nina".
func (p kitParts) all(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return p.say("post_text.and", Args{"first": strings.Join(list[:len(list)-1], ", "), "last": list[len(list)-1]})
}

func (p kitParts) book(b BookRef) string {
	if len(b.Authors) == 0 {
		return p.say("post_text.book", Args{"title": b.Title})
	}
	return p.say("post_text.book_by", Args{"title": b.Title, "authors": p.all(b.Authors)})
}

// when tells the occurrence that is posted for: "tirsdag 24. november kl. 10.00".
func (p kitParts) when() string {
	if p.occurrence == nil {
		return p.dayOf(p.item.Day, true)
	}
	starts := p.occurrence.StartsAt.In(p.zone)
	day := p.dayOf(starts.Format(time.DateOnly), true)
	if p.occurrence.AllDay {
		return day
	}
	layout := "15.04"
	if p.language == "en" {
		layout = "15:04"
	}
	return p.say("post_text.day_time", Args{"day": day, "time": starts.Format(layout)})
}

// dayOf writes a day, given as 2026-11-24: with its weekday for what is to come, with its year for what is past.
func (p kitParts) dayOf(day string, coming bool) string {
	t, err := time.ParseInLocation(time.DateOnly, day, p.zone)
	if err != nil {
		return ""
	}
	args := Args{"day": t.Day(), "month": p.say("month."+strconv.Itoa(int(t.Month())), nil), "year": t.Year()}
	if !coming {
		return p.say("format.date", args)
	}
	args["weekday"] = p.say("post_text.weekday."+strconv.Itoa(int(t.Weekday())), nil)
	return p.say("post_text.weekday_date", args)
}
