package isobmff_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs/isobmff"
)

func box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
}

func words(values ...uint32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// movie is a film of two seconds, 1920 × 1080 stored, that a player turns by a quarter clockwise.
func movie() []byte {
	const one = 1 << 16
	created := uint32(time.Date(2025, 10, 20, 8, 15, 0, 0, time.UTC).Unix() + 2082844800)
	mvhd := box("mvhd", words(0, created, created, 600, 1200), make([]byte, 80))
	quarter := words(0, one, 0, 0xFFFF0000, 0, 0, 0, 0, 0x40000000)
	tkhd := box("tkhd", make([]byte, 40), quarter, words(1920*one, 1080*one))
	entry := box("hvc1", make([]byte, 24), []byte{0x07, 0x80, 0x04, 0x38}, make([]byte, 50))
	mdia := box("mdia", box("hdlr", words(0, 0), []byte("vide"), make([]byte, 12)),
		box("minf", box("stbl", box("stsd", words(0, 1), entry))))
	udta := box("udta", box("\xa9xyz", []byte{0, 18, 0, 0}, []byte("+5922.50-00531.00/")))
	return bytes.Join([][]byte{
		box("ftyp", []byte("qt  "), words(0), []byte("qt  ")), box("mdat", make([]byte, 100)),
		box("moov", mvhd, box("trak", tkhd, mdia), udta),
	}, nil)
}

func TestReadMovie(t *testing.T) {
	b := movie()
	got, err := isobmff.ReadMovie(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if got.Duration != 2*time.Second || got.Width != 1080 || got.Height != 1920 || got.Rotation != 90 || got.VideoCodec != "hvc1" {
		t.Errorf("got %+v", got)
	}
	if want := time.Date(2025, 10, 20, 8, 15, 0, 0, time.UTC); !got.Created.Equal(want) {
		t.Errorf("got created %v, want %v", got.Created, want)
	}
	if !got.Tags.Located || got.Tags.Latitude != 59.375 || got.Tags.Longitude < -5.5167 || got.Tags.Longitude > -5.5166 {
		t.Errorf("got place %v %v, want 59.375 -5.5167", got.Tags.Latitude, got.Tags.Longitude)
	}
	if brands := isobmff.Brands(b); !slices.Equal(brands, []string{"qt  ", "qt  "}) {
		t.Errorf("got brands %q", brands)
	}
}

func TestReadMovieTellsCutFromDamaged(t *testing.T) {
	whole := movie()
	for n := 30; n < len(whole); n += 7 {
		if _, err := isobmff.ReadMovie(bytes.NewReader(whole[:n]), int64(n)); !errors.Is(err, isobmff.ErrTruncated) {
			t.Errorf("first %d of %d bytes: got %v, want ErrTruncated", n, len(whole), err)
		}
	}
	damaged := append(bytes.Clone(whole[:20]), bytes.Repeat([]byte{0, 0, 0, 3}, 40)...)
	if _, err := isobmff.ReadMovie(bytes.NewReader(damaged), int64(len(damaged))); !errors.Is(err, isobmff.ErrCorrupt) {
		t.Errorf("impossible length: got %v, want ErrCorrupt", err)
	}
	trailing := append(bytes.Clone(whole), bytes.Repeat([]byte{0xFE}, 50)...)
	if _, err := isobmff.ReadMovie(bytes.NewReader(trailing), int64(len(trailing))); err != nil {
		t.Errorf("foreign bytes behind the film: %v", err)
	}
}

func TestReadStillComposesRotationAndMirror(t *testing.T) {
	cases := []struct {
		props []byte
		want  int
	}{
		{nil, 1},
		{box("irot", []byte{1}), 8},
		{box("irot", []byte{2}), 3},
		{box("irot", []byte{3}), 6},
		{box("imir", []byte{0}), 2},
		{box("imir", []byte{1}), 4},
		{slices.Concat(box("irot", []byte{1}), box("imir", []byte{0})), 7},
		{slices.Concat(box("irot", []byte{3}), box("imir", []byte{0})), 5},
	}
	for _, c := range cases {
		ispe := box("ispe", words(0, 4032, 3024))
		ipma := box("ipma", words(0, 1), []byte{0, 1, 3, 1, 2, 3})
		b := slices.Concat(box("ftyp", []byte("heic"), words(0)),
			box("meta", words(0), box("pitm", words(0), []byte{0, 1}), box("iprp", box("ipco", ispe, c.props), ipma)))
		got, err := isobmff.ReadStill(bytes.NewReader(b), int64(len(b)))
		if err != nil || got.Width != 4032 || got.Height != 3024 || got.Orientation != c.want {
			t.Errorf("%q: got %+v, %v, want orientation %d", c.props, got, err, c.want)
		}
	}
}

// A picture's colours are its own, or those of its first tile.
func TestReadStillFindsTheColours(t *testing.T) {
	profile := box("colr", []byte("prof"), []byte("the profile"))
	named := box("colr", []byte("nclx"), []byte{0, 12, 0, 13, 0, 6, 0x80})
	for name, c := range map[string]struct {
		first, second []byte // what the primary picture and its tile have
		profile       string
		primaries     int
	}{
		"own":       {profile, named, "the profile", 0},
		"named":     {named, profile, "", 12},
		"tile":      {box("pixi"), profile, "the profile", 0},
		"tile's":    {box("pixi"), named, "", 12},
		"none":      {box("pixi"), box("pixi"), "", 0},
		"cut short": {box("colr", []byte("nclx"), []byte{0}), named, "", 0},
	} {
		ipco := box("ipco", box("ispe", words(0, 4032, 3024)), c.first, c.second)
		ipma := box("ipma", words(0, 2), []byte{0, 1, 2, 1, 2}, []byte{0, 9, 1, 3})
		iref := box("iref", words(0), box("dimg", []byte{0, 4, 0, 1, 0, 1}), box("dimg", []byte{0, 1, 0, 2, 0, 9, 0, 8}))
		b := slices.Concat(box("ftyp", []byte("heic"), words(0)),
			box("meta", words(0), box("pitm", words(0), []byte{0, 1}), iref, box("iprp", ipco, ipma)))
		got, err := isobmff.ReadStill(bytes.NewReader(b), int64(len(b)))
		if err != nil || string(got.Profile) != c.profile || got.Primaries != c.primaries {
			t.Errorf("%s: got %+v, %v, want %q, %d", name, got, err, c.profile, c.primaries)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(movie())
	f.Add(box("meta", words(0), box("pitm", words(0), []byte{0, 1})))
	f.Add(box("meta", words(0), box("pitm", words(0), []byte{0, 1}), box("iref", words(0), box("dimg", []byte{0, 1, 0, 1, 0, 9})),
		box("iprp", box("ipco", box("colr", []byte("nclx"), words(0, 0))), box("ipma", words(0, 1), []byte{0, 9, 1, 1}))))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		isobmff.Brands(b)
		movie, _ := isobmff.ReadMovie(r, int64(len(b)))
		if movie.Duration < 0 || movie.Width < 0 || movie.Height < 0 {
			t.Errorf("got %+v", movie)
		}
		still, _ := isobmff.ReadStill(r, int64(len(b)))
		if still.Width < 0 || still.Height < 0 {
			t.Errorf("got %+v", still)
		}
	})
}
