package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// media takes a file in and marks it as a clip or recording of a minute, processed as far as the renditions say.
func (s *site) media(n int, kind catalog.MediaKind, title string, renditions ...string) catalog.Asset {
	s.t.Helper()
	a := s.add(n, catalog.AssetPatch{Title: &title, PeopleStatus: ptr(catalog.PeopleNobody)})
	return s.change(a.ID, func(a *catalog.Asset) {
		a.Kind, a.Original.Duration, a.Original.MediaType = kind, time.Minute, "video/mp4"
		for _, name := range renditions {
			r := catalog.Rendition{Name: name, Ext: "mp4", MediaType: "video/mp4", Width: 1080, Height: 1080, Size: 12345}
			if name == "sprite.vtt" {
				r.Ext, r.MediaType = "vtt", "text/vtt"
			}
			a.Renditions = append(a.Renditions, r)
		}
	})
}

func (s *site) clip(n int, title string) catalog.Asset {
	s.t.Helper()
	return s.media(n, catalog.Video, title, "poster", "preview", "web", "sprite", "sprite.vtt")
}

// change does what a worker would do with an asset.
func (s *site) change(id catalog.AssetID, change func(*catalog.Asset)) catalog.Asset {
	s.t.Helper()
	a, err := s.assets.Update(s.t.Context(), "test", id, func(a *catalog.Asset) error { change(a); return nil })
	must(s.t, err)
	return a
}

// caption sends a file of captions as the form of the page does.
func (s *site) caption(path, language, name, text string) page {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		must(s.t, err)
		_, err = part.Write([]byte(text))
		must(s.t, err)
	}
	must(s.t, w.WriteField("language", language))
	must(s.t, w.Close())
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+path+"/captions", &body)
	must(s.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return s.do(req)
}

const (
	vtt = "WEBVTT\n\n00:01.000 --> 00:04.000\nHei og velkommen\n"
	srt = "1\n00:00:01,000 --> 00:00:04,000\nHei og velkomen\n"
)

func TestCaptionsAreAddedShownAndRemoved(t *testing.T) {
	s := start(t)
	a := s.clip(1, "Pappatreff")
	path := "/assets/" + string(a.ID)
	s.get(path).expect(t, http.StatusOK, "Ingen teksting ennå", `accept=".vtt,.srt"`, `<option value="nb" selected>`)
	s.caption(path, "nb", "film.vtt", vtt).expect(t, http.StatusSeeOther)
	s.caption(path, "nn", "film.nn.srt", srt).expect(t, http.StatusSeeOther)
	shown := s.get(path).expect(t, http.StatusOK, "Teksting (2)", `<track kind="captions" src="/api/v1`+path+`/captions/nb?at=`, `srclang="nb" label="Bokmål" default>`,
		`srclang="nn" label="Nynorsk">`, path+"/captions/nn/remove")
	if strings.Count(shown.body, " default>") != 1 {
		t.Error("captions in another language than the page's are shown without being asked for")
	}
	s.get(path+"?lang=nn").expect(t, http.StatusOK, `srclang="nn" label="Nynorsk" default>`)
	reader := s.as(catalog.Reader, "").get(path+"?lang=nb").expect(t, http.StatusOK, "Teksting (2)", "/captions/nn?at=")
	if strings.Contains(reader.body, "data-captions") || strings.Contains(reader.body, "/remove") {
		t.Error("a reader is offered to change captions")
	}
	s.post(path+"/captions/nb/remove", nil).expect(t, http.StatusSeeOther)
	s.get(path+"?lang=nb").expect(t, http.StatusOK, "Teksting (1)")
	s.post(path+"/captions/nb/remove", nil).expect(t, http.StatusNotFound, "Det finnes ikke teksting på dette språket (nb).")
	s.as(catalog.Reader, "").caption(path, "nb", "film.vtt", vtt).expect(t, http.StatusForbidden)
}

func TestCaptionsThatAreRefusedSayWhy(t *testing.T) {
	s := start(t)
	path := "/assets/" + string(s.clip(1, "Pappatreff").ID)
	const spoilt = "WEBVTT\n\n00:05.000 --> 00:01.000\nHei\n"
	for lang, want := range map[string]string{locale.Bokmal: "Tidspunktet på linje 3", locale.Nynorsk: "Rett linja, og prøv igjen", locale.English: "The times on line 3"} {
		s.get(path + "?lang=" + lang)
		s.caption(path, "nb", "film.vtt", spoilt).expect(t, http.StatusUnprocessableEntity, want, `id="captions" open`)
	}
	s.get(path + "?lang=nb")
	tests := map[string]struct {
		language, name, text string
		status               int
		want                 string
	}{
		"no file":       {"nb", "", "", http.StatusUnprocessableEntity, "Feltet må fylles ut"},
		"empty":         {"nb", "film.vtt", "", http.StatusUnprocessableEntity, "Filen er tom"},
		"no captions":   {"nb", "film.vtt", "Kjære dagbok", http.StatusUnprocessableEntity, "Linje 1 er ikke teksting"},
		"no language":   {"", "film.vtt", vtt, http.StatusUnprocessableEntity, `href="#field-language"`},
		"too large":     {"nb", "film.vtt", vtt + strings.Repeat("x", catalog.MaxCaption), http.StatusRequestEntityTooLarge, "Filen er for stor (maks 2,1"},
		"far too large": {"nb", "film.vtt", strings.Repeat("x", 2*catalog.MaxCaption), http.StatusRequestEntityTooLarge, "Filen er for stor (maks 2,1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s.caption(path, test.language, test.name, test.text).expect(t, test.status, test.want)
		})
	}
	s.get(path).expect(t, http.StatusOK, "Ingen teksting ennå")
	photo := s.add(2, catalog.AssetPatch{})
	s.caption("/assets/"+string(photo.ID), "nb", "film.vtt", vtt).expect(t, http.StatusConflict, "Bilder kan ikke tekstes")
}

func TestPosterIsChosen(t *testing.T) {
	s := start(t)
	a := s.clip(1, "Pappatreff")
	path := "/assets/" + string(a.ID)
	s.get(path).expect(t, http.StatusOK, "Valgt av programmet", `data-now="field-poster_at"`)
	s.post(path+"/poster", url.Values{"poster_at": {"0:12,5"}}).expect(t, http.StatusSeeOther)
	got, err := s.Assets.Get(t.Context(), s.administrator(), a.ID)
	must(t, err)
	if got.PosterAt == nil || *got.PosterAt != 12500*time.Millisecond {
		t.Errorf("poster at %v, want 12.5s", got.PosterAt)
	}
	making := s.get(path).expect(t, http.StatusOK, "Lager det nye stillbildet", `hx-trigger="every 2s"`, `id="poster" open`, ",#poster-state,")
	if strings.Contains(making.body, ",#tools,") { // htmx would take the state away with what is around it
		t.Error("the page renews the forms that somebody may be filling in")
	}
	s.change(a.ID, func(a *catalog.Asset) { a.Delivered(catalog.PosterName) })
	ready := s.get(path).expect(t, http.StatusOK, "Valgt fra 0:12,5", `value="0:12,5"`)
	if strings.Contains(ready.body, "hx-trigger=\"every") {
		t.Error("the page goes on renewing itself")
	}
	s.post(path+"/poster", url.Values{"poster_at": {"tolv"}}).expect(t, http.StatusUnprocessableEntity, "Skriv minutter og sekunder", `value="tolv"`)
	s.post(path+"/poster", url.Values{"poster_at": {"1:00:00"}}).expect(t, http.StatusUnprocessableEntity, "Må ligge inne i klippet, som er 1:00 langt")
	s.post(path+"/poster", url.Values{"poster_at": {"0:12,5"}, "choose": {"program"}}).expect(t, http.StatusSeeOther)
	s.change(a.ID, func(a *catalog.Asset) {
		a.Order(catalog.PosterName).Failure = catalog.Reason{Key: catalog.KeyMissingTool, Args: catalog.Args{"tool": "ffmpeg"}}
	})
	s.get(path).expect(t, http.StatusOK, "Tjeneren mangler ffmpeg", "Prøv et annet bilde")
	s.as(catalog.Reader, "").post(path+"/poster", url.Values{"poster_at": {"1"}}).expect(t, http.StatusForbidden)
}

func TestCropsAsFilmAreOrdered(t *testing.T) {
	s := start(t)
	a := s.clip(1, "Pappatreff")
	path := "/assets/" + string(a.ID)
	make := path + "/renditions/clip-story"
	s.get(path).expect(t, http.StatusOK, "Utsnitt som film", `action="`+make+`"`, path+"/edit#field-focal_point")
	s.post(make, nil).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "Venter på tur", `hx-trigger="every 2s"`)
	s.change(a.ID, func(a *catalog.Asset) { a.Order("clip-story").Progress = 40 })
	s.get(path).expect(t, http.StatusOK, "Lages, 40 %", `<progress max="100" value="40"`)
	s.change(a.ID, func(a *catalog.Asset) { a.Order("clip-story").Failure = catalog.Reason{Key: catalog.KeyTooSlow} })
	failed := s.get(path).expect(t, http.StatusOK, "Det tok for lang tid", "Prøv igjen", `action="`+make+`"`)
	if strings.Contains(failed.body, "hx-trigger=\"every") {
		t.Error("the page waits for what has failed")
	}
	s.post(make, nil).expect(t, http.StatusSeeOther)
	s.change(a.ID, func(a *catalog.Asset) {
		a.Delivered("clip-story")
		a.Renditions = append(a.Renditions, catalog.Rendition{Name: "clip-story", Ext: "mp4", MediaType: "video/mp4", Width: 1080, Height: 1920, Size: 2_000_000, Version: 7})
	})
	s.get(path).expect(t, http.StatusOK, `href="/media/`+string(a.ID)+`/7/clip-story.mp4"`, "1080 × 1920 · 2,0\u00a0MB")
	s.post(path+"/renditions/w320", nil).expect(t, http.StatusNotFound)
	reader := s.as(catalog.Reader, "")
	if got := reader.get(path).expect(t, http.StatusOK, "Ikke laget"); strings.Contains(got.body, `/renditions/clip-square"`) {
		t.Error("a reader is offered to order")
	}
	reader.post(path+"/renditions/clip-square", nil).expect(t, http.StatusForbidden)
}

func TestCutsAndTheirSourceNameEachOther(t *testing.T) {
	s := start(t)
	source, cut := s.clip(1, "Hele pappatreffet"), s.clip(2, "Bare boka")
	s.change(cut.ID, func(a *catalog.Asset) { a.DerivedFrom = source.ID })
	s.get("/assets/"+string(source.ID)).expect(t, http.StatusOK, "Klippet ut herfra", `href="/assets/`+string(cut.ID)+`"`, "Bare boka")
	s.get("/assets/"+string(cut.ID)).expect(t, http.StatusOK, "Klippet ut av", `<a href="/assets/`+string(source.ID)+`">Hele pappatreffet</a>`)
	_, err := s.Assets.Bin(t.Context(), s.administrator(), source.ID, 0)
	must(t, err)
	s.as(catalog.Reader, "").get("/assets/"+string(cut.ID)).expect(t, http.StatusOK, "Et klipp som ikke finnes lenger")
}

// film is a clip of three seconds with a key frame in every one.
func film(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=3",
		"-pix_fmt", "yuv420p", "-g", "10", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	raw, err := os.ReadFile(path)
	must(t, err)
	return raw
}

func TestTrimMakesAnAssetOfItsOwn(t *testing.T) {
	s := start(t)
	source, err := s.Uploads.Receive(t.Context(), s.administrator(), catalog.NewUpload{FileName: "pappatreff.mp4"}, bytes.NewReader(film(t)))
	must(t, err)
	s.change(source.ID, func(a *catalog.Asset) {
		a.State, a.UsageTerms, a.Original.Duration = catalog.Ready, catalog.TermsInternal, 3*time.Second
	})
	s.post(assetPage(source)+"/trim", url.Values{"from": {"1"}, "to": {"0:09"}}).expect(t, http.StatusUnprocessableEntity, "Må ligge inne i klippet, som er 0:03 langt")
	s.post(assetPage(source)+"/trim", url.Values{"from": {"1"}, "to": {"1,2"}}).expect(t, http.StatusUnprocessableEntity, "Må være minst 0,5 sekunder")
	made := s.post(assetPage(source)+"/trim", url.Values{"from": {"0:01"}, "to": {"0:02"}}).expect(t, http.StatusSeeOther)
	cut := strings.TrimSuffix(made.header.Get("Location"), "?done=trimmed")
	if cut == assetPage(source) {
		t.Fatal("leads to the clip itself")
	}
	s.get(cut).expect(t, http.StatusOK, "Klippet ut av", `href="`+assetPage(source)+`"`, "Kun internt", "pappatreff_0m01-0m0")
	s.get(assetPage(source)).expect(t, http.StatusOK, "Klippet ut herfra", `href="`+cut+`"`)
	s.as(catalog.Reader, "").post(assetPage(source)+"/trim", url.Values{"from": {"0"}, "to": {"1"}}).expect(t, http.StatusForbidden)
}

func TestTrimRefusesWhatIsNoPart(t *testing.T) {
	s := start(t)
	path := "/assets/" + string(s.clip(1, "Pappatreff").ID)
	s.get(path).expect(t, http.StatusOK, "nærmeste nøkkelbilde", `data-now="field-from"`, `data-now="field-to"`)
	s.post(path+"/trim", url.Values{"from": {"0:10"}, "to": {"snart"}}).expect(t, http.StatusUnprocessableEntity, `id="trim" open`, `href="#field-to"`, `value="0:10"`, `value="snart"`)
	if got := s.post(path+"/trim", url.Values{"from": {"x"}, "to": {"y"}}); strings.Count(got.body, "Skriv minutter og sekunder, som 1:23</p>") != 2 {
		t.Error("not both wrong fields are named")
	}
}

func TestProcessingIsToldInWords(t *testing.T) {
	s := start(t)
	for i, test := range []struct {
		kind catalog.MediaKind
		made []string
		want string
	}{
		{catalog.Video, nil, "Henter et stillbilde, 40 %"},
		{catalog.Video, []string{"poster"}, "Lager forhåndsvisning, 40 %"},
		{catalog.Video, []string{"poster", "preview"}, "Lager nettversjon, 40 %"},
		{catalog.Video, []string{"poster", "preview", "web"}, "Lager bilder til å bla i, 40 %"},
		{catalog.Audio, nil, "Tegner lydbølgen, 40 %"},
		{catalog.Audio, []string{"poster"}, "Lager nettversjon, 40 %"},
		{catalog.Photo, nil, "Lager bildene …"},
	} {
		a := s.media(i, test.kind, "Under arbeid", test.made...)
		s.change(a.ID, func(a *catalog.Asset) { a.State, a.Progress = catalog.Processing, 40 })
		s.get("/assets/"+string(a.ID)).expect(t, http.StatusOK, test.want, `hx-trigger="every 2s"`)
	}
}

func TestStillsAreOfferedForScrubbing(t *testing.T) {
	s := start(t)
	a := s.clip(1, "Pappatreff")
	at := `="/media/` + string(a.ID) + `/1/sprite.vtt"`
	s.get("/").expect(t, http.StatusOK, "data-stills"+at)
	s.get("/assets/"+string(a.ID)).expect(t, http.StatusOK, "data-film"+at)
}
