package storage_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

const small = 5 << 20 // the least a part before the last may have

// send starts an upload and puts the given parts through the proxy, as a browser does.
func send(t *testing.T, b *storage.Bucket, key storage.Key, parts map[int][]byte) (id string) {
	t.Helper()
	s := proxied(t, b, anything)
	id = must(b.StartUpload(t.Context(), key, "video/mp4"))(t)
	for number, data := range parts {
		res := put(t, s.URL+sign(t, s, b, key, id, number), data, nil)
		if res.StatusCode != http.StatusOK || strings.Trim(res.Header.Get("ETag"), `"`) != sum(data) {
			t.Fatalf("part %d: got %s with ETag %s, want 200 with %s", number, res.Status, res.Header.Get("ETag"), sum(data))
		}
	}
	return id
}

func TestUpload(t *testing.T) {
	one, two := random(small), random(1234)
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key := original(t)
		id := send(t, b, key, map[int][]byte{1: random(small), 2: two})
		s := proxied(t, b, anything)
		put(t, s.URL+sign(t, s, b, key, id, 1), one, nil) // a part may be sent again
		parts, err := b.Parts(t.Context(), key, id)
		if err != nil {
			t.Fatal(err)
		}
		want := []storage.Part{{Number: 1, Size: small, ETag: sum(one)}, {Number: 2, Size: 1234, ETag: sum(two)}}
		if len(parts) != 2 || parts[0] != want[0] || parts[1] != want[1] {
			t.Fatalf("got parts %v, want %v", parts, want)
		}
		for range 2 { // the second call finds it done
			info, err := b.CompleteUpload(t.Context(), key, id, parts)
			if err != nil {
				t.Fatal(err)
			}
			if info.Size != small+1234 || info.MediaType != "video/mp4" || !strings.HasSuffix(info.ETag, "-2") {
				t.Errorf("got %+v", info)
			}
		}
		if got := read(t, b, key, nil); !bytes.Equal(got, append(one[:small:small], two...)) {
			t.Error("the object differs from its parts")
		}
		if _, err := b.Parts(t.Context(), key, id); !errors.Is(err, storage.ErrUploadGone) {
			t.Errorf("parts after completion: got %v, want ErrUploadGone", err)
		}
	})
}

func TestCompleteRefuses(t *testing.T) {
	body := random(small)
	whole := storage.Part{Number: 1, Size: small, ETag: sum(body)}
	tests := []struct {
		name  string
		sent  map[int][]byte
		parts []storage.Part
		want  error
	}{
		{"no parts", map[int][]byte{1: body}, nil, storage.ErrPartMissing},
		{"a gap", map[int][]byte{1: body, 3: body}, []storage.Part{whole, {Number: 3, Size: small, ETag: sum(body)}}, storage.ErrPartMissing},
		{"a part that never came", map[int][]byte{1: body}, []storage.Part{whole, {Number: 2, Size: small, ETag: sum(body)}}, storage.ErrPartMissing},
		{"another part", map[int][]byte{1: body}, []storage.Part{{Number: 1, Size: small, ETag: sum(nil)}}, storage.ErrPartMismatch},
		{"a small first part", map[int][]byte{1: body[:99], 2: body},
			[]storage.Part{{Number: 1, Size: 99, ETag: sum(body[:99])}, {Number: 2, Size: small, ETag: sum(body)}}, storage.ErrPartTooSmall},
	}
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		for _, tt := range tests {
			key := original(t)
			id := send(t, b, key, tt.sent)
			if _, err := b.CompleteUpload(t.Context(), key, id, tt.parts); !errors.Is(err, tt.want) {
				t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
			}
			if _, err := b.Stat(t.Context(), key); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("%s: got %v, want no object", tt.name, err)
			}
			if parts, err := b.Parts(t.Context(), key, id); err != nil || len(parts) != len(tt.sent) {
				t.Errorf("%s: %d parts and %v afterwards, want the upload as it was", tt.name, len(parts), err)
			}
		}
	})
}

// Bare versitygw answers success when an object of that name exists, whatever it holds.
func TestCompleteOfAnUnknownUpload(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key, parts := original(t), []storage.Part{{Number: 1, Size: 3, ETag: sum([]byte("new"))}}
		for range 2 { // without an object, then with another one
			if _, err := b.CompleteUpload(t.Context(), key, "3f0ef1a0-8f3c-4b93-8a4e-4e4f8c1f2a10", parts); err == nil {
				t.Error("completed an upload that does not exist")
			}
			must(b.Put(t.Context(), key, strings.NewReader("old"), 3, ""))(t)
		}
	})
}

func TestCompleteTwiceAtOnce(t *testing.T) {
	body := random(storage.PartSize)
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key := original(t)
		sent := make(map[int][]byte)
		for n := range 8 {
			sent[n+1] = body
		}
		id := send(t, b, key, sent)
		parts := must(b.Parts(t.Context(), key, id))(t)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				info, err := b.CompleteUpload(t.Context(), key, id, parts)
				if err != nil || info.Size != 8*storage.PartSize {
					t.Errorf("got %+v, %v", info, err)
				}
			})
		}
		wg.Wait()
	})
}

func TestAbort(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key := original(t)
		id := send(t, b, key, map[int][]byte{1: random(100)})
		for range 2 {
			if err := b.AbortUpload(t.Context(), key, id); err != nil {
				t.Error(err)
			}
		}
		if _, err := b.Parts(t.Context(), key, id); !errors.Is(err, storage.ErrUploadGone) {
			t.Errorf("got %v, want ErrUploadGone", err)
		}
		parts := []storage.Part{{Number: 1, Size: 100, ETag: sum(nil)}}
		if _, err := b.CompleteUpload(t.Context(), key, id, parts); !errors.Is(err, storage.ErrUploadGone) {
			t.Errorf("got %v, want ErrUploadGone", err)
		}
	})
}

func TestPresignPartRefuses(t *testing.T) {
	b, key := peers[0].bucket, original(t)
	for _, tt := range []struct {
		host, id string
		key      storage.Key
		number   int
		expiry   time.Duration
	}{
		{"", "u", key, 1, time.Minute}, {"a/b", "u", key, 1, time.Minute}, {"a\r\nb", "u", key, 1, time.Minute},
		{"a", "", key, 1, time.Minute}, {"a", "u", storage.Key{}, 1, time.Minute}, {"a", "u", key, 0, time.Minute},
		{"a", "u", key, 10001, time.Minute}, {"a", "u", key, 1, 0}, {"a", "u", key, 1, 8 * 24 * time.Hour},
	} {
		if got, err := b.PresignPart(tt.host, tt.key, tt.id, tt.number, tt.expiry); err == nil {
			t.Errorf("%+v: got %s, want an error", tt, got)
		}
	}
}
