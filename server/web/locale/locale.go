// Package locale holds the words people read, in bokmål, nynorsk and English, and the ways dates, numbers, sizes and
// durations are written in each.
//
// It does not choose the language of a request, which is the edge's business, and knows none of the program's types:
// keys and arguments are all it is given.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages of the interface, as BCP 47 tags.
const (
	Bokmal  = "nb"
	Nynorsk = "nn"
	English = "en"
)

//go:embed nb.json nn.json en.json
var files embed.FS

// Languages lists the languages of the interface, the default one first.
func Languages() []string { return []string{Bokmal, Nynorsk, English} }

// Bundle holds the messages of every language. It does not change after New and is safe for concurrent use.
type Bundle struct {
	localizers map[string]*Localizer
}

// New reads the embedded messages. Times are told in zone.
func New(zone *time.Location) (*Bundle, error) {
	messages := i18n.NewBundle(language.MustParse(Bokmal))
	messages.RegisterUnmarshalFunc("json", json.Unmarshal)
	b := &Bundle{localizers: map[string]*Localizer{}}
	for _, lang := range Languages() {
		if _, err := messages.LoadMessageFileFS(files, lang+".json"); err != nil {
			return nil, fmt.Errorf("load messages of %s: %w", lang, err)
		}
		b.localizers[lang] = newLocalizer(messages, lang, zone)
	}
	return b, nil
}

// Localizer gives the speaker of a language; one that is not spoken here gives bokmål.
func (b *Bundle) Localizer(lang string) *Localizer {
	if l, ok := b.localizers[lang]; ok {
		return l
	}
	return b.localizers[Bokmal]
}

// Text says one message in a language: Localizer(lang).T(key, args).
func (b *Bundle) Text(lang, key string, args map[string]any) string {
	return b.Localizer(lang).T(key, args)
}
