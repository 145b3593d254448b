package thumbs

import (
	"bytes"
	"context"
	"errors"
)

// toneMapping turns PQ and HLG into what ordinary screens show. It follows a scale filter.
const toneMapping = ",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"

// withTone calls attempt with the filters that clip needs for its colours, and once more without any if those fail: a
// picture in dull colours is better than none.
func withTone[T any](m *Maker, clip Clip, attempt func(tone string) (T, error)) (T, error) {
	if clip.HDR && m.tones() {
		made, err := attempt(toneMapping)
		if err == nil || !errors.Is(err, ErrUnreadable) {
			return made, err
		}
	}
	return attempt("")
}

// findTones reports whether this ffmpeg was built with the filters of toneMapping. Maker.tones remembers it.
func (m *Maker) findTones() bool {
	out := &bucket{most: 1 << 20}
	if err := m.run(context.Background(), m.cfg.Tools.FFmpeg, m.quick(), out, "-hide_banner", "-filters"); err != nil {
		return false
	}
	return bytes.Contains(out.Bytes(), []byte(" zscale ")) && bytes.Contains(out.Bytes(), []byte(" tonemap "))
}
