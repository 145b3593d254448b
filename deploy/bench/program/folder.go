package program

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// Folder chooses the data folder to measure: a new one, kept or not, or a filled one of an earlier run.
type Folder struct{ keep, data string }

// Flags defines -keep and -data.
func (c *Folder) Flags(f *flag.FlagSet) {
	f.StringVar(&c.keep, "keep", "", "`folder` to make, fill and leave behind as the data folder")
	f.StringVar(&c.data, "data", "", "filled data `folder` of an earlier run")
}

// Validate refuses two folders.
func (c *Folder) Validate() error {
	if c.keep != "" && c.data != "" {
		return errors.New("-keep fills a new folder and -data measures an old one: give one of them")
	}
	return nil
}

// Filled tells whether the folder is one of an earlier run.
func (c *Folder) Filled() bool { return c.data != "" }

// Path gives the data folder, which there must be when it is filled, and must not when it is to be kept.
func (c *Folder) Path(scratch string) (string, error) {
	switch {
	case c.data != "":
		if _, err := os.Stat(filepath.Join(c.data, DatabaseFile)); err != nil {
			return "", fmt.Errorf("-data: no filled data folder: %w", err)
		}
		return c.data, nil
	case c.keep != "":
		if err := os.Mkdir(c.keep, 0o700); err != nil {
			return "", fmt.Errorf("-keep: %w", err)
		}
		return c.keep, nil
	}
	return filepath.Join(scratch, "data"), nil
}
