package thumbs

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
	"os"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// RunWorker is the other end of [Config.Worker]: it decodes one photo with decoders that a server does not trust in its
// own process, and prints it to stdout as a binary pixmap or graymap, as stored, on white. args are the media type and
// the path. It belongs in a process of its own that runs nothing else, under the limits that [Maker] puts on it, and
// whose environment is empty.
func RunWorker(args []string, stdout io.Writer) error {
	if len(args) != 2 {
		return errors.New("run worker: a media type and a path are needed")
	}
	f, err := os.Open(args[1])
	if err != nil {
		return fmt.Errorf("run worker: %w", err)
	}
	defer f.Close()
	img, err := decodeUntrusted(f, args[0])
	if err != nil {
		return fmt.Errorf("decode %s: %w", args[0], err)
	}
	out := bufio.NewWriterSize(stdout, 256<<10)
	if err := writePixmap(out, img); err != nil {
		return fmt.Errorf("print picture: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print picture: %w", err)
	}
	return nil
}

// decodeUntrusted checks the size anew, since this process trusts nobody either. Its limits on memory come from outside.
func decodeUntrusted(f *os.File, mediaType string) (image.Image, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	facts, err := Inspect(f, info.Size(), "", Limits{MaxPixels: 1 << 30, MaxSide: 1 << 16, MaxScans: 1})
	if err != nil {
		return nil, err
	}
	if facts.MediaType != mediaType {
		return nil, fmt.Errorf("%w: it is %s", ErrUnsupported, facts.MediaType)
	}
	var img image.Image
	switch mediaType {
	case "image/tiff":
		img, err = tiff.Decode(f)
	case "image/bmp":
		img, err = bmp.Decode(f)
	case "image/heic":
		img, err = decodeHEIC(f, facts)
	default:
		err = ErrUnsupported
	}
	if err != nil {
		return nil, err
	}
	return printable(flatten(img)), nil
}

// printable turns planes into colours, which is what a pixmap holds.
func printable(img image.Image) image.Image {
	if planes, ok := img.(*image.YCbCr); ok {
		return onWhite(planes, planes.Rect)
	}
	return img
}

// writePixmap prints a picture that flatten has made plain.
func writePixmap(w io.Writer, img image.Image) error {
	size := img.Bounds().Size()
	switch img := img.(type) {
	case *image.Gray:
		if _, err := fmt.Fprintf(w, "P5 %d %d 255\n", size.X, size.Y); err != nil {
			return err
		}
		for y := range size.Y {
			if _, err := w.Write(img.Pix[y*img.Stride:][:size.X]); err != nil {
				return err
			}
		}
		return nil
	case *image.NRGBA:
		if _, err := fmt.Fprintf(w, "P6 %d %d 255\n", size.X, size.Y); err != nil {
			return err
		}
		row := make([]byte, 3*size.X)
		for y := range size.Y {
			in := img.Pix[y*img.Stride:][:4*size.X]
			for out := row; len(out) >= 3; out, in = out[3:], in[4:] {
				out[0], out[1], out[2] = in[0], in[1], in[2]
			}
			if _, err := w.Write(row); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("print picture: unexpected type %T", img)
}
