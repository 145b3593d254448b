package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// shareMachine makes Go's scheduler and collector suit a server that makes pictures beside its answers. Pictures are
// made on threads of low priority; each holds one of the scheduler's processors, which must not be missing to the
// answers: there are as many more as there are cores, and the kernel, which knows priorities, shares the cores out.
// Large pictures come and go, so the collector runs at half the usual growth. Whoever sets GOMAXPROCS or GOGC knows
// better.
func shareMachine() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}
