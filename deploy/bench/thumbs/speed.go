package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// contest is a set of renditions, with those that it is measured against.
type contest struct {
	title  string
	sizes  []thumbs.Size
	memory float64 // most that ours may hold, in MB
	fields []field
}

// field is a column: a peer, how it renders, and the most that ours may take of its processor time. 0 is no bar.
type field struct {
	peer, mode            string
	baseline, progressive float64
}

func (f field) String() string {
	switch {
	case f.mode == once:
		return f.peer + ", one decode"
	case f.peer == vipsthumbnail:
		return f.peer + " (with its start)"
	}
	return f.peer
}

func (f field) bar(in input) float64 {
	if in.progressive {
		return f.progressive
	}
	return f.baseline
}

// fitted is a size of our own: those of the table stand in package thumbs.
func fitted(width int) thumbs.Size {
	return thumbs.Size{Name: fmt.Sprintf("w%d", width), Width: width, Kinds: []thumbs.Kind{thumbs.Photo}, MediaType: "image/jpeg", Ext: "jpg", Quality: 80}
}

func cropped(name string, width, height int) thumbs.Size {
	size := fitted(width)
	size.Name, size.Height, size.Crop = name, height, true
	return size
}

func contests() []contest {
	return []contest{
		{"One 480-pixel thumbnail", []thumbs.Size{fitted(480)}, 60, []field{
			{sharp, calls, 0.75, 0.20}, {libvips, calls, 0.70, 0.20}, {vipsthumbnail, calls, 0, 0}}},
		{"The four sizes made at ingest", thumbs.PictureSizes(thumbs.Photo), 120, []field{
			{sharp, calls, 0.50, 0.50}, {sharp, once, 1, 1}, {libvips, calls, 0, 0}}},
		{"The set of seven: 240, 480, 1080, 2048, 1:1 1080, 4:5 1080 × 1350, 9:16 1080 × 1920",
			[]thumbs.Size{fitted(240), fitted(480), fitted(1080), fitted(2048), cropped("1to1", 1080, 1080), cropped("4to5", 1080, 1350), cropped("9to16", 1080, 1920)},
			120, []field{{sharp, calls, 0.50, 0.50}, {sharp, once, 0, 0}, {libvips, calls, 0.35, 0.35}}},
	}
}

// speed prints a table for every set of renditions: our processor time, its share of the peers', and memory.
func (b *bench) speed(ctx context.Context) error {
	files, err := makeInputs(ctx, b.scratch, b.tiles, b.notes)
	if err != nil {
		return err
	}
	fmt.Fprintf(b.out, "One thread each. Processor time, median of %d turns; ratios are ours / theirs, the median of the turns' own.\n"+
		"sharp and libvips as they come: sharp optimises its Huffman tables. Memory is VmHWM of a fresh process; sharp's holds Node.js.\n\n", b.turns)
	for _, c := range contests() {
		if err := b.contest(ctx, c, files); err != nil {
			return fmt.Errorf("%s: %w", c.title, err)
		}
	}
	return nil
}

func (b *bench) contest(ctx context.Context, c contest, files []input) error {
	us, _ := b.makers.find(ours)
	columns, rivals, fields := []string{"", "ours"}, []rival(nil), []field(nil)
	for _, f := range c.fields {
		if m, ok := b.makers.find(f.peer); ok {
			columns, rivals, fields = append(columns, "/ "+f.String()), append(rivals, rival{m, f.mode}), append(fields, f)
		}
	}
	columns = append(columns, "our memory", "peers' memory", "our bytes / theirs")
	t := report.NewTable(b.out, c.title, columns...)
	for _, in := range files {
		fmt.Fprintln(b.notes, c.title+":", in.name)
		r := request{file: in.file, sizes: c.sizes}
		laps, err := race(ctx, us, rivals, in, r, b.turns)
		if err != nil {
			return err
		}
		cells := []string{in.name, report.Milliseconds(median(ourTimes(laps)))}
		for i, f := range fields {
			cells = append(cells, judged(ratio(laps, i+1), f.bar(in), "%.2f"))
		}
		memory, err := b.memory(ctx, us, rivals, in, r, c.memory)
		if err != nil {
			return err
		}
		t.Row(append(append(cells, memory...), weights(laps))...)
	}
	return t.End()
}

func ourTimes(laps []lap) []time.Duration {
	times := make([]time.Duration, len(laps))
	for i, l := range laps {
		times[i] = l[0].processor
	}
	return times
}

// memory are the cells of our memory and of the peers'.
func (b *bench) memory(ctx context.Context, us maker, rivals []rival, in input, r request, bar float64) ([]string, error) {
	bytes, err := highest(ctx, rival{us, calls}, in, r)
	if err != nil {
		return nil, err
	}
	var theirs []string
	for _, f := range rivals {
		bytes, err := highest(ctx, f, in, r)
		if err != nil {
			return nil, err
		}
		held := "–"
		if bytes > 0 {
			held = fmt.Sprintf("%.0f", megabytes(bytes))
		}
		theirs = append(theirs, held)
	}
	return []string{judged(megabytes(bytes), bar, "%.0f MB"), strings.Join(theirs, " / ") + " MB"}, nil
}

// weights are our bytes as a share of each peer's.
func weights(laps []lap) string {
	var shares []string
	for _, theirs := range laps[0][1:] {
		shares = append(shares, fmt.Sprintf("%.2f", float64(laps[0][0].bytes)/float64(theirs.bytes)))
	}
	return strings.Join(shares, " / ")
}

func megabytes(n int64) float64 { return float64(n) / 1e6 }

// judged is a figure with its bar, which it must not exceed; 0 is no bar.
func judged(value, bar float64, format string) string {
	text := fmt.Sprintf(format, value)
	switch {
	case bar == 0:
		return text
	case value <= bar:
		return fmt.Sprintf("%s (≤ "+format+" met)", text, bar)
	}
	return fmt.Sprintf("**%s** (≤ "+format+" NOT MET)", text, bar)
}
