package ingest

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func TestMeasure(t *testing.T) {
	r := rand.NewChaCha8([32]byte{1})
	for _, n := range []int{0, 1, pageSize - 1, pageSize, pageSize + 1, 3*pageSize + 7, photoSize - 1, photoSize, photoSize + 1, photoSize + pageSize} {
		file := make([]byte, n)
		if _, err := r.Read(file); err != nil {
			t.Fatal(err)
		}
		whole, size := measure(iotest.OneByteReader(bytes.NewReader(file)))
		if want := int64(n); size != want && (n < photoSize || size != -1) {
			t.Errorf("%d bytes: size %d", n, size)
		}
		for try := range 2 { // a sender may begin anew
			got, err := io.ReadAll(whole)
			if err != nil || !bytes.Equal(got, file) {
				t.Errorf("%d bytes, try %d: %d bytes come back, %v", n, try, len(got), err)
			}
			again, ok := whole.(io.Seeker)
			if !ok {
				break
			}
			if _, err := again.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
		}
	}
}
