package thumbs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Cut is a piece of a clip, a film or a sound of its own.
type Cut struct {
	File
	From, To time.Duration // what it holds of the clip: up to two seconds and a few pictures more than was asked for
}

// farKeyFrame is how much more than was asked for a cut without loss may show.
const farKeyFrame = 2 * time.Second

// Trim writes the piece between from and to, without any metadata, to target: MP4, or the sound's own format. It copies
// from the key frame at or before from, without loss, and of a source that is read in ranges it reads no more than the
// index and the piece. Where that key frame is more than two seconds away, or MP4 does not hold the coding, the piece is
// encoded anew and exact: as H.264 at nearly the same quality, HDR as ordinary colours.
func (m *Maker) Trim(ctx context.Context, src Source, clip Clip, from, to time.Duration, target string, progress Progress) (Cut, error) {
	if clip.Duration > 0 {
		to = min(to, clip.Duration)
	}
	if from < 0 || to <= from {
		return Cut{}, fmt.Errorf("trim clip: from %v to %v of %v: %w", from, to, clip.Duration, ErrUnsupported)
	}
	cut, err := m.trim(ctx, src, clip, from, to, target, progress)
	if err != nil {
		return Cut{}, fmt.Errorf("trim clip: %w", err)
	}
	made, err := m.Probe(ctx, LocalFile(target))
	if err != nil {
		os.Remove(target)
		return Cut{}, fmt.Errorf("trim clip: %w", err)
	}
	cut.To = cut.From + made.Duration
	return cut, nil
}

func (m *Maker) trim(ctx context.Context, src Source, clip Clip, from, to time.Duration, target string, progress Progress) (Cut, error) {
	if clip.VideoCodec == "" {
		into, streams, err := clip.soundCopy()
		if err != nil {
			return Cut{}, err
		}
		file, err := m.write(ctx, src, target, recipe{file: into, lasts: to - from, before: piece(from, to), after: streams}, progress)
		return Cut{File: file, From: from}, err
	}
	if err := clip.pictured(); err != nil {
		return Cut{}, err
	}
	key, err := m.keyFrame(ctx, src, clip, from)
	if err != nil && !errors.Is(err, ErrUnreadable) {
		return Cut{}, err
	}
	if err == nil && clip.inMP4() && from-key <= farKeyFrame {
		file, err := m.trimWithoutLoss(ctx, src, clip, key, to, target, progress)
		if err == nil || !errors.Is(err, ErrUnreadable) {
			return Cut{File: file, From: key}, err
		}
	}
	file, err := m.trimExactly(ctx, src, clip, from, to, target, progress)
	return Cut{File: file, From: from}, err
}

// piece is how ffmpeg is told to read only from from to to.
func piece(from, to time.Duration) []string {
	return []string{"-ss", seconds(from), "-t", seconds(to - from)}
}

// inMP4 reports whether MP4 holds the picture as it is, in a way that players know.
func (c Clip) inMP4() bool {
	return slices.Contains([]string{"h264", "hevc", "av1", "vp9", "mpeg4"}, c.VideoCodec)
}

// trimWithoutLoss copies from a key frame on. Nothing before it gets into the file, and what comes after it is in plain
// sight, not hidden by an edit list: who cuts something away must see whether it is gone. The end is cut in the order of
// decoding, so that B-frames may carry it a few pictures further.
func (m *Maker) trimWithoutLoss(ctx context.Context, src Source, clip Clip, key, to time.Duration, target string, progress Progress) (File, error) {
	picture := []string{"-map", "0:V:0", "-c:v", "copy"}
	if clip.VideoCodec == "hevc" {
		picture = append(picture, "-tag:v", "hvc1") // Apple's players know no other
	}
	sound := aac()
	if slices.Contains([]string{"", "aac", "mp3", "ac3", "eac3", "alac", "opus"}, clip.AudioCodec) {
		sound = []string{"-map", "0:a:0?", "-c:a", "copy"}
	}
	sound = append(sound, "-copypriorss:a", "0") // the sound begins with the picture
	return m.write(ctx, src, target, film(clip.file(clip.Width, clip.Height), to-key, piece(key, to), picture, sound), progress)
}

func (m *Maker) trimExactly(ctx context.Context, src Source, clip Clip, from, to time.Duration, target string, progress Progress) (File, error) {
	width, height := clip.within(clip.Width+clip.Height, clip.Width+clip.Height) // even
	return withTone(m, clip, func(tone string) (File, error) {
		return m.write(ctx, src, target, film(clip.file(width, height), to-from, piece(from, to),
			h264(shape(width, height)+tone, "18", 120), aac()), progress)
	})
}

// file is a film of the clip's own that is no rendition.
func (c Clip) file(width, height int) File {
	as := format("mp4")
	return File{MediaType: as.MediaType, Ext: as.Ext, Width: width, Height: height}
}

// keyFrame is the time of the key frame at or before at, from which a player can start.
func (m *Maker) keyFrame(ctx context.Context, src Source, clip Clip, at time.Duration) (key time.Duration, err error) {
	if m.cfg.Tools.FFprobe == "" {
		return 0, fmt.Errorf("%w: ffprobe", ErrToolMissing)
	}
	var answer struct {
		Packets []struct {
			Time  string `json:"pts_time"`
			Flags string `json:"flags"`
		} `json:"packets"`
	}
	err = src.lend(func(in input) error {
		out, err := m.ask(ctx, in, "-select_streams", "V:0", "-read_intervals", seconds(at+clip.start)+"%+#1", "-show_entries", "packet=pts_time,flags")
		if err != nil {
			return err
		}
		return json.Unmarshal(out, &answer)
	})
	if err != nil {
		return 0, fmt.Errorf("find key frame: %w", err)
	}
	if len(answer.Packets) == 0 || !strings.Contains(answer.Packets[0].Flags, "K") {
		return 0, fmt.Errorf("find key frame: %w: none before %v", ErrUnreadable, at)
	}
	return max(0, instant(answer.Packets[0].Time)-clip.start), nil
}
