package thumbs

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The methods of Maker for clips take absolute paths of local files with generated names and need ffmpeg: without it
// they return ErrToolMissing. A file that ffmpeg cannot read gives ErrUnreadable.

// Probe asks ffprobe what is in the file at path.
func (m *Maker) Probe(ctx context.Context, path string) (Clip, error) {
	if m.cfg.Tools.FFprobe == "" {
		return Clip{}, fmt.Errorf("probe clip: %w: ffprobe", ErrToolMissing)
	}
	if err := local(path); err != nil {
		return Clip{}, fmt.Errorf("probe clip: %w", err)
	}
	size, err := length(path)
	if err != nil {
		return Clip{}, fmt.Errorf("probe clip: %w", err)
	}
	out := &bucket{most: 1 << 20}
	args := append(input(path, clipContainers), "-of", "json", "-show_format", "-show_streams")
	if err := m.run(ctx, m.cfg.Tools.FFprobe, m.quick(), out, args...); err != nil {
		return Clip{}, fmt.Errorf("probe clip: %w", err)
	}
	clip, err := parseProbe(out.Bytes())
	if err != nil {
		return Clip{}, fmt.Errorf("probe clip: %w", err)
	}
	clip.Duration = plausible(clip.Duration, size)
	return clip, nil
}

// probed is the part of ffprobe's answer that matters.
type probed struct {
	Format struct {
		Name     string `json:"format_name"`
		Duration string `json:"duration"`
	} `json:"format"`
	Streams []stream `json:"streams"`
}

type stream struct {
	Type        string         `json:"codec_type"`
	Codec       string         `json:"codec_name"`
	Width       int            `json:"width"`
	Height      int            `json:"height"`
	PixelShape  string         `json:"sample_aspect_ratio"`
	PixelFormat string         `json:"pix_fmt"`
	Transfer    string         `json:"color_transfer"`
	FrameRate   string         `json:"avg_frame_rate"`
	Duration    string         `json:"duration"`
	Disposition map[string]int `json:"disposition"`
	SideData    []struct {
		Rotation float64 `json:"rotation"`
	} `json:"side_data_list"`
}

func parseProbe(b []byte) (Clip, error) {
	var p probed
	if err := json.Unmarshal(b, &p); err != nil {
		return Clip{}, fmt.Errorf("%w: answer of ffprobe: %w", ErrUnreadable, err)
	}
	clip := Clip{Format: p.Format.Name, Duration: duration(p.Format.Duration)}
	for _, s := range p.Streams {
		switch {
		case s.Type == "video" && clip.VideoCodec == "" && s.Disposition["attached_pic"] == 0 && s.Codec != "":
			clip.picture(s)
		case s.Type == "audio" && clip.AudioCodec == "":
			clip.AudioCodec = s.Codec
		}
		if clip.Duration == 0 {
			clip.Duration = duration(s.Duration)
		}
	}
	if clip.VideoCodec == "" && clip.AudioCodec == "" {
		return clip, fmt.Errorf("%w: neither picture nor sound", ErrUnreadable)
	}
	return clip, nil
}

func (c *Clip) picture(s stream) {
	c.VideoCodec, c.PixelFormat = s.Codec, s.PixelFormat
	c.FrameRate = ratio(s.FrameRate, "/")
	c.HDR = slices.Contains([]string{"smpte2084", "arib-std-b67"}, s.Transfer)
	c.Width, c.Height = s.Width, s.Height
	if shape := ratio(s.PixelShape, ":"); shape > 0.1 && shape < 10 {
		c.Width = int(math.Round(float64(s.Width) * shape))
	}
	for _, data := range s.SideData {
		c.Rotation = ((int(-data.Rotation) % 360) + 360) % 360
	}
	if c.Rotation == 90 || c.Rotation == 270 {
		c.Width, c.Height = c.Height, c.Width
	}
}

// ratio reads a fraction such as 30000/1001; 0 when it is none.
func ratio(s, separator string) float64 {
	above, below, found := strings.Cut(s, separator)
	a, errA := strconv.ParseFloat(above, 64)
	b, errB := strconv.ParseFloat(below, 64)
	if !found || errA != nil || errB != nil || b == 0 {
		return 0
	}
	return a / b
}

// duration reads seconds; 0 when there are none.
func duration(s string) time.Duration {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0 && v < 100*24*3600) {
		return 0
	}
	return time.Duration(v * float64(time.Second))
}
