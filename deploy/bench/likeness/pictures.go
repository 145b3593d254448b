package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/server/demo"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// picture is an original.
type picture struct {
	id, name string
	jpeg     []byte
	prints   []uint64
}

// group is pictures of one kind.
type group struct {
	name     string
	pictures []picture
	blank    int // left out: nothing to be known by
}

// pictures gathers the originals: photos; cards, which share layouts; scenes.
func (c *config) pictures(ctx context.Context) ([]group, error) {
	photos, err := photos(c.photos)
	if err != nil {
		return nil, err
	}
	cards, err := c.cards(ctx)
	if err != nil {
		return nil, err
	}
	scenes := group{name: "scene"}
	for n := range c.scenes {
		b, err := encode(scene(rand.New(rand.NewPCG(c.seed, uint64(n)))), 90)
		if err != nil {
			return nil, err
		}
		scenes.pictures = append(scenes.pictures, picture{name: fmt.Sprint("scene ", n), jpeg: b})
	}
	return []group{photos, cards, scenes}, nil
}

func photos(folder string) (group, error) {
	g := group{name: "photo"}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return g, err
	}
	for _, file := range files {
		if ext := strings.ToLower(filepath.Ext(file)); ext != ".jpg" && ext != ".jpeg" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return g, err
		}
		g.pictures = append(g.pictures, picture{name: filepath.Base(file), jpeg: b})
	}
	return g, nil
}

// everyCard takes one of so many.
const everyCard = 3

// cards are what the demo installation is filled with: posters of a few layouts, the hardest to tell apart.
func (c *config) cards(ctx context.Context) (group, error) {
	g := group{name: "card"}
	for i, a := range demo.New(c.seed).Assets {
		if a.Kind != demo.Photo || i%everyCard > 0 {
			continue
		}
		var b bytes.Buffer
		if err := a.Write(ctx, &b); err != nil {
			return g, err
		}
		g.pictures = append(g.pictures, picture{name: a.FileName, jpeg: b.Bytes()})
	}
	return g, nil
}

// scene is a generated picture with something of everything: a ground that grows lighter, large and small things on it,
// grain.
func scene(r *rand.Rand) image.Image {
	const w, h = 1200, 800
	img := image.NewGray(image.Rect(0, 0, w, h))
	from, across, down := 60+80*r.Float64(), 80*(r.Float64()-0.5), 80*(r.Float64()-0.5)
	for y := range h {
		for x := range w {
			v := from + across*float64(x)/w + down*float64(y)/h + 6*r.NormFloat64()
			img.SetGray(x, y, level(v))
		}
	}
	for range 12 + r.IntN(20) {
		cx, cy, rx, ry := w*r.Float64(), h*r.Float64(), 20+140*r.Float64(), 20+140*r.Float64()
		lift, round := 160*(r.Float64()-0.5), r.IntN(2) == 0
		for y := int(max(cy-ry, 0)); y < int(min(cy+ry, h)); y++ {
			for x := int(max(cx-rx, 0)); x < int(min(cx+rx, w)); x++ {
				if !round || math.Hypot((float64(x)-cx)/rx, (float64(y)-cy)/ry) < 1 {
					img.SetGray(x, y, level(float64(img.GrayAt(x, y).Y)+lift))
				}
			}
		}
	}
	return img
}

func level(v float64) color.Gray { return color.Gray{Y: uint8(min(max(v, 0), 255))} }

func encode(img image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// original is a picture that is open to be changed.
type original struct {
	*thumbs.Picture
	small image.Image // upright, at most 1,280 pixels either way
}

func (b *bench) open(ctx context.Context, p picture) (*original, error) {
	img, err := imaging.Decode(bytes.NewReader(p.jpeg), imaging.AutoOrientation(true))
	if err != nil {
		return nil, err
	}
	whole, err := b.decode(ctx, p.jpeg)
	return &original{whole, imaging.Fit(img, 1280, 1280, imaging.Box)}, err
}

// decode reads a picture as the program does.
func (b *bench) decode(ctx context.Context, jpeg []byte) (*thumbs.Picture, error) {
	r := bytes.NewReader(jpeg)
	facts, err := thumbs.Inspect(r, r.Size(), "", thumbs.DefaultConfig().Limits)
	if err != nil {
		return nil, err
	}
	return b.maker.Decode(ctx, r, r.Size(), facts)
}
