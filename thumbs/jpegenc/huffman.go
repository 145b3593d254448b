package jpegenc

import "encoding/binary"

// code is a Huffman code and its length in bits.
type code struct {
	bits   uint32
	length uint32
}

// huffman is a table as a JPEG carries it: how many codes of 1 to 16 bits, and their symbols.
type huffman struct {
	counts  [16]byte
	symbols string
}

// codes assigns the codes, T.81 annex C.
func (h huffman) codes() (table [256]code) {
	next, k := uint32(0), 0
	for i, n := range h.counts {
		for range n {
			table[h.symbols[k]] = code{next, uint32(i + 1)}
			next++
			k++
		}
		next <<= 1
	}
	return table
}

// bitWriter collects bits and stuffs a zero behind each 0xFF.
type bitWriter struct {
	out  []byte
	bits uint64 // the lowest held ones are not written yet
	held uint   // below 32
}

// code writes a code and the size bits that belong to it.
func (w *bitWriter) code(c code, size uint, low uint64) {
	w.bits = w.bits<<(uint(c.length)+size) | uint64(c.bits)<<size | low
	if w.held += uint(c.length) + size; w.held >= 32 {
		w.held -= 32
		w.word(uint32(w.bits >> w.held))
	}
}

func (w *bitWriter) word(v uint32) {
	if v&^(v+0x01010101)&0x80808080 == 0 { // no byte of it is 0xFF
		w.out = binary.BigEndian.AppendUint32(w.out, v)
		return
	}
	for shift := 24; shift >= 0; shift -= 8 {
		w.byte(byte(v >> shift))
	}
}

func (w *bitWriter) byte(b byte) {
	w.out = append(w.out, b)
	if b == 0xFF {
		w.out = append(w.out, 0)
	}
}

// finish fills the last byte with ones.
func (w *bitWriter) finish() []byte {
	w.bits, w.held = w.bits<<7|0x7F, w.held+7
	for ; w.held >= 8; w.held -= 8 {
		w.byte(byte(w.bits >> (w.held - 8)))
	}
	return w.out
}
