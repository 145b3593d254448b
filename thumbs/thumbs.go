// Package thumbs looks at foreign pictures, clips and sound and makes the named renditions of them.
//
// Three steps, each usable alone: [Inspect] tells from a file's first bytes and structure what it is and whether it may
// be decoded at all; [ReadMetadata] reads what people and cameras wrote into it; a [Maker] decodes it once into an
// upright [Picture] (or, with ffmpeg in a child process, reads frames of a clip) and renders the sizes of the one table
// in sizes.go from that.
//
// Everything that comes in is hostile until shown otherwise: sizes are checked before memory is taken, all decoding
// shares one budget of bytes, native decoders run only in child processes with limits. Nothing is fetched, nothing is
// stored, nothing is logged; the package knows no assets, libraries or permissions.
package thumbs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Config holds what an installation may choose. Start from [DefaultConfig].
type Config struct {
	Limits       Limits
	DecodeBudget int64         // bytes of decoded pictures held at one time by all callers together
	PhotoTimeout time.Duration // for decoding one photo, waiting for the budget not counted
	ClipTimeout  time.Duration // for one run of ffmpeg that encodes; a tenth for one that only reads through
	TempDir      string        // absolute; short-lived files for child processes; empty: the system's
	Tools        Tools         // zero: look them up in PATH

	// Worker is the command line, its program an absolute path, that ends in [RunWorker]: usually this very program with
	// a hidden command. TIFF, BMP and (without heif-convert) HEIC are decoded there; empty: by ffmpeg, or not at all.
	Worker []string
}

// DefaultConfig suits a machine with two cores and 1 GiB to spare.
func DefaultConfig() Config {
	return Config{
		Limits:       DefaultLimits(),
		DecodeBudget: 512 << 20,
		PhotoTimeout: 30 * time.Second,
		ClipTimeout:  time.Hour,
	}
}

// Validate reports the first setting that cannot work.
func (c Config) Validate() error {
	switch {
	case c.DecodeBudget < 64<<20:
		return errors.New("decode budget: at least 64 MiB")
	case c.PhotoTimeout <= 0 || c.ClipTimeout <= 0:
		return errors.New("timeouts: must be positive")
	case c.TempDir != "" && !filepath.IsAbs(c.TempDir):
		return errors.New("temporary directory: must be absolute")
	case len(c.Worker) > 0 && !filepath.IsAbs(c.Worker[0]):
		return errors.New("worker: program must be absolute")
	}
	return c.Limits.Validate()
}

// Maker decodes and renders. It is safe for concurrent use; all users of one Maker share its budget.
type Maker struct {
	cfg    Config
	budget *semaphore.Weighted // decoded bytes
	heavy  *semaphore.Weighted // one picture in a child at a time; taken before budget, never after
	tones  func() bool         // whether ffmpeg can show HDR clips on ordinary screens
}

// New looks for the helper programs, unless cfg names them, and returns a Maker.
func New(cfg Config) (*Maker, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configure thumbs: %w", err)
	}
	if cfg.TempDir == "" {
		cfg.TempDir = os.TempDir()
	}
	if cfg.Tools == (Tools{}) {
		cfg.Tools = FindTools()
	}
	m := &Maker{
		cfg:    cfg,
		budget: semaphore.NewWeighted(cfg.DecodeBudget),
		heavy:  semaphore.NewWeighted(1),
	}
	m.tones = sync.OnceValue(m.findTones)
	return m, nil
}

// Tools tells which helper programs this Maker uses.
func (m *Maker) Tools() Tools { return m.cfg.Tools }
