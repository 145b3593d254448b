package thumbs

import "io"

// window reads small pieces of a large file through one buffer, so that walking a structure costs few reads.
type window struct {
	r    io.ReaderAt
	size int64
	buf  []byte
	off  int64 // of buf in the file
	err  error // the first failed read; later ones find nothing
}

const windowBytes = 64 << 10

// at returns n bytes from off, or fewer where the file ends. They are good until the next call.
func (w *window) at(off int64, n int) []byte {
	if off < 0 || off >= w.size || w.err != nil {
		return nil
	}
	n = int(min(int64(n), w.size-off))
	if off < w.off || off+int64(n) > w.off+int64(len(w.buf)) {
		w.fill(off, n)
	}
	from := off - w.off
	if from >= int64(len(w.buf)) {
		return nil
	}
	return w.buf[from:min(from+int64(n), int64(len(w.buf)))]
}

func (w *window) fill(off int64, n int) {
	length := int(min(int64(max(n, windowBytes)), w.size-off))
	if cap(w.buf) < length {
		w.buf = make([]byte, length)
	}
	w.buf, w.off = w.buf[:length], off
	got, err := w.r.ReadAt(w.buf, off)
	w.buf = w.buf[:got]
	if err != nil && err != io.EOF {
		w.err = err
	}
}

// all returns exactly n bytes from off, or nil.
func (w *window) all(off int64, n int) []byte {
	if b := w.at(off, n); len(b) == n {
		return b
	}
	return nil
}
