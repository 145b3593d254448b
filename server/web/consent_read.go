package web

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// dayReader reads days of a form, and collects what is none.
type dayReader struct {
	c       *gin.Context
	l       *locale.Localizer
	refused []catalog.FieldError
}

// read reads a day, which begins so many days later; nothing gives the zero time.
func (r *dayReader) read(name string, later int) time.Time {
	sent := r.c.PostForm(name)
	if sent == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, sent, r.l.Zone())
	if err != nil {
		r.refused = append(r.refused, catalog.FieldError{Location: name, Key: catalog.KeyBadDate, Args: catalog.Args{"value": sent}})
		return time.Time{}
	}
	return t.AddDate(0, 0, later)
}

// readConsent reads the form into a change of a consent. A moment whose day was left as it was stays to the second.
func (p *Pages) readConsent(c *gin.Context) (func(*catalog.Consent), error) {
	if err := c.Request.ParseForm(); err != nil {
		return nil, malformed(err)
	}
	l := p.localizer(c)
	days := dayReader{c: c, l: l}
	from, until, remind, given := days.read("valid_from", 0), days.read("valid_until", 1), days.read("remind_at", 0), days.read("given_at", 0)
	keep := func(to *time.Time, read time.Time, shown string, name string) {
		if c.PostForm(name) != shown || to.IsZero() {
			*to = read
		}
	}
	return func(k *catalog.Consent) {
		readPermission(c, k)
		keep(&k.ValidFrom, from, isoDay(l, k.ValidFrom), "valid_from")
		keep(&k.ValidUntil, until, lastDay(l, k.ValidUntil), "valid_until")
		keep(&k.RemindAt, remind, isoDay(l, k.RemindAt), "remind_at")
		k.GivenAt = k.GivenOn(given, p.Now())
	}, invalid(days.refused)
}

func readPermission(c *gin.Context, k *catalog.Consent) {
	yes := func(name string) bool { return c.PostForm(name) == "true" }
	k.Category, k.Basis, k.LegalBasis, k.Given = c.PostForm("category"), c.PostForm("basis"), c.PostForm("legal_basis"), c.PostForm("given")
	k.Library, k.Day = catalog.LibraryID(c.PostForm("library")), c.PostForm("recording_day")
	k.TextVersion, k.Language, k.Witness, k.Note = c.PostForm("text_version"), c.PostForm("language"), c.PostForm("witness"), c.PostForm("note")
	k.ReuseByOthers, k.NameShown, k.Tagging, k.Voice, k.Adaptation = yes("reuse_by_others"), yes("name_shown"), yes("tagging"), yes("voice"), yes("adaptation")
	k.Channels, k.Purposes = nil, nil
	for _, ch := range c.PostFormArray("channels") {
		k.Channels = append(k.Channels, catalog.Channel(ch))
	}
	for _, purpose := range c.PostFormArray("purposes") {
		k.Purposes = append(k.Purposes, catalog.ContentType(purpose))
	}
	// What is not asked of others is not kept of them, though it may have been filled in before.
	k.Guardians, k.ChildAsked = nil, false
	if k.Category == catalog.CategoryChild {
		k.Guardians, k.ChildAsked = splitLines(c.PostForm("guardians")), yes("child_asked")
	}
	if k.Given != catalog.GivenOral {
		k.Witness = ""
	}
}
