package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// tellEvery is how often progress is told where nobody watches a bar, as in a log.
const tellEvery = 30 * time.Second

// progress shows people how far a run has come: as a bar in a terminal, else as a line now and then.
type progress struct {
	mu          sync.Mutex
	out         io.Writer
	drawn       *progressbar.ProgressBar // nil where nobody watches
	files, all  int
	done, bytes int64
	told, began time.Time
}

func newProgress(out io.Writer, files int, bytes int64) *progress {
	b := &progress{out: out, all: files, bytes: bytes, told: time.Now(), began: time.Now()}
	if isTerminal(out) {
		b.drawn = progressbar.NewOptions64(bytes, progressbar.OptionSetWriter(out), progressbar.OptionShowBytes(true),
			progressbar.OptionSetDescription(fmt.Sprintf("%d files", files)), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	return b
}

// add counts bytes that are on the server.
func (b *progress) add(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += n
	if b.drawn != nil {
		_ = b.drawn.Add64(n) // a bar that cannot be drawn is no reason to stop
		return
	}
	if time.Since(b.told) < tellEvery {
		return
	}
	b.told = time.Now()
	fmt.Fprintf(b.out, "%d of %d files, %.1f of %.1f GB, %s\n", b.files, b.all, float64(b.done)/1e9, float64(b.bytes)/1e9,
		time.Since(b.began).Round(time.Second))
}

// file counts a file that has had its turn.
func (b *progress) file() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files++
}

// end takes the bar away.
func (b *progress) end() {
	if b.drawn != nil {
		_ = b.drawn.Finish()
	}
}

// isTerminal reports whether somebody watches: a bar in a file helps nobody.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
