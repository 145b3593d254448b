package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/fellesmappa/fellesmappa/server/bookfinder"
	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/delivery"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/search"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// app is every part of the program, built in order. What one part needs of another is passed in here and nowhere else.
type app struct {
	cfg   *Config
	log   *slog.Logger
	words *locale.Bundle

	lock    *os.File
	db      *catalogue
	gateway *gateway.Gateway // nil with an S3 service outside
	bucket  *storage.Bucket
	index   *search.Index
	maker   *thumbs.Maker
	ingest  *ingest.Ingest

	crops    *ingest.Crops
	kitFiles *ingest.KitFiles

	services
	delivery *delivery.Delivery
	server   *http.Server
	warming  sync.WaitGroup // what is found out before anybody asks
	stopWarm context.CancelFunc
	metrics  *http.Server
	served   chan error
}

// services are the domain's services.
type services struct {
	assets        *catalog.Assets
	uploads       *catalog.Uploads
	reuseLinks    *catalog.ReuseLinks
	libraries     *catalog.Libraries
	presenters    *catalog.Presenters
	books         *catalog.Books
	bookLookups   *catalog.BookLookups
	series        *catalog.SeriesRegister
	recordingDays *catalog.RecordingDays
	invitations   *catalog.Invitations
	guests        *catalog.Guests
	days          *catalog.Days
	people        *catalog.People
	consents      *catalog.Consents
	documents     *catalog.Documents
	records       *catalog.Records
	audits        *catalog.Audits
	consentTexts  *catalog.ConsentTexts
	signings      *catalog.Signings
	letters       *catalog.Letters // nil where none are sent
	endings       *catalog.Endings
	tags          *catalog.Tags
	users         *catalog.Users
	tokens        *catalog.Tokens
	inbox         *catalog.Inbox
	accounts      *catalog.Accounts
	offers        *catalog.Offers
	due           *catalog.Due
	dueReaders    *catalog.DueReaders
	answerReaders *catalog.AnswerReaders
	holidays      *catalog.SchoolHolidays
	posts         *catalog.Posts
	reports       *catalog.Reports
	exposures     *catalog.Exposures
	takeDowns     *catalog.TakeDowns
	plan          *catalog.PlanItems
	calendarFeeds *catalog.CalendarFeeds
	kits          *catalog.Kits
}

// openApp builds the program and starts what the parts need of each other: database, storage and index. Nothing listens
// and nothing works yet. What was built before a failure is closed.
func openApp(ctx context.Context, cfg *Config, log *slog.Logger) (_ *app, err error) {
	a := &app{cfg: cfg, log: log, served: make(chan error, 2)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, err
	}
	if a.lock, err = lockData(cfg.Data); err != nil {
		return nil, err
	}
	if a.words, err = openWords(); err != nil {
		return nil, err
	}
	if a.db, err = openCatalogue(ctx, cfg); err != nil {
		return nil, err
	}
	if err := a.openStorage(ctx); err != nil {
		return nil, err
	}
	zone, err := norway()
	if err != nil {
		return nil, err
	}
	if a.index, err = search.Open(search.Config{Dir: filepath.Join(cfg.Data, "index"), Zone: zone}, a.db.Assets(), a.db.Changes(), now, log); err != nil {
		return nil, err
	}
	if err := a.openMaker(); err != nil {
		return nil, err
	}
	if err := a.openServices(); err != nil {
		return nil, err
	}
	if err := a.offers.Ship(ctx); err != nil {
		return nil, err
	}
	return a, a.openServer()
}

func (a *app) openMaker() (err error) {
	cfg := thumbs.DefaultConfig()
	if cfg.Worker, err = pictureWorker(); err != nil {
		return err
	}
	a.maker, err = thumbs.New(cfg)
	return err
}

// workDir is where files lie for as long as somebody works on them.
func (a *app) workDir() string { return filepath.Join(a.cfg.Data, "work") }

// openStorage starts the embedded S3 server unless there is one outside, and opens the bucket. A service outside that
// does not answer now may do so later: uploads are refused until then, all else works.
func (a *app) openStorage(ctx context.Context) error {
	cfg := a.cfg.storage()
	if a.cfg.S3Endpoint == "" {
		gw := gateway.DefaultConfig()
		gw.Dir, gw.Region = a.cfg.storageDir(), cfg.Region
		gw.Inbox = gateway.Inbox{Listen: a.cfg.S3Listen, Bucket: cfg.Bucket, Prefix: string(storage.Inbox)}
		var err error
		if a.gateway, err = gateway.Start(ctx, gw); err != nil {
			return err
		}
		cfg.Endpoint, cfg.Dial = "http://storage.localhost", a.gateway.Dial
		cfg.AccessKey, cfg.SecretKey = a.gateway.Credentials()
	}
	var err error
	if a.bucket, err = storage.New(cfg); err != nil {
		return err
	}
	err = a.bucket.Ensure(ctx)
	if errors.Is(err, storage.ErrUnavailable) {
		a.log.Error("storage does not answer; uploads are refused until it does", "error", err)
		return nil
	}
	return err
}

// openServices builds the domain's services over the stores, and the workers, which the services wake, on the queue of
// whichever database there is.
func (a *app) openServices() error {
	if err := a.openBookLookups(); err != nil {
		return err
	}
	if pool := a.db.Pool(); pool != nil {
		return openWork(a, riverpgxv5.New(pool))
	}
	return openWork(a, riversqlite.New(a.db.SQL()))
}

func openWork[TTx any](a *app, driver riverdriver.Driver[TTx]) error {
	key, err := installationKey(a.cfg)
	if err != nil {
		return err
	}
	queue, err := ingest.NewQueue(driver, a.db.Assets(), a.log)
	if err != nil {
		return err
	}
	cfg := ingest.DefaultConfig()
	cfg.WorkDir = a.workDir()
	cfg.Alone = a.db.Pool() == nil
	cfg.Limits = thumbs.DefaultLimits()
	if cfg.Zone, err = norway(); err != nil {
		return err
	}
	a.serve(queue, key, cfg.Zone)
	if err := a.serveSigning(key); err != nil {
		return err
	}
	if err := a.serveKits(cfg.Zone); err != nil {
		return err
	}
	a.ingest, err = ingest.New(cfg, ingest.Deps{Bucket: a.bucket, Maker: a.maker, Assets: a.db.Assets(), Changes: a.db.Changes(),
		Bookmarks: a.db.Bookmarks(), Uploads: a.uploads, Inbox: a.inbox, Documents: a.documents, Chores: a.chores(), Queue: queue, Now: now, Log: a.log}, driver)
	return err
}

func (a *app) serve(queue *ingest.Queue, key []byte, zone *time.Location) {
	db, s := a.db, &a.services
	originals := ingest.NewOriginals(a.bucket, thumbs.DefaultLimits())
	s.assets = catalog.NewAssets(db.Assets(), db.References(), db.Changes(), a.index, queue, now, catalog.WithCaptions(caption.Reader{}), catalog.WithXMP(ingest.NewXMP(zone)),
		catalog.WithBatches(newID),
		catalog.WithCuts(ingest.NewCuts(a.bucket, a.maker, a.workDir()), db.Uploads(), originals, a.cfg.limits(), newID))
	s.uploads = catalog.NewUploads(db.Uploads(), s.assets, originals, queue, a.cfg.limits(), now, newID)
	s.reuseLinks = catalog.NewReuseLinks(db.ReuseLinks(), db.Assets(), db.References(), key, now, newID)
	s.libraries = catalog.NewRegister(db.Libraries(), now, newID)
	s.presenters = catalog.NewRegister(db.Presenters(), now, newID)
	s.books = catalog.NewRegister(db.Books(), now, newID)
	s.series = catalog.NewRegister(db.Series(), now, newID)
	s.recordingDays = catalog.NewRegister(db.RecordingDays(), now, newID)
	s.inbox = catalog.NewInbox(db.Inbox(), ingest.NewInbox(a.bucket), s.uploads, s.recordingDays, s.libraries, a.explainInbox, now)
	s.invitations = catalog.NewInvitations(db.Invitations(), db.RecordingDays(), key, a.cfg.limits(), zone, now, newID)
	s.guests = catalog.NewGuests(db.Invitations(), db.RecordingDays(), s.uploads)
	s.people = catalog.NewPeople(db.People(), now, newID)
	s.consents = catalog.NewConsents(db.Consents(), db.People(), a.cfg.consentTerms(), zone, now, newID)
	s.documents = catalog.NewDocuments(db.Documents(), ingest.NewDocuments(a.bucket, thumbs.DefaultLimits()), s.consents, db.Audit(), now, newID)
	s.records = catalog.NewRecords(db.Records(), s.people, s.consents, s.documents, s.assets, db.ReuseLinks(), db.Audit(), now)
	s.audits = catalog.NewAudits(db.Audit())
	s.days = catalog.NewDays(db.RecordingDays(), s.assets, s.consents, zone)
	s.accounts = catalog.NewRegister(db.Accounts(), now, newID)
	s.offers = catalog.NewOffers(db.Offers(), db.Assets(), zone, now, newID)
	s.holidays = catalog.NewRegister(db.SchoolHolidays(), now, newID)
	s.posts = catalog.NewPosts(db.Posts(), db.Assets(), db.Accounts(), now, newID)
	s.reports = catalog.NewReports(db.Reports(), db.Assets(), zone, now)
	s.exposures = catalog.NewExposures(db.Exposures(), a.index, s.assets)
	s.takeDowns = catalog.NewTakeDowns(db.TakeDowns(), db.ReuseLinks(), a.cfg.takeDownTerms(), zone, now)
	s.plan = catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Offers: s.offers, Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(),
		Zone: zone, Now: now, NewID: newID})
	s.due = catalog.NewDue(catalog.DueDeps{Offers: s.offers, Assets: s.assets, Accounts: db.Accounts(), Store: db.Due(), Posts: db.Posts(), Exposures: s.exposures, Plan: s.plan, Resemble: search.Resemble, Zone: zone, Now: now})
	s.calendarFeeds = catalog.NewCalendarFeeds(db.CalendarFeeds(), s.plan, db.References(), key, now, newID)
	s.tags = catalog.NewTags(db.Tags())
	s.users = catalog.NewUsers(db.Users(), db.References(), now, newID, newSecret)
	s.tokens = catalog.NewTokens(db.Tokens(), db.References(), now, newID, newSecret)
}

// openBookLookups lets books be looked up outside, unless the operator has switched that off.
func (a *app) openBookLookups() error {
	var finder catalog.BookFinder
	if cfg := a.cfg.bookfinder(); len(cfg.Sources) > 0 {
		f, err := bookfinder.New(cfg, bookfinder.Deps{Findings: a.db.BookFindings(), Now: now, Log: a.log})
		if err != nil {
			return err
		}
		finder = f
	}
	a.bookLookups = catalog.NewBookLookups(a.db.Books(), finder)
	return nil
}

// Start serves on a listener and sets the workers going.
func (a *app) Start(ctx context.Context, l net.Listener) error {
	a.index.Start(ctx)
	if err := a.ingest.Start(ctx); err != nil {
		return err
	}
	go func() { a.served <- a.server.Serve(l) }()
	ctx, a.stopWarm = context.WithCancel(context.WithoutCancel(ctx))
	a.warming.Go(func() { a.due.KeepWarm(ctx, a.log) })
	if a.metrics != nil {
		go func() { a.served <- a.metrics.ListenAndServe() }()
	}
	return nil
}

// Wait returns when ctx ends or serving fails.
func (a *app) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-a.served:
		return err
	}
}

// Close drains and closes every part, in the opposite order: first no new requests, then the work in hand, then what
// both needed. It may be called on a half-built app.
func (a *app) Close() error {
	ctx, stop := context.WithTimeout(context.Background(), shutdownTime)
	defer stop()
	var errs []error
	if a.server != nil {
		errs = append(errs, shutdown(ctx, a.server), shutdown(ctx, a.metrics))
	}
	if a.stopWarm != nil {
		a.stopWarm()
		a.warming.Wait()
	}
	if a.delivery != nil {
		a.delivery.Close()
	}
	if a.kitFiles != nil {
		a.kitFiles.Close()
	}
	if a.ingest != nil {
		errs = append(errs, a.ingest.Stop(ctx))
	}
	if a.index != nil {
		errs = append(errs, a.index.Close())
	}
	if a.bucket != nil {
		a.bucket.Close()
	}
	if a.gateway != nil {
		errs = append(errs, a.gateway.Close(ctx))
	}
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}

// shutdown lets requests in hand finish, for most of the time there is; then their connections are closed.
func shutdown(ctx context.Context, s *http.Server) error {
	if s == nil {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, 15*time.Second)
	defer stop()
	if err := s.Shutdown(ctx); err != nil {
		return s.Close()
	}
	return nil
}

// degraded says, one line each, what does not work for want of a tool on this machine.
func (a *app) degraded() []string { return a.maker.Tools().Missing() }
