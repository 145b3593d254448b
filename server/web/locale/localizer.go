package locale

import (
	"fmt"
	"maps"
	texttemplate "text/template"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Localizer speaks one language.
type Localizer struct {
	lang     string
	zone     *time.Location
	messages *i18n.Localizer
	parser   parser
}

// parser lets a message be parsed once: all that speak a message write numbers in the same way.
type parser struct{ *template.TextParser }

// Cacheable is true, unlike what the embedded one says of parsers with functions.
func (parser) Cacheable() bool { return true }

func newLocalizer(messages *i18n.Bundle, lang string, zone *time.Location) *Localizer {
	l := &Localizer{lang: lang, zone: zone, messages: i18n.NewLocalizer(messages, lang, Bokmal)}
	l.parser = parser{&template.TextParser{Funcs: texttemplate.FuncMap{"size": whole(l.Size), "number": l.number, "date": l.date}}}
	return l
}

// number formats an argument of any numeric type.
func (l *Localizer) number(v any) string {
	if n, ok := v.(float64); ok {
		return l.Decimal(n)
	}
	return whole(l.Number)(v)
}

// date formats an argument that is a time; what is none is said as it is.
func (l *Localizer) date(v any) string {
	if t, ok := v.(time.Time); ok {
		return l.Date(t)
	}
	return fmt.Sprint(v)
}

// whole lets a message format an argument of any integer type; what is no number is said as it is.
func whole(format func(int64) string) func(any) string {
	return func(v any) string {
		switch n := v.(type) {
		case int:
			return format(int64(n))
		case int64:
			return format(n)
		}
		return fmt.Sprint(v)
	}
}

// Lang is the language's tag.
func (l *Localizer) Lang() string { return l.lang }

// Zone is where times are told.
func (l *Localizer) Zone() *time.Location { return l.zone }

// T says the message of a key. The argument "count" chooses singular or plural; the arguments "what",
// "channel" and "expected" name a kind of thing, a channel and a JSON type and are themselves translated by the keys
// "kind.<what>", "channel.<channel>" and "type.<expected>". Messages may write {{number .x}}, {{size .x}} and {{date .x}}. A key
// without a message is returned as it is, so that a mistake shows without breaking the page.
func (l *Localizer) T(key string, args map[string]any) string {
	said, err := l.messages.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: l.words(args), PluralCount: args["count"], TemplateParser: l.parser})
	if err != nil && said == "" {
		return key
	}
	return said
}

// Has reports whether the key has a message.
func (l *Localizer) Has(key string) bool {
	_, err := l.messages.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2, TemplateParser: l.parser})
	return err == nil
}

// words replaces what T translates by itself.
func (l *Localizer) words(args map[string]any) map[string]any {
	said := args
	for name, prefix := range map[string]string{"what": "kind.", "channel": "channel.", "expected": "type."} {
		code, ok := args[name].(string)
		if !ok || !l.Has(prefix+code) {
			continue
		}
		said = maps.Clone(said)
		said[name] = l.T(prefix+code, nil)
	}
	return said
}
