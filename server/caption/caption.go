// Package caption reads the files that captions come in, WebVTT and SRT, and makes clean WebVTT and plain words of them.
//
// It takes files as the tools of the trade write them: with or without byte order mark, in UTF-8, UTF-16 or
// Windows-1252, with any line ends, with hours left out and commas or points in the times. It writes WebVTT with nothing
// in it but cues: their times, their place in the picture, and text in bold, italic and underlined. It does not make
// captions, translate them, or know which asset they belong to.
package caption

import (
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// mostCues bounds the captions in a file: one every second for six hours.
const mostCues = 20_000

// Reader reads caption files. The zero value is ready to use, by several goroutines at once.
type Reader struct{}

var _ catalog.CaptionReader = Reader{}

// ReadCaptions turns a WebVTT or SRT file into WebVTT (https://www.w3.org/TR/webvtt1/) in UTF-8 and the words in it, a
// caption on each line. It fails with Invalid and a key that tells what is wrong, on which line where that helps.
func (Reader) ReadCaptions(file []byte) (vtt, words string, err error) {
	if len(file) > catalog.MaxCaption {
		return "", "", catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": int64(catalog.MaxCaption)})
	}
	text, err := decode(file)
	if err != nil {
		return "", "", err
	}
	cues, err := scan(text)
	if err != nil {
		return "", "", err
	}
	if len(cues) == 0 {
		return "", "", refuse(catalog.KeyCaptionEmpty, nil)
	}
	lines, err := style(cues)
	if err != nil {
		return "", "", &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyCaptionEmpty, Op: "read captions", Err: err}
	}
	vtt, words = write(cues, lines)
	if words == "" {
		return "", "", refuse(catalog.KeyCaptionEmpty, nil)
	}
	return vtt, words, nil
}

func refuse(key string, args catalog.Args) error { return catalog.NewError(catalog.Invalid, key, args) }

// fault is what is wrong with a line, which is counted from 1.
type fault struct {
	key  string
	line int
}

func (f fault) refusal() error { return refuse(f.key, catalog.Args{"line": f.line}) }
