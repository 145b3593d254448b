package thumbs

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"math"
	"strings"
	"time"
)

// Sheet is a clip's sprite: stills side by side in one JPEG, and the WebVTT that finds them.
type Sheet struct {
	Picture Rendition // named sprite
	VTT     Rendition // named sprite-vtt; its cues name the picture as given to Maker.Sprite

	// Hashes are the perceptual hashes, as of [Picture.Prints], of up to eight of the stills as a whole, evenly spread over
	// the clip in its order. Blank ones are left out, for they look alike in all clips; nil when all are.
	Hashes []uint64
}

const (
	tileSide    = 160 // pixels of a still's longer side
	tileColumns = 10
	mostTiles   = 100
	mostHashes  = 8
	leastStep   = 2 * time.Second // between stills
)

// Sprite makes the stills for scrubbing. pictureURL is what the WebVTT calls the picture, relative or absolute.
func (m *Maker) Sprite(ctx context.Context, src Source, clip Clip, pictureURL string) (Sheet, error) {
	g := layout(clip)
	var tiles []*image.NRGBA
	err := m.lendFrames(src, clip, func(in input) (err error) {
		tiles, err = m.tiles(ctx, in, clip, g)
		return err
	})
	if err != nil {
		return Sheet{}, fmt.Errorf("make sprite: %w", err)
	}
	picture, err := g.sheet(tiles)
	if err != nil {
		return Sheet{}, fmt.Errorf("make sprite: %w", err)
	}
	vtt, _ := LookupSize(SizeVTT)
	cues := Rendition{Name: vtt.Name, MediaType: vtt.MediaType, Ext: vtt.Ext, Bytes: []byte(g.cues(clip.Duration, pictureURL))}
	return Sheet{Picture: picture, VTT: cues, Hashes: hashes(tiles)}, nil
}

// grid is where the stills lie.
type grid struct {
	width, height int // of a still, pixels
	columns, rows int
	count         int
	step          time.Duration
}

func layout(clip Clip) grid {
	var g grid
	g.width, g.height = clip.within(tileSide, tileSide)
	g.step = max(leastStep, clip.Duration/mostTiles)
	g.count = min(mostTiles, max(1, int(math.Ceil(float64(clip.Duration)/float64(g.step)-0.1)))) // none for a last blink
	g.columns = min(tileColumns, g.count)
	g.rows = (g.count + g.columns - 1) / g.columns
	return g
}

// at is where still i lies.
func (g grid) at(i int) image.Rectangle {
	corner := image.Pt(i%g.columns*g.width, i/g.columns*g.height)
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(g.width, g.height))}
}

// sheet puts the stills side by side.
func (g grid) sheet(tiles []*image.NRGBA) (Rendition, error) {
	size, _ := LookupSize(SizeSprite)
	size.Width, size.Height = g.columns*g.width, g.rows*g.height
	img := image.NewNRGBA(image.Rect(0, 0, size.Width, size.Height))
	draw.Draw(img, img.Rect, image.Black, image.Point{}, draw.Src)
	for i, tile := range tiles {
		draw.Draw(img, g.at(i), tile, image.Point{}, draw.Src)
	}
	p := newPicture(img, 1)
	defer p.Close()
	return p.Render(size, Centre())
}

// cues is the WebVTT (https://www.w3.org/TR/webvtt1/): each cue's text is a media fragment of the sheet.
func (g grid) cues(length time.Duration, url string) string {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	for i := range g.count {
		from, to, at := time.Duration(i)*g.step, time.Duration(i+1)*g.step, g.at(i)
		if i == g.count-1 {
			to = max(length, from+time.Millisecond)
		}
		fmt.Fprintf(&b, "\n%s --> %s\n%s#xywh=%d,%d,%d,%d\n", timestamp(from), timestamp(to), url, at.Min.X, at.Min.Y, g.width, g.height)
	}
	return b.String()
}

func timestamp(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
}

// hashes looks at the still in the middle of each eighth.
func hashes(tiles []*image.NRGBA) []uint64 {
	var all []uint64
	n := min(mostHashes, len(tiles))
	for i := range n {
		tile := tiles[(2*i+1)*len(tiles)/(2*n)]
		still := newIntegral(tile)
		if print, ok := printOf(still, still.whole()); ok && contrast(tile) > lively {
			all = append(all, print)
		}
	}
	return all
}
