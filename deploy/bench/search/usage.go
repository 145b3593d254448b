package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// memory reads a line of /proc/pid/status, such as VmRSS or VmHWM, in bytes.
func (r *process) memory(line string) (int64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory of the program: %w", err)
	}
	for l := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(l, ":")
		if name == line {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("read memory of the program: no line %s", line)
}

// clockTick is the unit of processor time in /proc: Linux tells programs hundredths of a second on every machine.
const clockTick = 10 * time.Millisecond

// processor is the processor time that the program and the tools it has run have used. Other than time on the clock it
// hardly depends on what else the machine does.
func (r *process) processor() (time.Duration, error) {
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

// using tells how much processor time the program uses while do runs.
func (r *process) using(do func() error) (time.Duration, error) {
	before, err := r.processor()
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := r.processor()
	return after - before, err
}
