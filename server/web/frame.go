package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// Frame is what every page shows around its own content. Every view embeds one.
type Frame struct {
	Title     string
	Section   string // of the navigation, such as "upload"
	Query     string // in the search box
	Notice    string // key of what has just been done, or empty
	Count     int    // of files, for notices that tell it; else 0
	Undo      *Undo  // offered with the notice; nil when it cannot be undone
	Person    *Person
	Languages []LanguageLink
	// LiveSearch lets the search box renew the page in place; only the search page can.
	LiveSearch bool
}

// Person is who is signed in, as the header shows it.
type Person struct {
	Name        string
	Role        catalog.Role
	MayUpload   bool
	Reviews     bool // what comes in without an account
	Administers bool
	TakesDown   bool // answers for what has to be taken down
	SeesPeople  bool // the register of people
	KeepsPeople bool // records and consents of people
}

// LanguageLink shows the same page in another language.
type LanguageLink struct {
	Tag, Name, URL string
	Current        bool
}

func (p *Pages) localizer(c *gin.Context) *locale.Localizer { return p.Words.Localizer(edge.Lang(c)) }

// rememberLanguage keeps a language that was asked for in the address for the pages that follow.
func (p *Pages) rememberLanguage(c *gin.Context) {
	if c.Query(edge.LangCookie) == "" {
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: edge.LangCookie, Value: edge.Lang(c), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: p.cfg.SecureCookies, SameSite: http.SameSiteLaxMode})
}

// frame makes the frame of a page; title is a translation key or, when it has no message, the title itself.
func (p *Pages) frame(c *gin.Context, section, title string) Frame {
	l := p.localizer(c)
	f := Frame{Title: l.T(title, nil), Section: section, Languages: p.languages(c)}
	if done := "done." + c.Query("done"); l.Has(done) {
		f.Notice, f.Undo = done, undoOf(c.Request.URL)
		f.Count, _ = strconv.Atoi(c.Query("count")) // what is no number is none
	}
	if actor := edge.Actor(c); actor.Known() {
		f.Person = &Person{Name: actor.Name, Role: actor.Role, MayUpload: catalog.MayUpload(actor) == nil, Reviews: catalog.MayInvite(actor) == nil,
			Administers: catalog.MayAdminister(actor) == nil, SeesPeople: catalog.MaySeePeople(actor) == nil,
			KeepsPeople: catalog.MayKeepPerson(actor, actor.Library) == nil, TakesDown: catalog.MaySeePeople(actor) == nil}
	}
	return f
}

// languages links to the same page in each language. What was sent with a form has no address to come back to: its answer
// links to the page of the form.
func (p *Pages) languages(c *gin.Context) []LanguageLink {
	current, at := edge.Lang(c), p.openPath(c)
	var out []LanguageLink
	for _, tag := range locale.Languages() {
		q := c.Request.URL.Query()
		q.Del("done")
		q.Del("batch")
		q.Del("count")
		q.Set(edge.LangCookie, tag)
		u := url.URL{Path: at, RawQuery: q.Encode()}
		out = append(out, LanguageLink{Tag: tag, Name: ownName(tag), URL: u.String(), Current: tag == current})
	}
	return out
}

// ownName is what a language of the interface calls itself.
func ownName(tag string) string {
	return map[string]string{locale.Bokmal: "Bokmål", locale.Nynorsk: "Nynorsk", locale.English: "English"}[tag]
}

// done sends the reader on to a page that says what was done.
func done(c *gin.Context, to, what string) error {
	u, err := url.Parse(to)
	if err != nil {
		return err
	}
	q := u.Query()
	q.Set("done", what)
	u.RawQuery = q.Encode()
	c.Redirect(http.StatusSeeOther, u.String())
	return nil
}
