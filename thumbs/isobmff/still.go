package isobmff

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// Still is the primary picture of a HEIC or AVIF file.
type Still struct {
	Width, Height int // pixels as decoded, before Orientation; the whole picture, also when it is stored as tiles
	Orientation   int // irot and imir as an EXIF orientation, 1 to 8

	// What colr says about its colours; either, both or neither may be there. The profile counts more.
	Profile   []byte // ICC
	Primaries int    // number in ITU-T H.273 table 2; 0: not said
	Transfer  int    // table 3; 0: not said
}

// HDR reports whether the values are those of PQ or HLG.
func (s Still) HDR() bool { return s.Transfer == 16 || s.Transfer == 18 }

// ReadStill reads the meta box of the size bytes in r. With ErrTruncated or ErrCorrupt the Still holds what could be read
// all the same.
func ReadStill(r io.ReaderAt, size int64) (Still, error) {
	meta, err := find(r, size, "meta")
	if len(meta) < 4 {
		if err == nil {
			err = fmt.Errorf("%w: empty meta", ErrCorrupt)
		}
		return Still{}, err
	}
	meta = meta[4:]
	iprp, item := child(meta, "iprp"), primary(child(meta, "pitm"))
	own := properties(iprp, item)
	if !slices.ContainsFunc(own, func(p property) bool { return p.kind == "colr" }) {
		for _, p := range properties(iprp, firstTile(child(meta, "iref"), item)) {
			if p.kind == "colr" {
				own = append(own, p)
			}
		}
	}
	still := describe(own)
	if err == nil && (still.Width == 0 || still.Height == 0) {
		err = fmt.Errorf("%w: picture without a size", ErrCorrupt)
	}
	return still, err
}

// primary reads the id of the primary item.
func primary(pitm []byte) uint32 {
	switch {
	case len(pitm) >= 8 && pitm[0] > 0:
		return binary.BigEndian.Uint32(pitm[4:])
	case len(pitm) >= 6:
		return uint32(binary.BigEndian.Uint16(pitm[4:]))
	}
	return 0
}

// firstTile reads the id of the first of the items that item is put together from; 0 when it is not.
func firstTile(iref []byte, item uint32) uint32 {
	if len(iref) < 4 {
		return 0
	}
	wide := 2
	if iref[0] > 0 {
		wide = 4
	}
	for kind, b := range boxes(iref[4:]) {
		if kind != "dimg" || len(b) < 2*wide+2 { // from, how many, and those
			continue
		}
		id := func(b []byte) uint32 {
			if wide == 4 {
				return binary.BigEndian.Uint32(b)
			}
			return uint32(binary.BigEndian.Uint16(b))
		}
		if id(b) == item {
			return id(b[wide+2:])
		}
	}
	return 0
}

type property struct {
	kind string
	body []byte
}

// properties returns those that ipma associates with item, in its order.
func properties(iprp []byte, item uint32) []property {
	var all, own []property
	for kind, body := range boxes(child(iprp, "ipco")) {
		all = append(all, property{kind, body})
	}
	for kind, body := range boxes(iprp) {
		if kind != "ipma" {
			continue
		}
		for _, index := range associations(body, item) {
			if index >= 1 && index <= len(all) {
				own = append(own, all[index-1])
			}
		}
	}
	return own
}

// associations returns the 1-based property indices of item in an ipma box.
func associations(b []byte, item uint32) []int {
	if len(b) < 8 {
		return nil
	}
	wideID, wideIndex := b[0] > 0, b[3]&1 == 1
	count := binary.BigEndian.Uint32(b[4:])
	b = b[8:]
	// take reads n bytes as a big-endian number; beyond the end everything is 0.
	take := func(n int) (v uint32) {
		if len(b) < n {
			b = nil
			return 0
		}
		for _, c := range b[:n] {
			v = v<<8 | uint32(c)
		}
		b = b[n:]
		return v
	}
	idBytes, indexBytes, mask := 2, 1, uint32(0x7f)
	if wideID {
		idBytes = 4
	}
	if wideIndex {
		indexBytes, mask = 2, 0x7fff
	}
	for ; count > 0 && len(b) > 0; count-- {
		id := take(idBytes)
		var indices []int
		for n := take(1); n > 0; n-- {
			indices = append(indices, int(take(indexBytes)&mask))
		}
		if id == item {
			return indices
		}
	}
	return nil
}

// describe applies the properties in their order, which is also the order a decoder applies them in.
func describe(own []property) Still {
	still := Still{Orientation: 1}
	turns, mirrored := 0, false // quarter turns clockwise after a left-right mirroring
	for _, p := range own {
		switch {
		case p.kind == "ispe" && len(p.body) >= 12:
			still.Width = bounded(binary.BigEndian.Uint32(p.body[4:]))
			still.Height = bounded(binary.BigEndian.Uint32(p.body[8:]))
		case p.kind == "irot" && len(p.body) >= 1:
			turns += 4 - int(p.body[0]&3) // irot counts anticlockwise
		case p.kind == "imir" && len(p.body) >= 1:
			// Mirroring after turning is turning the other way after mirroring; top-bottom is left-right and half a turn.
			turns, mirrored = -turns, !mirrored
			if p.body[0]&1 == 1 {
				turns += 2
			}
		case p.kind == "colr":
			still.color(p.body)
		}
	}
	still.Orientation = exif(((turns%4)+4)%4, mirrored)
	return still
}

// color reads a colr box, ISO/IEC 14496-12 12.1.5.
func (s *Still) color(b []byte) {
	if len(b) < 4 {
		return
	}
	switch kind := string(b[:4]); {
	case kind == "prof" || kind == "rICC":
		s.Profile = b[4:]
	case kind == "nclx" && len(b) >= 8:
		s.Primaries, s.Transfer = int(binary.BigEndian.Uint16(b[4:])), int(binary.BigEndian.Uint16(b[6:]))
	}
}

// exif is the EXIF orientation for: mirror left-right, then turn clockwise.
func exif(turns int, mirrored bool) int {
	if mirrored {
		return [4]int{2, 7, 4, 5}[turns]
	}
	return [4]int{1, 6, 3, 8}[turns]
}

// bounded keeps a 32-bit size positive where int has 32 bits.
func bounded(v uint32) int { return int(min(v, 1<<31-1)) }
