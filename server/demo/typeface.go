package demo

import (
	"embed"
	"fmt"
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// The cuts the cards are set in: Fraunces for what is said, Inter for what is told. Both are under the
// SIL Open Font License (fonts/OFL.txt).
const (
	black    = "Fraunces-Black"
	serif    = "Fraunces-SemiBold"
	sans     = "Inter-Regular"
	sansBold = "Inter-SemiBold"
)

// capHeight is the height of a capital as a share of the size, nearly the same in all cuts.
const capHeight = 0.71

// typecase holds the fonts, and the sizes of them in use. One goroutine at a time.
type typecase struct {
	fonts map[string]*opentype.Font
	faces map[cut]font.Face

	silent bool // measure, but set nothing: for a clip's picture before the words
}

// cut is a font at a size in pixels.
type cut struct {
	name string
	size float64
}

func newTypecase() (*typecase, error) {
	t := &typecase{fonts: map[string]*opentype.Font{}, faces: map[cut]font.Face{}}
	for _, name := range []string{black, serif, sans, sansBold} {
		data, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		if t.fonts[name], err = opentype.Parse(data); err != nil {
			return nil, fmt.Errorf("parse font %s: %w", name, err)
		}
	}
	return t, nil
}

func (t *typecase) face(c cut) font.Face {
	if f, ok := t.faces[c]; ok {
		return f
	}
	// NewFace cannot fail: it only copies its options.
	f, _ := opentype.NewFace(t.fonts[c.name], &opentype.FaceOptions{Size: c.size, DPI: 72, Hinting: font.HintingNone})
	t.faces[c] = f
	return f
}

// width is the length of one line in pixels; tracking is added between letters.
func (t *typecase) width(c cut, s string, tracking float64) float64 {
	n := float64(len([]rune(s)))
	return float64(font.MeasureString(t.face(c), s))/64 + tracking*max(0, n-1)
}

// line sets one line with its baseline at y.
func (t *typecase) line(dst canvas, col color.RGBA, c cut, s string, x, y, tracking float64) {
	if t.silent {
		return
	}
	d := font.Drawer{Dst: dst.img, Src: image.NewUniform(col), Face: t.face(c), Dot: fixed.Point26_6{X: fixed26(x), Y: fixed26(y)}}
	if tracking == 0 {
		d.DrawString(s)
		return
	}
	for _, r := range s {
		d.DrawString(string(r))
		d.Dot.X += fixed26(tracking)
	}
}

func fixed26(v float64) fixed.Int26_6 { return fixed.Int26_6(v * 64) }

// wrap breaks the text into lines of at most width, as even in length as the number of lines allows.
// A word that is too long stands alone and sticks out.
func (t *typecase) wrap(c cut, text string, width float64) []string {
	lines := t.greedy(c, text, width)
	for narrow := width * 0.96; narrow > width*0.5; narrow -= width * 0.04 {
		even := t.greedy(c, text, narrow)
		if len(even) > len(lines) || t.widest(c, even) > narrow {
			break
		}
		lines = even
	}
	return lines
}

func (t *typecase) greedy(c cut, text string, width float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && t.width(c, longer, 0) > width {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return lines
}

func (t *typecase) widest(c cut, lines []string) float64 {
	w := 0.0
	for _, l := range lines {
		w = max(w, t.width(c, l, 0))
	}
	return w
}

// block is text that has been broken into lines and is ready to be set.
type block struct {
	cut     cut
	lines   []string
	leading float64 // distance of baselines in pixels
}

// height is from the top of the first line's capitals to the last baseline.
func (b block) height() float64 {
	return b.cut.size*capHeight + b.leading*float64(len(b.lines)-1)
}

// fit chooses the largest size, at most size, at which the text fits the width and height.
// The size stops falling at a fifth, where text would not be read anyway.
func (t *typecase) fit(name, text string, size, spacing, width, height float64) block {
	for s := size; ; s *= 0.96 {
		c := cut{name, s}
		b := block{c, t.wrap(c, text, width), s * spacing}
		if s < size/5 || (b.height() <= height && t.widest(c, b.lines) <= width) {
			return b
		}
	}
}

// set puts the block with the top of its capitals at y and returns the last baseline.
func (t *typecase) set(dst canvas, col color.RGBA, b block, x, y float64) float64 {
	base := y + b.cut.size*capHeight
	for i, l := range b.lines {
		t.line(dst, col, b.cut, l, x, base+float64(i)*b.leading, 0)
	}
	return y + b.height()
}

// centre is set with every line in the middle of the width.
func (t *typecase) centre(dst canvas, col color.RGBA, b block, x, y, width float64) float64 {
	base := y + b.cut.size*capHeight
	for i, l := range b.lines {
		t.line(dst, col, b.cut, l, x+(width-t.width(b.cut, l, 0))/2, base+float64(i)*b.leading, 0)
	}
	return y + b.height()
}
