package catalog

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ConsentText is what people read before they agree, in one language. A version is the same text in every language, and is
// never changed: what somebody read is found by its version and language.
type ConsentText struct {
	Version   string // of the shipped one, or the date on which it was added, with a number when that was taken
	Language  string // nb, nn or en
	Body      string // paragraphs; a line that begins with "# " is a heading; see TextPlaces
	CreatedAt time.Time
	CreatedBy string // an Actor's ID; empty: shipped
}

// ConsentTextLanguages lists the languages that every version is in.
func ConsentTextLanguages() []string { return []string{"nb", "nn", "en"} }

// shippedVersion is the version that comes with the program. Another text comes under another version, and the texts of
// older ones stay in the program.
const shippedVersion = "2026-11"

//go:embed consent_text
var shippedTexts embed.FS

// shipped gives the text that comes with the program.
func shipped(version, language string) (ConsentText, bool) {
	raw, err := shippedTexts.ReadFile("consent_text/" + language + ".txt")
	if err != nil || version != shippedVersion {
		return ConsentText{}, false
	}
	return ConsentText{Version: version, Language: language, Body: strings.TrimSpace(string(raw))}, true
}

// TextPlaces are what stands in a text where it has places to fill: {library}, {controller}, {years} and {own_age}.
type TextPlaces struct {
	Library    string `json:"library"`    // who records
	Controller string `json:"controller"` // who answers for the personal data
	Years      int    `json:"years"`      // how long the consent lasts
	OwnAge     int    `json:"own_age"`    // from which people decide alone
}

// TextBlock is a heading or a paragraph.
type TextBlock struct {
	Heading bool
	Text    string
}

// Blocks gives the text with its places filled.
func (t ConsentText) Blocks(p TextPlaces) []TextBlock {
	fill := strings.NewReplacer("{library}", p.Library, "{controller}", p.Controller, "{years}", strconv.Itoa(p.Years), "{own_age}", strconv.Itoa(p.OwnAge))
	var out []TextBlock
	for _, line := range strings.Split(t.Body, "\n") {
		line = strings.TrimSpace(line)
		heading, is := strings.CutPrefix(line, "# ")
		switch {
		case line == "":
		case is:
			out = append(out, TextBlock{Heading: true, Text: fill.Replace(heading)})
		default:
			out = append(out, TextBlock{Text: fill.Replace(line)})
		}
	}
	return out
}

// ConsentTextStore keeps the texts that were added.
type ConsentTextStore interface {
	// Add stores a version in all its languages. Conflict when the version is there.
	Add(ctx context.Context, texts []ConsentText) error
	// All gives every text that was added, newest first.
	All(ctx context.Context) ([]ConsentText, error)
}

// ConsentTexts is the service over the texts. Everybody may read them: they are shown to people without an account.
type ConsentTexts struct {
	store ConsentTextStore
	zone  *time.Location
	now   Clock
}

// NewConsentTexts makes the service over the texts. A version is named by its date in zone.
func NewConsentTexts(store ConsentTextStore, zone *time.Location, now Clock) *ConsentTexts {
	return &ConsentTexts{store, zone, now}
}

// Versions lists every text that ever was shown, newest version first, the languages of a version in their order.
func (s *ConsentTexts) Versions(ctx context.Context) ([]ConsentText, error) {
	all, err := s.store.All(ctx)
	for _, language := range ConsentTextLanguages() {
		if t, ok := shipped(shippedVersion, language); ok {
			all = append(all, t)
		}
	}
	return all, err
}

// Current is the text that is shown now, in a language.
func (s *ConsentTexts) Current(ctx context.Context, language string) (ConsentText, error) {
	all, err := s.Versions(ctx)
	if err != nil {
		return ConsentText{}, err
	}
	return in(all, all[0].Version, language)
}

// Get finds a text. NotFound when there is none.
func (s *ConsentTexts) Get(ctx context.Context, version, language string) (ConsentText, error) {
	all, err := s.Versions(ctx)
	if err != nil {
		return ConsentText{}, err
	}
	return in(all, version, language)
}

func in(all []ConsentText, version, language string) (ConsentText, error) {
	for _, t := range all {
		if t.Version == version && t.Language == language {
			return t, nil
		}
	}
	return ConsentText{}, Missing("consent_text")
}

// Add makes a new version, which is shown from then on. It must come in every language.
func (s *ConsentTexts) Add(ctx context.Context, actor Actor, bodies map[string]string) (version string, err error) {
	if err := MayWriteConsentTexts(actor); err != nil {
		return "", err
	}
	all, err := s.Versions(ctx)
	if err != nil {
		return "", err
	}
	now := s.now()
	version = freeVersion(all, now.In(s.zone))
	var k checker
	var texts []ConsentText
	for _, language := range ConsentTextLanguages() {
		body := bodies[language]
		if k.text(language, &body, 20_000); body == "" {
			k.refuse(language, KeyRequired, nil)
		}
		if !strings.Contains(body, "{controller}") {
			k.refuse(language, KeyNoController, nil)
		}
		texts = append(texts, ConsentText{Version: version, Language: language, Body: body, CreatedAt: now, CreatedBy: actor.ID})
	}
	if err := k.err(); err != nil {
		return "", err
	}
	return version, s.store.Add(ctx, texts)
}

// freeVersion names a version by its date.
func freeVersion(all []ConsentText, now time.Time) string {
	date := now.Format(time.DateOnly)
	for version, n := date, 2; ; version, n = fmt.Sprintf("%s-%d", date, n), n+1 {
		if !slices.ContainsFunc(all, func(t ConsentText) bool { return t.Version == version }) {
			return version
		}
	}
}
