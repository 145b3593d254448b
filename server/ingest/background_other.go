//go:build !linux

package ingest

// background runs fn. Threads have no priority of their own here.
func background(fn func() error) error { return apart(fn) }
