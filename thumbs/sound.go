package thumbs

import (
	"context"
	"fmt"
	"image"
)

// WebAudio writes sound that every browser plays, without any metadata, to target: MP3 and AAC are copied, anything
// else becomes AAC in MP4. File says which.
func (m *Maker) WebAudio(ctx context.Context, src Source, clip Clip, target string, progress Progress) (File, error) {
	into, streams, err := clip.soundCopy()
	if err != nil {
		return File{}, fmt.Errorf("make web version: %w", err)
	}
	into.Name = SizeWeb
	return m.write(ctx, src, target, recipe{file: into, lasts: clip.Duration, after: streams}, progress)
}

// soundCopy is how to write a clip's sound alone, without loss where every browser plays it.
func (c Clip) soundCopy() (into File, streams []string, err error) {
	if c.AudioCodec == "" {
		return File{}, nil, fmt.Errorf("%w: no sound", ErrUnreadable)
	}
	as, streams := format("m4a"), []string{"-c:a", "aac", "-b:a", "160k", "-ac", "2", "-movflags", "+faststart", "-f", "ipod"}
	switch c.AudioCodec {
	case "aac":
		streams = []string{"-c:a", "copy", "-movflags", "+faststart", "-f", "ipod"}
	case "mp3":
		as, streams = format("mp3"), []string{"-c:a", "copy", "-id3v2_version", "0", "-f", "mp3"}
	}
	return File{MediaType: as.MediaType, Ext: as.Ext}, append([]string{"-map", "0:a:0", "-vn", "-sn", "-dn"}, streams...), nil
}

// Waveform draws the sound's loudness over time, 1280 × 320 pixels, blue on white.
func (m *Maker) Waveform(ctx context.Context, src Source, clip Clip) (*Picture, error) {
	if clip.AudioCodec == "" {
		return nil, fmt.Errorf("draw waveform: %w: no sound", ErrUnreadable)
	}
	if m.cfg.Tools.FFmpeg == "" {
		return nil, fmt.Errorf("draw waveform: %w: ffmpeg", ErrToolMissing)
	}
	size, _ := LookupSize(SizeWaveform)
	graph := fmt.Sprintf("color=white:s=%[1]dx%[2]d[ground];"+
		"[0:a:0]aformat=channel_layouts=mono,showwavespic=s=%[1]dx%[2]d:colors=0x1f5a8c[wave];"+
		"[ground][wave]overlay=format=rgb[out]", size.Width, size.Height)
	var img *image.NRGBA
	err := src.lend(func(in input) (err error) {
		img, err = m.shoot(ctx, in, shot{
			containers: clipContainers, limits: m.passing(), after: []string{"-filter_complex", graph, "-map", "[out]"},
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("draw waveform: %w", err)
	}
	return newPicture(img, 1), nil
}
