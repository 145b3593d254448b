package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

// record writes a WAV of noise and gives its SHA-256.
func record(file string, size int64) (sum [32]byte, err error) {
	f, err := os.Create(file)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	w := io.MultiWriter(f, h)
	head := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(size-8))...)
	head = append(head, "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x80\xbb\x00\x00\x00\xee\x02\x00\x04\x00\x10\x00data"...)
	head = binary.LittleEndian.AppendUint32(head, uint32(size-44))
	if _, err := w.Write(head); err != nil {
		return sum, err
	}
	noise := rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%-32s", filepath.Base(file)))))
	if _, err := io.CopyN(w, noise, size-int64(len(head))); err != nil {
		return sum, err
	}
	return [32]byte(h.Sum(nil)), nil
}

// arrived compares the only original that the program holds.
func arrived(ctx context.Context, address, token string, want [32]byte) error {
	client := program.NewClient(address, token, 1)
	var list struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if err := client.Read(ctx, "/api/v1/assets", &list); err != nil {
		return err
	}
	if len(list.Items) != 1 {
		return fmt.Errorf("%d assets came of one file", len(list.Items))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/api/v1/assets/"+list.Items[0].ID+"/original", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	h := sha256.New()
	n, err := io.Copy(h, res.Body)
	if err == nil && [32]byte(h.Sum(nil)) != want {
		err = fmt.Errorf("what arrived is other than what was sent: %d bytes, status %d", n, res.StatusCode)
	}
	return err
}
