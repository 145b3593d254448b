package ingest

import "io"

const pageSize = 256 << 10

// pages are bytes in memory of a size that nobody knew before: several photos come in at a time, and a buffer that grows
// leaves three times its size behind. All but the last have pageSize bytes.
type pages [][]byte

func (p pages) size() int64 {
	if len(p) == 0 {
		return 0
	}
	return int64(len(p)-1)*pageSize + int64(len(p[len(p)-1]))
}

// ReadAt implements io.ReaderAt.
func (p pages) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) {
		i, at := int((off+int64(n))/pageSize), int((off+int64(n))%pageSize)
		if i >= len(p) || at >= len(p[i]) {
			return n, io.EOF
		}
		n += copy(b[n:], p[i][at:])
	}
	return n, nil
}
