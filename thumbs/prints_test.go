package thumbs_test

import (
	"image"
	"image/color"
	"image/draw"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// street is a picture with things of many sizes, another one for every seed.
func street(seed uint64, w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(seed, 1))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(color.NRGBA{120, 130, 140, 255}), image.Point{}, draw.Src)
	for range 60 {
		at := image.Pt(r.IntN(w), r.IntN(h))
		thing := image.Rectangle{at, at.Add(image.Pt(w/40+r.IntN(w/4), h/40+r.IntN(h/4)))}
		v := uint8(r.IntN(256))
		draw.Draw(img, thing, image.NewUniform(color.NRGBA{v, v / 2, 255 - v, 255}), image.Point{}, draw.Src)
	}
	return img
}

func prints(t testing.TB, m *thumbs.Maker, jpeg []byte) []uint64 {
	t.Helper()
	p, err := decodeBytes(m, jpeg)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close() // at once: many are looked at
	out, err := p.Prints()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// nearest is the least number of bits in which a print differs from one of others.
func nearest(print uint64, others []uint64) int {
	least := 64
	for _, o := range others {
		least = min(least, bits.OnesCount64(print^o))
	}
	return least
}

func TestPrintsKnowVersionsAgain(t *testing.T) {
	m := newMaker(t, nil)
	for seed := range uint64(3) {
		original := encodeJPEG(t, street(seed, 900, 600))
		p := mustDecode(t, m, original)
		own, err := p.Prints()
		if err != nil || len(own) != 8 {
			t.Fatalf("got %d prints, %v, want 8", len(own), err)
		}
		for _, print := range own {
			if bits.OnesCount64(print) != 31 {
				t.Errorf("print %x has %d bits set, want 31", print, bits.OnesCount64(print))
			}
		}
		for _, name := range []string{"w640", "square", "portrait", "tall", "landscape", "story"} {
			made, _ := render(t, p, name, thumbs.Centre())
			again := prints(t, m, made.Bytes)
			if d := nearest(again[0], own); d > 4 && name != "portrait" && name != "tall" || d > 12 {
				t.Errorf("picture %d: its %s differs in %d bits from the nearest print", seed, name, d)
			}
		}
		p.Close()
		other := prints(t, m, encodeJPEG(t, street(seed+100, 900, 600)))
		if d := nearest(other[0], own); d <= 6 {
			t.Errorf("picture %d: another one differs in %d bits only", seed, d)
		}
	}
}

// A landmark takes its surroundings along into a crop that is none of the usual ones.
func TestPrintsOfLandmarksOutliveACropByHand(t *testing.T) {
	m := newMaker(t, nil)
	found := 0
	for seed := range uint64(12) {
		img := street(seed, 600, 400)
		own := prints(t, m, encodeJPEG(t, img))
		crop := prints(t, m, encodeJPEG(t, img.SubImage(image.Rect(60, 20, 580, 380)).(*image.NRGBA)))
		for _, print := range crop[1:] {
			if nearest(print, own[1:]) <= 6 {
				found++
				break
			}
		}
	}
	if found < 3 {
		t.Errorf("%d of 12 crops have a print of the original near, want at least 3", found)
	}
}

func TestBlankPicturesHaveNoPrints(t *testing.T) {
	m := newMaker(t, nil)
	slope := image.NewNRGBA(image.Rect(0, 0, 600, 400))
	for y := range 400 {
		for x := range 600 {
			v := uint8(x / 3)
			slope.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
		}
	}
	white := image.NewNRGBA(slope.Rect)
	draw.Draw(white, white.Rect, image.White, image.Point{}, draw.Src)
	for name, img := range map[string]image.Image{"white": white, "slope": slope, "pixel": white.SubImage(image.Rect(0, 0, 1, 1))} {
		if got := prints(t, m, encodeJPEG(t, img)); len(got) > 0 {
			t.Errorf("%s: got %x, want no prints", name, got)
		}
	}
}

func BenchmarkPrints(b *testing.B) {
	p := mustDecode(b, newMaker(b, nil), encodeJPEG(b, street(1, 1600, 1200)))
	if _, err := p.Placeholder(); err != nil { // which makes the small rendition that both need
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := p.Prints(); err != nil {
			b.Fatal(err)
		}
	}
}
