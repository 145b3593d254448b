package thumbs

import (
	"bytes"
	"io"
	"strconv"
	"time"
)

// reporter reads ffmpeg's -progress lines and calls progress with the share of length that is done.
func reporter(progress Progress, length time.Duration) io.Writer {
	if progress == nil || length <= 0 {
		return io.Discard
	}
	return &progressLines{tell: func(at time.Duration) { progress(min(max(float64(at)/float64(length), 0), 1)) }}
}

// progressLines tells how far in the output ffmpeg is.
type progressLines struct {
	tell    func(at time.Duration)
	partial []byte // of a line
}

func (p *progressLines) Write(b []byte) (int, error) {
	p.partial = append(p.partial, b...)
	for {
		line, rest, found := bytes.Cut(p.partial, []byte("\n"))
		if !found {
			return len(b), nil
		}
		p.partial = rest
		key, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte("="))
		if string(key) != "out_time_us" {
			continue
		}
		if us, err := strconv.ParseInt(string(value), 10, 64); err == nil { // N/A before the first frame
			p.tell(time.Duration(us) * time.Microsecond)
		}
	}
}
