package thumbs

import (
	"context"
	"fmt"
)

// WebAudio writes sound that every browser plays, without any metadata, to target: MP3 and AAC are copied, anything
// else becomes AAC in MP4. File says which.
func (m *Maker) WebAudio(ctx context.Context, path string, clip Clip, target string, progress Progress) (File, error) {
	if clip.AudioCodec == "" {
		return File{}, fmt.Errorf("make web version: %w: no sound", ErrUnreadable)
	}
	into, streams := format("m4a"), []string{"-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart", "-f", "ipod"}
	switch clip.AudioCodec {
	case "aac":
		streams = []string{"-c:a", "copy", "-movflags", "+faststart", "-f", "ipod"}
	case "mp3":
		into, streams = format("mp3"), []string{"-c:a", "copy", "-id3v2_version", "0", "-f", "mp3"}
	}
	file := File{Name: SizeWeb, MediaType: into.MediaType, Ext: into.Ext}
	streams = append([]string{"-map", "0:a:0", "-vn", "-sn", "-dn"}, streams...)
	return m.produce(ctx, path, target, file, clip.Duration, progress, nil, streams)
}

// Waveform draws the sound's loudness over time, 1280 × 320 pixels, blue on white.
func (m *Maker) Waveform(ctx context.Context, path string, clip Clip) (*Picture, error) {
	if clip.AudioCodec == "" {
		return nil, fmt.Errorf("draw waveform: %w: no sound", ErrUnreadable)
	}
	size, _ := LookupSize(SizeWaveform)
	graph := fmt.Sprintf("color=white:s=%[1]dx%[2]d[ground];"+
		"[0:a:0]aformat=channel_layouts=mono,showwavespic=s=%[1]dx%[2]d:colors=0x1f5a8c[wave];"+
		"[ground][wave]overlay=format=rgb[out]", size.Width, size.Height)
	img, err := m.frame(ctx, path, shot{
		containers: clipContainers, limits: m.passing(), after: []string{"-filter_complex", graph, "-map", "[out]"},
	})
	if err != nil {
		return nil, fmt.Errorf("draw waveform: %w", err)
	}
	return newPicture(img, 1), nil
}
