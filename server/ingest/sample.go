package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// The sampled hash is the SHA-256 over a file's size as 8 bytes, the most significant first, followed by sampleCount
// blocks of sampleSize bytes that are spread evenly from the first byte to the last. Browsers calculate the same.
const (
	sampleSize  = 65_536
	sampleCount = 64
	sampledWith = 8 // blocks that are fetched at once
)

// Sample implements catalog.Originals. It reads 4 MiB in all, in pieces.
func (o *Originals) Sample(ctx context.Context, id catalog.AssetID, ext string, size int64) (string, error) {
	key, err := storage.OriginalKey(string(id), ext)
	if err != nil {
		return "", storageError("sample original", err)
	}
	blocks := make([][]byte, sampleCount)
	errs := make(chan error, sampledWith)
	for lane := range sampledWith {
		go func() {
			var err error
			for i := lane; i < sampleCount && err == nil; i += sampledWith {
				blocks[i], err = o.block(ctx, key, int64(i)*(size-sampleSize)/(sampleCount-1))
			}
			errs <- err
		}()
	}
	for range sampledWith {
		if e := <-errs; err == nil {
			err = e
		}
	}
	if err != nil {
		return "", storageError("sample original", err)
	}
	sum := sha256.New()
	sum.Write(binary.BigEndian.AppendUint64(nil, uint64(size)))
	for _, b := range blocks {
		sum.Write(b)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (o *Originals) block(ctx context.Context, key storage.Key, at int64) ([]byte, error) {
	body, _, err := o.bucket.Open(ctx, key, &storage.Range{Start: at, Length: sampleSize})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	b := make([]byte, sampleSize)
	if _, err := io.ReadFull(body, b); err != nil {
		return nil, fmt.Errorf("read %s at %d: %w", key, at, err)
	}
	return b, nil
}
