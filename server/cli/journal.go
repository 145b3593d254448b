package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// journal remembers by file which uploads are under way and which have arrived, so that the next run goes on with the
// ones and passes over the others. There is one for each server.
type journal struct {
	path string
	mu   sync.Mutex
	ids  map[string]string
}

// openJournal reads the journal for a server, or begins one.
func openJournal(folder, server string) (*journal, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(server))
	j := &journal{path: filepath.Join(folder, "import-"+hex.EncodeToString(sum[:6])+".json"), ids: map[string]string{}}
	raw, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &j.ids); err != nil {
		return nil, fmt.Errorf("the import journal %s cannot be read (remove it to start afresh): %w", j.path, err)
	}
	return j, nil
}

// fileKey changes when a file does.
func fileKey(path string, info os.FileInfo) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return fmt.Sprintf("%s|%d|%d", path, info.Size(), info.ModTime().UnixNano())
}

func (j *journal) get(key string) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ids[key]
}

func (j *journal) put(key, id string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ids[key] = id
	return j.save()
}

func (j *journal) remove(key string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, ok := j.ids[key]; !ok {
		return nil
	}
	delete(j.ids, key)
	return j.save()
}

// save replaces the file as a whole, so that a crash leaves the old or the new one.
func (j *journal) save() error {
	raw, err := json.Marshal(j.ids)
	if err != nil {
		return err
	}
	tmp := j.path + ".new"
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, j.path)
}
