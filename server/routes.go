package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/fellesmappa/fellesmappa/server/api"
	"github.com/fellesmappa/fellesmappa/server/auth"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/delivery"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	// pageSecurity lets pages load nothing but their own files, and the browser's own pictures of files to upload.
	pageSecurity = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
		"object-src 'none'; base-uri 'none'; form-action 'self'"
	// guestSecurity is for the pages of people without an account, who need even less: of pictures only what they have drawn.
	guestSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'"
	headerTime    = 10 * time.Second
	idleTime      = 2 * time.Minute
	maxHeader     = 64 << 10
	readyTime     = 5 * time.Second
)

// edges are the parts that answer requests.
type edges struct {
	seam  *edge.Seam
	gate  *auth.Gate
	door  *auth.Door
	api   *api.API
	pages *web.Pages
}

// openServer builds what answers requests, and the server around it.
func (a *app) openServer() error {
	e, err := a.openEdges()
	if err != nil {
		return err
	}
	engine, err := a.routes(e)
	if err != nil {
		return err
	}
	a.server = newServer(a.cfg.Listen, a.front(engine))
	if a.cfg.MetricsListen != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.Handler())
		a.metrics = newServer(a.cfg.MetricsListen, mux)
	}
	return nil
}

// newServer sets every time-out but those of bodies: an upload over a slow line may take hours.
func newServer(address string, h http.Handler) *http.Server {
	return &http.Server{Addr: address, Handler: h, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader}
}

func (a *app) openEdges() (e edges, err error) {
	if e.seam, err = edge.New(edge.Deps{Translator: a.words, Log: a.log, Now: now, NewID: newID}); err != nil {
		return e, err
	}
	gate := auth.DefaultConfig()
	gate.PublicURL = a.cfg.PublicURL
	if e.gate, err = auth.New(gate, auth.Deps{Users: a.users, Tokens: a.tokens, Sessions: a.db.Sessions(now), Now: now}); err != nil {
		return e, err
	}
	if e.door, err = auth.NewDoor(auth.DefaultDoorConfig(), a.guests, now); err != nil {
		return e, err
	}
	out := delivery.DefaultConfig()
	out.PublicURL = a.cfg.PublicURL
	if a.delivery, err = delivery.New(out, delivery.Deps{Bucket: a.bucket, Assets: a.assets, ReuseLinks: a.reuseLinks, Documents: a.documents, CalendarFeeds: a.calendarFeeds, DueReaders: a.dueReaders, Kits: a.kits, Crops: a.crops, Now: now, Log: a.log}); err != nil {
		return e, err
	}
	answers := api.DefaultConfig()
	answers.PublicURL = a.cfg.PublicURL
	if e.api, err = api.New(answers, api.Deps{Assets: a.assets, Uploads: a.uploads, ReuseLinks: a.reuseLinks, Libraries: a.libraries,
		Presenters: a.presenters, Books: a.books, BookLookups: a.bookLookups, Series: a.series, RecordingDays: a.recordingDays, Days: a.days, Tags: a.tags, Users: a.users, Tokens: a.tokens, Inbox: a.inbox,
		Invitations: a.invitations, Guests: a.guests, Accounts: a.accounts, Posts: a.posts, Reports: a.reports, Exposures: a.exposures, TakeDowns: a.takeDowns, Plan: a.plan, Offers: a.offers, SchoolHolidays: a.holidays, CalendarFeeds: a.calendarFeeds, Due: a.due, DueReaders: a.dueReaders, AnswerReaders: a.answerReaders, Kits: a.kits,
		People: a.people, Consents: a.consents, Documents: a.documents, Records: a.records, Audits: a.audits,
		Links: a.delivery.Links(), RenditionURL: delivery.Address, Crops: cropSizes(), Now: now}); err != nil {
		return e, err
	}
	pages := web.DefaultConfig()
	pages.PublicURL, pages.SecureCookies = a.cfg.PublicURL, a.secure()
	e.pages, err = web.New(pages, web.Deps{Assets: a.assets, Uploads: a.uploads, ReuseLinks: a.reuseLinks, Libraries: a.libraries,
		Presenters: a.presenters, Books: a.books, BookLookups: a.bookLookups, Series: a.series, RecordingDays: a.recordingDays, Days: a.days, Tags: a.tags, Users: a.users, Tokens: a.tokens, Inbox: a.inbox,
		Invitations: a.invitations, Guests: a.guests, Accounts: a.accounts, Posts: a.posts, Reports: a.reports, Exposures: a.exposures, TakeDowns: a.takeDowns, Plan: a.plan, Offers: a.offers, SchoolHolidays: a.holidays, CalendarFeeds: a.calendarFeeds, Due: a.due, DueReaders: a.dueReaders, AnswerReaders: a.answerReaders, Kits: a.kits,
		People: a.people, Consents: a.consents, Documents: a.documents, Records: a.records, Audits: a.audits, ConsentTexts: a.consentTexts, Signings: a.signings,
		Sessions: e.gate, Links: a.delivery.Links(), Words: a.words, RenditionURL: delivery.Address, Now: now})
	return e, err
}

// cropSizes tells the outside of the crops what the pictures' own table says.
func cropSizes() []catalog.Rendition {
	var out []catalog.Rendition
	for _, s := range thumbs.Sizes() {
		if s.Crop && s.Picture() {
			out = append(out, catalog.Rendition{Name: s.Name, Ext: s.Ext, MediaType: s.MediaType, Width: s.Width, Height: s.Height})
		}
	}
	return out
}

func (a *app) secure() bool { return strings.HasPrefix(a.cfg.PublicURL, "https://") }

// front takes what must not pass through gin: the parts of uploads, whose addresses are signed and belong in no log.
func (a *app) front(engine http.Handler) http.Handler {
	proxy := delivery.UploadProxy(a.bucket, a.uploads, a.log)
	prefix := "/" + a.bucket.Name() + "/"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, prefix) {
			proxy.ServeHTTP(w, r)
			return
		}
		engine.ServeHTTP(w, r)
	})
}

// routes is every route and group, once.
func (a *app) routes(e edges) (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash, r.RedirectFixedPath = false, false
	if err := r.SetTrustedProxies(a.cfg.TrustedProxies); err != nil {
		return nil, err
	}
	sameOrigin, err := edge.SameOrigin(a.cfg.PublicURL)
	if err != nil {
		return nil, err
	}
	r.Use(e.seam.Middleware())
	secure := edge.Secure(edge.Policy{ContentSecurity: pageSecurity, Secure: a.secure()})
	asPages := edge.ErrorPages(e.pages.ErrorPage)
	r.NoRoute(secure, asPages, edge.Handle(edge.NoRoute))
	r.NoMethod(secure, asPages, edge.Handle(edge.NoMethod))

	// For the public: no account is asked for, so none is looked up.
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	r.GET("/readyz", edge.Handle(a.ready))
	a.delivery.Public(r.Group("/", asPages))

	// For people without an account. The code in the address is all they have: no cookie is looked at.
	guests := r.Group("/", edge.Secure(edge.Policy{ContentSecurity: guestSecurity, Referrer: "no-referrer", Secure: a.secure()}), e.pages.GuestErrors())
	e.pages.GuestEntry(guests)
	invited := guests.Group("/day/:token", e.door.Middleware())
	e.pages.GuestRoutes(invited)
	e.api.MountGuests(invited.Group("", sameOrigin))
	e.pages.OwnConsentRoutes(guests.Group("/consent/:token", web.Unlisted))
	e.pages.DueStopRoutes(guests.Group("/due/stop/:code", web.Unlisted))
	e.pages.AnswerStopRoutes(guests.Group("/answers/stop/:code", web.Unlisted))
	e.pages.DueWeekRoutes(guests.Group("/due/:token", web.Unlisted))
	a.delivery.Due(r.Group("/", asPages))

	// For programs and scripts of our pages.
	known := r.Group("/", e.gate.Middleware(), sameOrigin)
	if err := e.api.Routes(known.Group("/api", edge.Secure(edge.Policy{Secure: a.secure()}))); err != nil {
		return nil, err
	}
	files := known.Group("/", asPages, edge.RequireActor())
	a.delivery.Documents(files)
	a.delivery.KitFiles(files)
	bytes := known.Group("/", edge.RequireActor())
	a.delivery.Media(bytes)
	a.delivery.API(bytes.Group("/api/v1"))

	// For people.
	e.pages.Routes(known.Group("/", secure))
	return r, nil
}

// ready answers whether database, storage and index do.
func (a *app) ready(c *gin.Context) error {
	ctx, stop := context.WithTimeout(c.Request.Context(), readyTime)
	defer stop()
	parts := map[string]error{"database": a.db.Ready(ctx), "storage": a.bucket.Ready(ctx), "index": a.index.Ready()}
	status, answer := http.StatusOK, map[string]any{}
	for name, err := range parts {
		answer[name] = "ok"
		if err != nil {
			status, answer[name] = http.StatusServiceUnavailable, string(catalog.Unavailable)
		}
	}
	if p := a.index.Progress(); p.Building {
		answer["index_building"] = gin.H{"done": p.Done, "total": p.Total}
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(status, answer)
	return nil
}
