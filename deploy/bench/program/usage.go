package program

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Memory reads a line of /proc/pid/status, such as VmRSS or VmHWM, in bytes.
func Memory(pid int, line string) (int64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for l := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(l, ":")
		if name == line {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("read memory: no line %s", line)
}

// Memory reads a line of /proc/pid/status of the program, in bytes.
func (r *Process) Memory(line string) (int64, error) { return Memory(r.cmd.Process.Pid, line) }

// Resident is the memory, in bytes, that the program holds, and what the programs hold that it runs, all together. Memory
// that several of these share counts for each.
func (r *Process) Resident() (program, children int64, err error) {
	if program, err = r.Memory("VmRSS"); err != nil {
		return 0, 0, err
	}
	pids, err := descendants(r.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	for _, pid := range pids {
		if held, err := Memory(pid, "VmRSS"); err == nil { // else it has just ended
			children += held
		}
	}
	return program, children, nil
}

// descendants are the processes that a process has started, and those that they have started.
func descendants(pid int) ([]int, error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	children := map[int][]int{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		const parent = 1 // counted behind the program's name
		fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
		from, err := strconv.Atoi(fields[parent])
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		children[from] = append(children[from], child)
	}
	all := children[pid]
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all, nil
}

// clockTick is the unit of processor time in /proc: Linux tells programs hundredths of a second on every machine.
const clockTick = 10 * time.Millisecond

// Processor is the processor time that the program and the tools it has run have used. Other than time on the clock it
// hardly depends on what else the machine does.
func (r *Process) Processor() (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read processor time of the program: %w", err)
	}
	const first, last = 11, 14 // utime, stime, cutime and cstime, counted behind the program's name
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	if len(fields) <= last {
		return 0, errors.New("read processor time of the program: too few fields")
	}
	var ticks int64
	for _, f := range fields[first : last+1] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read processor time of the program: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick, nil
}

// Using tells how much processor time the program uses while do runs.
func (r *Process) Using(do func() error) (time.Duration, error) {
	before, err := r.Processor()
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := r.Processor()
	return after - before, err
}
