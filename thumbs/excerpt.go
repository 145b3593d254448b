package thumbs

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const previewLength = 6 * time.Second

// Preview writes about six silent seconds, at most 480 lines, as H.264 to target.
func (m *Maker) Preview(ctx context.Context, src Source, clip Clip, target string, progress Progress) (File, error) {
	if err := clip.pictured(); err != nil {
		return File{}, fmt.Errorf("make preview: %w", err)
	}
	size, _ := LookupSize(SizePreview)
	lasts := previewLength
	before := []string{"-t", seconds(lasts)}
	if clip.Duration > 0 {
		lasts = min(lasts, clip.Duration)
		before = append(before, "-ss", seconds(min(clip.Duration/10, clip.Duration-lasts)))
	}
	width, height := clip.within(size.Width, size.Height)
	file, err := withTone(m, clip, func(tone string) (File, error) {
		return m.write(ctx, src, target, film(size.file(width, height), lasts, before,
			h264(shape(width, height)+tone, "30", 30), []string{"-an"}), progress)
	})
	if err != nil {
		return File{}, fmt.Errorf("make preview: %w", err)
	}
	return file, nil
}

// Web writes a version of the clip that every browser plays, H.264 and AAC, at most 1080p, ready to stream, without any
// metadata, to target. What plays already is copied without loss, picture and sound apart.
func (m *Maker) Web(ctx context.Context, src Source, clip Clip, target string, progress Progress) (File, error) {
	file, err := m.web(ctx, src, clip, target, progress)
	if err != nil {
		return File{}, fmt.Errorf("make web version: %w", err)
	}
	return file, nil
}

func (m *Maker) web(ctx context.Context, src Source, clip Clip, target string, progress Progress) (File, error) {
	if err := clip.pictured(); err != nil {
		return File{}, err
	}
	sound := aac()
	if clip.soundPlays() {
		sound = []string{"-map", "0:a:0?", "-c:a", "copy"}
	}
	size, _ := LookupSize(SizeWeb)
	if clip.picturePlays() {
		copied := film(size.file(clip.Width, clip.Height), clip.Duration, nil, []string{"-map", "0:V:0", "-c:v", "copy"}, sound)
		file, err := m.write(ctx, src, target, copied, progress)
		if err == nil || !errors.Is(err, ErrUnreadable) {
			return file, err
		}
	}
	width, height := clip.within(webLong, webShort)
	return withTone(m, clip, func(tone string) (File, error) {
		return m.write(ctx, src, target, film(size.file(width, height), clip.Duration, nil,
			h264(shape(width, height)+tone, "23", 60), aac()), progress)
	})
}
