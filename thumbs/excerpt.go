package thumbs

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

const previewLength = 6 * time.Second

// Preview writes about six silent seconds, at most 480 lines, as H.264 to target.
func (m *Maker) Preview(ctx context.Context, path string, clip Clip, target string, progress Progress) (File, error) {
	if clip.VideoCodec == "" {
		return File{}, fmt.Errorf("make preview: %w: clip without a picture", ErrUnreadable)
	}
	size, _ := LookupSize(SizePreview)
	length := previewLength
	if clip.Duration > 0 {
		length = min(length, clip.Duration)
	}
	start := max(0, min(clip.Duration/10, clip.Duration-length))
	width, height := clip.within(size.Width, size.Height)
	return withTone(ctx, m, clip, func(tone string) (File, error) {
		return m.write(ctx, path, target, size, width, height, length, progress,
			[]string{"-ss", seconds(start), "-t", seconds(length)},
			h264(width, height, tone, "30", 30), []string{"-an"})
	})
}

// Web writes a version of the clip that every browser plays, H.264 and AAC, at most 1080p, ready to stream, without any
// metadata, to target. What plays already is copied without loss.
func (m *Maker) Web(ctx context.Context, path string, clip Clip, target string, progress Progress) (File, error) {
	if clip.VideoCodec == "" {
		return File{}, fmt.Errorf("make web version: %w: clip without a picture", ErrUnreadable)
	}
	size, _ := LookupSize(SizeWeb)
	if clip.PlaysEverywhere() {
		return m.write(ctx, path, target, size, clip.Width, clip.Height, clip.Duration, progress, nil,
			[]string{"-map", "0:V:0", "-map", "0:a:0?", "-c", "copy"})
	}
	width, height := clip.within(webLong, webShort)
	return withTone(ctx, m, clip, func(tone string) (File, error) {
		return m.write(ctx, path, target, size, width, height, clip.Duration, progress, nil,
			h264(width, height, tone, "23", 60),
			[]string{"-map", "0:a:0?", "-c:a", "aac", "-b:a", "128k", "-ac", "2"})
	})
}

// h264 is how to encode the picture: 8 bits, 4:2:0, which every browser decodes in hardware.
func h264(width, height int, tone, quality string, mostFrames int) []string {
	return []string{
		"-map", "0:V:0",
		"-vf", fmt.Sprintf("scale=%d:%d,setsar=1%s,format=yuv420p", width, height, tone),
		"-c:v", "libx264", "-preset", "veryfast", "-crf", quality, "-profile:v", "high", "-fpsmax", fmt.Sprint(mostFrames),
	}
}

// write runs ffmpeg to make a file: MP4 that can play while it loads, nothing of the source's metadata, chapters, or
// streams that are not mapped.
func (m *Maker) write(ctx context.Context, path, target string, size Size, width, height int, lasts time.Duration,
	progress Progress, before []string, streams ...[]string) (File, error) {
	file := File{Name: size.Name, MediaType: size.MediaType, Ext: size.Ext, Width: width, Height: height}
	args := slices.Concat(streams...)
	args = append(args, "-sn", "-dn", "-movflags", "+faststart", "-f", "mp4")
	return m.produce(ctx, path, target, file, lasts, progress, before, args)
}

// produce runs ffmpeg from path to target and fills in what came out.
func (m *Maker) produce(ctx context.Context, path, target string, file File, lasts time.Duration, progress Progress,
	before, after []string) (File, error) {
	wrap := func(err error) (File, error) {
		return File{}, fmt.Errorf("make %s: %w", file.Name, err)
	}
	if m.cfg.Tools.FFmpeg == "" {
		return wrap(fmt.Errorf("%w: ffmpeg", ErrToolMissing))
	}
	if err := local(path); err != nil {
		return wrap(err)
	}
	if err := local(target); err != nil {
		return wrap(err)
	}
	source, err := length(path)
	if err != nil {
		return wrap(err)
	}
	args := slices.Concat(m.decoding("2"), []string{"-y"}, before, input(path, clipContainers), after, []string{
		"-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
		"-threads", "2", "-nostats", "-progress", "pipe:1", "file:" + target,
	})
	if err := m.run(ctx, m.cfg.Tools.FFmpeg, m.encoding(source), reporter(progress, lasts), args...); err != nil {
		os.Remove(target) // half a file is no file; it may not even be there
		return wrap(err)
	}
	made, err := length(target)
	if err != nil || made == 0 {
		return wrap(fmt.Errorf("%w: nothing came out", ErrUnreadable))
	}
	file.Bytes = made
	return file, nil
}
