package ingest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestFillLeavesWhatPeopleWrote(t *testing.T) {
	zone := time.FixedZone("here", 7200)
	wall := time.Date(2025, 10, 20, 10, 15, 0, 0, time.UTC)
	said := thumbs.Metadata{Title: "Fra\n filen ", Description: "beskrevet", Creator: strings.Repeat("å", 300), Keywords: []string{"Krim", "krim", " ", "påske"},
		RecordedAt: wall, RecordedAtSource: thumbs.FromExif}
	var a catalog.Asset
	fill(&a, said, zone)
	if a.Title != "Fra filen" || a.Description != "beskrevet" || len([]rune(a.Creator)) != 200 {
		t.Errorf("filled %q, %q, %d characters of creator", a.Title, a.Description, len([]rune(a.Creator)))
	}
	if want := []string{"Krim", "påske"}; !slices.Equal(a.Tags, want) {
		t.Errorf("tags %v, want %v", a.Tags, want)
	}
	if got, want := a.RecordedAt.Format(time.RFC3339), "2025-10-20T10:15:00+02:00"; got != want || a.RecordedAtSource != "exif" {
		t.Errorf("recorded at %s from %s, want the wall time of the zone, %s", got, a.RecordedAtSource, want)
	}
	person := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	b := catalog.Asset{Title: "mitt", Description: "mitt", Creator: "jeg", Tags: []string{"mitt"}, RecordedAt: person, RecordedAtSource: "person"}
	want := b
	fill(&b, said, zone)
	if b.Title != want.Title || b.Description != want.Description || b.Creator != want.Creator || !slices.Equal(b.Tags, want.Tags) || !b.RecordedAt.Equal(person) || b.RecordedAtSource != "person" {
		t.Errorf("fill changed what a human wrote: %+v", b)
	}
}

// What a file says of itself counts more than what it has taken over from its recording day, and less than what a person
// has said; whichever comes first.
func TestFileBeforeDay(t *testing.T) {
	said := thumbs.Metadata{CreditLine: "Foto: Kari", Title: "Fra fila"}
	a := catalog.Asset{CreditLine: "Foto: dagen", Title: "Sagt", Inherited: []string{"language", "credit_line"}}
	fill(&a, said, time.UTC)
	if a.CreditLine != "Foto: Kari" || a.Title != "Sagt" || a.Inherits("credit_line") || !a.Inherits("language") {
		t.Errorf("got %+v", a)
	}
	b := catalog.Asset{CreditLine: "Foto: dagen", Inherited: []string{"credit_line"}}
	if fill(&b, thumbs.Metadata{}, time.UTC); b.CreditLine != "Foto: dagen" || !b.Inherits("credit_line") {
		t.Errorf("a file that says nothing: %+v", b)
	}
}
