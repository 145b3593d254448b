package main

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
)

// photos are the JPEG files of a folder, the largest files first: those have the most detail.
func photos(folder string) ([]string, error) {
	if folder == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("-photos: %w", err)
	}
	sizes := map[string]int64{}
	var files []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !slices.Contains([]string{".jpg", ".jpeg"}, strings.ToLower(filepath.Ext(e.Name()))) {
			continue
		}
		file, err := filepath.Abs(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		sizes[file] = info.Size()
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b string) int { return int(sizes[b] - sizes[a]) })
	return files, nil
}

// defaultPhotos is the folder of photos beside the module that the working directory is the root of; empty when there is
// none.
func defaultPhotos() string {
	const folder = "../shared/corpus/photos"
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return folder
}

// tiles is the source of pictures of any size: real photos, or generated ones when there are none.
type tiles struct {
	files []string
	seed  uint64
}

const largeTile = 7_000_000 // pixels of a real photo that is worth being a tile

// mosaic is a picture of w × h pixels: one tile up to 14 megapixels, four beyond. Nothing is scaled, so its detail is that of
// a camera.
func (t tiles) mosaic(w, h int) (*image.RGBA, error) {
	across := 1
	if w*h > 14_000_000 {
		across = 2
	}
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	next := 0
	for n := range across * across {
		tile, err := t.tile(n, &next)
		if err != nil {
			return nil, err
		}
		cell := image.Rect(n%across*w/across, n/across*h/across, (n%across+1)*w/across, (n/across+1)*h/across)
		lay(picture, cell, tile)
	}
	return picture, nil
}

// tile is the n-th source picture: the next large photo of the files, from *next on and from the start again.
func (t tiles) tile(n int, next *int) (image.Image, error) {
	for range t.files {
		file := t.files[*next%len(t.files)]
		*next++
		photo, err := decodeFile(file)
		if err != nil {
			return nil, err
		}
		if b := photo.Bounds(); b.Dx()*b.Dy() >= largeTile {
			return photo, nil
		}
	}
	return camera.Detailed(t.seed+uint64(n), camera.Width, camera.Height), nil
}

func decodeFile(file string) (image.Image, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	img, err := jpeg.Decode(in)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", filepath.Base(file), err)
	}
	return img, nil
}

// lay fills a cell with the tile from its corner, and mirrors it where the cell is larger.
func lay(dst *image.RGBA, cell image.Rectangle, tile image.Image) {
	size := tile.Bounds().Size()
	flat := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(flat, flat.Rect, tile, tile.Bounds().Min, draw.Src)
	mirrored := func(v, n int) int {
		if v %= 2 * n; v >= n {
			v = 2*n - 1 - v
		}
		return v
	}
	for y := range cell.Dy() {
		from, to := flat.Pix[flat.PixOffset(0, mirrored(y, size.Y)):], dst.Pix[dst.PixOffset(cell.Min.X, cell.Min.Y+y):]
		for x := range cell.Dx() {
			copy(to[4*x:4*x+4], from[4*mirrored(x, size.X):])
		}
	}
}
