package thumbs

import (
	"io"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs/isobmff"
	"github.com/fellesmappa/fellesmappa/thumbs/matroska"
)

// TimeSource tells where a time comes from; the values are those of the API's recorded_at_source.
type TimeSource string

// Sources in the order in which they are believed.
const (
	FromExif      TimeSource = "exif"
	FromXMP       TimeSource = "xmp"
	FromIPTC      TimeSource = "iptc"
	FromQuickTime TimeSource = "quicktime" // Apple's creationdate: local time with its zone
	FromMovie     TimeSource = "mvhd"      // the container's own creation time, UTC
	FromFileName  TimeSource = "file_name"
)

// Place is a point on the Earth, WGS 84 degrees.
type Place struct {
	Latitude, Longitude float64
}

// Metadata is what a file says about its content. All text is valid UTF-8 without control characters, trimmed, at most
// 8 KiB, and was written by strangers.
type Metadata struct {
	Title       string
	Description string
	AltText     string
	Creator     string // photographer; several are joined by ", "
	CreditLine  string
	UsageTerms  string
	Keywords    []string // no empty ones, none twice
	CameraMake  string
	CameraModel string

	RecordedAt       time.Time // zero when unknown
	RecordedAtZoned  bool      // false: the file gave wall time only, held in RecordedAt as if it were UTC
	RecordedAtSource TimeSource

	Place *Place // where it was taken; nil when unknown. Personal data: must stay out of every public answer
}

// ReadMetadata reads EXIF, IPTC and XMP of photos, QuickTime and Matroska tags of clips, and a date from fileName when
// nothing better is there. It never fails a file for odd metadata: it returns what could be read, and an error that
// says what stopped it, which callers may ignore. mediaType is that of [Facts].
func ReadMetadata(r io.ReaderAt, size int64, mediaType, fileName string) (Metadata, error) {
	var meta Metadata
	var err error
	switch mediaType {
	case "image/jpeg", "image/png", "image/webp", "image/heic", "image/avif", "image/tiff":
		meta, err = readPhotoMetadata(r, size, mediaType)
	case "video/mp4", "video/quicktime", "video/x-m4v", "video/3gpp", "audio/mp4":
		meta, err = readMovieMetadata(r, size)
	case "video/webm", "video/matroska":
		var header matroska.Header
		header, err = matroska.Read(r, size)
		meta = Metadata{Title: header.Title}
		meta.recorded(header.Created, true, FromMovie)
	}
	if at, zoned := dateInName(fileName); meta.RecordedAt.IsZero() {
		meta.recorded(at, zoned, FromFileName)
	}
	meta.clean()
	return meta, err
}

func readMovieMetadata(r io.ReaderAt, size int64) (Metadata, error) {
	movie, err := isobmff.ReadMovie(r, size)
	tags := movie.Tags
	meta := Metadata{
		Title: tags.Title, Description: tags.Description, Creator: tags.Author,
		CameraMake: tags.Make, CameraModel: tags.Model,
	}
	if tags.Located {
		meta.Place = &Place{Latitude: tags.Latitude, Longitude: tags.Longitude}
	}
	meta.recorded(tags.CreatedAt, true, FromQuickTime)
	if movie.Created.Year() >= 1990 { // an unset clock gives the epoch, or zero
		meta.recorded(movie.Created, true, FromMovie)
	}
	return meta, err
}

// recorded keeps the first time that it is given, which must be the best.
func (m *Metadata) recorded(at time.Time, zoned bool, source TimeSource) {
	if m.RecordedAt.IsZero() && !at.IsZero() && at.Year() >= 1900 {
		m.RecordedAt, m.RecordedAtZoned, m.RecordedAtSource = at, zoned, source
	}
}
