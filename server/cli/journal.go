package cli

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// journal remembers by file which uploads are under way and which have arrived, so that the next run goes on with the
// ones and passes over the others. There is one for each server.
//
// It is a line of JSON after another, each about one file, and the last about a file holds. Lines are only added. One that
// a crash has cut off counts as never written.
type journal struct {
	path string
	mu   sync.Mutex
	file *os.File
	end  int64
	// at is where the line about a file begins, by the hash of its key: a million files must not fill the memory.
	at     map[[16]byte]int64
	synced time.Time
}

// note is one line of a journal. Without Upload and Asset the file is forgotten.
type note struct {
	Key    string `json:"key"`
	Upload string `json:"upload,omitempty"` // under way
	Asset  string `json:"asset,omitempty"`  // arrived
}

// heading is the first line of a journal.
type heading struct {
	Journal int    `json:"fellesmappa_import_journal"` // version of the format
	Server  string `json:"server"`
}

const (
	journalVersion = 1
	// syncEvery is how much of what has arrived may be forgotten when the power fails: it is found by its hash then.
	syncEvery = time.Second
)

// foreign means that a file is not a journal for this server.
type foreign struct{ path, why string }

func (e *foreign) Error() string { return fmt.Sprintf("the import journal %s %s", e.path, e.why) }

// openJournal opens a journal for a server, or begins one. A file that is none, or is one for another server, is foreign
// and left as it is.
func openJournal(path, server string) (_ *journal, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, &foreign{path, "cannot be opened: " + reason(err)}
	}
	j := &journal{path: path, file: file, at: map[[16]byte]int64{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, fmt.Errorf("another import is writing to the journal %s: wait until it is done, or name another with --journal", path)
	}
	return j, j.read(strings.TrimSuffix(server, "/"))
}

// read takes up what earlier runs wrote and cuts off a line that was not finished.
func (j *journal) read(server string) error {
	first, err := json.Marshal(heading{journalVersion, server})
	if err != nil {
		return err
	}
	first = append(first, '\n')
	lines := bufio.NewReaderSize(j.file, 64<<10)
	line, err := lines.ReadSlice('\n') // of no more than the buffer holds: it may be anything
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull):
		return &foreign{j.path, "cannot be read: " + reason(err)}
	case err != nil && bytes.HasPrefix(first, line):
		return j.begin(first)
	}
	if err := j.ours(line, server); err != nil {
		return err
	}
	for j.end = int64(len(line)); ; j.end += int64(len(line)) {
		if line, err = lines.ReadBytes('\n'); err != nil {
			break
		}
		var n note
		if json.Unmarshal(line, &n) == nil { // else it was damaged: its file is told by its hash
			j.keep(n, j.end)
		}
	}
	if !errors.Is(err, io.EOF) {
		return &foreign{j.path, "cannot be read: " + reason(err)}
	}
	return j.file.Truncate(j.end)
}

// begin writes the first line of a new journal, which may stand there in part.
func (j *journal) begin(first []byte) error {
	if err := j.file.Truncate(0); err != nil {
		return err
	}
	j.end = int64(len(first))
	if _, err := j.file.Write(first); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(j.path))
	if err != nil {
		return err
	}
	return errors.Join(j.file.Sync(), folder.Sync(), folder.Close())
}

// ours refuses what is not the first line of a journal for the server.
func (j *journal) ours(line []byte, server string) error {
	var h heading
	switch err := json.Unmarshal(line, &h); {
	case err != nil || h.Journal < 1:
		return &foreign{j.path, "cannot be read: it does not begin as a journal does"}
	case h.Journal > journalVersion:
		return &foreign{j.path, "was written by a newer version of this program"}
	case h.Server != server:
		return &foreign{j.path, "belongs to another server, " + h.Server}
	}
	return nil
}

func digest(key string) [16]byte {
	sum := sha256.Sum256([]byte(key))
	return [16]byte(sum[:16])
}

func (j *journal) keep(n note, at int64) {
	if n.Upload == "" && n.Asset == "" {
		delete(j.at, digest(n.Key))
		return
	}
	j.at[digest(n.Key)] = at
}

// get gives what is known of a file; the zero note when nothing is.
func (j *journal) get(key string) (note, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	at, ok := j.at[digest(key)]
	if !ok {
		return note{}, nil
	}
	var n note
	line, err := bufio.NewReader(io.NewSectionReader(j.file, at, j.end-at)).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &n)
	}
	if err != nil {
		return note{}, fmt.Errorf("read the import journal %s: %w", j.path, err)
	}
	return n, nil
}

// put adds a line. What is lasting is on the disk when put returns; the rest is within a second, or when the program ends,
// however it ends: only a failing power loses it.
func (j *journal) put(n note, lasting bool) error {
	line, err := json.Marshal(n)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return errors.Join(fmt.Errorf("write the import journal: %w", err), j.file.Truncate(j.end))
	}
	j.keep(n, j.end)
	j.end += int64(len(line)) + 1
	if !lasting && time.Since(j.synced) < syncEvery {
		return nil
	}
	j.synced = time.Now()
	return j.file.Sync()
}

func (j *journal) forget(key string) error { return j.put(note{Key: key}, false) }

func (j *journal) close() error { return errors.Join(j.file.Sync(), j.file.Close()) }

// reason is why a file could not be opened or read, without its path.
func reason(err error) string {
	var cause *fs.PathError
	if errors.As(err, &cause) {
		return cause.Err.Error()
	}
	return err.Error()
}
