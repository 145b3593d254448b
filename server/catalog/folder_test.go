package catalog_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func day(id, date, until, place string) catalog.RecordingDay {
	d := catalog.RecordingDay{Entry: catalog.Entry{ID: id}, Date: date, Until: until}
	if place != "" {
		d.Place = catalog.Ref{ID: "l-" + place, Name: place}
	}
	return d
}

func TestDayOfFolder(t *testing.T) {
	days := []catalog.RecordingDay{
		day("d1", "2026-11-24", "", "Tysvær folkebibliotek"), day("d2", "2026-11-24", "", "Karmøy bibliotek"),
		day("d3", "2026-10-01", "2026-10-03", "Sauda bibliotek"), day("d4", "2026-09-01", "", ""),
	}
	libraries := []catalog.Library{{Entry: catalog.Entry{ID: "l-Karmøy bibliotek"}, Name: "Karmøy bibliotek", Slug: "karmoy", Municipality: "Karmøy",
		Aliases: []string{"Kopervik"}}}
	for folder, want := range map[string]string{
		"d2":                               "d2",
		"2026-11-24":                       "", // two of them
		"2026-11-24 Tysvær":                "d1",
		"2026-11-24 TYSVÆR FOLKEBIBLIOTEK": "d1",
		norm.NFD.String("2026-11-24 Karmøy bibliotek"): "d2",
		"24.11.2026 kopervik":                          "d2",
		"20261124_karmoy":                              "d2",
		"2026-11-24 Haugesund":                         "",
		"2026-10-02":                                   "d3",
		"2026-10-02 sauda":                             "d3",
		"2026-10-04":                                   "",
		"2026-09-01":                                   "d4",
		"2026-02-30":                                   "",
		"Diverse":                                      "",
		"":                                             "",
		"2026-11-24 ":                                  "",
		" 2026-09-01 ":                                 "d4",
		"2026-09-01 hvor som h":                        "d4",
	} {
		got, ok := catalog.DayOfFolder(folder, days, libraries)
		if got.ID != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", folder, got.ID, want)
		}
	}
}

func TestSidecarsCallTheirFiles(t *testing.T) {
	tests := []struct {
		sidecar, file string
		calls         bool
		language      string
	}{
		{"IMG_1.xmp", "IMG_1.JPG", true, ""},
		{"IMG_1.JPG.xmp", "IMG_1.JPG", true, ""},
		{"img_1.XMP", "IMG_1.heic", true, ""},
		{"IMG_1.xmp", "IMG_10.jpg", false, ""},
		{"klipp.vtt", "klipp.mp4", true, ""},
		{"klipp.nb.vtt", "klipp.mp4", true, "nb"},
		{"klipp.mp4.nn.srt", "klipp.mp4", true, "nn"},
		{"klipp.nb.vtt", "klipp.nb.mp4", true, ""},
		{"klipp.nb.vtt", "klipp.jpg", false, ""}, // pictures have no captions
		{"åpning.vtt", norm.NFD.String("Åpning.MOV"), true, ""},
		{"klipp.vtt", "klipp.srt", false, ""},
		{"klipp.1.vtt", "klipp.mp4", false, ""},
		{".vtt", "a.mp4", false, ""},
	}
	for _, tt := range tests {
		var got *catalog.Calling
		for _, c := range catalog.Callings(tt.sidecar) {
			if c.Calls(tt.file, catalog.SidecarOf(tt.sidecar)) {
				got = &c
				break
			}
		}
		if (got != nil) != tt.calls || got != nil && got.Language != tt.language {
			t.Errorf("%s beside %s: got %v, want %v %q", tt.sidecar, tt.file, got, tt.calls, tt.language)
		}
	}
}
