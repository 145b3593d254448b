package gateway

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

type credentials struct {
	Access string `json:"access_key"`
	Secret string `json:"secret_key"`
}

// inboxKeys is where the keys of the clients' door lie.
func inboxKeys(dir string) string { return filepath.Join(dir, "inbox-credentials.json") }

// InboxKeys are the keys that other S3 clients need for the gateway in dir. They are made once, whoever asks first.
func InboxKeys(dir string) (access, secret string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	c, err := loadCredentials(inboxKeys(dir))
	return c.Access, c.Secret, err
}

// loadCredentials reads the installation's keys and makes them at the first start. The file is complete or absent,
// also after a power loss, and only its owner can read it.
func loadCredentials(path string) (credentials, error) {
	var c credentials
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		c = credentials{Access: rand.Text(), Secret: rand.Text() + rand.Text()}
		return c, writeCredentials(path, c)
	}
	if err != nil {
		return c, fmt.Errorf("read gateway keys: %w", err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, fmt.Errorf("read gateway keys in %s: %w", path, err)
	}
	if c.Access == "" || c.Secret == "" {
		return c, fmt.Errorf("read gateway keys in %s: a key is missing", path)
	}
	return c, os.Chmod(path, 0o600)
}

func writeCredentials(path string, c credentials) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".credentials-") // mode 0600
	if err != nil {
		return fmt.Errorf("write gateway keys: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		dir := filepath.Dir(path)
		err = newFlusher(dir).folders(dir, dir)
	}
	if err != nil {
		return fmt.Errorf("write gateway keys: %w", err)
	}
	return nil
}
