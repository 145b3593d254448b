package jpegscale

import "fmt"

const (
	lookBits = 11 // of the table that decodes a symbol, mostly with its value bits
	skipBits = 13 // of the table that passes over symbols
)

// huffman decodes one table's symbols (T.81 F.2.2.3). A symbol is a run of zeros and the size of a value, whose bits
// follow the code.
//
// An entry of look is total bits | run<<6 | code bits<<11 | size<<16 or, when the value's bits are inside the window,
// total bits | run<<6 | inside | value<<16. It is 0 when the code is longer than the window.
type huffman struct {
	look    [1 << lookBits]uint32
	maxCode [18]int32 // first 16-bit-aligned code past each length
	delta   [17]int32
	symbols [256]byte
	// skip steps over as many whole symbols as fit: bits | endsBlock | coefficients<<7, of which there are 64 when not even
	// one symbol fits.
	skip      [1 << skipBits]uint16
	skippable bool // skip is made
}

const (
	inside    = 1 << 10
	endsBlock = 1 << 6
)

// huffmanLen returns how many bytes of s, which begins with the 16 counts, a table takes.
func huffmanLen(s []byte) (int, error) {
	n := 16
	for _, c := range s[:min(16, len(s))] {
		n += int(c)
	}
	if n > len(s) || n > 16+256 {
		return 0, fmt.Errorf("%w: Huffman table of %d bytes in %d", ErrFormat, n, len(s))
	}
	return n, nil
}

// build makes the table that s, as measured by huffmanLen, describes (T.81 C.2). No symbol may be above highest.
func (h *huffman) build(s []byte, highest byte) error {
	clear(h.look[:])
	h.skippable = false
	copy(h.symbols[:], s[16:])
	code, k := int32(0), int32(0)
	for length := 1; length <= 16; length++ {
		h.delta[length] = k - code
		for range s[length-1] {
			if code >= 1<<length || h.symbols[k] > highest {
				return fmt.Errorf("%w: Huffman code of %d bits for %#x", ErrFormat, length, h.symbols[k])
			}
			if length <= lookBits {
				h.enter(int(code), length, h.symbols[k])
			}
			code++
			k++
		}
		h.maxCode[length] = code << (16 - length)
		code <<= 1
	}
	h.maxCode[17] = 1 << 30
	return nil
}

// enter fills the part of the look-up table that begins with code.
func (h *huffman) enter(code, length int, symbol byte) {
	e := entry(length, symbol)
	at := code << (lookBits - length)
	for i := at; i < at+1<<(lookBits-length); i++ {
		h.look[i] = e
		if total := e & 63; symbol&15 != 0 && total <= lookBits {
			v := extend(uint64(i)<<(64-lookBits+length), uint(symbol&15))
			h.look[i] = total | e&(15<<6) | inside | uint32(v)<<16
		}
	}
}

func entry(length int, symbol byte) uint32 {
	size := uint32(symbol & 15)
	return uint32(length) + size | uint32(symbol>>4)<<6 | uint32(length)<<11 | size<<16
}

// long decodes the code at the top of acc when it is longer than the look-up table's; 0 when there is none such.
func (h *huffman) long(acc uint64) uint32 {
	c := int32(acc >> 48)
	l := lookBits + 1
	for c >= h.maxCode[l] {
		l++
	}
	if l > 16 {
		return 0
	}
	return entry(l, h.symbols[(c>>(16-l)+h.delta[l])&255])
}

// prepareSkip makes the skip table if it is not there.
func (h *huffman) prepareSkip() {
	if h.skippable {
		return
	}
	for i := range h.skip {
		h.skip[i] = h.skipEntry(uint64(i) << (64 - skipBits))
	}
	h.skippable = true
}

func (h *huffman) skipEntry(acc uint64) uint16 {
	bits, coefs := uint32(0), uint32(0)
	for {
		e := h.look[acc>>(64-lookBits)]
		total, run := e&63, e>>6&15
		switch {
		case bits == 0 && (e == 0 || total > skipBits):
			return 64 << 7
		case e == 0 || bits+total > skipBits || coefs > 60:
			return uint16(bits | coefs<<7)
		}
		bits += total
		acc <<= total
		if e&inside == 0 && e>>16 == 0 && run != 15 { // no value, and not sixteen zeros
			return uint16(bits | endsBlock | coefs<<7)
		}
		coefs += run + 1
	}
}

// extend turns the size bits at the top of acc into a signed value (T.81 F.2.2.1).
func extend(acc uint64, size uint) int32 {
	v := int32(acc >> ((64 - size) & 63))
	negative := int32(^(int64(acc) >> 63))
	return v + negative&(1-1<<size)
}
