package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lockedError says who has the data folder.
type lockedError struct{ folder, pid string }

func (e *lockedError) Error() string {
	return fmt.Sprintf("another Fellesmappa (process %s) is running on the data folder %s", e.pid, e.folder)
}

// lockData takes the data folder for this process until the file is closed or the process ends, however it ends.
func lockData(folder string) (*os.File, error) {
	path := filepath.Join(folder, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		pid, _ := os.ReadFile(path)
		return nil, &lockedError{folder, strings.TrimSpace(string(pid))}
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return nil, err
	}
	if _, err := f.WriteAt(fmt.Appendln(nil, os.Getpid()), 0); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
