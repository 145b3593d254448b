package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// newSecret makes a secret of 192 bits in letters that need no escaping in an address.
func newSecret() string {
	raw := make([]byte, 24)
	rand.Read(raw) // never fails: crypto/rand ends the program rather
	return base64.RawURLEncoding.EncodeToString(raw)
}

// loadSecret reads the installation's secret key, or makes it on the first start. It is kept with mode 0600 and
// replaced by nobody.
func loadSecret(folder string) ([]byte, error) {
	path := filepath.Join(folder, "secret.key")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecret(path)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(string(raw))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s is damaged: bring it back from a backup, or remove it and every reuse link gets lost", path)
	}
	return key, nil
}

func makeSecret(path string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return loadSecret(filepath.Dir(path))
	}
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(hex.EncodeToString(key))
	return key, errors.Join(err, f.Sync(), f.Close())
}
