package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"os/exec"
	"path/filepath"
)

// input is a JPEG file to make renditions of.
type input struct {
	name          string
	width, height int
	sample        string // of the luma as cjpeg takes it: 2x2 is 4:2:0, 2x1 is 4:2:2
	progressive   bool
	file          string
}

// inputs are the pictures that phones and cameras send.
func inputs() []input {
	return []input{
		{name: "8 MP", width: 3264, height: 2448, sample: "2x2"},
		{name: "12 MP", width: 4032, height: 3024, sample: "2x2"},
		{name: "12 MP 4:2:2", width: 4032, height: 3024, sample: "2x1"},
		{name: "24 MP", width: 6000, height: 4000, sample: "2x2"},
		{name: "48 MP", width: 8064, height: 6048, sample: "2x2"},
		{name: "12 MP progressive", width: 4032, height: 3024, sample: "2x2", progressive: true},
		{name: "48 MP progressive", width: 8064, height: 6048, sample: "2x2", progressive: true},
	}
}

// makeInputs writes the files into a folder. Those of the same size have the same pixels.
func makeInputs(ctx context.Context, folder string, from tiles, notes io.Writer) ([]input, error) {
	all := inputs()
	pictures := map[image.Point]*image.RGBA{}
	for i := range all {
		in := &all[i]
		fmt.Fprintln(notes, "making", in.name)
		size := image.Pt(in.width, in.height)
		if pictures[size] == nil {
			picture, err := from.mosaic(in.width, in.height)
			if err != nil {
				return nil, err
			}
			pictures[size] = picture
		}
		in.file = filepath.Join(folder, fmt.Sprintf("input-%d.jpg", i))
		args := []string{"-quality", "92", "-sample", in.sample}
		if in.progressive {
			args = append(args, "-progressive")
		}
		if err := cjpeg(ctx, pictures[size], in.file, args...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// cjpeg writes a picture with libjpeg-turbo's encoder, which can do what Go's cannot.
func cjpeg(ctx context.Context, picture *image.RGBA, file string, args ...string) error {
	run := exec.CommandContext(ctx, "cjpeg", append(args, "-outfile", file)...)
	run.Stdin = pixmap(picture)
	if out, err := run.CombinedOutput(); err != nil {
		return fmt.Errorf("encode a JPEG with cjpeg (Debian: libjpeg-turbo-progs): %w: %s", err, out)
	}
	return nil
}

// pixmap is an opaque picture as a binary PPM.
func pixmap(picture *image.RGBA) io.Reader {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	header := fmt.Sprintf("P6\n%d %d\n255\n", w, h)
	out := make([]byte, len(header), len(header)+3*w*h)
	copy(out, header)
	for i := 0; i < 4*w*h; i += 4 {
		out = append(out, picture.Pix[i:i+3]...)
	}
	return bytes.NewReader(out)
}

// whole is the smallest picture of the input's shape that all sizes can be made of without enlarging.
func (in input) whole(r request) request {
	scale := 0.0
	for _, s := range r.sizes {
		if across := float64(s.Width) / float64(in.width); s.Crop {
			scale = max(scale, across, float64(s.Height)/float64(in.height))
		} else {
			scale = max(scale, across)
		}
	}
	scale = min(scale, 1)
	r.width, r.height = int(float64(in.width)*scale+0.5), int(float64(in.height)*scale+0.5)
	return r
}
