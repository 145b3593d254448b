package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Said is what some fields of an asset hold, by the names that the API calls them by: as JSON, with the ids alone of what
// the asset refers to.
type Said struct {
	Fields map[string]json.RawMessage `json:"fields"`
	// Inherited names those of the fields that were taken from the recording day or the shot.
	Inherited []string `json:"inherited,omitempty"`
}

// field is one of the fields of an asset that people fill in.
type field struct {
	name string
	// given reports whether a patch says something about it.
	given func(AssetPatch) bool
	// of gives what an asset holds, in such a form that equal values make equal JSON.
	of func(Asset) any
	// put makes a patch say that the field is to hold what of has given.
	put func(p *AssetPatch, value json.RawMessage) error
	// say gives what a patch says, in the form of of; drop makes the patch say nothing.
	say  func(AssetPatch) any
	drop func(*AssetPatch)
}

// plain is a field that a patch and an asset hold alike.
func plain[T any](name string, in func(*AssetPatch) **T, of func(Asset) T) field {
	return field{
		name:  name,
		given: func(p AssetPatch) bool { return *in(&p) != nil },
		of:    func(a Asset) any { return of(a) },
		put: func(p *AssetPatch, value json.RawMessage) error {
			v := new(T)
			*in(p) = v
			return json.Unmarshal(value, v)
		},
		say:  func(p AssetPatch) any { return **in(&p) },
		drop: func(p *AssetPatch) { *in(p) = nil },
	}
}

// listed is a list, which a patch may also change entry by entry.
func listed(name string, in func(*AssetPatch) (**[]string, **ListEdit), of func(Asset) []string) field {
	f := plain(name, func(p *AssetPatch) **[]string { list, _ := in(p); return list }, of)
	whole := f
	f.given = func(p AssetPatch) bool { _, edit := in(&p); return whole.given(p) || *edit != nil }
	f.say = func(p AssetPatch) any {
		if _, edit := in(&p); *edit != nil {
			return *edit
		}
		return whole.say(p)
	}
	f.drop = func(p *AssetPatch) {
		whole.drop(p)
		_, edit := in(p)
		*edit = nil
	}
	return f
}

// fields lists what people fill in.
func fields() []field {
	return []field{
		plain("title", func(p *AssetPatch) **string { return &p.Title }, func(a Asset) string { return a.Title }),
		plain("description", func(p *AssetPatch) **string { return &p.Description }, func(a Asset) string { return a.Description }),
		plain("alt_text", func(p *AssetPatch) **string { return &p.AltText }, func(a Asset) string { return a.AltText }),
		plain("content_type", func(p *AssetPatch) **ContentType { return &p.ContentType }, func(a Asset) ContentType { return a.ContentType }),
		listed("libraries", func(p *AssetPatch) (**[]string, **ListEdit) { return &p.Libraries, &p.EditLibraries }, func(a Asset) []string { return keys(a.Libraries) }),
		listed("presenters", func(p *AssetPatch) (**[]string, **ListEdit) { return &p.Presenters, &p.EditPresenters }, func(a Asset) []string { return keys(a.Presenters) }),
		listed("books", func(p *AssetPatch) (**[]string, **ListEdit) { return &p.Books, &p.EditBooks }, func(a Asset) []string { return keys(a.Books) }),
		plain("series", func(p *AssetPatch) **string { return &p.Series }, func(a Asset) string { return a.Series.ID }),
		plain("recording_day", func(p *AssetPatch) **string { return &p.RecordingDay }, func(a Asset) string { return a.RecordingDay.ID }),
		plain("shot", func(p *AssetPatch) **string { return &p.Shot }, func(a Asset) string { return a.Shot.ID }),
		listed("tags", func(p *AssetPatch) (**[]string, **ListEdit) { return &p.Tags, &p.EditTags }, func(a Asset) []string { return append([]string{}, a.Tags...) }),
		plain("language", func(p *AssetPatch) **string { return &p.Language }, func(a Asset) string { return a.Language }),
		recordedAtField(),
		plain("credit_line", func(p *AssetPatch) **string { return &p.CreditLine }, func(a Asset) string { return a.CreditLine }),
		plain("creator", func(p *AssetPatch) **string { return &p.Creator }, func(a Asset) string { return a.Creator }),
		plain("inspired_by", func(p *AssetPatch) **string { return &p.InspiredBy }, func(a Asset) string { return a.InspiredBy }),
		plain("usage_terms", func(p *AssetPatch) **string { return &p.UsageTerms }, func(a Asset) string { return a.UsageTerms }),
		plain("music", func(p *AssetPatch) **string { return &p.Music }, func(a Asset) string { return a.Music }),
		plain("editing", func(p *AssetPatch) **Editing { return &p.Editing }, func(a Asset) Editing { return a.Editing }),
		plain("review", func(p *AssetPatch) **ReviewState { return &p.Review }, func(a Asset) ReviewState { return a.Review }),
		plain("sent_by", func(p *AssetPatch) **string { return &p.SentBy }, func(a Asset) string { return a.SentBy }),
		plain("sent_note", func(p *AssetPatch) **string { return &p.SentNote }, func(a Asset) string { return a.SentNote }),
		plain("music_source", func(p *AssetPatch) **string { return &p.MusicSource }, func(a Asset) string { return a.MusicSource }),
		plain("ai", func(p *AssetPatch) **string { return &p.AI }, func(a Asset) string { return a.AI }),
		plain("book_cover", func(p *AssetPatch) **bool { return &p.BookCover }, func(a Asset) bool { return a.BookCover }),
		plain("embargo_until", func(p *AssetPatch) **time.Time { return &p.EmbargoUntil }, func(a Asset) time.Time { return a.EmbargoUntil.UTC() }),
		plain("rights_until", func(p *AssetPatch) **time.Time { return &p.RightsUntil }, func(a Asset) time.Time { return a.RightsUntil.UTC() }),
		plain("editors_pick", func(p *AssetPatch) **bool { return &p.EditorsPick }, func(a Asset) bool { return a.EditorsPick }),
		plain("decorative", func(p *AssetPatch) **bool { return &p.Decorative }, func(a Asset) bool { return a.Decorative }),
		plain("speech", func(p *AssetPatch) **string { return &p.Speech }, func(a Asset) string { return a.Speech }),
		plain("visuals_spoken", func(p *AssetPatch) **string { return &p.VisualsSpoken }, func(a Asset) string { return a.VisualsSpoken }),
		listed("people", func(p *AssetPatch) (**[]string, **ListEdit) { return &p.People, &p.EditPeople }, func(a Asset) []string { return keys(a.People) }),
		plain("people_status", func(p *AssetPatch) **PeopleStatus { return &p.PeopleStatus }, func(a Asset) PeopleStatus { return a.PeopleStatus }),
		plain("people_note", func(p *AssetPatch) **string { return &p.PeopleNote }, func(a Asset) string { return a.PeopleNote }),
		plain("focal_point", func(p *AssetPatch) ***Point { return &p.FocalPoint }, func(a Asset) *Point { return a.FocalPoint }),
		plain("poster_at", func(p *AssetPatch) ***time.Duration { return &p.PosterAt }, func(a Asset) *time.Duration { return a.PosterAt }),
	}
}

// recorded is a time of recording with its zone and with who says so.
type recorded struct {
	At     int64  `json:"at,omitempty"` // microseconds since 1970
	Zone   int    `json:"zone,omitempty"`
	Source string `json:"source,omitempty"`
}

func recordedAtField() field {
	return field{
		name:  "recorded_at",
		given: func(p AssetPatch) bool { return p.RecordedAt != nil },
		of: func(a Asset) any {
			if a.RecordedAt.IsZero() {
				return recorded{}
			}
			_, seconds := a.RecordedAt.Zone()
			return recorded{At: a.RecordedAt.UnixMicro(), Zone: seconds / 60, Source: a.RecordedAtSource}
		},
		put: func(p *AssetPatch, value json.RawMessage) error {
			var r recorded
			if err := json.Unmarshal(value, &r); err != nil {
				return err
			}
			p.RecordedAt, p.recordedAtSource = new(time.Time), &r.Source
			if r != (recorded{}) {
				*p.RecordedAt = time.UnixMicro(r.At).In(time.FixedZone("", r.Zone*60))
			}
			return nil
		},
		say:  func(p AssetPatch) any { return p.RecordedAt },
		drop: func(p *AssetPatch) { p.RecordedAt = nil },
	}
}

func keys[R comparableRef](refs []R) []string {
	out := make([]string, len(refs))
	for i, r := range refs {
		out[i] = r.key()
	}
	return out
}

// saysSame reports whether a patch says just what an asset holds.
func (f field) saysSame(p AssetPatch, a Asset) bool {
	said, err := json.Marshal(f.say(p))
	return err == nil && bytes.Equal(said, f.said(a))
}

// said gives what a field of an asset holds.
func (f field) said(a Asset) json.RawMessage {
	b, err := json.Marshal(f.of(a))
	if err != nil {
		return nil // nothing that a field holds cannot be written
	}
	return b
}

// Differences tells in what the fields of an asset differ that people fill in: what they held before, and what they hold
// now. It may not be anything.
func Differences(before, after Asset) (was, is Said) {
	was, is = Said{Fields: map[string]json.RawMessage{}}, Said{Fields: map[string]json.RawMessage{}}
	for _, f := range fields() {
		had, has := f.said(before), f.said(after)
		hadIt, hasIt := slices.Contains(before.Inherited, f.name), slices.Contains(after.Inherited, f.name)
		if bytes.Equal(had, has) && hadIt == hasIt {
			continue
		}
		was.note(f.name, had, hadIt)
		is.note(f.name, has, hasIt)
	}
	return was, is
}

func (s *Said) note(name string, value json.RawMessage, inherited bool) {
	if s.Fields[name] = value; inherited {
		s.Inherited = append(s.Inherited, name)
	}
}

// holds reports whether an asset still is as it was said.
func (s Said) holds(a Asset) bool {
	for _, f := range fields() {
		value, ok := s.Fields[f.name]
		if ok && (!bytes.Equal(value, f.said(a)) || slices.Contains(s.Inherited, f.name) != slices.Contains(a.Inherited, f.name)) {
			return false
		}
	}
	return true
}

// patch makes the patch that says the same. What is marked as inherited is for mark.
func (s Said) patch() (AssetPatch, error) {
	var p AssetPatch
	for _, f := range fields() {
		if value, ok := s.Fields[f.name]; ok {
			if err := f.put(&p, value); err != nil {
				return AssetPatch{}, fmt.Errorf("read %s as it was: %w", f.name, err)
			}
		}
	}
	return p, nil
}

// mark marks the fields of an asset as inherited, or not, as it was said.
func (s Said) mark(a *Asset) {
	for name := range s.Fields {
		a.setInherited(name, slices.Contains(s.Inherited, name))
	}
}

// setInherited puts a field on the list of those that were inherited, which stands in the order of fields, or takes it off.
func (a *Asset) setInherited(name string, inherited bool) {
	var out []string
	for _, f := range fields() {
		if f.name == name && inherited || f.name != name && slices.Contains(a.Inherited, f.name) {
			out = append(out, f.name)
		}
	}
	a.Inherited = out
}
