package thumbs

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
)

// Sheet is a clip's sprite: stills side by side in one JPEG, and the WebVTT that finds them.
type Sheet struct {
	Picture Rendition // named sprite
	VTT     Rendition // named sprite-vtt; its cues name the picture as given to Maker.Sprite
}

const (
	tileSide    = 160 // pixels of a still's longer side
	tileColumns = 10
	mostTiles   = 100
	leastStep   = 2 * time.Second // between stills
	shortClip   = 20 * time.Second
)

// Sprite makes the stills for scrubbing. pictureURL is what the WebVTT calls the picture, relative or absolute.
func (m *Maker) Sprite(ctx context.Context, path string, clip Clip, pictureURL string) (Sheet, error) {
	if clip.VideoCodec == "" || clip.Width == 0 || clip.Duration <= 0 {
		return Sheet{}, fmt.Errorf("make sprite: %w: clip without pictures or length", ErrUnreadable)
	}
	g := layout(clip)
	job := shot{containers: clipContainers, limits: m.passing()}
	if clip.Duration > shortClip {
		job.before = []string{"-skip_frame", "nokey"} // a quarter of the time; the nearest key frame is near enough
	}
	job.after = []string{"-map", "0:V:0", "-vf", fmt.Sprintf("scale=%d:%d,setsar=1,fps=fps=%s:start_time=0,tile=%dx%d",
		g.width, g.height, fmt.Sprintf("1/%.3f", g.step.Seconds()), g.columns, g.rows)}
	img, err := m.frame(ctx, path, job)
	if err != nil {
		return Sheet{}, fmt.Errorf("make sprite: %w", err)
	}
	size, _ := LookupSize(SizeSprite)
	picture, err := encode(img, size)
	if err != nil {
		return Sheet{}, err
	}
	vtt, _ := LookupSize(SizeVTT)
	cues := Rendition{Name: vtt.Name, MediaType: vtt.MediaType, Ext: vtt.Ext, Bytes: []byte(g.cues(clip.Duration, pictureURL))}
	return Sheet{Picture: picture, VTT: cues}, nil
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
	g.count = min(mostTiles, max(1, int(math.Ceil(float64(clip.Duration)/float64(g.step)))))
	g.columns = min(tileColumns, g.count)
	g.rows = (g.count + g.columns - 1) / g.columns
	return g
}

// cues is the WebVTT (https://www.w3.org/TR/webvtt1/): each cue's text is a media fragment of the sheet.
func (g grid) cues(length time.Duration, url string) string {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	for i := range g.count {
		from, to := time.Duration(i)*g.step, min(time.Duration(i+1)*g.step, length)
		fmt.Fprintf(&b, "\n%s --> %s\n%s#xywh=%d,%d,%d,%d\n", timestamp(from), timestamp(to), url,
			i%g.columns*g.width, i/g.columns*g.height, g.width, g.height)
	}
	return b.String()
}

func timestamp(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
}
