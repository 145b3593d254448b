package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	likenessPhotos = 30
	quickPhotos    = 5
	likenessBar    = 0.002 // of SSIM that ours may be under sharp's
)

// judgeQuality prints how like our renditions and sharp's are to the best that can be made of the photos, writes zone plates to look
// at, and compares colours.
func (b *bench) judgeQuality(ctx context.Context) error {
	for _, judge := range []func(context.Context) error{b.likeness, b.zonePlate, b.colour} {
		if err := judge(ctx); err != nil {
			return err
		}
	}
	return nil
}

// pictureSizes are the sizes of the table that are made of photos.
func pictureSizes() []thumbs.Size {
	return slices.DeleteFunc(thumbs.SizesOf(thumbs.Photo), func(s thumbs.Size) bool { return s.MediaType != "image/jpeg" })
}

// score is the likeness of one rendition of one photo, ours and sharp's.
type score struct {
	photo       string
	ours, sharp float64
}

// likeness compares all sizes of up to 30 photos.
func (b *bench) likeness(ctx context.Context) error {
	them, ok := b.makers.find(sharp)
	if !ok {
		fmt.Fprintln(b.notes, "WITHOUT likeness: there is no sharp to compare with")
		return nil
	}
	files, real, err := b.likenessFiles(ctx)
	if err != nil {
		return err
	}
	sizes := pictureSizes()
	scores := make([][]score, len(sizes))
	for _, file := range files {
		fmt.Fprintln(b.notes, "comparing", filepath.Base(file))
		if err := b.scorePhoto(ctx, them, file, sizes, scores); err != nil {
			return fmt.Errorf("compare %s: %w", filepath.Base(file), err)
		}
	}
	t := report.NewTable(b.out, fmt.Sprintf("Likeness to a full decode with Lanczos-3: SSIM of the luma, 8 × 8 windows, %d photos, %d of them real", len(files), real),
		"", "photos", "ours, mean", "sharp, mean", "ours − sharp, mean", "ours − sharp, worst photo", "which")
	for i, size := range sizes {
		t.Row(append([]string{size.Name}, summary(scores[i])...)...)
	}
	return t.End()
}

// likenessFiles are the real photos that there are, turned ones included, and generated ones to make up the number.
func (b *bench) likenessFiles(ctx context.Context) (files []string, real int, err error) {
	files = slices.Clone(b.tiles.files)
	if b.photos != "" {
		turned, err := photos(filepath.Join(b.photos, "..", "rotated"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, 0, err
		}
		files = append(files, turned...)
	}
	wanted := likenessPhotos
	if b.quick {
		wanted = quickPhotos
	}
	files = files[:min(len(files), wanted)]
	real = len(files)
	for n := range wanted - real {
		file := filepath.Join(b.scratch, fmt.Sprintf("generated-%d.jpg", n))
		picture := camera.Detailed(b.seed+100+uint64(n), 2400+200*n%2000, 1800+320*n%1500)
		if err := cjpeg(ctx, picture, file, "-quality", "92"); err != nil {
			return nil, 0, err
		}
		files = append(files, file)
	}
	return files, real, nil
}

// scorePhoto adds a photo's score for every size that it is large enough for.
func (b *bench) scorePhoto(ctx context.Context, them maker, file string, sizes []thumbs.Size, scores [][]score) error {
	us, _ := b.makers.find(ours)
	right, err := readReference(file)
	if err != nil {
		return err
	}
	large := func(s thumbs.Size) bool { return s.Width < right.width && s.Height < right.height }
	wanted := slices.DeleteFunc(slices.Clone(sizes), func(s thumbs.Size) bool { return !large(s) })
	folders := map[string]string{}
	for _, m := range []maker{us, them} {
		if folders[m.name], err = b.renditions(ctx, m, file, wanted); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	for i, size := range sizes {
		if !large(size) {
			continue
		}
		s := score{photo: filepath.Base(file)}
		for name, to := range map[string]*float64{ours: &s.ours, sharp: &s.sharp} {
			if *to, err = right.likeness(filepath.Join(folders[name], size.Name+".jpg"), size.Crop); err != nil {
				return err
			}
		}
		scores[i] = append(scores[i], s)
	}
	return nil
}

// renditions makes sizes of a file and returns the folder that they lie in, each under its name.
func (b *bench) renditions(ctx context.Context, m maker, file string, sizes []thumbs.Size) (folder string, err error) {
	if folder, err = os.MkdirTemp(b.scratch, m.name+"-"); err != nil {
		return "", err
	}
	running, err := m.start(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, running.stop()) }()
	_, err = running.do(request{mode: calls, file: file, folder: folder, sizes: sizes})
	return folder, err
}

// summary are the cells of a size.
func summary(scores []score) []string {
	if len(scores) == 0 {
		return []string{"0", "", "", "", "", ""}
	}
	var mean score
	worst := scores[0]
	for _, s := range scores {
		mean.ours, mean.sharp = mean.ours+s.ours/float64(len(scores)), mean.sharp+s.sharp/float64(len(scores))
		if s.sharp-s.ours > worst.sharp-worst.ours {
			worst = s
		}
	}
	return []string{
		fmt.Sprint(len(scores)), fmt.Sprintf("%.5f", mean.ours), fmt.Sprintf("%.5f", mean.sharp),
		mean.judged(), worst.judged(), worst.photo,
	}
}

// judged is how much more like ours is than sharp's, with the bar.
func (s score) judged() string {
	d := s.ours - s.sharp
	if d < -likenessBar {
		return fmt.Sprintf("**%+.4f** (≥ -%.3f NOT MET)", d, likenessBar)
	}
	return fmt.Sprintf("%+.4f (≥ -%.3f met)", d, likenessBar)
}

// writeJPEG writes a picture with Go's encoder, which keeps to 4:2:0.
func writeJPEG(file string, img image.Image, quality int) (err error) {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return jpeg.Encode(out, img, &jpeg.Options{Quality: quality})
}
