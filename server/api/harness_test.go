package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/rs/xid"

	"github.com/fellesmappa/fellesmappa/server/api"
	"github.com/fellesmappa/fellesmappa/server/auth"
	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/search"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// site is the API over a real database, index and storage. Nothing processes the files that come in.
type site struct {
	t       *testing.T
	server  *httptest.Server
	db      *database.Database
	tokens  *catalog.Tokens
	answers *api.Answers
	token   string
	headers map[string]string
}

// unhurried takes the hint that an asset waits and leaves it waiting.
type unhurried struct{}

func (unhurried) Enqueue(context.Context, catalog.AssetID) {}

// addresses gives the plainest addresses that a link can have.
type addresses struct{}

func (addresses) Page(token string) string   { return "https://mappa.example/r/" + token }
func (addresses) OEmbed(token string) string { return "https://mappa.example/oembed?url=" + token }

func (a addresses) Image(token string, _ catalog.ReuseLink, _ catalog.Asset) string {
	return a.Page(token) + "/w1280.jpg"
}

func (a addresses) EmbedHTML(token string, _ catalog.ReuseLink, _ catalog.Asset) string {
	return "<iframe src=" + a.Page(token) + "></iframe>"
}

func (a addresses) PictureHTML(token string, _ catalog.ReuseLink, as catalog.Asset) string {
	return "<img src=" + a.Image(token, catalog.ReuseLink{}, as) + ">"
}

// outside is the open catalogues of books: one has a book, and about others not all have been heard.
type outside struct{}

func (outside) Find(_ context.Context, isbn catalog.ISBN) catalog.BookFinding {
	silent := []catalog.Ref{{ID: "nb", Name: "Nasjonalbiblioteket"}}
	switch isbn {
	case "9788252531237":
		return catalog.BookFinding{Unasked: silent, Found: catalog.FoundBook{Title: "En prøvebok: fortellinger", Authors: []string{"Kari Nordmann"}, Publisher: "Prøveforlaget",
			Published: "2019", Source: catalog.Ref{ID: "openlibrary", Name: "Open Library"}}}
	case "9788270012343":
		return catalog.BookFinding{Unasked: silent}
	case "9788289000003":
		return catalog.BookFinding{Found: catalog.FoundBook{Title: strings.Repeat("lang ", 100)}}
	}
	return catalog.BookFinding{}
}

const maxUpload = 8 << 20

func start(t *testing.T) *site {
	t.Helper()
	gin.SetMode(gin.TestMode)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	ctx, dir := t.Context(), t.TempDir()
	db := must(database.Open(ctx, database.Config{URL: blank.Catalogue(t)}))(t)
	check(t, db.Migrate(ctx))
	bucket := openBucket(t, dir)
	index := must(search.Open(search.Config{Dir: filepath.Join(dir, "index")}, db.Assets(), db.Changes(), time.Now, log))(t)
	index.Start(ctx)
	t.Cleanup(func() { check(t, index.Close()); check(t, db.Close()) })

	newID := func() string { return xid.New().String() }
	secret := func() string { return xid.New().String() + xid.New().String() }
	limits := catalog.DefaultLimits()
	limits.MaxUpload, limits.PartSize = maxUpload, 5<<20
	cfg := api.DefaultConfig()
	cfg.PublicURL = "https://mappa.example"
	originals := ingest.NewOriginals(bucket, thumbs.DefaultLimits())
	maker := must(thumbs.New(thumbs.DefaultConfig()))(t)
	assets := catalog.NewAssets(db.Assets(), db.References(), db.Changes(), index, unhurried{}, time.Now, catalog.WithCaptions(caption.Reader{}),
		catalog.WithXMP(ingest.NewXMP(cfg.Zone)), catalog.WithBatches(newID),
		catalog.WithCuts(ingest.NewCuts(bucket, maker, filepath.Join(dir, "work")), db.Uploads(), originals, limits, newID))
	users := catalog.NewUsers(db.Users(), db.References(), time.Now, newID, secret)
	tokens := catalog.NewTokens(db.Tokens(), db.References(), time.Now, newID, secret)
	uploads := catalog.NewUploads(db.Uploads(), assets, originals, unhurried{}, limits, time.Now, newID)
	people := catalog.NewPeople(db.People(), time.Now, newID)
	consents := catalog.NewConsents(db.Consents(), db.People(), catalog.DefaultConsentTerms(), cfg.Zone, time.Now, newID)
	documents := catalog.NewDocuments(db.Documents(), ingest.NewDocuments(bucket, thumbs.DefaultLimits()), consents, db.Audit(), time.Now, newID)
	key := bytes.Repeat([]byte("k"), 32)
	plan := catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Offers: catalog.NewOffers(db.Offers(), db.Assets(), cfg.Zone, time.Now, newID), Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(),
		Zone: cfg.Zone, Now: time.Now, NewID: newID})
	posts := catalog.NewPosts(db.Posts(), db.Assets(), db.Accounts(), time.Now, newID)
	files := ingest.NewKitFiles(bucket, maker, ingest.NewCrops(bucket, maker, thumbs.DefaultLimits()), filepath.Join(dir, "work"), time.Now, slog.New(slog.DiscardHandler))
	t.Cleanup(files.Close)
	kits := must(catalog.NewKits(catalog.KitDeps{Plan: plan, Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Series: db.Series(),
		RecordingDays: db.RecordingDays(), Posts: posts, Maker: files, Captions: caption.Reader{}, Words: must(locale.New(cfg.Zone))(t), Zone: cfg.Zone, Now: time.Now}))(t)
	due := catalog.NewDue(catalog.DueDeps{Offers: catalog.NewOffers(db.Offers(), db.Assets(), cfg.Zone, time.Now, newID), Assets: assets, Accounts: db.Accounts(), Store: db.Due(),
		Posts: db.Posts(), Exposures: catalog.NewExposures(db.Exposures(), index, assets), Plan: plan, Resemble: search.Resemble, Zone: cfg.Zone, Now: time.Now})
	a := must(api.New(cfg, api.Deps{
		Due: due, DueReaders: catalog.NewDueReaders(catalog.DueReaderDeps{Store: db.DueReaders(), Users: db.Users(), Due: due, Key: key, NewID: newID}),
		AnswerReaders: catalog.NewAnswerReaders(catalog.AnswerReaderDeps{Store: db.AnswerReaders(), Users: db.Users(), Posts: db.Posts(), Key: key, Zone: cfg.Zone, Mail: true, Now: time.Now, NewID: newID}),
		Assets:        assets,
		Uploads:       uploads,
		Invitations:   catalog.NewInvitations(db.Invitations(), db.RecordingDays(), key, limits, cfg.Zone, time.Now, newID),
		Guests:        catalog.NewGuests(db.Invitations(), db.RecordingDays(), uploads),
		ReuseLinks:    catalog.NewReuseLinks(db.ReuseLinks(), db.Assets(), db.References(), key, time.Now, newID),
		Libraries:     catalog.NewRegister(db.Libraries(), time.Now, newID), Presenters: catalog.NewRegister(db.Presenters(), time.Now, newID),
		Books: catalog.NewRegister(db.Books(), time.Now, newID), Series: catalog.NewRegister(db.Series(), time.Now, newID),
		BookLookups:   catalog.NewBookLookups(db.Books(), outside{}),
		Days:          catalog.NewDays(db.RecordingDays(), assets, consents, cfg.Zone),
		People:        people,
		Consents:      consents,
		Documents:     documents,
		Records:       catalog.NewRecords(db.Records(), people, consents, documents, assets, db.ReuseLinks(), db.Audit(), time.Now),
		Audits:        catalog.NewAudits(db.Audit()),
		RecordingDays: catalog.NewRegister(db.RecordingDays(), time.Now, newID), Tags: catalog.NewTags(db.Tags()),
		Accounts: catalog.NewRegister(db.Accounts(), time.Now, newID), Posts: posts, Reports: catalog.NewReports(db.Reports(), db.Assets(), cfg.Zone, time.Now), Kits: kits, Exposures: catalog.NewExposures(db.Exposures(), index, assets),
		TakeDowns: catalog.NewTakeDowns(db.TakeDowns(), db.ReuseLinks(), catalog.DefaultTakeDownTerms(), cfg.Zone, time.Now),
		Offers:    catalog.NewOffers(db.Offers(), db.Assets(), api.DefaultConfig().Zone, time.Now, newID), SchoolHolidays: catalog.NewRegister(db.SchoolHolidays(), time.Now, newID),
		Plan: plan, CalendarFeeds: catalog.NewCalendarFeeds(db.CalendarFeeds(), plan, db.References(), key, time.Now, newID),
		Users: users, Tokens: tokens, Inbox: catalog.NewInbox(db.Inbox(), nil, nil, nil, nil, nil, time.Now), Links: addresses{}, Now: time.Now,
		RenditionURL: func(a catalog.Asset, name string) string { return "/media/" + string(a.ID) + "/" + name },
	}))(t)
	seam := must(edge.New(edge.Deps{Translator: must(locale.New(time.UTC))(t), Log: log, Now: time.Now, NewID: newID}))(t)
	gate := must(auth.New(auth.DefaultConfig(), auth.Deps{Users: users, Tokens: tokens, Sessions: db.Sessions(time.Now), Now: time.Now}))(t)

	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.Use(seam.Middleware(), gate.Middleware())
	engine.NoRoute(edge.Handle(edge.NoRoute))
	engine.NoMethod(edge.Handle(edge.NoMethod))
	check(t, a.Routes(engine.Group("/api")))
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	s := &site{t: t, server: server, db: db, tokens: tokens, answers: must(api.NewAnswers(a))(t)}
	return s.as(catalog.Administrator)
}

func openBucket(t *testing.T, dir string) *storage.Bucket {
	t.Helper()
	gw := must(gateway.Start(context.Background(), gateway.Config{Dir: filepath.Join(dir, "storage"), Region: "us-east-1"}))(t)
	t.Cleanup(func() { check(t, gw.Close(context.Background())) })
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Dial = "http://storage.localhost", gw.Dial
	cfg.AccessKey, cfg.SecretKey = gw.Credentials()
	bucket := must(storage.New(cfg))(t)
	t.Cleanup(bucket.Close)
	check(t, bucket.Ensure(t.Context()))
	return bucket
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

// as gives the same site for a program of another role.
func (s *site) as(role catalog.Role) *site {
	s.t.Helper()
	_, secret, err := s.tokens.Issue(s.t.Context(), catalog.SystemActor("test"), "test", role, "")
	check(s.t, err)
	other := *s
	other.token = secret
	return &other
}

// with gives the same site with a header on every request.
func (s *site) with(header, value string) *site {
	other := *s
	other.headers = map[string]string{header: value}
	for k, v := range s.headers {
		other.headers[k] = v
	}
	return &other
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatalf("answer %d is not JSON: %v\n%.300s", r.status, err, r.body)
	}
	return out
}

// do sends a body of a type and reads the answer.
func (s *site) do(method, path, mediaType string, body io.Reader) reply {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, body)
	check(s.t, err)
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	for k, v := range s.headers {
		req.Header.Set(k, v)
	}
	res, err := s.server.Client().Do(req)
	check(s.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	check(s.t, err)
	return reply{res.StatusCode, res.Header, raw}
}

// call sends JSON text, none for "", and expects a status.
func (s *site) call(want int, method, path, body string) map[string]any {
	s.t.Helper()
	var r io.Reader
	mediaType := ""
	if body != "" {
		r, mediaType = strings.NewReader(body), "application/json"
	}
	got := s.do(method, "/api/v1"+path, mediaType, r)
	if got.status != want {
		s.t.Fatalf("%s %s %s: status %d, want %d\n%.500s", method, path, body, got.status, want, got.body)
	}
	if len(got.body) == 0 {
		return nil
	}
	return got.json(s.t)
}

// told is call, with the answer held against the OpenAPI document: of the operation at a path of the document.
func (s *site) told(want int, method, documented, path, body string) map[string]any {
	s.t.Helper()
	got := s.call(want, method, path, body)
	if err := s.answers.Check(method, documented, strconv.Itoa(want), any(got)); err != nil {
		s.t.Errorf("%s %s answers otherwise than it says: %v", method, path, err)
	}
	return got
}

// part is one part of a form; a name makes it a file.
type part struct{ field, name, body string }

func (s *site) post(query string, parts ...part) reply {
	s.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range parts {
		create := func() (io.Writer, error) { return form.CreateFormField(p.field) }
		if p.name != "" {
			create = func() (io.Writer, error) { return form.CreateFormFile(p.field, p.name) }
		}
		w, err := create()
		check(s.t, err)
		_, err = io.WriteString(w, p.body)
		check(s.t, err)
	}
	check(s.t, form.Close())
	return s.do(http.MethodPost, "/api/v1/assets"+query, form.FormDataContentType(), &b)
}

// picture makes a small JPEG unlike those of other seeds.
func picture(t *testing.T, seed int) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			img.SetRGBA(x, y, color.RGBA{uint8(x*4 + seed), uint8(y*5 + seed*7), uint8(seed * 31), 255})
		}
	}
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, nil))
	return b.String()
}

// upload posts a picture that must be taken and gives its id.
func (s *site) upload(seed int, metadata string) string {
	s.t.Helper()
	got := s.post("", part{"metadata", "", metadata}, part{"file", "a.jpg", picture(s.t, seed)})
	if got.status != http.StatusCreated {
		s.t.Fatalf("upload: status %d %s", got.status, got.body)
	}
	return got.json(s.t)["id"].(string)
}

// text finds a value by its path through objects.
func text(v map[string]any, path ...string) string {
	for _, name := range path[:len(path)-1] {
		v, _ = v[name].(map[string]any)
	}
	s, _ := v[path[len(path)-1]].(string)
	return s
}

// locations lists where a problem's errors are.
func locations(p map[string]any) []string {
	var out []string
	list, _ := p["errors"].([]any)
	for _, e := range list {
		out = append(out, text(e.(map[string]any), "location"))
	}
	return out
}
