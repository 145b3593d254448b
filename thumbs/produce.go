package thumbs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// recipe is one run of ffmpeg that writes a file.
type recipe struct {
	file   File          // what is known of it beforehand
	lasts  time.Duration // of what is written, for the progress
	before []string      // options in front of the input
	after  []string      // streams, filters, codecs and container
}

// film is the recipe of an MP4 that can play while it loads. streams say what is in it and how it is coded.
func film(file File, lasts time.Duration, before []string, streams ...[]string) recipe {
	after := append(slices.Concat(streams...), "-sn", "-dn", "-movflags", "+faststart", "-f", "mp4")
	return recipe{file: file, lasts: lasts, before: before, after: after}
}

// write runs ffmpeg from src to target and fills in what came out. Nothing of the source's metadata, chapters, or streams
// that are not mapped gets into the file.
func (m *Maker) write(ctx context.Context, src Source, target string, r recipe, progress Progress) (File, error) {
	if m.cfg.Tools.FFmpeg == "" {
		return File{}, fmt.Errorf("%w: ffmpeg", ErrToolMissing)
	}
	if !filepath.IsAbs(target) {
		return File{}, errors.New("path of a rendition must be absolute")
	}
	err := src.lend(func(in input) error {
		args := slices.Concat(m.decoding(threads), []string{"-y"}, r.before, in.args(clipContainers), r.after, []string{
			"-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
			"-threads", threads, "-nostats", "-progress", "pipe:1", "file:" + target,
		})
		return m.run(ctx, m.cfg.Tools.FFmpeg, m.encoding(in.size), reporter(progress, r.lasts), args...)
	})
	if err == nil {
		r.file.Bytes, err = length(target)
	}
	if err == nil && r.file.Bytes == 0 {
		err = fmt.Errorf("%w: nothing came out", ErrUnreadable)
	}
	if err != nil {
		os.Remove(target) // half a file is no file; it may not even be there
		return File{}, err
	}
	return r.file, nil
}

// threads of a decoder or an encoder: what a small machine has.
const threads = "2"

// h264 is how to encode the picture: 8 bits, 4:2:0, which every browser decodes in hardware. filters shape it, quality is
// x264's, 0 to 51, lower is better.
func h264(filters, quality string, mostFrames int) []string {
	return []string{
		"-map", "0:V:0", "-vf", filters + ",format=yuv420p",
		// Looking ahead in a thread of its own costs 30 MB and, on few cores, time.
		"-c:v", "libx264", "-preset", "veryfast", "-x264-params", "sync-lookahead=0", "-crf", quality, "-profile:v", "high", "-fpsmax", fmt.Sprint(mostFrames),
	}
}

// aac is how to encode the sound, where there is any: stereo.
func aac() []string { return []string{"-map", "0:a:0?", "-c:a", "aac", "-b:a", "128k", "-ac", "2"} }

// shape is the filter that makes a picture of square pixels of that size.
func shape(width, height int) string { return fmt.Sprintf("scale=%d:%d,setsar=1", width, height) }

// file is what is known of a rendition beforehand.
func (s Size) file(width, height int) File {
	return File{Name: s.Name, MediaType: s.MediaType, Ext: s.Ext, Width: width, Height: height}
}
