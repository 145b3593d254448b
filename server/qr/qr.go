// Package qr draws QR codes (ISO/IEC 18004) as vector graphics. It does not know what they lead to.
package qr

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// Code is a QR code as a path to fill. Size is the length of its sides in units of the path, with the quiet border of
// four modules that readers need.
type Code struct {
	Size int
	Path string // the data of an SVG path
}

// Make makes the code of a text. A quarter of it may be soiled or covered.
func Make(text string) (Code, error) {
	q, err := qrcode.New(text, qrcode.High)
	if err != nil {
		return Code{}, fmt.Errorf("make QR code: %w", err)
	}
	rows := q.Bitmap()
	var path strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return Code{Size: len(rows), Path: path.String()}, nil
}

// SVG is the code as a file: black on white, as readers expect it on any ground.
func (c Code) SVG() []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`+"\n",
		c.Size, c.Size, c.Size, c.Size, c.Path)
}
