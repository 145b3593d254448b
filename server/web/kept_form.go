package web

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// KeptForm is what somebody sent whose session had ended, so that they need not type it again. Files are not kept.
type KeptForm struct {
	Action string // where it was sent
	Fields string // as they were sent; empty: nothing is kept
}

// mostKept bounds what is kept, in bytes.
const mostKept = 1 << 20

// SendKeptView is the page on which somebody who has signed in again sends what was kept.
type SendKeptView struct {
	Frame
	Action string
	Fields []Option // Label is the name
}

// keepForm takes what a request has sent out of a form; nothing where it is too long, or holds a password.
func keepForm(r *http.Request) KeptForm {
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return KeptForm{}
	}
	sent, err := io.ReadAll(io.LimitReader(r.Body, mostKept+1))
	if err != nil || len(sent) > mostKept || bytes.Contains(sent, []byte("password=")) {
		return KeptForm{}
	}
	return KeptForm{Action: r.URL.RequestURI(), Fields: string(sent)}
}

// fields are those of the form, by name. What cannot be read is left out.
func (k KeptForm) fields() (out []Option) {
	sent, _ := url.ParseQuery(k.Fields)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		for _, value := range sent[name] {
			out = append(out, Option{Label: name, Value: value})
		}
	}
	return out
}
