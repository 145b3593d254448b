package demo

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// ErrNoFFmpeg is returned for a clip on a machine without ffmpeg. Cards need no other program.
var ErrNoFFmpeg = errors.New("ffmpeg is not installed")

// The clips' size and speed: what a phone shows, at a quarter of the work of full size.
const (
	filmWidth, filmHeight = 720, 1280
	framesPerSecond       = 24
)

// film writes the card as an MP4 (H.264 and AAC, index first): a slow push in, while the words fade in.
func (c card) film(ctx context.Context, path string, recorded time.Time) error {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ErrNoFFmpeg
	}
	bare, full, err := c.layers()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, c.arguments(path, recorded)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("open pipe to ffmpeg: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start ffmpeg: %w", err)
	}
	fed := errors.Join(c.frames(in, bare, full), in.Close())
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("make clip: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return fed
}

// arguments asks for raw frames from stdin and a chord made by ffmpeg itself.
func (c card) arguments(path string, recorded time.Time) []string {
	chord := make([]string, len(c.tones))
	for i, hz := range c.tones {
		chord[i] = fmt.Sprintf("0.06*sin(2*PI*%g*t)*(0.8+0.2*sin(2*PI*%g*t))", hz, 0.5+0.25*float64(i))
	}
	return []string{
		"-nostdin", "-hide_banner", "-v", "error", "-y",
		"-f", "rawvideo", "-pix_fmt", "rgba", "-s", fmt.Sprintf("%dx%d", filmWidth, filmHeight), "-r", fmt.Sprint(framesPerSecond), "-i", "pipe:0",
		"-f", "lavfi", "-i", fmt.Sprintf("aevalsrc='%s':s=44100:d=%g", strings.Join(chord, "+"), c.seconds),
		"-af", fmt.Sprintf("afade=t=in:d=0.5,afade=t=out:st=%g:d=1", c.seconds-1),
		"-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", "-shortest",
		"-metadata", "creation_time=" + recorded.UTC().Format(time.RFC3339), "-movflags", "+faststart", "-f", "mp4", path,
	}
}

// layers are the card without its words and with them.
func (c card) layers() (bare, full *image.RGBA, err error) {
	if full, err = c.draw(); err != nil {
		return nil, nil, err
	}
	s, err := newSheet(c)
	if err != nil {
		return nil, nil, err
	}
	s.silent = true
	return s.compose(c), full, nil
}

// frames writes every frame as raw RGBA.
func (c card) frames(w io.Writer, bare, full *image.RGBA) error {
	n := int(c.seconds * framesPerSecond)
	frame := image.NewRGBA(image.Rect(0, 0, filmWidth, filmHeight))
	mixed := image.NewRGBA(full.Bounds())
	for i := range n {
		second := float64(i) / framesPerSecond
		source := full
		if shown := (second - 0.3) / 0.8; shown < 1 {
			blend(mixed, bare, full, max(0, shown))
			source = mixed
		}
		push(frame, source, 1+0.07*ease(float64(i)/float64(n)))
		if _, err := w.Write(frame.Pix); err != nil {
			return fmt.Errorf("write frame to ffmpeg: %w", err)
		}
	}
	return nil
}

// ease starts and ends slowly.
func ease(t float64) float64 { return 0.5 - 0.5*math.Cos(math.Pi*t) }

// push fills dst with src, magnified about the middle.
func push(dst, src *image.RGBA, zoom float64) {
	k := zoom * filmWidth / float64(src.Bounds().Dx())
	dx := (filmWidth - k*float64(src.Bounds().Dx())) / 2
	dy := (filmHeight - k*float64(src.Bounds().Dy())) / 2
	draw.ApproxBiLinear.Transform(dst, f64.Aff3{k, 0, dx, 0, k, dy}, src, src.Bounds(), draw.Src, nil)
}

// blend is a at t = 0 and b at t = 1.
func blend(dst, a, b *image.RGBA, t float64) {
	k := int(t * 256)
	for i := range dst.Pix {
		dst.Pix[i] = uint8((int(a.Pix[i])*(256-k) + int(b.Pix[i])*k) >> 8)
	}
}
