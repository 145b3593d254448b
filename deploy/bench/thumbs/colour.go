package main

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	colourBar  = 2 // mean ΔE76 to what LittleCMS makes of the profile
	colourSize = "w1280"
)

// sample is a photo whose colours are compared.
type sample struct{ name, file string }

// colour compares our sRGB with that of libvips, which converts with LittleCMS, on photos with other profiles.
func (b *bench) colour(ctx context.Context) error {
	vips, err := exec.LookPath("vips")
	if err != nil {
		fmt.Fprintln(b.notes, "WITHOUT colour: there is no vips (Debian: libvips-tools) to compare with")
		return nil
	}
	samples, err := b.samples(ctx)
	if err != nil {
		return err
	}
	t := report.NewTable(b.out, "Colours at "+colourSize+" beside libvips' conversion to sRGB with LittleCMS, ΔE76; re-encoding counts in",
		"", "mean", "p95", "mean at quality 100", "mean if the profile were ignored")
	for _, s := range samples {
		fmt.Fprintln(b.notes, "comparing colours:", s.name)
		converted := filepath.Join(b.scratch, "converted.png")
		args := []string{"icc_transform", s.file, converted, "srgb", "--embedded", "--intent", "relative"}
		if out, err := exec.CommandContext(ctx, vips, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("convert %s with vips: %w: %s", s.name, err, out)
		}
		cells, err := b.differences(ctx, s, converted)
		if err != nil {
			return fmt.Errorf("compare colours, %s: %w", s.name, err)
		}
		t.Row(append([]string{s.name}, cells...)...)
	}
	return t.End()
}

// differences are the cells of a sample.
func (b *bench) differences(ctx context.Context, s sample, converted string) ([]string, error) {
	size, _ := thumbs.LookupSize(colourSize)
	best := size
	best.Name, best.Quality = "best", 100 // little is lost in it but colours that are converted wrongly
	us, _ := b.makers.find(ours)
	folder, err := b.renditions(ctx, us, s.file, []thumbs.Size{size, best})
	if err != nil {
		return nil, err
	}
	var at image.Point
	shrunk := func(file string) (*image.NRGBA, error) {
		img, err := imaging.Open(file)
		switch {
		case err != nil:
			return nil, err
		case at == (image.Point{}):
			return imaging.Clone(img), nil
		}
		return imaging.Resize(img, at.X, at.Y, imaging.Lanczos), nil
	}
	var pictures [4]*image.NRGBA
	for i, file := range []string{filepath.Join(folder, size.Name+".jpg"), filepath.Join(folder, best.Name+".jpg"), s.file, converted} {
		if pictures[i], err = shrunk(file); err != nil {
			return nil, err
		}
		at = pictures[0].Rect.Size()
	}
	right := pictures[3]
	mean, p95 := difference(pictures[0], right)
	lossless, _ := difference(pictures[1], right)
	ignored, _ := difference(pictures[2], right)
	return []string{judged(mean, colourBar, "%.2f"), fmt.Sprintf("%.2f", p95), fmt.Sprintf("%.2f", lossless), fmt.Sprintf("%.2f", ignored)}, nil
}

// samples are a photo tagged with three profiles, and the iPhone's own HEIC photos when there are some.
func (b *bench) samples(ctx context.Context) ([]sample, error) {
	plain := filepath.Join(b.scratch, "colour.jpg")
	picture, err := b.tiles.mosaic(4032, 3024)
	if err != nil {
		return nil, err
	}
	if err := cjpeg(ctx, picture, plain, "-quality", "95"); err != nil {
		return nil, err
	}
	jpeg, err := os.ReadFile(plain)
	if err != nil {
		return nil, err
	}
	var all []sample
	for _, p := range []struct {
		name string
		icc  []byte
	}{{"sRGB, nothing to convert", srgb()}, {"Display P3", displayP3()}, {"Adobe RGB (1998)", adobeRGB()}} {
		s := sample{p.name, filepath.Join(b.scratch, fmt.Sprintf("colour-%d.jpg", len(all)))}
		if err := os.WriteFile(s.file, tagged(jpeg, p.icc), 0o600); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return append(all, b.iPhones(ctx)...), nil
}

// iPhones are the HEIC files of the folder of photos as JPEG with their own profile; none when they cannot be converted.
func (b *bench) iPhones(ctx context.Context) (all []sample) {
	if b.photos == "" {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(b.photos, "*.[hH][eE][iI][cC]"))
	for _, heic := range files {
		s := sample{filepath.Base(heic) + " as JPEG", filepath.Join(b.scratch, filepath.Base(heic)+".jpg")}
		if out, err := exec.CommandContext(ctx, "heif-convert", "-q", "95", heic, s.file).CombinedOutput(); err != nil {
			fmt.Fprintf(b.notes, "WITHOUT %s: %v: %s\n", s.name, err, out)
			continue
		}
		all = append(all, s)
	}
	return all
}

// difference is the mean and the 95th percentile of ΔE76 over the pixels of two sRGB pictures of the same size.
func difference(a, b *image.NRGBA) (mean, p95 float64) {
	all := make([]float64, 0, len(a.Pix)/4)
	for i := 0; i < len(a.Pix); i += 4 {
		p, q := lab([3]uint8(a.Pix[i:])), lab([3]uint8(b.Pix[i:]))
		d := math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
		mean += d
		all = append(all, d)
	}
	slices.Sort(all)
	return mean / float64(len(all)), all[len(all)*95/100]
}

// lab is a colour of sRGB (IEC 61966-2-1) in CIE L*a*b* under D65.
func lab(rgb [3]uint8) [3]float64 {
	var linear [3]float64
	for i, v := range rgb {
		if c := float64(v) / 255; c <= 0.04045 {
			linear[i] = c / 12.92
		} else {
			linear[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	f := func(r, g, b, white float64) float64 {
		t := (r*linear[0] + g*linear[1] + b*linear[2]) / white
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x, y, z := f(0.4124564, 0.3575761, 0.1804375, 0.95047), f(0.2126729, 0.7151522, 0.0721750, 1), f(0.0193339, 0.1191920, 0.9503041, 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
