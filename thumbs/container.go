package thumbs

import (
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs/isobmff"
	"github.com/fellesmappa/fellesmappa/thumbs/matroska"
)

// inspectStill reads the primary picture's size and rotation from a HEIC or AVIF file.
func inspectStill(w *window, facts *Facts, limits Limits) error {
	still, err := isobmff.ReadStill(w.r, w.size)
	if still.Width == 0 || still.Height == 0 {
		return err
	}
	facts.Orientation, facts.perPixel = still.Orientation, 3
	if over := facts.measure(still.Width, still.Height, limits); over != nil {
		return over
	}
	return err
}

// inspectMovie reads MP4, MOV, M4V, 3GP and M4A.
func inspectMovie(w *window, facts *Facts, limits Limits) error {
	movie, err := isobmff.ReadMovie(w.r, w.size)
	facts.Width, facts.Height = movie.Width, movie.Height
	facts.Duration = plausible(movie.Duration, w.size)
	if movie.VideoCodec == "" && movie.AudioCodec != "" {
		sound := format("m4a")
		facts.Kind, facts.MediaType, facts.Ext = sound.Kind, sound.MediaType, sound.Ext
	}
	switch {
	case err != nil:
		return err
	case movie.VideoCodec == "" && movie.AudioCodec == "":
		return fmt.Errorf("%w: neither picture nor sound", ErrCorrupt)
	case movie.VideoCodec != "" && facts.Kind == Audio: // an M4A brand around a film
		film := format("mp4")
		facts.Kind, facts.MediaType, facts.Ext = film.Kind, film.MediaType, film.Ext
	}
	if movie.CodedWidth > 0 && movie.CodedHeight > 0 {
		return limits.check(movie.CodedWidth, movie.CodedHeight)
	}
	return nil
}

// inspectMatroska reads WebM and MKV.
func inspectMatroska(w *window, facts *Facts, limits Limits) error {
	header, err := matroska.Read(w.r, w.size)
	facts.Width, facts.Height = header.Width, header.Height
	facts.Duration = plausible(header.Duration, w.size)
	switch {
	case err != nil:
		return err
	case header.VideoCodec == "" && header.AudioCodec == "":
		return fmt.Errorf("%w: neither picture nor sound", ErrCorrupt)
	case header.VideoCodec == "":
		return fmt.Errorf("%w: sound in a film's container", ErrUnsupported)
	case header.Width > 0 && header.Height > 0:
		return limits.check(header.Width, header.Height)
	}
	return nil
}

// plausible drops a duration that the file is too small for: a damaged header can claim 4,294,967 seconds.
func plausible(d time.Duration, size int64) time.Duration {
	const leastBytesPerSecond = 20
	if d < 0 || d > time.Minute && d.Seconds()*leastBytesPerSecond > float64(size) {
		return 0
	}
	return d
}
