package api_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestFilesAreCheckedBeforeTheyAreSent(t *testing.T) {
	s := start(t)
	body := picture(t, 1)
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
	id := s.upload(1, `{"title":"Pappatreff"}`)
	ask := func(files string) []any {
		t.Helper()
		return s.told(200, "POST", "/uploads/check", "/uploads/check", `{"files":[`+files+`]}`)["files"].([]any)
	}
	known := fmt.Sprintf(`{"size":%d,"sha256":%q}`, len(body), sum)
	got := ask(`{"size":3},` + known + fmt.Sprintf(`,{"size":%d},{"size":7,"sha256":%q}`, len(body), sum))
	twin, _ := got[1].(map[string]any)["duplicate"].(map[string]any)
	if text(twin, "id") != id || text(twin, "title") != "Pappatreff" || text(twin, "url") != "/assets/"+id || twin["thumbnail_url"] != nil {
		t.Errorf("the twin is told as %v", twin)
	}
	for i, want := range []bool{false, true, true, false} {
		f := got[i].(map[string]any)
		if f["same_size"] != want || i != 1 && f["duplicate"] != nil {
			t.Errorf("file %d: %v, want a file of the same size: %v", i, f, want)
		}
	}
	_, err := s.db.Assets().Update(t.Context(), "test", catalog.AssetID(id), func(a *catalog.Asset) error {
		a.Renditions = []catalog.Rendition{{Name: "w320", Ext: "jpg", MediaType: "image/jpeg"}}
		return nil
	})
	check(t, err)
	if twin := ask(known)[0].(map[string]any)["duplicate"].(map[string]any); text(twin, "thumbnail_url") != "/media/"+id+"/w320" {
		t.Errorf("the thumbnail is at %v", twin["thumbnail_url"])
	}
	s.call(204, "DELETE", "/assets/"+id, "")
	if f := ask(known)[0].(map[string]any); f["same_size"] != false || f["duplicate"] != nil {
		t.Errorf("what lies in the bin is told of: %v", f)
	}
	if got := ask(""); len(got) != 0 {
		t.Errorf("no files: %v", got)
	}
}

func TestLargeFilesAreCheckedBySample(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{}`)
	sample, other := strings.Repeat("5a", 32), strings.Repeat("a5", 32)
	set := func(sample string) {
		t.Helper()
		_, err := s.db.Assets().Update(t.Context(), "test", catalog.AssetID(id), func(a *catalog.Asset) error {
			a.Original.Size, a.Original.Sample = catalog.SampledFrom+1, sample
			return nil
		})
		check(t, err)
	}
	ask := func(sample string) string {
		t.Helper()
		body := fmt.Sprintf(`{"files":[{"size":%d,"sample":%q}]}`, catalog.SampledFrom+1, sample)
		f := s.told(200, "POST", "/uploads/check", "/uploads/check", body)["files"].([]any)[0].(map[string]any)
		if f["same_size"] != true {
			t.Errorf("the size is not there: %v", f)
		}
		twin, _ := f["duplicate"].(map[string]any)
		return text(map[string]any{"twin": twin}, "twin", "id")
	}
	set(sample)
	if ask(sample) != id || ask(other) != "" {
		t.Errorf("%s is %q, %s is %q, want %q and none", sample, ask(sample), other, ask(other), id)
	}
	set("") // and the object is smaller than it says, so that it cannot be sampled
	if got := ask(sample); got != "" {
		t.Errorf("a file that nobody has sampled is %q", got)
	}
	body := fmt.Sprintf(`{"files":[{"size":%d,"sample":%q},{"size":%d}]}`, catalog.SampledFrom+1, sample, catalog.SampledFrom+1)
	for i, f := range s.call(200, "POST", "/uploads/check", body)["files"].([]any) {
		if twin := f.(map[string]any)["duplicate"]; twin != nil {
			t.Errorf("file %d of the size is taken for %v, of which nothing is known", i, twin)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	s := start(t)
	if p := s.call(422, "POST", "/uploads/check", `{"files":[{"size":1},{"size":1,"sha256":"ABC"}]}`); !slices.Equal(locations(p), []string{"files[1].sha256"}) {
		t.Errorf("refused: %v", p)
	}
	if p := s.call(422, "POST", "/uploads/check", `{"files":[{"size":1,"sample":"5"}]}`); !slices.Equal(locations(p), []string{"files[0].sample"}) {
		t.Errorf("refused: %v", p)
	}
	many := strings.TrimSuffix(strings.Repeat(`{"size":1},`, 1001), ",")
	if p := s.call(422, "POST", "/uploads/check", `{"files":[`+many+`]}`); !slices.Equal(locations(p), []string{"files"}) {
		t.Errorf("refused: %v", p)
	}
	s.as(catalog.Reader).call(403, "POST", "/uploads/check", `{"files":[{"size":1}]}`)
}
