package main

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestRequestIsReadAsItWasWritten(t *testing.T) {
	want := request{mode: once, file: "/a b.jpg", folder: "/c", width: 12, height: 34, sizes: []thumbs.Size{fitted(480), cropped("1to1", 1080, 1080)}}
	if got, err := parseRequest(want.String()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	for _, line := range []string{"", "calls\t/a\t\t0x0", "calls\t/a\t\tx\tw480:480:0:0:80", "calls\t/a\t\t0x0\tw480"} {
		if got, err := parseRequest(line); err == nil {
			t.Errorf("%q: %+v, want an error", line, got)
		}
	}
}

func TestCostIsReadAsItWasWritten(t *testing.T) {
	want := cost{processor: 12 * time.Millisecond, wall: time.Second, bytes: 7}
	if got, err := parseCost(want.String() + "\n"); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if _, err := parseCost("error\tno such file\n"); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("%v, want the worker's words", err)
	}
}

func TestWorkerRenders(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "in.jpg")
	if err := writeJPEG(file, camera.Detailed(1, 800, 600), 90); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := serve(t.Context(), strings.NewReader(request{mode: calls, file: file, folder: folder, sizes: []thumbs.Size{fitted(480)}}.String()), &out); err != nil {
		t.Fatal(err)
	}
	took, err := parseCost(out.String())
	if err != nil || took.processor <= 0 {
		t.Fatalf("%+v, %v", took, err)
	}
	made, err := os.ReadFile(filepath.Join(folder, "w480.jpg"))
	if err != nil || int64(len(made)) != took.bytes {
		t.Fatalf("%d bytes, %v, want %d", len(made), err, took.bytes)
	}
	if cfg, err := jpeg.DecodeConfig(bytes.NewReader(made)); err != nil || cfg.Width != 480 || cfg.Height != 360 {
		t.Errorf("%d × %d, %v, want 480 × 360", cfg.Width, cfg.Height, err)
	}
}

// slow is a renderer that takes as long as it is told.
type slow struct{ took []time.Duration }

func (s *slow) do(request) (cost, error) {
	next := s.took[0]
	s.took = s.took[1:]
	return cost{processor: next}, nil
}

func (*slow) stop() error { return nil }

func TestRaceComparesWithinATurn(t *testing.T) {
	running := func(took ...time.Duration) maker {
		return maker{"slow", func(context.Context) (renderer, error) { return &slow{took}, nil }}
	}
	// The machine is ten times as slow in the third turn; the first one warms up.
	laps, err := race(t.Context(), running(900, 10, 100, 12), []rival{{running(1, 20, 200, 20), calls}}, input{}, request{}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got := ratio(laps, 1); got != 0.5 {
		t.Errorf("ratio = %v, want 0.5", got)
	}
}

func TestWholeCoversEverySize(t *testing.T) {
	in := input{width: 4000, height: 3000}
	for _, c := range []struct {
		sizes         []thumbs.Size
		width, height int
	}{
		{[]thumbs.Size{fitted(480), fitted(2000)}, 2000, 1500},
		{[]thumbs.Size{fitted(480), cropped("9to16", 1080, 1920)}, 2560, 1920},
		{[]thumbs.Size{fitted(9000)}, 4000, 3000},
	} {
		if got := in.whole(request{sizes: c.sizes}); got.width != c.width || got.height != c.height {
			t.Errorf("%d × %d, want %d × %d", got.width, got.height, c.width, c.height)
		}
	}
}

func TestSSIM(t *testing.T) {
	a := lumaOf(camera.Detailed(1, 120, 90))
	if got, err := ssim(a, a); err != nil || math.Abs(got-1) > 1e-12 {
		t.Errorf("of a picture and itself: %v, %v, want 1", got, err)
	}
	if got, err := ssim(a, lumaOf(camera.Detailed(2, 120, 90))); err != nil || got > 0.3 {
		t.Errorf("of two pictures: %v, %v, want little", got, err)
	}
	if _, err := ssim(a, lumaOf(camera.Detailed(1, 90, 120))); err == nil {
		t.Error("of two sizes: no error")
	}
}

func TestLanczosAgreesWithImaging(t *testing.T) {
	picture := camera.Detailed(1, 400, 300)
	grey := imaging.Grayscale(picture)
	cut := image.Rect(40, 20, 340, 270)
	want := lumaOf(imaging.Resize(imaging.Crop(grey, cut), 110, 92, imaging.Lanczos))
	got := lumaOf(imaging.Crop(grey, cut)).lanczos(frame{0, 0, 300, 250}, 110, 92)
	sum := 0.0
	for i := range want.samples {
		sum += math.Abs(got.samples[i] - want.samples[i])
	}
	if mean := sum / float64(len(want.samples)); mean > 0.5 { // imaging rounds twice
		t.Errorf("the mean difference is %.2f levels, want at most 0.5", mean)
	}
}

func TestAliasesAreSeen(t *testing.T) {
	full := plate(plateSide)
	good, _ := aliases(lumaOf(imaging.Resize(full, plateShrunk, plateShrunk, imaging.Lanczos)))
	bad, _ := aliases(lumaOf(imaging.Resize(full, plateShrunk, plateShrunk, imaging.NearestNeighbor)))
	if good > 1 || bad < 50 {
		t.Errorf("Lanczos leaves %.1f and nearest neighbour %.1f, want next to nothing and much", good, bad)
	}
}

func TestDifferenceOfColours(t *testing.T) {
	for rgb, want := range map[[3]uint8][3]float64{{255, 255, 255}: {100, 0, 0}, {255, 0, 0}: {53.24, 80.09, 67.20}, {0, 0, 0}: {0, 0, 0}} {
		got := lab(rgb)
		for i := range got {
			if math.Abs(got[i]-want[i]) > 0.05 {
				t.Errorf("lab of %v = %.2f, want %.2f", rgb, got, want)
				break
			}
		}
	}
	white, black := image.NewNRGBA(image.Rect(0, 0, 4, 4)), image.NewNRGBA(image.Rect(0, 0, 4, 4))
	draw.Draw(white, white.Rect, image.White, image.Point{}, draw.Src)
	if mean, p95 := difference(white, black); math.Abs(mean-100) > 0.01 || math.Abs(p95-100) > 0.01 {
		t.Errorf("white and black: %.1f, %.1f, want 100", mean, p95)
	}
}
