package main

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	plateSide   = 3000 // pixels
	plateShrunk = 640
)

// zonePlate renders rings that get ever finer towards the corners. Where they are finer than the rendition can show, it must
// be grey; rings there are aliases. The renditions are left as PNG in a folder, for looking at.
func (b *bench) zonePlate(ctx context.Context) error {
	file := filepath.Join(b.scratch, "zone-plate.jpg")
	if err := writeJPEG(file, plate(plateSide), 98); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "fellesmappa-zone-plate-")
	if err != nil {
		return err
	}
	size := fitted(plateShrunk)
	size.Quality = 98
	t := report.NewTable(b.out, fmt.Sprintf("Zone plate of %d pixels at %d: what is left where nothing can be shown, in levels of 256", plateSide, plateShrunk),
		"", "standard deviation", "largest deviation", "picture")
	row := func(name string, img image.Image) error {
		png := filepath.Join(folder, "zone-plate-"+strings.Fields(name)[0]+".png")
		deviation, most := aliases(lumaOf(img))
		t.Row(name, fmt.Sprintf("%.2f", deviation), fmt.Sprintf("%.0f", most), png)
		return imaging.Save(img, png)
	}
	for _, name := range []string{ours, sharp} {
		m, ok := b.makers.find(name)
		if !ok {
			continue
		}
		made, err := b.renditions(ctx, m, file, []thumbs.Size{size})
		if err != nil {
			return err
		}
		img, err := imaging.Open(filepath.Join(made, size.Name+".jpg"))
		if err != nil {
			return err
		}
		if err := row(name, img); err != nil {
			return err
		}
	}
	full, err := imaging.Open(file)
	if err != nil {
		return err
	}
	if err := row("full decode, Lanczos-3", imaging.Resize(full, plateShrunk, plateShrunk, imaging.Lanczos)); err != nil {
		return err
	}
	return t.End()
}

// plate is a square picture of concentric rings. Their frequency grows with the distance from the middle and reaches what
// the pixels can hold, half a cycle each, at the middle of the edges.
func plate(side int) *image.YCbCr {
	img := image.NewYCbCr(image.Rect(0, 0, side, side), image.YCbCrSubsampleRatio420)
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = 128, 128 // grey, but stored as photos are
	}
	middle := float64(side-1) / 2
	for i := range img.Y {
		x, y := float64(i%side)-middle, float64(i/side)-middle
		img.Y[i] = uint8(127.5 + 127.5*math.Cos(math.Pi*(x*x+y*y)/float64(side)) + 0.5)
	}
	return img
}

// aliases looks at the ring in which a rendition of a plate can show nothing: from 1.6 times the finest frequency of its
// pixels outwards, short of the edges, where the JPEG itself has aliases. It returns the standard and the largest deviation from the mean.
func aliases(l luma) (deviation, most float64) {
	middle := float64(l.width-1) / 2
	finest := middle * plateShrunk / plateSide
	var ring []float64
	sum := 0.0
	for i, v := range l.samples {
		x, y := float64(i%l.width)-middle, float64(i/l.width)-middle
		if r := math.Hypot(x, y); r > 1.6*finest && r < 0.7*middle {
			ring, sum = append(ring, v), sum+v
		}
	}
	mean, squares := sum/float64(len(ring)), 0.0
	for _, v := range ring {
		squares += (v - mean) * (v - mean)
		most = max(most, math.Abs(v-mean))
	}
	return math.Sqrt(squares / float64(len(ring))), most
}
