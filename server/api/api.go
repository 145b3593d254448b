package api

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// Config is what an operator decides about the API.
type Config struct {
	PublicURL string         // what people type, without a slash at the end; base of the links given out
	Zone      *time.Location // in which days begin and end
	Version   string         // of the program, for the OpenAPI document
}

// DefaultConfig serves this machine, in Norwegian time where the machine knows it.
func DefaultConfig() Config {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		zone = time.Local
	}
	return Config{PublicURL: "http://localhost:8080", Zone: zone, Version: "1"}
}

// Validate checks the configuration.
func (c Config) Validate() error {
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("api: public URL %q is not an http or https address", c.PublicURL)
	case c.Zone == nil:
		return errors.New("api: a time zone is missing")
	}
	return nil
}

// Links gives the absolute public addresses under a reuse link's token. The snippets are HTML, with everything escaped.
type Links interface {
	Page(token string) string
	Image(token string, l catalog.ReuseLink, a catalog.Asset) string
	OEmbed(token string) string
	EmbedHTML(token string, l catalog.ReuseLink, a catalog.Asset) string
	PictureHTML(token string, l catalog.ReuseLink, a catalog.Asset) string
}

// Deps are the services that the API is made of.
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
	People         *catalog.People
	Consents       *catalog.Consents
	Documents      *catalog.Documents
	Records        *catalog.Records
	Audits         *catalog.Audits
	Tags           *catalog.Tags
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
	Links          Links
	// RenditionURL is the address at which a rendition is served to those who are signed in.
	RenditionURL func(a catalog.Asset, name string) string
	// Crops are the renditions that are made when they are first asked for.
	Crops []catalog.Rendition
	Now   catalog.Clock
}

func (d Deps) complete() bool {
	return d.Assets != nil && d.Uploads != nil && d.ReuseLinks != nil && d.Libraries != nil && d.Presenters != nil && d.Books != nil && d.BookLookups != nil &&
		d.Series != nil && d.RecordingDays != nil && d.Days != nil && d.Tags != nil && d.Users != nil && d.Tokens != nil && d.Inbox != nil && d.Links != nil &&
		d.People != nil && d.Consents != nil && d.Documents != nil && d.Records != nil && d.Audits != nil &&
		d.Accounts != nil && d.Posts != nil && d.Reports != nil && d.TakeDowns != nil && d.Plan != nil && d.Offers != nil && d.SchoolHolidays != nil && d.CalendarFeeds != nil && d.Due != nil && d.DueReaders != nil && d.AnswerReaders != nil && d.Kits != nil && d.Invitations != nil && d.Guests != nil && d.RenditionURL != nil && d.Now != nil
}

// API is the JSON API.
type API struct {
	Deps
	cfg Config
}

// New makes the API.
func New(cfg Config, deps Deps) (*API, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if !deps.complete() {
		return nil, errors.New("make api: a dependency is missing")
	}
	return &API{Deps: deps, cfg: cfg}, nil
}

// Routes mounts everything on the group /api. Edge's middleware and auth's stand before it, as does the policy that
// browsers are to hold to; only the documentation page brings a policy of its own.
func (a *API) Routes(group gin.IRouter) error {
	v1 := group.Group("/v1", private, edge.RequireActor())
	r := newRoutes(a, v1)
	r.mount(v1)
	return r.document(group)
}

func (r *routes) mount(v1 gin.IRouter) {
	r.assets()
	r.duties()
	r.facts()
	r.exposures()
	r.batches()
	r.search()
	r.receive(v1)
	r.captions(v1)
	r.xmp(v1)
	r.clips()
	r.uploads()
	r.pairs()
	r.inbox()
	r.reuseLinks()
	r.accounts()
	r.posts()
	r.reports()
	r.takeDowns()
	r.offers()
	r.plan()
	r.kits()
	r.due()
	r.libraries()
	r.presenters()
	r.books()
	r.series()
	r.recordingDays()
	r.invitations(v1)
	r.days()
	r.tags()
	r.people()
	r.exports(v1)
	r.consents()
	r.documents(v1)
	r.audit()
	r.users()
	r.tokens()
	r.me()
}

// private keeps answers out of caches that people share: they depend on who asks, and in which language.
func private(c *gin.Context) {
	c.Header("Cache-Control", "private, no-cache")
	c.Writer.Header().Add("Vary", "Authorization, Cookie, Accept-Language")
}
