package thumbs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The methods of Maker for clips need ffmpeg: without it they return ErrToolMissing. A source that ffmpeg cannot read
// gives ErrUnreadable. Those that write a file take the absolute path of one that is not there yet, and leave none
// behind when they fail.

// Probe asks ffprobe what is in src. Where the file does not say how long it is, as browsers' recordings do not, it is
// read through to its end.
func (m *Maker) Probe(ctx context.Context, src Source) (clip Clip, err error) {
	if m.cfg.Tools.FFprobe == "" {
		return Clip{}, fmt.Errorf("probe clip: %w: ffprobe", ErrToolMissing)
	}
	err = src.lend(func(in input) error {
		clip, err = m.probe(ctx, in)
		return err
	})
	if err != nil {
		return Clip{}, fmt.Errorf("probe clip: %w", err)
	}
	return clip, nil
}

func (m *Maker) probe(ctx context.Context, in input) (Clip, error) {
	out, err := m.ask(ctx, in, "-show_format", "-show_streams")
	if err != nil {
		return Clip{}, err
	}
	clip, err := parseProbe(out)
	if err != nil {
		return Clip{}, err
	}
	clip.Duration = plausible(clip.Duration, in.size)
	if clip.Duration == 0 && m.cfg.Tools.FFmpeg != "" {
		clip.Duration, err = m.measure(ctx, in)
	}
	return clip, err
}

// ask runs ffprobe and returns its answer, as JSON.
func (m *Maker) ask(ctx context.Context, in input, questions ...string) ([]byte, error) {
	out := &bucket{most: 1 << 20}
	args := slices.Concat([]string{"-hide_banner", "-v", "error"}, in.args(clipContainers), []string{"-of", "json"}, questions)
	err := m.run(ctx, m.cfg.Tools.FFprobe, m.quick(), out, args...)
	return out.Bytes(), err
}

// measure reads a clip to its end, without decoding it, and returns when that is; 0 when it cannot be told.
func (m *Maker) measure(ctx context.Context, in input) (time.Duration, error) {
	end := time.Duration(0)
	args := slices.Concat(m.decoding("1"), in.args(clipContainers), []string{
		"-map", "0:V:0?", "-map", "0:a:0?", "-c", "copy", "-nostats", "-progress", "pipe:1", "-f", "null", "-",
	})
	err := m.run(ctx, m.cfg.Tools.FFmpeg, m.passing(), &progressLines{tell: func(at time.Duration) { end = at }}, args...)
	if errors.Is(err, ErrUnreadable) {
		return 0, nil
	}
	return max(0, end), err
}

// probed is the part of ffprobe's answer that matters.
type probed struct {
	Format struct {
		Name     string `json:"format_name"`
		Duration string `json:"duration"`
		Start    string `json:"start_time"`
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
	Channels    int            `json:"channels"`
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
	clip := Clip{Format: p.Format.Name, Duration: duration(p.Format.Duration), start: instant(p.Format.Start)}
	for _, s := range p.Streams {
		switch {
		case s.Type == "video" && clip.VideoCodec == "" && s.Disposition["attached_pic"] == 0 && s.Codec != "":
			clip.picture(s)
		case s.Type == "audio" && clip.AudioCodec == "":
			clip.AudioCodec, clip.Channels = s.Codec, s.Channels
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

// instant reads seconds on a container's own clock, which may begin before 0.
func instant(s string) time.Duration {
	if before, negative := strings.CutPrefix(s, "-"); negative {
		return -duration(before)
	}
	return duration(s)
}
