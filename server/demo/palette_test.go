package demo

import "testing"

func TestTextIsReadable(t *testing.T) {
	for i, p := range palettes() {
		if got := contrast(p.ink, p.ground); got < 7 {
			t.Errorf("palette %d: contrast of ink on ground %.1f, want 7 or more", i, got)
		}
		swell := mix(p.ground, p.two, 0.35)
		if got := contrast(p.ink, swell); got < 4.5 {
			t.Errorf("palette %d: contrast of ink on the swell behind tips %.1f, want 4.5 or more", i, got)
		}
		for name, field := range map[string]struct{ got float64 }{
			"one":   {contrast(light(p.one, p), p.one)},
			"three": {contrast(light(p.three, p), p.three)},
		} {
			if field.got < 3 {
				t.Errorf("palette %d: contrast of large text on %s %.1f, want 3 or more", i, name, field.got)
			}
		}
	}
}

func TestContrastEnds(t *testing.T) {
	if got := contrast(rgb(0x000000), rgb(0xFFFFFF)); got < 20.99 || got > 21.01 {
		t.Errorf("black on white: got %.2f, want 21", got)
	}
	if got := contrast(rgb(0x808080), rgb(0x808080)); got != 1 {
		t.Errorf("grey on grey: got %.2f, want 1", got)
	}
}
