package catalog_test

import (
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestDuties(t *testing.T) {
	file := []catalog.Caption{{Language: "nb"}}
	tests := []struct {
		name  string
		asset catalog.Asset
		want  []catalog.Duty
	}{
		{"picture without a text", catalog.Asset{Kind: catalog.Photo}, []catalog.Duty{{catalog.DutyAltText, false, "missing"}}},
		{"picture with a text", catalog.Asset{Kind: catalog.Photo, AltText: "Tre fedre leser"}, []catalog.Duty{{catalog.DutyAltText, true, "given"}}},
		{"decorative picture", catalog.Asset{Kind: catalog.Photo, Decorative: true}, []catalog.Duty{{catalog.DutyAltText, true, "decorative"}}},
		{"new clip", catalog.Asset{Kind: catalog.Video}, []catalog.Duty{{catalog.DutyCaptions, false, "not_said"}, {catalog.DutyVisuals, false, "not_said"}}},
		{"clip with a file", catalog.Asset{Kind: catalog.Video, Captions: file, VisualsSpoken: catalog.VisualsSpoken},
			[]catalog.Duty{{catalog.DutyCaptions, true, "closed"}, {catalog.DutyVisuals, true, "yes"}}},
		{"a file counts though nobody has said so", catalog.Asset{Kind: catalog.Video, Speech: catalog.SpeechBare, Captions: file, VisualsSpoken: catalog.VisualsNone},
			[]catalog.Duty{{catalog.DutyCaptions, true, "closed"}, {catalog.DutyVisuals, true, "none"}}},
		{"burnt in", catalog.Asset{Kind: catalog.Video, Speech: catalog.SpeechOpen, VisualsSpoken: catalog.VisualsUnspoken},
			[]catalog.Duty{{catalog.DutyCaptions, true, "open"}, {catalog.DutyVisuals, false, "no"}}},
		{"nothing is said", catalog.Asset{Kind: catalog.Video, Speech: catalog.SpeechNone, VisualsSpoken: catalog.VisualsNone},
			[]catalog.Duty{{catalog.DutyCaptions, true, "none"}, {catalog.DutyVisuals, true, "none"}}},
		{"speech without captions", catalog.Asset{Kind: catalog.Audio, Speech: catalog.SpeechBare}, []catalog.Duty{{catalog.DutyCaptions, false, "bare"}}},
		{"nothing is burnt into sound", catalog.Asset{Kind: catalog.Audio, Speech: catalog.SpeechOpen}, []catalog.Duty{{catalog.DutyCaptions, false, "bare"}}},
	}
	states := catalog.DutyStates()
	for _, tt := range tests {
		got := catalog.Duties(tt.asset)
		if len(got) != len(tt.want) {
			t.Fatalf("%s: %v, want %v", tt.name, got, tt.want)
		}
		for i, d := range got {
			if d != tt.want[i] {
				t.Errorf("%s: %+v, want %+v", tt.name, d, tt.want[i])
			}
			known := false
			for _, s := range states[d.Code] {
				known = known || s == d.State
			}
			if !known {
				t.Errorf("%s: the state %q of %s is not listed", tt.name, d.State, d.Code)
			}
		}
	}
}

func TestFitToPost(t *testing.T) {
	clip := catalog.Asset{ID: "a1", Kind: catalog.Video, VisualsSpoken: catalog.VisualsSpoken}
	pass := catalog.Override{Asset: "a1", Duty: catalog.DutyCaptions, Reason: "haster", Name: "Kari"}
	other := pass
	other.Asset = "a2"
	tests := []struct {
		name      string
		asset     catalog.Asset
		overrides []catalog.Override
		missing   int
	}{
		{"lacks captions", clip, nil, 1},
		{"somebody lets it pass", clip, []catalog.Override{pass}, 0},
		{"somebody lets another pass", clip, []catalog.Override{other}, 1},
		{"lacks both", catalog.Asset{ID: "a1", Kind: catalog.Video}, nil, 2},
		{"lacks both, one may pass", catalog.Asset{ID: "a1", Kind: catalog.Video}, []catalog.Override{pass}, 1},
		{"has all", catalog.Asset{ID: "a3", Kind: catalog.Photo, AltText: "x"}, nil, 0},
	}
	for _, tt := range tests {
		err := catalog.FitToPost(tt.asset, tt.overrides...)
		if tt.missing == 0 {
			if err != nil {
				t.Errorf("%s: refused with %v", tt.name, err)
			}
			continue
		}
		e, ok := err.(*catalog.Error)
		if !ok || e.Code != catalog.Conflict || len(e.Reasons) != tt.missing {
			t.Errorf("%s: %v, want a conflict with %d reasons", tt.name, err, tt.missing)
		}
	}
}

func TestMissingTellsOfPeopleAndDuties(t *testing.T) {
	has := func(a catalog.Asset, field string) bool {
		for _, f := range a.Missing() {
			if f == field {
				return true
			}
		}
		return false
	}
	tests := []struct {
		asset catalog.Asset
		field string
		want  bool
	}{
		{catalog.Asset{Kind: catalog.Photo, PeopleStatus: catalog.PeopleNotAssessed}, "people", true},
		{catalog.Asset{Kind: catalog.Photo}, "people", true},
		{catalog.Asset{Kind: catalog.Photo, PeopleStatus: catalog.PeopleNobody}, "people", false},
		{catalog.Asset{Kind: catalog.Photo, People: []catalog.ShownPerson{{ID: "p"}}}, "people", false},
		{catalog.Asset{Kind: catalog.Photo}, "alt_text", true},
		{catalog.Asset{Kind: catalog.Photo, Decorative: true}, "alt_text", false},
		{catalog.Asset{Kind: catalog.Photo}, "captions", false},
		{catalog.Asset{Kind: catalog.Video}, "captions", true},
		{catalog.Asset{Kind: catalog.Video, Speech: catalog.SpeechNone}, "captions", false},
		{catalog.Asset{Kind: catalog.Video}, "visuals_spoken", true},
		{catalog.Asset{Kind: catalog.Audio}, "visuals_spoken", false},
	}
	for _, tt := range tests {
		if got := has(tt.asset, tt.field); got != tt.want {
			t.Errorf("%s missing on %+v: %v, want %v", tt.field, tt.asset, got, tt.want)
		}
	}
}
