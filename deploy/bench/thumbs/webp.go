package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const webpQuality = 75 // the encoder's own default

// webpCosts is what one photo's rendition takes in each way, one value a photo.
type webpCosts struct {
	ours, jpeg, webp []cost          // our JPEG, sharp's JPEG, sharp's WebP
	child            []time.Duration // processor time of ffmpeg that turns our JPEG into a WebP, its start included
}

// webpQuestion measures what WebP at the two small sizes would save of bytes and cost of processor time: with sharp as the
// yardstick, and with ffmpeg in a child, which is how this program could make it.
func (b *bench) webpQuestion(ctx context.Context) error {
	if _, ok := b.makers.find(sharp); !ok {
		return errors.New("WebP is measured with sharp, which is not here")
	}
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		return err
	}
	files, real, err := b.likenessFiles(ctx)
	if err != nil {
		return err
	}
	t := report.NewTable(b.out, fmt.Sprintf("WebP of quality %d beside JPEG, medians of %d photos, %d of them real", webpQuality, len(files), real),
		"", "our JPEG", "bytes: sharp's JPEG", "bytes: sharp's WebP", "WebP saves of ours", "sharp: JPEG", "sharp: WebP", "ours: JPEG", "ffmpeg in a child, on top")
	for _, name := range []string{"w320", "w640"} {
		size, _ := thumbs.LookupSize(name)
		var all webpCosts
		for _, file := range files {
			fmt.Fprintln(b.notes, name, "as WebP:", filepath.Base(file))
			if err := b.webpOf(ctx, ffmpeg, file, size, &all); err != nil {
				return err
			}
		}
		bytes := func(costs []cost) int64 { return median(each(costs, func(c cost) int64 { return c.bytes })) }
		took := func(costs []cost) string {
			return report.Milliseconds(median(each(costs, func(c cost) time.Duration { return c.processor })))
		}
		t.Row(name, kilobytes(bytes(all.ours)), kilobytes(bytes(all.jpeg)), kilobytes(bytes(all.webp)),
			fmt.Sprintf("%.0f %%", 100*(1-float64(bytes(all.webp))/float64(bytes(all.ours)))),
			took(all.jpeg), took(all.webp), took(all.ours), report.Milliseconds(median(all.child)))
	}
	return t.End()
}

// webpOf adds what one photo takes.
func (b *bench) webpOf(ctx context.Context, ffmpeg, file string, size thumbs.Size, to *webpCosts) error {
	lossy := size
	lossy.Quality = webpQuality
	jpeg := ""
	for _, way := range []struct {
		maker, mode string
		size        thumbs.Size
		to          *[]cost
	}{{ours, calls, size, &to.ours}, {sharp, calls, size, &to.jpeg}, {sharp, webp, lossy, &to.webp}} {
		m, _ := b.makers.find(way.maker)
		folder, took, err := b.warm(ctx, m, request{mode: way.mode, file: file, sizes: []thumbs.Size{way.size}})
		if err != nil {
			return err
		}
		if *way.to = append(*way.to, took); way.maker == ours {
			jpeg = filepath.Join(folder, size.Name+".jpg")
		}
	}
	child := exec.CommandContext(ctx, ffmpeg, "-v", "error", "-threads", "1", "-i", jpeg, "-c:v", "libwebp", "-quality", fmt.Sprint(webpQuality),
		"-y", filepath.Join(b.scratch, "child.webp"))
	if out, err := child.CombinedOutput(); err != nil {
		return fmt.Errorf("make a WebP with ffmpeg: %w: %s", err, out)
	}
	to.child = append(to.child, child.ProcessState.UserTime()+child.ProcessState.SystemTime())
	return nil
}

// warm renders twice in one process and tells what the second time took.
func (b *bench) warm(ctx context.Context, m maker, r request) (folder string, took cost, err error) {
	if folder, err = os.MkdirTemp(b.scratch, m.name+"-"); err != nil {
		return "", cost{}, err
	}
	r.folder = folder
	running, err := m.start(ctx)
	if err != nil {
		return "", cost{}, err
	}
	defer func() { err = errors.Join(err, running.stop()) }()
	if _, err := running.do(r); err != nil {
		return "", cost{}, err
	}
	took, err = running.do(r)
	return folder, took, err
}

func each[T, U any](all []T, of func(T) U) []U {
	out := make([]U, len(all))
	for i, one := range all {
		out[i] = of(one)
	}
	return out
}

func kilobytes(n int64) string { return fmt.Sprintf("%.1f kB", float64(n)/1000) }
