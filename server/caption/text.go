package caption

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	encodings "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// decode makes one text of a file, with \n at the line ends and without control characters. What is not UTF-8 is
// Windows-1252, of which ISO-8859-1 is a part as far as letters go: what older tools in this country write.
func decode(file []byte) (string, error) {
	text, err := encodingOf(file).NewDecoder().Bytes(file)
	if err != nil || bytes.IndexByte(text, 0) >= 0 {
		return "", refuse(catalog.KeyCaptionBinary, nil)
	}
	s := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(text))
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = clean(line)
	}
	return strings.Join(lines, "\n"), nil
}

// clean makes a line of a text of what can be shown.
func clean(line string) string { return norm.NFC.String(strings.Map(printable, line)) }

func encodingOf(file []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(file, []byte{0xff, 0xfe}), bytes.HasPrefix(file, []byte{0xfe, 0xff}):
		return encodings.UTF16(encodings.LittleEndian, encodings.ExpectBOM)
	case utf8.Valid(file):
		return encoding.Nop
	}
	return charmap.Windows1252
}

// printable keeps what can be shown. Marks that turn the direction of writing are left alone: captions in Arabic and
// Hebrew need them.
func printable(r rune) rune {
	switch r {
	case '\t', '\n', '\r', '\u2028', '\u2029', '\u0085':
		return ' '
	case glue, ampersand, '\ufeff':
		return -1
	}
	if unicode.IsControl(r) {
		return -1
	}
	return r
}
