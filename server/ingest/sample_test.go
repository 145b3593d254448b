package ingest_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// What the browser's worker says of the same bytes; see static/own/digest.js.
const sampleOfCounting = "82db2d3e7d63d94ba0b26a649f29f33b4dc0d8ac9c15c71074293538a7e0a3eb"

func TestSampledHash(t *testing.T) {
	r := newRig(t)
	o := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	body := make([]byte, 9_000_001)
	for i := range body {
		body[i] = byte(i * i >> 7)
	}
	_, _, err := o.Store(t.Context(), "a1", "bin", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	got, err := o.Sample(t.Context(), "a1", "bin", int64(len(body)))
	if err != nil || got != sampleOfCounting {
		t.Errorf("got %s, %v, want %s", got, err, sampleOfCounting)
	}
	want := sha256.New()
	fmt.Fprint(want, "\x00\x00\x00\x00\x00\x89\x54\x41")
	for i := range 64 {
		at := i * (len(body) - 65536) / 63
		want.Write(body[at : at+65536])
	}
	if got != fmt.Sprintf("%x", want.Sum(nil)) {
		t.Errorf("got %s, want %x", got, want.Sum(nil))
	}
	if _, err := o.Sample(t.Context(), "a2", "bin", int64(len(body))); err == nil {
		t.Error("a file that is not there has a hash")
	}
}
