// Package web serves the pages that people use: sign-in, search, assets, upload, reuse links and the registers.
//
// A handler reads the request, calls one service of the catalogue and renders one view. Pages are whole HTML and work
// without script; script only makes them better. The package makes no decision about who may do what or what may be
// shown: it asks the catalogue. Public pages of reuse links belong to delivery.
package web

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// Config is what an operator decides about the pages.
type Config struct {
	// PublicURL is what people type to reach the program, without a slash at the end.
	PublicURL string
	// BinLife is how long what lies in the bin is kept.
	BinLife time.Duration
	// LinkLife is how long a reuse link lives unless its maker says otherwise.
	LinkLife time.Duration
	// SecureCookies keeps cookies from plain HTTP.
	SecureCookies bool
}

// DefaultConfig serves this machine, keeps the bin for 30 days and suggests a year for reuse links.
func DefaultConfig() Config {
	return Config{PublicURL: "http://localhost:8080", BinLife: 30 * 24 * time.Hour, LinkLife: 365 * 24 * time.Hour}
}

// Validate reports the first setting that cannot work.
func (c Config) Validate() error {
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.HasSuffix(c.PublicURL, "/"):
		return fmt.Errorf("check public address %q: want http:// or https:// with a host and no slash at the end", c.PublicURL)
	case c.BinLife <= 0:
		return errors.New("check life of the bin: want more than nothing")
	case c.LinkLife <= 0:
		return errors.New("check life of reuse links: want more than nothing")
	}
	return nil
}

// Sessions signs people in and out: it checks passwords and sets the cookies on the answer. Its errors are the
// catalogue's: Unauthenticated with KeyWrongPassword, TooMany, Withheld, or Invalid with fields.
type Sessions interface {
	SignIn(c *gin.Context, email, password string) error
	// Accept uses a one-time link: it sets the password, for the first administrator also e-mail address and name, and
	// signs in.
	Accept(c *gin.Context, secret, email, name, password string) error
	SignOut(c *gin.Context) error
	// ChangePassword gives the person who acts a new password. Invalid names "current_password" or "password".
	ChangePassword(c *gin.Context, current, next string) error
}

// Links gives the public addresses of a reuse link by its token, and the snippets that other sites paste. All text in
// them is escaped; what a link does not open is empty.
type Links interface {
	Page(token string) string
	Image(token string, link catalog.ReuseLink, a catalog.Asset) string
	PictureHTML(token string, link catalog.ReuseLink, a catalog.Asset) string
	EmbedHTML(token string, link catalog.ReuseLink, a catalog.Asset) string
	OEmbed(token string) string
}

// Deps are the services that the pages call.
type Deps struct {
	Assets         *catalog.Assets
	Uploads        *catalog.Uploads
	ReuseLinks     *catalog.ReuseLinks
	Libraries      *catalog.Libraries
	Presenters     *catalog.Presenters
	Books          *catalog.Books
	BookLookups    *catalog.BookLookups
	Series         *catalog.SeriesRegister
	RecordingDays  *catalog.RecordingDays
	Invitations    *catalog.Invitations
	Guests         *catalog.Guests
	Days           *catalog.Days
	Consents       *catalog.Consents
	Documents      *catalog.Documents
	Records        *catalog.Records
	Audits         *catalog.Audits
	ConsentTexts   *catalog.ConsentTexts
	Signings       *catalog.Signings
	Tags           *catalog.Tags
	People         *catalog.People
	Users          *catalog.Users
	Tokens         *catalog.Tokens
	Inbox          *catalog.Inbox
	Accounts       *catalog.Accounts
	Posts          *catalog.Posts
	Exposures      *catalog.Exposures
	Reports        *catalog.Reports
	TakeDowns      *catalog.TakeDowns
	Plan           *catalog.PlanItems
	Offers         *catalog.Offers
	SchoolHolidays *catalog.SchoolHolidays
	CalendarFeeds  *catalog.CalendarFeeds
	Due            *catalog.Due
	DueReaders     *catalog.DueReaders
	AnswerReaders  *catalog.AnswerReaders
	Kits           *catalog.Kits
	Sessions       Sessions
	Links          Links
	Words          *locale.Bundle
	// RenditionURL is the address at which a rendition is served to people who are signed in.
	RenditionURL func(a catalog.Asset, name string) string
	Now          catalog.Clock
}

func (d Deps) validate() error {
	services := d.Assets != nil && d.Uploads != nil && d.ReuseLinks != nil && d.Libraries != nil && d.Presenters != nil && d.Books != nil && d.BookLookups != nil &&
		d.Series != nil && d.RecordingDays != nil && d.Days != nil && d.Tags != nil && d.Users != nil && d.Tokens != nil && d.Inbox != nil
	people := d.People != nil && d.Consents != nil && d.Documents != nil && d.Records != nil && d.Audits != nil
	switch {
	case !services, !people:
		return errors.New("make web: a service of the catalogue is missing")
	case d.Accounts == nil, d.Posts == nil, d.Reports == nil, d.TakeDowns == nil:
		return errors.New("make web: Accounts, Posts, Reports or TakeDowns is missing")
	case d.Offers == nil, d.SchoolHolidays == nil:
		return errors.New("make web: Offers or SchoolHolidays is missing")
	case d.Plan == nil, d.CalendarFeeds == nil, d.Kits == nil:
		return errors.New("make web: Plan, CalendarFeeds or Kits is missing")
	case d.Due == nil, d.DueReaders == nil, d.AnswerReaders == nil:
		return errors.New("make web: Due, DueReaders or AnswerReaders is missing")
	case d.Invitations == nil, d.Guests == nil:
		return errors.New("make web: Invitations or Guests is missing")
	case d.ConsentTexts == nil, d.Signings == nil:
		return errors.New("make web: ConsentTexts or Signings is missing")
	case d.Sessions == nil, d.Links == nil, d.Words == nil, d.RenditionURL == nil, d.Now == nil:
		return errors.New("make web: Sessions, Links, Words, RenditionURL or Now is missing")
	}
	return nil
}

// Pages serves the HTML pages.
type Pages struct {
	Deps
	cfg       Config
	files     *staticFiles
	templates *templates
	signing   *edge.Limiter
	opens     map[string]bool // patterns of the pages that can be opened
}

// New makes the pages. Every template is parsed here, so that a mistake in one stops the start.
func New(cfg Config, deps Deps) (*Pages, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if err := deps.validate(); err != nil {
		return nil, err
	}
	files, err := loadStatic()
	if err != nil {
		return nil, err
	}
	parsed, err := parseTemplates(deps.Words, files)
	if err != nil {
		return nil, err
	}
	signing, err := edge.NewLimiter(signingLimit(), deps.Now)
	return &Pages{Deps: deps, cfg: cfg, files: files, templates: parsed, signing: signing, opens: map[string]bool{}}, err
}
