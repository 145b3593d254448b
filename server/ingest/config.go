package ingest

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// Config holds what an installation may choose. Start from DefaultConfig and set WorkDir.
type Config struct {
	// WorkDir is an absolute path. Whatever lies in it is removed at the start: no two programs may share it.
	WorkDir string
	// Zone is where wall times were read off that come without a zone.
	Zone *time.Location
	// Photos and Clips are how many of each are processed at a time.
	Photos, Clips int
	// Alone promises that no other program works on this database, so that what was in hand before the start is
	// known to be in hand no more.
	Alone bool
	// Idle is how long an asset may go untouched while it is processed before its worker counts as dead.
	Idle time.Duration
	// SweepEvery is how often missing work is looked for, RecordEvery how often sidecar records are brought up to date.
	SweepEvery, RecordEvery time.Duration
	// InboxEvery is how often the bucket's inbox is looked into.
	InboxEvery time.Duration
	// BinLife is how long binned assets are kept.
	BinLife time.Duration
	// Pause is how long an asset waits when storage, database or disk do not let it be processed.
	Pause time.Duration
	// Drain is how long jobs in hand may take to finish when the program stops; then they are given back.
	Drain time.Duration
	// Limits are those of the Maker, for telling people about them.
	Limits thumbs.Limits
}

// DefaultConfig suits one machine; it lacks WorkDir.
func DefaultConfig() Config {
	cores := runtime.GOMAXPROCS(0)
	return Config{
		Zone: time.Local, Photos: cores, Clips: max(1, cores/2), Idle: time.Minute,
		SweepEvery: time.Minute, RecordEvery: 30 * time.Second, InboxEvery: 10 * time.Second, BinLife: 30 * 24 * time.Hour, Pause: 15 * time.Second, Drain: 10 * time.Second,
		Limits: thumbs.DefaultLimits(),
	}
}

// Validate reports the first setting that cannot work.
func (c Config) Validate() error {
	switch {
	case !filepath.IsAbs(c.WorkDir) || filepath.Clean(c.WorkDir) == "/":
		return errors.New("work folder: must be absolute")
	case c.Zone == nil:
		return errors.New("time zone: is missing")
	case c.Photos < 1 || c.Clips < 1:
		return errors.New("photos and clips at a time: at least one each")
	case c.Idle < time.Second:
		return errors.New("idle time: at least a second")
	case c.SweepEvery < time.Second || c.RecordEvery < time.Second || c.InboxEvery < time.Second:
		return errors.New("intervals of the upkeep: at least a second")
	case c.BinLife <= 0 || c.Pause <= 0 || c.Drain <= 0:
		return errors.New("life of the bin, pause and drain: must be positive")
	}
	return c.Limits.Validate()
}

// Sweeper removes what uploads or documents have left whose time is over. It tells how many; up to 100 at a time.
type Sweeper interface {
	Sweep(ctx context.Context) (int, error)
}

// Deps are what an Ingest works with.
type Deps struct {
	Bucket    *storage.Bucket
	Maker     *thumbs.Maker
	Assets    catalog.AssetStore
	Changes   catalog.ChangeLog
	Bookmarks catalog.Bookmarks
	Uploads   Sweeper
	Inbox     Receiver // nil: nobody looks into the bucket's inbox
	Documents Sweeper  // nil: no documents are kept
	Chores    []Chore
	Queue     *Queue
	Now       catalog.Clock
	Log       *slog.Logger
}
