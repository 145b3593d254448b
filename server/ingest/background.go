package ingest

import "fmt"

// apart runs fn in a goroutine of its own and waits for it. A panic in it becomes an error.
func apart(fn func() error) error {
	done := make(chan error)
	go func() {
		var err error
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v", v)
			}
			done <- err
		}()
		err = fn()
	}()
	return <-done
}
