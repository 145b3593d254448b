package thumbs

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/bep/imagemeta"
)

// Bounds of reading one photo's metadata.
const (
	maxTags      = 2000
	metaPatience = 2 * time.Second  // after which reads fail
	metaTimeout  = 10 * time.Second // after which a decoder that does not even read is left alone
	maxXMP       = 1 << 20          // bytes
)

func readPhotoMetadata(r io.ReaderAt, size int64, mediaType string) (Metadata, error) {
	formats := map[string]imagemeta.ImageFormat{
		"image/jpeg": imagemeta.JPEG, "image/png": imagemeta.PNG, "image/webp": imagemeta.WebP,
		"image/heic": imagemeta.HEIF, "image/avif": imagemeta.AVIF, "image/tiff": imagemeta.TIFF,
	}
	found := &photoTags{exif: map[string]any{}, iptc: map[string]any{}}
	_, err := imagemeta.Decode(imagemeta.Options{
		R:            &hurried{SectionReader: io.NewSectionReader(r, 0, size), until: time.Now().Add(metaPatience)},
		ImageFormat:  formats[mediaType],
		Sources:      imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		HandleTag:    found.handle,
		HandleXMP:    found.handleXMP,
		Timeout:      metaTimeout,
		LimitNumTags: maxTags,
	})
	found.mu.Lock() // after a timeout the decoder may still be running
	defer found.mu.Unlock()
	if mediaType == "image/png" {
		found.xmp.merge(pngXMP(&window{r: r, size: size}))
	}
	meta := found.metadata()
	if err != nil {
		return meta, fmt.Errorf("read photo metadata: %w", err)
	}
	return meta, nil
}

// hurried fails reads after a time, which stops a decoder that was sent in circles.
type hurried struct {
	*io.SectionReader
	until time.Time
}

func (h *hurried) Read(b []byte) (int, error) {
	if time.Now().After(h.until) {
		return 0, fmt.Errorf("metadata took more than %v", metaPatience)
	}
	return h.SectionReader.Read(b)
}

// photoTags gathers what the decoder finds.
type photoTags struct {
	mu         sync.Mutex
	exif, iptc map[string]any
	xmp        xmpPacket
}

func (t *photoTags) handle(tag imagemeta.TagInfo) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	into := t.exif
	switch {
	case tag.Source == imagemeta.IPTC:
		into = t.iptc
	case strings.HasPrefix(tag.Tag, "GPS") && !strings.HasSuffix(tag.Namespace, "GPSInfoIFD"):
		return nil // the interoperability directory's version has the number of the latitude
	}
	if _, twice := into[tag.Tag]; !twice {
		into[tag.Tag] = tag.Value
	}
	return nil
}

func (t *photoTags) handleXMP(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.xmp.merge(parseXMP(b))
	return nil
}

// metadata chooses for each field: XMP, which knows its character set, before IPTC before EXIF; for the time, what the
// camera wrote before what editors did.
func (t *photoTags) metadata() Metadata {
	meta := Metadata{
		Title:       first(t.xmp.text(dc+"title"), t.iptcText("ObjectName"), t.xmp.text(photoshop+"Headline"), t.iptcText("Headline")),
		Description: first(t.xmp.text(dc+"description"), t.iptcText("Caption-Abstract"), caption(text(t.exif["ImageDescription"]))),
		AltText:     t.xmp.text(iptcCore + "AltTextAccessibility"),
		Creator:     first(t.xmp.list(dc+"creator"), t.iptcText("By-line"), text(t.exif["Artist"])),
		CreditLine:  first(t.xmp.text(photoshop+"Credit"), t.iptcText("Credit")),
		UsageTerms:  first(t.xmp.text(xmpRights+"UsageTerms"), t.xmp.text(dc+"rights"), t.iptcText("CopyrightNotice"), text(t.exif["Copyright"])),
		Keywords:    append(t.xmp.all(dc+"subject"), t.iptcList("Keywords")...),
		CameraMake:  text(t.exif["Make"]),
		CameraModel: text(t.exif["Model"]),
		Place:       t.place(),
	}
	t.date(&meta)
	return meta
}

func (t *photoTags) date(meta *Metadata) {
	for _, pair := range [][2]string{{"DateTimeOriginal", "OffsetTimeOriginal"}, {"DateTimeDigitized", "OffsetTimeDigitized"}} {
		at, zoned := exifTime(text(t.exif[pair[0]]), first(text(t.exif[pair[1]]), text(t.exif["OffsetTime"])))
		meta.recorded(at, zoned, FromExif)
	}
	for _, key := range []string{xmpExif + "DateTimeOriginal", photoshop + "DateCreated", xmpBasic + "CreateDate"} {
		at, zoned := isoTime(t.xmp.text(key))
		meta.recorded(at, zoned, FromXMP)
	}
	clock := text(t.iptc["TimeCreated"])
	at, zoned := exifTime(text(t.iptc["DateCreated"])+" "+clock[:min(8, len(clock))], clock[min(8, len(clock)):])
	meta.recorded(at, zoned, FromIPTC)
}

// exifTime reads "2025:10:20 10:15:00" and an offset such as "+02:00", which may be missing.
func exifTime(s, offset string) (at time.Time, zoned bool) {
	if at, err := time.Parse("2006:01:02 15:04:05-07:00", s+strings.TrimSpace(offset)); err == nil {
		return at, true
	}
	at, err := time.Parse("2006:01:02 15:04:05", s)
	if err != nil {
		return time.Time{}, false
	}
	return at, false
}

// isoTime reads the forms of ISO 8601 that XMP allows, from a date on.
func isoTime(s string) (at time.Time, zoned bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, false
		}
	}
	return time.Time{}, false
}

// place reads the EXIF coordinates; exactly 0, 0 is what cameras write without reception.
func (t *photoTags) place() *Place {
	latitude, okLat := t.exif["GPSLatitude"].(float64)
	longitude, okLong := t.exif["GPSLongitude"].(float64)
	if text(t.exif["GPSLatitudeRef"]) == "S" {
		latitude = -latitude
	}
	if text(t.exif["GPSLongitudeRef"]) == "W" {
		longitude = -longitude
	}
	inside := latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180 // false for NaN
	if !okLat || !okLong || !inside || latitude == 0 && longitude == 0 {
		return nil
	}
	return &Place{Latitude: latitude, Longitude: longitude}
}

// caption drops what cameras write into every picture's description.
func caption(s string) string {
	switch strings.ToUpper(strings.TrimSpace(s)) {
	case "OLYMPUS DIGITAL CAMERA", "SONY DSC", "SAMSUNG", "DIGITAL CAMERA", "MINOLTA DIGITAL CAMERA", "KODAK DIGITAL STILL CAMERA",
		"DCIM", "DEFAULT", "DSC", "CAMERA":
		return ""
	}
	return s
}

// text is a tag's value if it is one; zeros pad EXIF strings.
func text(v any) string {
	s, _ := v.(string)
	return strings.TrimSpace(strings.Trim(s, "\x00"))
}

func (t *photoTags) iptcText(tag string) string { return strings.Join(t.iptcList(tag), ", ") }

// iptcList returns a tag's values. IPTC is Latin-1 unless it says otherwise, and many programs write UTF-8 without saying.
func (t *photoTags) iptcList(tag string) []string {
	var values []string
	switch v := t.iptc[tag].(type) {
	case string:
		values = []string{v}
	case []string:
		values = v
	}
	for i, v := range values {
		values[i] = undoLatin1(v)
	}
	return values
}

// undoLatin1 returns the UTF-8 that was taken for Latin-1, or s when it was not.
func undoLatin1(s string) string {
	var raw bytes.Buffer
	for _, r := range s {
		if r > 0xFF {
			return s
		}
		raw.WriteByte(byte(r))
	}
	if again := raw.String(); strings.ToValidUTF8(again, "") == again {
		return again
	}
	return s
}

func first(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}
