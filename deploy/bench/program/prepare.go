package program

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/fellesmappa/fellesmappa/deploy/bench/command"
)

// FlagUsage describes the flag whose value Prepare takes as file.
const FlagUsage = "built program to measure, a `file`; by default it is built first"

// Prepare gives the program with the data folder, which need not exist. The file is a built program; when it is empty the
// program is built first.
func Prepare(ctx context.Context, run command.Run, file, data string) (Program, error) {
	p := Program{File: filepath.Join(run.Scratch, "fellesmappa"), Log: filepath.Join(run.Scratch, "server.log")}
	var err error
	if p.Data, err = filepath.Abs(data); err != nil {
		return Program{}, err
	}
	if file != "" {
		p.File, err = filepath.Abs(file)
		return p, err
	}
	fmt.Fprintln(run.Notes, "building the program")
	return p, Build(ctx, p.File)
}
