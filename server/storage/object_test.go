package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

func TestPut(t *testing.T) {
	big := random(40 << 20)
	tests := []struct {
		name   string
		data   []byte
		size   int64
		reader func([]byte) io.Reader
	}{
		{"empty", nil, 0, func(b []byte) io.Reader { return bytes.NewReader(b) }},
		{"small", big[:20_000], 20_000, func(b []byte) io.Reader { return bytes.NewReader(b) }},
		{"small, cannot seek", big[:20_000], 20_000, func(b []byte) io.Reader { return io.MultiReader(bytes.NewReader(b)) }},
		{"small, size unknown", big[:20_000], -1, func(b []byte) io.Reader { return io.MultiReader(bytes.NewReader(b)) }},
		{"big", big, 40 << 20, func(b []byte) io.Reader { return bytes.NewReader(b) }},
		{"big, size unknown", big, -1, func(b []byte) io.Reader { return io.MultiReader(bytes.NewReader(b)) }},
	}
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				key := original(t)
				info, err := b.Put(t.Context(), key, tt.reader(tt.data), tt.size, "video/mp4")
				if err != nil {
					t.Fatal(err)
				}
				if info.Key != key || info.Size != int64(len(tt.data)) || info.MediaType != "video/mp4" || info.ETag == "" {
					t.Errorf("got %+v, want %s with %d bytes of video/mp4", info, key, len(tt.data))
				}
				if tt.size >= 0 && tt.size <= storage.PartSize && info.ETag != sum(tt.data) {
					t.Errorf("got ETag %s, want %s", info.ETag, sum(tt.data))
				}
				if got := read(t, b, key, nil); !bytes.Equal(got, tt.data) {
					t.Errorf("read %d bytes that differ from the %d stored", len(got), len(tt.data))
				}
			})
		}
	})
}

func TestPutTakesErrorsOfTheReader(t *testing.T) {
	broken := errors.New("broken phone line")
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		for _, sent := range []int{100, 20 << 20} {
			key := original(t)
			r := io.MultiReader(bytes.NewReader(random(sent)), failing{broken})
			if _, err := b.Put(t.Context(), key, r, -1, "video/mp4"); !errors.Is(err, broken) || errors.Is(err, storage.ErrUnavailable) {
				t.Errorf("after %d bytes got %v, want the reader's error", sent, err)
			}
			if _, err := b.Stat(t.Context(), key); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("after %d bytes got %v, want no object", sent, err)
			}
		}
		key := original(t)
		if _, err := b.Put(t.Context(), key, bytes.NewReader(random(100)), 200, "video/mp4"); err == nil {
			t.Error("stored 100 bytes as 200")
		}
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestOpen(t *testing.T) {
	data := random(1000)
	tests := []struct {
		name  string
		piece *storage.Range
		want  []byte
		err   error
	}{
		{"all", nil, data, nil},
		{"first byte", &storage.Range{Start: 0, Length: 1}, data[:1], nil},
		{"middle", &storage.Range{Start: 100, Length: 50}, data[100:150], nil},
		{"to the end", &storage.Range{Start: 900}, data[900:], nil},
		{"from the beginning", &storage.Range{}, data, nil},
		{"past the end", &storage.Range{Start: 990, Length: 100}, data[990:], nil},
		{"outside", &storage.Range{Start: 1000, Length: 1}, nil, storage.ErrRange},
	}
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key := original(t)
		must(b.Put(t.Context(), key, bytes.NewReader(data), 1000, "image/jpeg"))(t)
		for _, tt := range tests {
			r, info, err := b.Open(t.Context(), key, tt.piece)
			if !errors.Is(err, tt.err) {
				t.Errorf("%s: got error %v, want %v", tt.name, err, tt.err)
			}
			if err != nil {
				continue
			}
			got := must(io.ReadAll(r))(t)
			r.Close()
			if !bytes.Equal(got, tt.want) || info.Size != 1000 || info.MediaType != "image/jpeg" || info.ETag != sum(data) {
				t.Errorf("%s: got %d bytes and %+v, want %d", tt.name, len(got), info, len(tt.want))
			}
		}
		if _, _, err := b.Open(t.Context(), original(t), nil); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	})
}

func TestReaderAt(t *testing.T) {
	data := random(2<<20 + 77)
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		key := original(t)
		must(b.Put(t.Context(), key, bytes.NewReader(data), int64(len(data)), ""))(t)
		r, want := b.ReaderAt(t.Context(), key, int64(len(data))), bytes.NewReader(data)
		for _, at := range []struct{ off, length int }{
			{0, 16}, {len(data) - 8, 8}, {256<<10 - 1, 2}, {0, 1 << 20}, {len(data) - 8, 20}, {len(data), 1}, {700_000, 300_000}, {3, 5},
		} {
			got, wantBytes := make([]byte, at.length), make([]byte, at.length)
			n, err := r.ReadAt(got, int64(at.off))
			wantN, wantErr := want.ReadAt(wantBytes, int64(at.off))
			if n != wantN || err != wantErr || !bytes.Equal(got, wantBytes) {
				t.Errorf("at %d: got %d bytes and %v, want %d and %v", at.off, n, err, wantN, wantErr)
			}
		}
		if _, err := b.ReaderAt(t.Context(), original(t), 10).ReadAt(make([]byte, 4), 0); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	})
}

func TestDownload(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		data, key, path := random(300_000), original(t), filepath.Join(t.TempDir(), "clip.mp4")
		must(b.Put(t.Context(), key, bytes.NewReader(data), int64(len(data)), ""))(t)
		must(b.Download(t.Context(), key, path))(t)
		if got := must(os.ReadFile(path))(t); !bytes.Equal(got, data) {
			t.Errorf("downloaded %d bytes that differ from the %d stored", len(got), len(data))
		}
		if _, err := b.Download(t.Context(), key, path); !errors.Is(err, os.ErrExist) {
			t.Errorf("got %v, want a refusal to overwrite", err)
		}
		missing := filepath.Join(t.TempDir(), "none")
		if _, err := b.Download(t.Context(), original(t), missing); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
		if _, err := os.Stat(missing); err == nil {
			t.Error("a failed download left a file")
		}
	})
}

func TestListAndRemove(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		asset := newID()
		group := must(storage.RenditionsOf(asset))(t)
		keys := make([]storage.Key, 0, 3)
		for _, name := range []string{"square", "w320", "w640"} {
			key := must(storage.RenditionKey(asset, "1", name, "jpg"))(t)
			must(b.Put(t.Context(), key, bytes.NewReader([]byte(name)), int64(len(name)), "image/jpeg"))(t)
			keys = append(keys, key)
		}
		list := func() (got []storage.Key) {
			for info, err := range b.List(t.Context(), group) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, info.Key)
			}
			return got
		}
		if got := list(); len(got) != 3 || got[0] != keys[0] || got[2] != keys[2] {
			t.Errorf("listed %v, want %v", got, keys)
		}
		for range 2 { // the second time they are gone
			if err := b.Remove(t.Context(), keys[0], keys[1]); err != nil {
				t.Error(err)
			}
			if err := b.Remove(t.Context(), keys[1]); err != nil {
				t.Error(err)
			}
		}
		if got := list(); len(got) != 1 || got[0] != keys[2] {
			t.Errorf("listed %v, want %v", got, keys[2:])
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Remove(gone, keys...); !errors.Is(err, context.Canceled) {
			t.Errorf("removal on a cancelled context: got %v", err)
		}
	})
}

func TestCopy(t *testing.T) {
	data := random(12 << 20)
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		from := must(storage.ParseKey("inbox/år/Pappatreff på øya æøå + 100% (1)?.mp4"))(t)
		must(b.Put(t.Context(), from, bytes.NewReader(data), int64(len(data)), "application/octet-stream"))(t)
		for _, limit := range []int64{5 << 30, 5 << 20} {
			b.SetCopyLimit(limit)
			to := original(t)
			info, err := b.Copy(t.Context(), from, to, "video/mp4")
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, b, to, nil); !bytes.Equal(got, data) || info.MediaType != "video/mp4" {
				t.Errorf("limit %d: got %d bytes of %s", limit, len(got), info.MediaType)
			}
		}
		b.SetCopyLimit(5 << 30)
		if _, err := b.Copy(t.Context(), original(t), original(t), ""); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	})
}

func TestReady(t *testing.T) {
	onEach(t, func(t *testing.T, b *storage.Bucket) {
		for _, call := range []func(context.Context) error{b.Ready, b.Ensure} {
			if err := call(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}
