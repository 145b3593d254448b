package thumbs

import (
	"bytes"
	"fmt"
	"image"
	"strconv"
)

// parsePPM reads a binary pixmap (P6, 8 bits), the plainest thing that a child process can hand back.
func parsePPM(b []byte, limits Limits) (*image.NRGBA, error) {
	var fields [4]int
	for i := range fields {
		token, rest, found := cutField(b)
		if i == 0 && string(token) != "P6" || !found {
			return nil, fmt.Errorf("%w: no picture", ErrUnreadable)
		}
		if i > 0 {
			v, err := strconv.Atoi(string(token))
			if err != nil {
				return nil, fmt.Errorf("%w: pixmap header", ErrUnreadable)
			}
			fields[i] = v
		}
		b = rest
	}
	width, height := fields[1], fields[2]
	if err := limits.check(width, height); err != nil {
		return nil, err
	}
	if fields[3] != 255 || len(b) < 3*width*height {
		return nil, fmt.Errorf("%w: incomplete pixmap", ErrUnreadable)
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for out := img.Pix; len(out) >= 4; out, b = out[4:], b[3:] {
		out[0], out[1], out[2], out[3] = b[0], b[1], b[2], 255
	}
	return img, nil
}

// cutField splits b behind the white space after its first field.
func cutField(b []byte) (field, rest []byte, found bool) {
	i := bytes.IndexAny(b[:min(len(b), 16)], " \n\t\r")
	if i < 0 {
		return nil, nil, false
	}
	return b[:i], b[i+1:], true
}
