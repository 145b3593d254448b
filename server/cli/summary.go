package cli

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Summary is what an import did; it is printed as one JSON object.
type Summary struct {
	Server         string    `json:"server"`
	Journal        string    `json:"journal"`
	Imported       int       `json:"imported"`        // sent in this run
	Duplicates     int       `json:"duplicates"`      // were on the server, those of earlier runs among them
	ImportedBefore int       `json:"imported_before"` // by earlier runs
	Ignored        int       `json:"ignored"`
	IgnoredFiles   []Ignored `json:"ignored_files"` // at most 10,000
	// Failed names the files that did not go in, at most 10,000; Classes counts them all.
	Failed          []Failure      `json:"failed"`
	Classes         map[string]int `json:"failed_classes"`
	Sidecars        SidecarCounts  `json:"sidecars"`
	SidecarsApplied []Applied      `json:"sidecars_applied"` // in this run, at most 10,000
	Folders         []Folder       `json:"folders"`          // that were mapped, or could not be
	Warnings        []string       `json:"warnings"`
	BytesSent       int64          `json:"bytes_sent"` // that the server has acknowledged
	Seconds         float64        `json:"seconds"`
	Complete        bool           `json:"complete"` // false: the run was ended before all files had their turn
}

// Failure is a file that did not go in.
type Failure struct {
	File  string `json:"file"`
	Error string `json:"error"`
	Class string `json:"class"`
}

// Classes of failures.
const (
	classRefused    = "refused"    // the file, or its sidecar, is not taken as it is
	classUnreadable = "unreadable" // a file or folder
	classChanged    = "changed"    // while it was sent, or gone
	classUnsent     = "unsent"     // the server or the line failed: another run may do it
)

// Ignored is a file that was passed over.
type Ignored struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// SidecarCounts counts the files beside media.
type SidecarCounts struct {
	Applied int `json:"applied"`
	Before  int `json:"before"` // by earlier runs, unchanged since
	Kept    int `json:"kept"`   // the asset has captions in that language already, which stay
	Failed  int `json:"failed"`
}

// Applied is a sidecar that an asset has got.
type Applied struct {
	File  string `json:"file"`
	Asset string `json:"asset"`
	As    string `json:"as"` // xmp, or the language of captions
}

// Folder is a folder that was to name a recording day or a series.
type Folder struct {
	Folder       string `json:"folder"`
	RecordingDay string `json:"recording_day,omitempty"`
	Series       string `json:"series,omitempty"`
	Created      bool   `json:"created,omitempty"`
	Error        string `json:"error,omitempty"`
}

// mostNamed bounds the lists of a summary.
const mostNamed = 10_000

// report gathers a summary and tells people of what is odd as it comes.
type report struct {
	mu    sync.Mutex
	sum   Summary
	out   io.Writer // for people
	began time.Time
}

func newReport(server string, out io.Writer) *report {
	return &report{out: out, began: time.Now(), sum: Summary{Server: server, IgnoredFiles: []Ignored{}, Failed: []Failure{}, Classes: map[string]int{},
		SidecarsApplied: []Applied{}, Folders: []Folder{}, Warnings: []string{}}}
}

// named adds to a list of a summary while there is room.
func named[T any](list *[]T, v T) {
	if len(*list) < mostNamed {
		*list = append(*list, v)
	}
}

func (r *report) update(change func(*Summary)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.sum)
}

func (r *report) warn(text string) {
	r.update(func(s *Summary) {
		named(&s.Warnings, text)
		fmt.Fprintf(r.out, "%s\n", text)
	})
}

func (r *report) ignored(path, why string) {
	r.update(func(s *Summary) {
		s.Ignored++
		named(&s.IgnoredFiles, Ignored{path, why})
	})
}

func (r *report) failed(path string, err error) {
	r.update(func(s *Summary) {
		f := Failure{path, err.Error(), classOf(err)}
		s.Classes[f.Class]++
		named(&s.Failed, f)
		fmt.Fprintf(r.out, "%s: %v\n", path, err)
	})
}

func (r *report) folder(f Folder) {
	r.update(func(s *Summary) {
		named(&s.Folders, f)
		if f.Error != "" {
			fmt.Fprintf(r.out, "%s: %s\n", f.Folder, f.Error)
		}
	})
}

func (r *report) failures() (n int) {
	r.update(func(s *Summary) {
		for _, of := range s.Classes {
			n += of
		}
	})
	return n
}

func classOf(err error) string {
	var f *fileError
	var p *Problem
	switch {
	case errors.As(err, &f):
		return f.class
	case errors.As(err, &p) && !p.passing():
		return classRefused
	}
	return classUnsent
}
