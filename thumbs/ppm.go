package thumbs

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"strconv"
)

// pixmap reads a binary pixmap or graymap (P6 or P5, 8 bits), the plainest thing that a child process can hand back, as
// it comes. It refuses what has another size than expected before it takes memory.
type pixmap struct {
	limits Limits
	want   image.Point // pixels; zero: any size within the limits

	head []byte // until the header is complete
	img  image.Image
	pix  []byte // where the next samples go
	grey bool
	part []byte // of a pixel
}

var errPixmap = errors.New("child process did not print the expected picture")

func (p *pixmap) Write(b []byte) (int, error) {
	n := len(b)
	if p.img == nil {
		p.head = append(p.head, b...)
		rest, err := p.header()
		if err != nil || p.img == nil {
			return n, err
		}
		b, p.head = rest, nil
	}
	if p.grey {
		copied := copy(p.pix, b)
		p.pix, b = p.pix[copied:], b[copied:]
	} else {
		b = p.colors(b)
	}
	if len(b) > 0 {
		return n, errPixmap // more than a picture
	}
	return n, nil
}

// colors takes pixels, keeping a part of one for later, and returns what is behind the last.
func (p *pixmap) colors(b []byte) (rest []byte) {
	if len(p.part) > 0 {
		need := min(3-len(p.part), len(b))
		p.part, b = append(p.part, b[:need]...), b[need:]
		if len(p.part) < 3 {
			return nil
		}
		p.put(p.part)
		p.part = p.part[:0]
	}
	b = p.put(b)
	if len(p.pix) == 0 {
		return b
	}
	p.part = append(p.part, b...)
	return nil
}

// put takes whole pixels and returns what is left.
func (p *pixmap) put(b []byte) []byte {
	out := p.pix
	for len(b) >= 3 && len(out) >= 4 {
		out[0], out[1], out[2], out[3] = b[0], b[1], b[2], 255
		out, b = out[4:], b[3:]
	}
	p.pix = out
	return b
}

// header takes the four fields once they are there and returns what follows them.
func (p *pixmap) header() (rest []byte, err error) {
	const longest = 64
	b := p.head
	var fields [4]int
	for i := range fields {
		token, behind, found := cutField(b)
		switch {
		case !found && len(p.head) < longest:
			return nil, nil // not all of it yet
		case !found, i == 0 && string(token) != "P6" && string(token) != "P5":
			return nil, errPixmap
		case i == 0:
			p.grey = string(token) == "P5"
		default:
			if fields[i], err = strconv.Atoi(string(token)); err != nil {
				return nil, errPixmap
			}
		}
		b = behind
	}
	size := image.Pt(fields[1], fields[2])
	if p.want != (image.Point{}) && size != p.want || fields[3] != 255 {
		return nil, errPixmap
	}
	if err := p.limits.check(size.X, size.Y); err != nil {
		return nil, err
	}
	if p.grey {
		img := image.NewGray(image.Rectangle{Max: size})
		p.img, p.pix = img, img.Pix
	} else {
		img := image.NewNRGBA(image.Rectangle{Max: size})
		p.img, p.pix = img, img.Pix
	}
	return b, nil
}

// picture is what was read, when all of it was.
func (p *pixmap) picture() (image.Image, error) {
	if p.img == nil || len(p.pix) > 0 {
		return nil, fmt.Errorf("%w: incomplete pixmap", ErrUnreadable)
	}
	return p.img, nil
}

// parsePPM reads a binary pixmap.
func parsePPM(b []byte, limits Limits) (*image.NRGBA, error) {
	p := &pixmap{limits: limits}
	if _, err := p.Write(b); err != nil {
		if errors.Is(err, errPixmap) {
			err = fmt.Errorf("%w: %w", ErrUnreadable, err)
		}
		return nil, err
	}
	return p.colored()
}

// colored is the picture where only a pixmap will do.
func (p *pixmap) colored() (*image.NRGBA, error) {
	img, err := p.picture()
	if err != nil {
		return nil, err
	}
	color, ok := img.(*image.NRGBA)
	if !ok {
		return nil, fmt.Errorf("%w: no picture", ErrUnreadable)
	}
	return color, nil
}

// cutField splits b behind the white space after its first field.
func cutField(b []byte) (field, rest []byte, found bool) {
	i := bytes.IndexAny(b[:min(len(b), 16)], " \n\t\r")
	if i < 0 {
		return nil, nil, false
	}
	return b[:i], b[i+1:], true
}
