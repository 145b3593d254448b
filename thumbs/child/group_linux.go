package child

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup makes the program lead a process group that can be killed as one, and that dies with us.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }

// giveWay lowers the group's priority; threads and processes that it starts later inherit it. A kernel that does not
// allow it costs others some speed, no more.
func giveWay(p *os.Process) {
	const (
		nice       = 15
		ofGroup    = 2         // IOPRIO_WHO_PGRP, ioprio_set(2)
		bestEffort = 2<<13 | 7 // IOPRIO_CLASS_BE, the last of eight levels
	)
	syscall.Setpriority(syscall.PRIO_PGRP, p.Pid, nice)
	syscall.Syscall(syscall.SYS_IOPRIO_SET, ofGroup, uintptr(p.Pid), bestEffort)
}
