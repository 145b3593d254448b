package thumbs

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/thumbs/isobmff"
	"github.com/fellesmappa/fellesmappa/thumbs/matroska"
)

// Inspect tells what the size bytes in r are, from their content. It reads headers and structure only, decodes nothing
// and starts no process. fileName decides nothing but the extension of types that have two (mp4 and m4v).
//
// Errors: ErrEmpty, ErrUnsupported, ErrTruncated, ErrCorrupt, ErrTooLarge, or the reader's own. With ErrTruncated,
// ErrCorrupt and ErrTooLarge the Facts hold what is known so far, at least Kind, MediaType and Ext.
func Inspect(r io.ReaderAt, size int64, fileName string, limits Limits) (Facts, error) {
	if size <= 0 {
		return Facts{}, ErrEmpty
	}
	w := &window{r: r, size: size}
	format, found := sniff(w)
	if w.err != nil {
		return Facts{}, fmt.Errorf("inspect file: %w", w.err)
	}
	if !found {
		return Facts{}, ErrUnsupported
	}
	facts := Facts{Kind: format.Kind, MediaType: format.MediaType, Ext: format.Ext, Orientation: 1, perPixel: 8}
	err := structure(w, &facts, limits)
	if facts.Ext == "mp4" && strings.EqualFold(path.Ext(fileName), ".m4v") {
		facts.MediaType, facts.Ext = "video/x-m4v", "m4v"
	}
	if w.err != nil {
		return facts, fmt.Errorf("inspect file: %w", w.err)
	}
	if err == nil {
		return facts, nil
	}
	return facts, fmt.Errorf("inspect %s: %w", facts.Ext, named(err))
}

// structure completes facts from the file's own headers.
func structure(w *window, facts *Facts, limits Limits) error {
	switch facts.MediaType {
	case "image/jpeg":
		return inspectJPEG(w, facts, limits)
	case "image/png":
		return inspectPNG(w, facts, limits)
	case "image/webp":
		return inspectWebP(w, facts, limits)
	case "image/gif":
		return inspectGIF(w, facts, limits)
	case "image/tiff":
		return inspectTIFF(w, facts, limits)
	case "image/bmp":
		return inspectBMP(w, facts, limits)
	case "image/heic", "image/avif":
		return inspectStill(w, facts, limits)
	case "audio/mpeg":
		return inspectMP3(w, facts)
	case "audio/wav":
		return inspectWAV(w, facts)
	case "video/webm", "video/matroska":
		return inspectMatroska(w, facts, limits)
	}
	return inspectMovie(w, facts, limits)
}

// named turns the errors of the structure readers into this package's.
func named(err error) error {
	for _, pair := range [][2]error{
		{isobmff.ErrTruncated, ErrTruncated}, {matroska.ErrTruncated, ErrTruncated},
		{isobmff.ErrCorrupt, ErrCorrupt}, {matroska.ErrCorrupt, ErrCorrupt},
	} {
		if errors.Is(err, pair[0]) {
			return fmt.Errorf("%w: %w", pair[1], err)
		}
	}
	return err
}

// Format is an accepted type of file.
type Format struct {
	Kind      Kind
	MediaType string
	Ext       string // without a dot
}

// Accepted returns every type that [Inspect] does not answer with ErrUnsupported.
func Accepted() []Format {
	return []Format{
		{Photo, "image/jpeg", "jpg"}, {Photo, "image/png", "png"}, {Photo, "image/webp", "webp"},
		{Photo, "image/gif", "gif"}, {Photo, "image/heic", "heic"}, {Photo, "image/avif", "avif"},
		{Photo, "image/tiff", "tif"}, {Photo, "image/bmp", "bmp"},
		{Video, "video/mp4", "mp4"}, {Video, "video/quicktime", "mov"}, {Video, "video/x-m4v", "m4v"},
		{Video, "video/webm", "webm"}, {Video, "video/3gpp", "3gp"}, {Video, "video/matroska", "mkv"},
		{Audio, "audio/mpeg", "mp3"}, {Audio, "audio/mp4", "m4a"}, {Audio, "audio/wav", "wav"},
	}
}

func format(ext string) Format {
	i := slices.IndexFunc(Accepted(), func(f Format) bool { return f.Ext == ext })
	return Accepted()[i]
}
