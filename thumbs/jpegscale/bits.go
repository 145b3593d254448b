package jpegscale

import (
	"bytes"
	"encoding/binary"
)

const (
	windowBytes = 16 << 10
	blockBytes  = 512 // more than the code of one block takes: 64 coefficients of 31 bits at most
)

// bitReader reads the entropy-coded data of one restart interval. It takes out the stuffed zeros (T.81 B.1.1.5) a
// window at a time, so that the loops over symbols need not look for them.
//
// Those loops keep p, pos, acc and n in registers: they take them, call refill before each symbol, and put them back.
type bitReader struct {
	src []byte // stuffed data not yet in the window
	buf []byte // the window and eight zeros behind it
	p   []byte // buf up to and with the zeros
	end int    // bytes in the window
	low int    // once pos is past it, more must be called before the next block
	pos int    // next byte of p that is not in acc
	acc uint64 // next bits, at the top
	n   int    // how many of them count
	odd bool   // something was read that no encoder writes
}

// start begins a restart interval.
func (r *bitReader) start(src []byte) {
	if r.buf == nil {
		r.buf = make([]byte, windowBytes+8)
	}
	r.src, r.pos, r.acc, r.n, r.end, r.odd = src, 0, 0, 0, 0, false
	r.advance()
}

// more makes the data of one block available and reports false when reading has gone past the end.
func (r *bitReader) more() bool {
	if len(r.src) > 0 {
		r.advance()
		return true
	}
	return 8*r.pos-r.n <= 8*r.end
}

// advance moves what is unread to the window's beginning and fills it.
func (r *bitReader) advance() {
	r.end = copy(r.buf, r.buf[min(r.pos, r.end):r.end])
	r.pos = 0
	n, used := unstuff(r.buf[r.end:windowBytes], r.src)
	r.end += n
	r.src = r.src[used:]
	clear(r.buf[r.end : r.end+8])
	r.p = r.buf[:r.end+8]
	r.low = r.end
	if len(r.src) > 0 {
		r.low -= blockBytes
	}
}

// unstuff copies src to dst without the stuffing, until one of them ends, and returns how much of each it used. A
// marker ends src: without restart intervals none belongs there.
func unstuff(dst, src []byte) (n, used int) {
	for n < len(dst) && used < len(src) {
		rest := src[used:min(len(src), used+len(dst)-n)]
		i := bytes.IndexByte(rest, 0xFF)
		if i < 0 {
			n += copy(dst[n:], rest)
			used += len(rest)
			continue
		}
		n += copy(dst[n:], rest[:i])
		used += i + 1
		switch {
		case used < len(src) && src[used] == 0:
			dst[n] = 0xFF
			n++
			used++
		case used < len(src) && src[used] == 0xFF:
		default:
			used = len(src)
		}
	}
	return n, used
}

// refill tops acc up to at least 56 bits. Behind the window it feeds zeros.
func refill(p []byte, pos int, acc uint64, n int) (int, uint64, int) {
	if pos+8 <= len(p) {
		acc |= binary.BigEndian.Uint64(p[pos:]) >> (uint(n) & 63)
	}
	return pos + (63-n)>>3, acc, n | 56
}

// fill makes at least 32 bits available.
func (r *bitReader) fill() {
	if r.n < 32 {
		r.pos, r.acc, r.n = refill(r.p, r.pos, r.acc, r.n)
	}
}

// bit reads one bit.
func (r *bitReader) bit() bool {
	r.fill()
	set := int64(r.acc) < 0
	r.acc <<= 1
	r.n--
	return set
}

// difference reads the difference of a DC coefficient from the one before (T.81 F.2.2.1).
func (r *bitReader) difference(dc *huffman) (int32, bool) {
	r.fill()
	e := dc.look[r.acc>>(64-lookBits)]
	if e == 0 {
		e = dc.long(r.acc)
	}
	if e == 0 {
		return 0, false
	}
	v := int32(e) >> 16
	if e&inside == 0 {
		v = 0
		if size := uint(e >> 16); size != 0 {
			v = extend(r.acc<<(e>>11&31), size)
		}
	}
	r.acc <<= e & 63
	r.n -= int(e & 63)
	return v, true
}
