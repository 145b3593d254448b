package thumbs

import (
	"fmt"
	"slices"
	"time"
)

// Clip is what ffprobe says about a clip or sound.
type Clip struct {
	Duration    time.Duration
	Width       int // pixels as shown, after rotation and pixel shape; 0 without a picture
	Height      int
	Rotation    int     // degrees clockwise that a player turns it: 0, 90, 180, 270, or an odd angle
	FrameRate   float64 // frames per second
	VideoCodec  string  // ffmpeg's name, such as h264 or hevc; empty without a picture
	AudioCodec  string  // empty without sound
	Channels    int     // of the sound
	PixelFormat string  // ffmpeg's name, such as yuv420p
	HDR         bool    // PQ or HLG
	Format      string  // ffmpeg's name of the container, such as "mov,mp4,m4a,3gp,3g2,mj2"

	start time.Duration // of the first picture or sound on the container's own clock; times here count from it
}

// Edges of a web version: 1080p in either direction.
const (
	webLong  = 1920
	webShort = 1080
)

// PlaysEverywhere reports whether every browser plays the streams as they are, so that a web version is only a copy
// without metadata.
func (c Clip) PlaysEverywhere() bool { return c.picturePlays() && c.soundPlays() }

func (c Clip) picturePlays() bool {
	return c.VideoCodec == "h264" &&
		slices.Contains([]string{"yuv420p", "yuvj420p"}, c.PixelFormat) &&
		c.Rotation%90 == 0 && !c.HDR &&
		max(c.Width, c.Height) <= webLong && min(c.Width, c.Height) <= webShort
}

func (c Clip) soundPlays() bool {
	return c.AudioCodec == "" || c.AudioCodec == "aac" && c.Channels <= 2
}

// pictured refuses a clip that has nothing to show.
func (c Clip) pictured() error {
	if c.VideoCodec == "" || c.Width <= 0 || c.Height <= 0 {
		return fmt.Errorf("%w: clip without a picture", ErrUnreadable)
	}
	return nil
}

// within is the largest even size of the clip's shape that fits long × short pixels in either direction, never larger
// than the clip. Both are at least 2.
func (c Clip) within(long, short int) (width, height int) {
	scale := min(1,
		float64(long)/float64(max(c.Width, c.Height, 1)),
		float64(short)/float64(max(min(c.Width, c.Height), 1)))
	even := func(v int) int { return max(2, int(float64(v)*scale+0.5)&^1) }
	return even(c.Width), even(c.Height)
}

// Progress is told the share that is done, 0 to 1. It may be nil, and is called from one goroutine at a time.
type Progress func(share float64)

// File is a rendition written to a local file.
type File struct {
	Name          string // of its Size
	MediaType     string
	Ext           string // without a dot
	Width, Height int    // pixels; 0 for sound
	Bytes         int64
}
