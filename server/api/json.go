package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// jsonBody is a body that writes itself, as encoding/json would: the largest ones do, for their reading costs the
// server more than the search.
type jsonBody interface{ writeJSON(w *jsonWriter) }

// msgNumberLarge begins what is said of a number that its field cannot hold; the field's path follows.
const msgNumberLarge = "number too large: "

// readJSON is encoding/json's, whose words on a number that is too large name this program's types.
func readJSON(raw []byte, to any) error {
	err := json.Unmarshal(raw, to)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && strings.HasPrefix(wrong.Value, "number") {
		return errors.New(msgNumberLarge + wrong.Field)
	}
	return err
}

// jsonFormat is huma's JSON for all bodies but those that write themselves.
func jsonFormat() huma.Format {
	format := huma.DefaultJSONFormat
	format.Unmarshal = readJSON
	writers := sync.Pool{New: func() any { return &jsonWriter{} }}
	format.Marshal = func(to io.Writer, v any) error {
		body, ok := v.(jsonBody)
		if !ok {
			return huma.DefaultJSONFormat.Marshal(to, v)
		}
		w := writers.Get().(*jsonWriter)
		defer writers.Put(w)
		w.b = w.b[:0]
		body.writeJSON(w)
		w.b = append(w.b, '\n')
		if answer, ok := to.(http.ResponseWriter); ok {
			answer.Header().Set("Content-Length", strconv.Itoa(len(w.b)))
		}
		_, err := to.Write(w.b)
		return err
	}
	return format
}

// jsonWriter writes JSON, member by member. Names are plain ASCII.
type jsonWriter struct{ b []byte }

// next puts a comma where one is due.
func (w *jsonWriter) next() {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' && w.b[n-1] != ':' {
		w.b = append(w.b, ',')
	}
}

func (w *jsonWriter) name(name string) {
	w.next()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func (w *jsonWriter) object(members func()) {
	w.b = append(w.b, '{')
	members()
	w.b = append(w.b, '}')
}

func (w *jsonWriter) null() { w.b = append(w.b, "null"...) }

func (w *jsonWriter) text(name, v string) {
	w.name(name)
	w.quote(v)
}

func (w *jsonWriter) number(name string, v int64) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, v, 10)
}

func (w *jsonWriter) yes(name string, v bool) {
	w.name(name)
	w.b = strconv.AppendBool(w.b, v)
}

func (w *jsonWriter) time(name string, t time.Time) {
	w.name(name)
	w.b = append(w.b, '"')
	w.b = t.AppendFormat(w.b, time.RFC3339Nano)
	w.b = append(w.b, '"')
}

// fraction writes a number as encoding/json does. NaN and infinities, which JSON has no words for, are null.
func (w *jsonWriter) fraction(name string, v float64) {
	w.name(name)
	b, err := json.Marshal(v)
	if err != nil {
		b = []byte("null")
	}
	w.b = append(w.b, b...)
}

// orNil writes a member, or null for nil.
func orNil[T any](w *jsonWriter, name string, v *T, write func(string, T)) {
	if v != nil {
		write(name, *v)
		return
	}
	w.name(name)
	w.null()
}

// items writes a list, or null for nil.
func items[T any](w *jsonWriter, name string, list []T, write func(*T)) {
	w.name(name)
	if list == nil {
		w.null()
		return
	}
	w.b = append(w.b, '[')
	for i := range list {
		w.next()
		write(&list[i])
	}
	w.b = append(w.b, ']')
}

func (w *jsonWriter) texts(name string, list []string) {
	items(w, name, list, func(s *string) { w.quote(*s) })
}

// quote writes a text. What is not UTF-8 becomes U+FFFD; the two line separators that are no white space in JavaScript
// of old are escaped.
func (w *jsonWriter) quote(s string) {
	w.b = append(w.b, '"')
	from := 0
	for i := 0; i < len(s); {
		size := 1
		if c := s[i]; c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || size > 1) {
				i += size
				continue
			}
		} else if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		w.b = append(w.b, s[from:i]...)
		w.escape(s[i : i+size])
		i += size
		from = i
	}
	w.b = append(w.b, s[from:]...)
	w.b = append(w.b, '"')
}

// escape writes one character that must not stand in a JSON text as it is.
func (w *jsonWriter) escape(s string) {
	b, err := json.Marshal(s) // with its quotes; a text never fails
	if err == nil {
		w.b = append(w.b, b[1:len(b)-1]...)
	}
}
