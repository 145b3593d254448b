package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/server/cli"
)

type importCommand struct {
	Paths        []string      `arg:"" type:"existingpath" help:"Files and folders. Files that belong to others go with them: photo.xmp and photo.jpg.xmp fill the empty fields, clip.vtt, clip.srt and clip.nb.vtt become captions (without a language in the name: the asset's, else nb)."`
	Server       string        `required:"" placeholder:"URL" help:"Address of the server."`
	Token        string        `required:"" help:"API token of a contributor or above."`
	RecordingDay string        `name:"recording-day" placeholder:"ID" help:"Recording day of all files."`
	Library      []string      `placeholder:"SLUG" help:"Library of all files; may be repeated."`
	Presenter    []string      `placeholder:"ID" help:"Presenter of all files; may be repeated."`
	ContentType  string        `name:"content-type" enum:",service_info,literature,relations" default:"" help:"service_info, literature or relations."`
	Folders      string        `enum:",days,series" default:"" help:"days: a folder named by a date, a date and a place (2026-11-24 Tysvær) or a recording day's id stands for that day. series: a folder stands for the series of the same name. The innermost counts. Files of folders that stand for nothing go in without, and the summary says why."`
	Create       bool          `help:"With --folders: make the days and series that folders name and that are not there."`
	Strict       bool          `help:"With --folders: refuse the files of folders that stand for no day or series."`
	Journal      string        `type:"path" placeholder:"FILE" help:"Journal to keep; by default one for each server, in the user's cache folder."`
	Patience     time.Duration `default:"5m" help:"How long a server that does not answer, or a line that is down, is waited for."`
	FilesAtOnce  int           `name:"files-at-once" default:"4" help:"How many files are sent side by side."`
	PartsAtOnce  int           `name:"parts-at-once" default:"6" help:"How many parts of them are sent side by side, all files together."`
}

// Validate refuses flags that do not go together.
func (c importCommand) Validate() error {
	switch {
	case c.Folders == "" && (c.Create || c.Strict):
		return errors.New("--create and --strict need --folders")
	case c.Folders == cli.FoldersDays && c.RecordingDay != "":
		return errors.New("--recording-day names the day of all files: leave it or --folders days out")
	case c.FilesAtOnce < 1 || c.PartsAtOnce < 1 || c.FilesAtOnce > 64 || c.PartsAtOnce > 64:
		return errors.New("--files-at-once and --parts-at-once: 1 to 64")
	}
	_, err := cli.NewClient(c.Server, c.Token)
	return err
}

// Run uploads what the paths hold.
func (c importCommand) Run(ctx context.Context, out *output) error {
	client, err := cli.NewClient(c.Server, c.Token)
	if err != nil {
		return err
	}
	client.Patience = c.Patience
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return cli.Import{Client: client, Server: c.Server, Folder: filepath.Join(cache, "fellesmappa"), Journal: c.Journal, Paths: c.Paths,
		About: c.about(), Folders: c.Folders, Create: c.Create, Strict: c.Strict, FilesAtOnce: c.FilesAtOnce, PartsAtOnce: c.PartsAtOnce,
		Out: out.stdout, Status: out.stderr}.Run(ctx)
}

// about is what is said of all files.
func (c importCommand) about() cli.Description {
	about := cli.Description{}
	if c.RecordingDay != "" {
		about["recording_day"] = c.RecordingDay
	}
	if len(c.Library) > 0 {
		about["libraries"] = c.Library
	}
	if len(c.Presenter) > 0 {
		about["presenters"] = c.Presenter
	}
	if c.ContentType != "" {
		about["content_type"] = c.ContentType
	}
	return about
}
