package delivery_test

import (
	"archive/zip"
	"bytes"
	"context"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// secretive is a picture whose file tells where it was taken.
func secretive(t *testing.T) []byte {
	t.Helper()
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0f\x00\x02\x00\x00\x00\x0c\x00\x00\x00\x1a\x00\x00\x00\x00Hemmeleg 59N"), 0)
	b := picture(t, 1600, 1200)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1, byte((len(exif) + 2) >> 8), byte(len(exif) + 2)}, exif...)
	return append(head, b[2:]...)
}

// moving is a clip of two seconds that tells where it was taken.
func moving(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.mp4")
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=4", "-f", "lavfi", "-i", "sine=d=4",
		"-metadata", "title=Hemmeleg", "-metadata", "location=+59.3806+005.5167/", "-pix_fmt", "yuv420p", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (r *rig) original(a catalog.Asset, b []byte) {
	r.t.Helper()
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err == nil {
		_, err = r.bucket.Put(context.Background(), key, bytes.NewReader(b), int64(len(b)), "application/octet-stream")
	}
	if err == nil {
		_, err = r.db.Assets().Update(context.Background(), "test", a.ID, func(a *catalog.Asset) error { a.Original.Size = int64(len(b)); return nil })
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// planned plans a photo and a part of a clip for Instagram.
func (r *rig) planned(change func(*catalog.PlanItem)) (item catalog.PlanItem, photo, clip catalog.Asset) {
	r.t.Helper()
	ctx, system := context.Background(), catalog.SystemActor("test")
	r.actor = catalog.Actor{Kind: catalog.Person, ID: "kari", Role: catalog.CountyEditor}
	photo = r.add(catalog.Photo, nil)
	r.original(photo, secretive(r.t))
	clip = r.add(catalog.Video, func(a *catalog.Asset) {
		a.Speech, a.VisualsSpoken = catalog.SpeechNone, catalog.VisualsNone
		a.Original = catalog.Original{FileName: "a.mp4", Ext: "mp4", MediaType: "video/mp4", Width: 160, Height: 120, Duration: 4 * time.Second}
	})
	r.original(clip, moving(r.t))
	account, err := catalog.NewRegister(r.db.Accounts(), r.now, newID).Add(ctx, system, catalog.Account{Name: "@fylket", Channel: catalog.Instagram})
	if err != nil {
		r.t.Fatal(err)
	}
	at := 500 * time.Millisecond
	item = catalog.PlanItem{Title: "Påskekrim", Account: catalog.Ref{ID: account.ID}, PlannedAt: r.now().AddDate(0, 1, 0), Format: "square", Hashtags: []string{"påskekrim"},
		Caption: "Spennende!", Assets: []catalog.PlannedAsset{{ID: photo.ID}, {ID: clip.ID, From: time.Second, To: 2 * time.Second, CoverAt: &at}}}
	if change != nil {
		change(&item)
	}
	if item, err = r.plan.Add(ctx, system, item); err != nil {
		r.t.Fatal(err)
	}
	return item, photo, clip
}

func (r *rig) alter(id catalog.AssetID, change func(*catalog.Asset)) {
	r.t.Helper()
	if _, err := r.db.Assets().Update(context.Background(), "test", id, func(a *catalog.Asset) error { change(a); return nil }); err != nil {
		r.t.Fatal(err)
	}
}

func TestKitZip(t *testing.T) {
	r := newRig(t)
	item, _, clip := r.planned(nil)
	file := "WEBVTT\n\n00:00.200 --> 00:00.800\nFør\n\n00:01.200 --> 00:01.600\nInni\n"
	if _, err := r.assets.SetCaption(context.Background(), r.actor, clip.ID, "nb", []byte(file)); err != nil {
		t.Fatal(err)
	}
	answer := r.ask(http.MethodGet, "/api/v1/plan/"+item.ID+"/kit.zip")
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "application/zip" || !strings.Contains(answer.Header.Get("Content-Disposition"), "fellesmappa-paskekrim-") {
		t.Fatalf("%d %v %s", answer.StatusCode, answer.Header, body(t, answer))
	}
	raw := []byte(body(t, answer))
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		b := unpacked(t, f)
		for _, secret := range []string{"Exif", "Hemmeleg", "5167"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s tells %s", f.Name, secret)
			}
		}
		switch {
		case strings.HasSuffix(f.Name, ".jpg"):
			if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 1080 || c.Height != 1080 {
				t.Errorf("%s: %v, %v", f.Name, c, err)
			}
		case strings.HasSuffix(f.Name, ".vtt"):
			if want := "WEBVTT\n\n00:00:00.200 --> 00:00:00.600\nInni\n"; string(b) != want {
				t.Errorf("captions %q, want those of the part, %q", b, want)
			}
		case strings.HasSuffix(f.Name, ".txt"):
			want := "Spennende!\n\nFoto: Sola bibliotek\n\n#påskekrim"
			if !strings.Contains(string(b), want) || !strings.Contains(string(b), "Ei bok på eit bord") {
				t.Errorf("got %s, want %s", b, want)
			}
		}
	}
	want := []string{"1-paskekrim-pa-sola-square.jpg", "2-paskekrim-pa-sola-square.mp4", "2-paskekrim-pa-sola-square-cover.jpg",
		"2-paskekrim-pa-sola-square.nb.vtt", "2-paskekrim-pa-sola-square.nb_NO.srt", "tekst.txt"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if got := length(t, unpacked(t, z.File[1])); !strings.HasPrefix(got, "1.0") && !strings.HasPrefix(got, "0.9") {
		t.Errorf("the part lasts %s, want a second", got)
	}
	one := r.ask(http.MethodGet, "/api/v1/plan/"+item.ID+"/kit/files/1", "Range", "bytes=0-99")
	if one.StatusCode != http.StatusPartialContent || one.Header.Get("Content-Type") != "video/mp4" || len(body(t, one)) != 100 {
		t.Errorf("the clip alone: %d", one.StatusCode)
	}
	for _, place := range []string{"4", "-1", "x"} {
		if got := r.ask(http.MethodGet, "/api/v1/plan/"+item.ID+"/kit/files/"+place); got.StatusCode != http.StatusNotFound {
			t.Errorf("file %s: %d", place, got.StatusCode)
		}
	}
}

func unpacked(t *testing.T, f *zip.File) []byte {
	t.Helper()
	in, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// length tells how many seconds a film lasts.
func length(t *testing.T, film []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(path, film, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestKitGivesNothingAway(t *testing.T) {
	r := newRig(t)
	item, photo, _ := r.planned(func(p *catalog.PlanItem) { p.Assets = p.Assets[:1] })
	zipped, file := "/api/v1/plan/"+item.ID+"/kit.zip", "/api/v1/plan/"+item.ID+"/kit/files/0"
	status := func(what string, paths []string, want int) {
		t.Helper()
		for _, path := range paths {
			answer := r.ask(http.MethodGet, path)
			got := body(t, answer)
			if answer.StatusCode != want || want >= 400 && (strings.HasPrefix(got, "PK") || strings.HasPrefix(got, "\xff\xd8")) {
				t.Errorf("%s: %s answers %d %.60q, want %d", what, path, answer.StatusCode, got, want)
			}
		}
	}
	both := []string{zipped, file}
	status("all is well", both, http.StatusOK)
	r.alter(photo.ID, func(a *catalog.Asset) { a.AltText = "" })
	status("nothing for those who do not see", both, http.StatusConflict)
	pass := catalog.Override{Asset: photo.ID, Duty: catalog.DutyAltText, Reason: "må ut", Name: "Kari"}
	if err := r.assets.OverrideDuty(context.Background(), r.actor, pass); err != nil {
		t.Fatal(err)
	}
	status("somebody answers for it", both, http.StatusOK)
	if err := r.assets.WithdrawOverride(context.Background(), r.actor, photo.ID, catalog.DutyAltText); err != nil {
		t.Fatal(err)
	}
	r.alter(photo.ID, func(a *catalog.Asset) { a.AltText, a.RightsUntil = "Ei bok", r.now().AddDate(0, 0, 7) })
	status("the rights end before it is posted", both, http.StatusConflict)
	r.alter(photo.ID, func(a *catalog.Asset) { a.RightsUntil = time.Time{} })
	status("all is well again", both, http.StatusOK)
	if _, err := r.assets.Bin(context.Background(), r.actor, photo.ID, 0); err != nil {
		t.Fatal(err)
	}
	status("binned", both, http.StatusConflict)
	r.actor = catalog.Actor{Kind: catalog.Person, ID: "nils", Role: catalog.Reader}
	status("binned, for who does not see the bin", both, http.StatusGone)
	r.actor = catalog.Actor{}
	status("a stranger", both, http.StatusUnauthorized)
}

func TestKitZipStopsHalfWay(t *testing.T) {
	r := newRig(t)
	second := r.add(catalog.Photo, nil)
	r.original(second, secretive(t))
	item, _, _ := r.planned(func(p *catalog.PlanItem) { p.Assets = append(p.Assets[:1], catalog.PlannedAsset{ID: second.ID}) })
	path := "/api/v1/plan/" + item.ID + "/kit.zip"
	whole := len(body(t, r.ask(http.MethodGet, path)))
	w := &interrupted{httptest.NewRecorder(), func() {
		r.alter(second.ID, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
	}}
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				t.Error("half a zip looks whole")
			}
		}()
		r.router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	}()
	if got := w.Body.Len(); got < whole/4 || got > whole*3/4 || bytes.Contains(w.Body.Bytes(), []byte("2-paskekrim")) {
		t.Errorf("%d of %d bytes went out, want the first picture alone", got, whole)
	}
}

func TestKitFileStopsHalfWay(t *testing.T) {
	r := newRig(t)
	item, photo, _ := r.planned(func(p *catalog.PlanItem) { p.Assets = p.Assets[:1] })
	path := "/api/v1/plan/" + item.ID + "/kit/files/0"
	whole := len(body(t, r.ask(http.MethodGet, path)))
	for _, head := range [][]string{nil, {"Range", "bytes=10-"}} {
		got := r.brokenOff(path, head, func() {
			r.alter(photo.ID, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
			r.ahead.Add(int64(2 * time.Second))
		})
		if got == 0 || got > whole/2 {
			t.Errorf("%d of %d bytes went out after the consent went, asked for with %v", got, whole, head)
		}
		r.alter(photo.ID, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNobody })
	}
	if again := len(body(t, r.ask(http.MethodGet, path))); again != whole {
		t.Errorf("%d of %d bytes come when all is well again", again, whole)
	}
}
