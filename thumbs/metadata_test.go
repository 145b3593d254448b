package thumbs_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

const packet = `<?xpacket begin='ï»¿' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Rogaland fylkesbibliotek"
 photoshop:DateCreated="2025-10-20T10:15:00+02:00"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:r="http://ns.adobe.com/xap/1.0/rights/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Reading tip</rdf:li><rdf:li xml:lang="nb">Boktips</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Nana på Ørestad &amp; venner` + "\u202e" + `</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Kari Nordmann</rdf:li><rdf:li>Ola Nordmann</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>lesetips</rdf:li><rdf:li> </rdf:li><rdf:li>krim</rdf:li><rdf:li>lesetips</rdf:li></rdf:Bag></dc:subject>
<core:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="nn">Ei kvinne held opp ei bok</rdf:li></rdf:Alt></core:AltTextAccessibility>
<r:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Fri bruk i bibliotek</rdf:li></rdf:Alt></r:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>`

func TestXMPInEveryContainer(t *testing.T) {
	picture := scene(64, 48)
	jpg := insertSegment(encodeJPEG(t, picture), 0xE1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), packet...))
	png := insertChunk(encodePNG(t, picture), "iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), packet...))
	plain := encodeWebP(t, picture)
	webp := webpFile(slices.Concat(webpChunk("VP8X", []byte{4, 0, 0, 0, 63, 0, 0, 47, 0, 0}), plain[12:], webpChunk("XMP ", []byte(packet))))
	for mediaType, b := range map[string][]byte{"image/jpeg": jpg, "image/png": png, "image/webp": webp} {
		got, err := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), mediaType, "x")
		if err != nil {
			t.Errorf("%s: %v", mediaType, err)
		}
		for _, pair := range [][3]string{
			{"title", got.Title, "Boktips"}, {"description", got.Description, "Nana på Ørestad & venner"},
			{"alt text", got.AltText, "Ei kvinne held opp ei bok"}, {"creator", got.Creator, "Kari Nordmann, Ola Nordmann"},
			{"credit", got.CreditLine, "Rogaland fylkesbibliotek"}, {"terms", got.UsageTerms, "Fri bruk i bibliotek"},
			{"keywords", strings.Join(got.Keywords, "|"), "lesetips|krim"},
			{"time", got.RecordedAt.Format(time.RFC3339), "2025-10-20T10:15:00+02:00"}, {"source", string(got.RecordedAtSource), "xmp"},
		} {
			if pair[1] != pair[2] {
				t.Errorf("%s, %s: got %q, want %q", mediaType, pair[0], pair[1], pair[2])
			}
		}
		if !got.RecordedAtZoned {
			t.Errorf("%s: lost the zone", mediaType)
		}
	}
}

func TestSidecar(t *testing.T) {
	got, err := thumbs.ReadXMP([]byte("\xef\xbb\xbf" + packet))
	if err != nil || got.Title != "Boktips" || got.Description != "Nana på Ørestad & venner" || got.CreditLine != "Rogaland fylkesbibliotek" ||
		!slices.Equal(got.Keywords, []string{"lesetips", "krim"}) || got.RecordedAt.Format(time.RFC3339) != "2025-10-20T10:15:00+02:00" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := thumbs.ReadXMP([]byte("<html>no</html>")); !errors.Is(err, thumbs.ErrUnsupported) {
		t.Errorf("HTML: got %+v, %v", got, err)
	}
}

func TestMetadataOfClips(t *testing.T) {
	tags := []string{"-f", "lavfi", "-i", "testsrc2=s=64x64:r=5:d=1", "-metadata", "creation_time=2025-10-20T08:15:00Z", "-metadata", "title=Boktips"}
	apple := append(tags[:len(tags):len(tags)], "-movflags", "use_metadata_tags",
		"-metadata", "com.apple.quicktime.creationdate=2025-10-20T10:15:00+0200",
		"-metadata", "com.apple.quicktime.location.ISO6709=+59.3806+005.5167+012.3/", "-metadata", "com.apple.quicktime.model=iPhone 15")
	cases := []struct {
		file, mediaType string
		args            []string
		want            thumbs.TimeSource
		at              string
	}{
		{"a.mp4", "video/mp4", tags, thumbs.FromMovie, "2025-10-20T08:15:00Z"},
		{"a.mkv", "video/matroska", tags, thumbs.FromMovie, "2025-10-20T08:15:00Z"},
		{"b.mov", "video/quicktime", apple, thumbs.FromQuickTime, "2025-10-20T10:15:00+02:00"},
	}
	for _, c := range cases {
		b := readFile(t, ffmpeg(t, c.file, c.args...))
		got, err := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), c.mediaType, "VID_20200101_000000.mp4")
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
		}
		if got.RecordedAtSource != c.want || got.RecordedAt.Format(time.RFC3339) != c.at || !got.RecordedAtZoned {
			t.Errorf("%s: got %v from %q, want %s from %q", c.file, got.RecordedAt, got.RecordedAtSource, c.at, c.want)
		}
		if c.want == thumbs.FromQuickTime {
			if got.Place == nil || *got.Place != (thumbs.Place{Latitude: 59.3806, Longitude: 5.5167}) || got.CameraModel != "iPhone 15" {
				t.Errorf("%s: got %v, %q", c.file, got.Place, got.CameraModel)
			}
		} else if got.Title != "Boktips" {
			t.Errorf("%s: got title %q", c.file, got.Title)
		}
	}
}

func TestDatesInFileNames(t *testing.T) {
	cases := []struct {
		name, want string
		zoned      bool
	}{
		{"IMG_20251020_101500.jpg", "2025-10-20T10:15:00Z", false},
		{"PXL_20251020_081500123.jpg", "2025-10-20T08:15:00Z", true},
		{"VID_20251020_101500.mp4", "2025-10-20T10:15:00Z", false},
		{"20251020_101500.heic", "2025-10-20T10:15:00Z", false},
		{"Skjermbilde 2025-10-20 kl. 10.15.00.png", "2025-10-20T10:15:00Z", false},
		{"WhatsApp Image 2025-10-20 at 10.15.00.jpeg", "2025-10-20T10:15:00Z", false},
		{"IMG_20251320_101500.jpg", "", false},
		{"IMG_0042.jpg", "", false},
		{"9788203365133_2025.jpg", "", false},
	}
	b := encodeGIF(t, 4, 4)
	for _, c := range cases {
		got, err := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), "image/gif", c.name)
		if err != nil {
			t.Fatal(err)
		}
		want := thumbs.TimeSource("")
		if c.want != "" {
			want = thumbs.FromFileName
		}
		if got.RecordedAtSource != want || want != "" && got.RecordedAt.Format(time.RFC3339) != c.want || got.RecordedAtZoned != c.zoned {
			t.Errorf("%s: got %v %v, want %s %v", c.name, got.RecordedAt, got.RecordedAtZoned, c.want, c.zoned)
		}
	}
}

func TestDamagedMetadataIsNoFailure(t *testing.T) {
	jpg := insertSegment(encodeJPEG(t, scene(64, 48)), 0xE1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), packet[:900]...))
	jpg = insertSegment(jpg, 0xE1, []byte("Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	got, _ := thumbs.ReadMetadata(bytes.NewReader(jpg), int64(len(jpg)), "image/jpeg", "IMG_20251020_101500.jpg")
	if got.RecordedAt.IsZero() {
		t.Errorf("got nothing from a file with half a packet: %+v", got)
	}
}

func TestMetadataOfForeignPhotos(t *testing.T) {
	for _, path := range corpus(t, "photos") {
		b := readFile(t, path)
		facts, err := inspect(b, path)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		got, _ := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), facts.MediaType, "")
		if got.RecordedAtSource != thumbs.FromExif || got.CameraModel == "" {
			t.Errorf("%s: got %v from %q, camera %q", filepath.Base(path), got.RecordedAt, got.RecordedAtSource, got.CameraModel)
		}
		if strings.Contains(path, "iptc") && !strings.Contains(got.Description, "Dateigröße") {
			t.Errorf("%s: got description %q", filepath.Base(path), got.Description)
		}
		if strings.Contains(path, "Samsung") && (got.Place == nil || got.Place.Latitude < 48.8 || got.Place.Latitude > 48.9) {
			t.Errorf("%s: got place %v, want Paris", filepath.Base(path), got.Place)
		}
	}
}
