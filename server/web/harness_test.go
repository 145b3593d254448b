package web_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/auth"
	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/fellesmappa/fellesmappa/server/delivery"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/search"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
	"github.com/fellesmappa/fellesmappa/server/web"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/fellesmappa/fellesmappa/thumbs"
	"github.com/gin-gonic/gin"
	"github.com/rs/xid"
)

// site is the pages on a real database, index and storage, with a browser's cookies.
type site struct {
	t      *testing.T
	base   string
	client *http.Client
	web.Deps
	assets catalog.AssetStore
}

const (
	password = "en lang setning om bøker"
	origin   = "http://pages.test"
)

// idle is no processor: the tests say themselves what processing has made.
type idle struct{}

func (idle) Enqueue(context.Context, catalog.AssetID) {}

// start builds the pages as the program does, and makes the first administrator.
func start(t *testing.T) *site {
	t.Helper()
	s, index := unindexed(t)
	index.Start(context.Background())
	return s
}

// unindexed builds the pages over an index that nothing has been put into: it follows the changes once it is started.
func unindexed(t *testing.T) (*site, *search.Index) {
	t.Helper()
	deps, gate, assets, index := services(t)
	cfg := web.DefaultConfig()
	cfg.PublicURL = origin
	pages, err := web.New(cfg, deps)
	if err != nil {
		t.Fatal(err)
	}
	seam, err := edge.New(edge.Deps{Translator: deps.Words, Log: slog.New(slog.NewTextHandler(shown{t}, nil)), Now: time.Now, NewID: newID})
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(seam.Middleware(), edge.ErrorPages(pages.ErrorPage))
	r.NoRoute(edge.Handle(edge.NoRoute))
	r.GET("/boom", edge.Handle(func(*gin.Context) error { return io.ErrUnexpectedEOF }))
	pages.Routes(r.Group("/", gate.Middleware()))
	door, err := auth.NewDoor(auth.DefaultDoorConfig(), deps.Guests, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	guests := r.Group("/", pages.GuestErrors())
	pages.GuestEntry(guests)
	pages.GuestRoutes(guests.Group("/day/:token", door.Middleware()))
	pages.OwnConsentRoutes(guests.Group("/consent/:token", web.Unlisted))
	pages.DueStopRoutes(guests.Group("/due/stop/:code", web.Unlisted))
	pages.DueWeekRoutes(guests.Group("/due/:token", web.Unlisted))
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	s := &site{t: t, base: server.URL, client: newClient(t), Deps: deps, assets: assets}
	secret, err := deps.Users.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.post("/welcome/"+secret, url.Values{"name": {"Kari Nordmann"}, "email": {"kari@example.org"}, "password": {password}}).expect(t, http.StatusSeeOther)
	return s, index
}

func newID() string { return xid.New().String() }

func newClient(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// services builds what the pages call.
func services(t *testing.T) (web.Deps, *auth.Gate, catalog.AssetStore, *search.Index) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(shown{t}, nil))
	db, err := database.Open(t.Context(), database.Config{URL: blank.Catalogue(t)})
	if err == nil {
		err = db.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(t, db.Close()) })
	index, err := search.Open(search.Config{Dir: filepath.Join(t.TempDir(), "index")}, db.Assets(), db.Changes(), time.Now, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(t, index.Close()) })
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.New(zone)
	if err != nil {
		t.Fatal(err)
	}
	links, err := delivery.NewLinks(origin)
	if err != nil {
		t.Fatal(err)
	}
	refs := db.References()
	d := web.Deps{Words: words, Links: links, RenditionURL: delivery.Address, Now: time.Now}
	maker, err := thumbs.New(thumbs.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	kept := bucket(t)
	originals := ingest.NewOriginals(kept, thumbs.DefaultLimits())
	d.Assets = catalog.NewAssets(db.Assets(), refs, db.Changes(), index, idle{}, time.Now, catalog.WithCaptions(caption.Reader{}), catalog.WithBatches(newID),
		catalog.WithCuts(ingest.NewCuts(kept, maker, t.TempDir()), db.Uploads(), originals, catalog.DefaultLimits(), newID))
	d.Uploads = catalog.NewUploads(db.Uploads(), d.Assets, originals, idle{}, catalog.DefaultLimits(), time.Now, newID)
	d.ReuseLinks = catalog.NewReuseLinks(db.ReuseLinks(), db.Assets(), refs, bytes.Repeat([]byte{7}, 32), time.Now, newID)
	d.Libraries = catalog.NewRegister(db.Libraries(), time.Now, newID)
	d.Presenters = catalog.NewRegister(db.Presenters(), time.Now, newID)
	d.Books = catalog.NewRegister(db.Books(), time.Now, newID)
	d.BookLookups = catalog.NewBookLookups(db.Books(), outside{})
	d.Series = catalog.NewRegister(db.Series(), time.Now, newID)
	d.RecordingDays = catalog.NewRegister(db.RecordingDays(), time.Now, newID)
	d.Invitations = catalog.NewInvitations(db.Invitations(), db.RecordingDays(), bytes.Repeat([]byte{7}, 32), catalog.DefaultLimits(), zone, time.Now, newID)
	d.Guests = catalog.NewGuests(db.Invitations(), db.RecordingDays(), d.Uploads)
	d.People = catalog.NewPeople(db.People(), time.Now, newID)
	d.Consents = catalog.NewConsents(db.Consents(), db.People(), catalog.DefaultConsentTerms(), zone, time.Now, newID)
	d.Documents = catalog.NewDocuments(db.Documents(), ingest.NewDocuments(kept, thumbs.DefaultLimits()), d.Consents, db.Audit(), time.Now, newID)
	d.Records = catalog.NewRecords(db.Records(), d.People, d.Consents, d.Documents, d.Assets, db.ReuseLinks(), db.Audit(), time.Now)
	d.Audits = catalog.NewAudits(db.Audit())
	d.ConsentTexts = catalog.NewConsentTexts(db.ConsentTexts(), zone, time.Now)
	d.Signings = catalog.NewSignings(catalog.SigningDeps{Store: db.Signings(), Endings: db.Endings(), Invitations: db.Invitations(), Days: db.RecordingDays(), Consents: d.Consents,
		Texts: d.ConsentTexts, Documents: d.Documents, ReuseLinks: d.ReuseLinks, Records: db.Records(), TakeDowns: db.TakeDowns(), Key: bytes.Repeat([]byte{7}, 32), Mail: true, NewID: newID})
	d.Days = catalog.NewDays(db.RecordingDays(), d.Assets, d.Consents, zone)
	d.Tags = catalog.NewTags(db.Tags())
	d.Accounts = catalog.NewRegister(db.Accounts(), time.Now, newID)
	d.Posts = catalog.NewPosts(db.Posts(), db.Assets(), db.Accounts(), time.Now, newID)
	d.Reports = catalog.NewReports(db.Reports(), db.Assets(), zone, time.Now)
	d.Exposures = catalog.NewExposures(db.Exposures(), index, d.Assets)
	d.TakeDowns = catalog.NewTakeDowns(db.TakeDowns(), db.ReuseLinks(), catalog.DefaultTakeDownTerms(), zone, time.Now)
	d.Offers = catalog.NewOffers(db.Offers(), db.Assets(), zone, time.Now, newID)
	d.SchoolHolidays = catalog.NewRegister(db.SchoolHolidays(), time.Now, newID)
	d.Plan = catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Offers: d.Offers, Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(), Zone: zone, Now: time.Now, NewID: newID})
	d.CalendarFeeds = catalog.NewCalendarFeeds(db.CalendarFeeds(), d.Plan, refs, bytes.Repeat([]byte{7}, 32), time.Now, newID)
	files := ingest.NewKitFiles(kept, maker, ingest.NewCrops(kept, maker, thumbs.DefaultLimits()), t.TempDir(), time.Now, slog.New(slog.DiscardHandler))
	t.Cleanup(files.Close)
	d.Kits, err = catalog.NewKits(catalog.KitDeps{Plan: d.Plan, Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Series: db.Series(), RecordingDays: db.RecordingDays(),
		Posts: d.Posts, Maker: files, Captions: caption.Reader{}, Words: words, Zone: zone, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	d.Due = catalog.NewDue(catalog.DueDeps{Offers: catalog.NewOffers(db.Offers(), db.Assets(), zone, time.Now, newID), Assets: d.Assets, Accounts: db.Accounts(), Store: db.Due(),
		Posts: db.Posts(), Exposures: catalog.NewExposures(db.Exposures(), index, d.Assets), Plan: d.Plan, Resemble: search.Resemble, Zone: zone, Now: time.Now})
	d.DueReaders = catalog.NewDueReaders(catalog.DueReaderDeps{Store: db.DueReaders(), Users: db.Users(), Due: d.Due, Key: bytes.Repeat([]byte{7}, 32), NewID: newID})
	d.AnswerReaders = catalog.NewAnswerReaders(catalog.AnswerReaderDeps{Store: db.AnswerReaders(), Users: db.Users(), Posts: db.Posts(), Key: bytes.Repeat([]byte{7}, 32), Zone: d.Due.Zone, Mail: true, Now: d.Now, NewID: newID})
	d.Users = catalog.NewUsers(db.Users(), refs, time.Now, newID, newID)
	d.Inbox = catalog.NewInbox(db.Inbox(), nil, nil, nil, nil, nil, time.Now)
	layFiles(t, db.Inbox())
	d.Tokens = catalog.NewTokens(db.Tokens(), refs, time.Now, newID, newID)
	gate, err := auth.New(auth.DefaultConfig(), auth.Deps{Users: d.Users, Tokens: d.Tokens, Sessions: db.Sessions(time.Now), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	d.Sessions = gate
	return d, gate, db.Assets(), index
}

// bucket opens a bucket of the embedded storage.
func bucket(t *testing.T) *storage.Bucket {
	t.Helper()
	cfg := gateway.DefaultConfig()
	cfg.Dir = t.TempDir()
	gw, err := gateway.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { close(t, gw.Close(context.Background())) })
	at := storage.DefaultConfig()
	at.Endpoint, at.Bucket, at.Region, at.Dial = "http://storage.localhost", "fellesmappa", cfg.Region, gw.Dial
	at.AccessKey, at.SecretKey = gw.Credentials()
	b, err := storage.New(at)
	if err == nil {
		t.Cleanup(b.Close) // a connection on which nothing was asked keeps the gateway from ending
		err = b.Ensure(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func close(t *testing.T, err error) {
	if err != nil {
		t.Errorf("close: %v", err)
	}
}

// shown shows the program's log with the test.
type shown struct{ t *testing.T }

func (s shown) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("level=ERROR")) {
		s.t.Logf("%s", bytes.TrimSpace(p))
	}
	return len(p), nil
}

// page is an answer.
type page struct {
	status int
	header http.Header
	body   string
}

func (p page) expect(t *testing.T, status int, parts ...string) page {
	t.Helper()
	if p.status != status {
		t.Fatalf("status %d, want %d; location %q\n%.2500s", p.status, status, p.header.Get("Location"), p.main())
	}
	for _, part := range parts {
		if !strings.Contains(p.body, part) {
			t.Errorf("the page lacks %q\n%.4000s", part, p.main())
		}
	}
	return p
}

// main is what stands between header and footer.
func (p page) main() string {
	_, after, _ := strings.Cut(p.body, "<main")
	main, _, _ := strings.Cut(after, "</main>")
	return main
}

func (s *site) do(req *http.Request) page {
	s.t.Helper()
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return page{res.StatusCode, res.Header, string(body)}
}

func (s *site) get(path string) page {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(req)
}

func (s *site) post(path string, form url.Values) page {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(req)
}

// administrator is who the site's own cookies belong to.
func (s *site) administrator() catalog.Actor {
	s.t.Helper()
	u, err := s.Users.ByEmail(s.t.Context(), "kari@example.org")
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Actor()
}

// as gives the site to a new person with a role.
func (s *site) as(role catalog.Role, library string) *site {
	s.t.Helper()
	email := newID() + "@example.org"
	_, secret, err := s.Users.Invite(s.t.Context(), s.administrator(), catalog.User{Email: email, Name: string(role), Role: role, Library: catalog.Ref{ID: library}})
	if err != nil {
		s.t.Fatal(err)
	}
	other := *s
	other.client = newClient(s.t)
	other.post("/welcome/"+secret, url.Values{"password": {password}}).expect(s.t, http.StatusSeeOther)
	return &other
}

// photo is a JPEG of 640 × 480 that differs with n.
func photo(t *testing.T, n int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			img.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), uint8(n * 37), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// add takes a photo in and marks it as processed.
func (s *site) add(n int, said catalog.AssetPatch) catalog.Asset {
	s.t.Helper()
	a, err := s.Uploads.Receive(s.t.Context(), s.administrator(), catalog.NewUpload{FileName: fmt.Sprintf("bilde-%d.jpg", n), Metadata: said}, bytes.NewReader(photo(s.t, n)))
	if err != nil {
		s.t.Fatal(err)
	}
	a, err = s.assets.Update(s.t.Context(), "test", a.ID, func(a *catalog.Asset) error {
		a.State, a.Progress, a.Placeholder, a.RenditionVersion = catalog.Ready, 100, "LEHV6nWB2yk8pyo0adR*.7kCMdnj", 1
		a.Original.Width, a.Original.Height = 640, 480
		for _, w := range []int{320, 640} {
			a.Renditions = append(a.Renditions, catalog.Rendition{Name: fmt.Sprintf("w%d", w), Ext: "jpg", MediaType: "image/jpeg", Width: w, Height: w * 3 / 4, Size: 12345})
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func ptr[T any](v T) *T { return &v }
