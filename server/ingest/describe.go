package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// The longest texts that are taken from a file, in characters: as long as people may write them.
const (
	longestLine        = 200
	longestCredit      = 300
	longestText        = 2_000
	longestDescription = 10_000
	longestTag         = 80
	mostTags           = 50
)

// describe puts the file's own facts and what is written in it on the asset. Where it was taken is not kept.
func (t *task) describe(ctx context.Context, o *original) error {
	said, err := thumbs.ReadMetadata(o, o.size, t.facts.MediaType, t.asset.Original.FileName)
	if err := o.fault(); err != nil {
		return fmt.Errorf("read metadata: %w", err)
	}
	if err != nil {
		t.deps.Log.InfoContext(ctx, "read metadata", slog.String("asset_id", string(t.asset.ID)), slog.Any("error", err))
	}
	first := len(t.asset.Renditions) == 0 // later, an empty field is one that a human has emptied
	return t.store(ctx, func(a *catalog.Asset) {
		t.measure(a, t.facts.Width, t.facts.Height, t.facts.Duration)
		a.Kind, a.Original.MediaType = catalog.MediaKind(t.facts.Kind), t.facts.MediaType
		if first {
			fill(a, said, t.cfg.Zone)
		}
	})
}

// XMP reads the sidecars that photo programs write, as describe reads what stands in the files themselves.
type XMP struct {
	zone *time.Location // of wall times without a zone
}

var _ catalog.XMPReader = XMP{}

// NewXMP makes a reader whose wall times without a zone are those of zone.
func NewXMP(zone *time.Location) XMP { return XMP{zone} }

// ReadXMP gives what a sidecar says as a function that fills an asset's empty fields with it.
func (x XMP) ReadXMP(file []byte) (func(*catalog.Asset), error) {
	said, err := thumbs.ReadXMP(file)
	if err != nil {
		return nil, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyNotXMP, Op: "read xmp", Err: err}
	}
	return func(a *catalog.Asset) { fill(a, said, x.zone) }, nil
}

// hashed puts the file's hash on the asset and looks for its double.
func (t *task) hashed(ctx context.Context, sum string) error {
	if sum != t.asset.Original.SHA256 {
		if err := t.store(ctx, func(a *catalog.Asset) { a.Original.SHA256 = sum }); err != nil {
			return err
		}
	}
	return t.findDouble(ctx, sum)
}

// measure sets size and duration where they are known.
func (t *task) measure(a *catalog.Asset, width, height int, length time.Duration) {
	if width > 0 && height > 0 {
		a.Original.Width, a.Original.Height = width, height
	}
	if length > 0 {
		a.Original.Duration = length
	}
}

// findDouble remembers the asset that holds the same bytes. It is looked for after the hash has been stored, so that
// of two that come at once at least one finds the other.
func (t *task) findDouble(ctx context.Context, sum string) error {
	double, err := t.deps.Assets.FindBySHA256(ctx, sum)
	if catalog.Is(err, catalog.NotFound) || err == nil && (double == t.asset.ID || double == t.asset.DuplicateOf) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the same bytes: %w", err)
	}
	return t.store(ctx, func(a *catalog.Asset) { a.DuplicateOf = double })
}

// fill writes what the file says into the fields that are empty, or that hold what the recording day says: the file knows
// better. Wall times without a zone are those of zone.
func fill(a *catalog.Asset, m thumbs.Metadata, zone *time.Location) {
	put(a, "title", &a.Title, line(m.Title, longestLine))
	put(a, "description", &a.Description, shorten(m.Description, longestDescription))
	put(a, "alt_text", &a.AltText, shorten(m.AltText, longestText))
	put(a, "creator", &a.Creator, line(m.Creator, longestLine))
	put(a, "credit_line", &a.CreditLine, line(m.CreditLine, longestCredit))
	put(a, "usage_terms", &a.UsageTerms, shorten(m.UsageTerms, longestText))
	if words := tags(m.Keywords); len(a.Tags) == 0 && len(words) > 0 {
		a.Tags = words
	}
	if !a.RecordedAt.IsZero() || m.RecordedAt.IsZero() {
		return
	}
	a.RecordedAt, a.RecordedAtSource = m.RecordedAt, string(m.RecordedAtSource)
	if at := m.RecordedAt; !m.RecordedAtZoned {
		a.RecordedAt = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), zone)
	}
}

func put(a *catalog.Asset, name string, field *string, value string) {
	if value != "" && (*field == "" || a.Inherits(name)) {
		*field = value
		a.Own(name)
	}
}

// line makes one line of a text.
func line(s string, most int) string { return shorten(strings.Join(strings.Fields(s), " "), most) }

// shorten cuts a text after so many characters.
func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		s = strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

func tags(words []string) []string {
	var out []string
	for _, w := range words {
		w = line(w, longestTag)
		same := func(have string) bool { return strings.EqualFold(have, w) }
		if w != "" && len(out) < mostTags && !slices.ContainsFunc(out, same) {
			out = append(out, w)
		}
	}
	return out
}
