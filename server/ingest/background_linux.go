package ingest

import (
	"runtime"
	"syscall"
)

// lowPriority is the nice value of the threads that pictures are made on, between those that answer people, 0, and the
// programs that make clips, 15: the kernel gives the threads three times less than an answer, and ten times more than a
// clip.
const lowPriority = 5

// background runs fn on a thread of its own with low priority, so that nobody waits for a page because pictures are
// made. The thread ends with it: without privileges, no thread gets its priority back.
func background(fn func() error) error {
	return apart(func() error {
		runtime.LockOSThread() // never unlocked
		// Without the lower priority it only takes more from others.
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), lowPriority)
		return fn()
	})
}
