package thumbs_test

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// heif has heif-enc, which comes with heif-convert, make a HEIC or AVIF file.
func heif(t testing.TB, ext string, args ...string) []byte {
	t.Helper()
	in := filepath.Join(t.TempDir(), "in.png")
	if err := exec.Command("cp", ffmpegInput(t, encodePNG(t, scene(320, 200))), in).Run(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out."+ext)
	if out, err := exec.Command("heif-enc", append(args, "-q", "90", "-o", path, in)...).CombinedOutput(); err != nil {
		t.Fatalf("heif-enc: %v\n%s", err, out)
	}
	return readFile(t, path)
}

func TestHEICAndAVIF(t *testing.T) {
	files := map[string][]byte{"heic": heif(t, "heic"), "avif": heif(t, "avif", "-A")}
	makers := map[string]*thumbs.Maker{
		"all tools":             newMaker(t, nil),
		"the worker and ffmpeg": newMaker(t, func(c *thumbs.Config) { c.Tools = thumbs.FindTools(); c.Tools.HeifConvert = "" }),
	}
	for tools, m := range makers {
		for ext, b := range files {
			t.Run(fmt.Sprintf("%s with %s", ext, tools), func(t *testing.T) {
				p, err := decodeBytes(m, b)
				if err != nil {
					t.Fatal(err)
				}
				defer p.Close()
				_, got := render(t, p, "w320", thumbs.Centre())
				if d := difference(got, scene(320, 200)); d > 6 {
					t.Errorf("differs by %.1f levels", d)
				}
			})
		}
	}
}

func TestDamagedHEICIsNamed(t *testing.T) {
	b := heif(t, "heic")
	for i := len(b) - 400; i < len(b); i++ {
		b[i] = byte(i * 31)
	}
	m := newMaker(t, nil)
	if p, err := decodeBytes(m, b); err == nil {
		p.Close() // libde265 may conceal damage
	} else if !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("got %v, want ErrUnreadable", err)
	}
	if _, err := decodeBytes(m, heicStill(64, 64, 0)); !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("a file without a picture: got %v, want ErrUnreadable", err)
	}
}
