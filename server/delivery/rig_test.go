package delivery_test

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
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/rs/xid"

	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/fellesmappa/fellesmappa/server/delivery"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// shared is the one gateway that a process may have.
var shared *gateway.Gateway

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "delivery-test-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir)
	cfg := gateway.DefaultConfig()
	cfg.Dir = dir
	if shared, err = gateway.Start(context.Background(), cfg); err != nil {
		fmt.Println(err)
		return 1
	}
	defer shared.Close(context.Background())
	return m.Run()
}

var buckets atomic.Int64

const publicURL = "https://mappa.example.no"

// rig is a router with everything delivered on it, on a fresh database and bucket.
type rig struct {
	t      *testing.T
	db     *database.Database
	bucket *storage.Bucket
	assets *catalog.Assets
	links  *catalog.ReuseLinks
	plan   *catalog.PlanItems
	feeds  *catalog.CalendarFeeds
	kits   *catalog.Kits
	d      *delivery.Delivery
	router *gin.Engine
	actor  catalog.Actor // who acts in the next requests
	ahead  atomic.Int64  // nanoseconds that its clock is ahead

	meanwhile func() // happens while a crop is made
}

func (r *rig) now() time.Time { return time.Now().Add(time.Duration(r.ahead.Load())) }

func newID() string { return xid.New().String() }

// idle is a queue that nobody works off: the tests lay the renditions down themselves.
type idle struct{}

func (idle) Enqueue(context.Context, catalog.AssetID) {}

// crops lays down crops as ingest does, under a name of their own.
type crops struct{ r *rig }

func (c crops) Make(_ context.Context, a catalog.Asset, name string) (catalog.Rendition, error) {
	if c.r.meanwhile != nil {
		c.r.meanwhile()
	}
	body := picture(c.r.t, 1080, 1080)
	made := catalog.Rendition{Name: name + "-500-500", Ext: "jpg", MediaType: "image/jpeg", Width: 1080, Height: 1080, Size: int64(len(body)), Version: a.RenditionVersion}
	c.r.put(a, made, body)
	return made, nil
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ctx := context.Background()
	r := &rig{t: t}
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Dial, cfg.Bucket = "http://storage.test", shared.Dial, fmt.Sprintf("test-%d", buckets.Add(1))
	cfg.AccessKey, cfg.SecretKey = shared.Credentials()
	var err error
	if r.bucket, err = storage.New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := r.bucket.Ensure(ctx); err != nil {
		t.Fatal(err)
	}
	if r.db, err = database.Open(ctx, database.Config{URL: blank.Catalogue(t)}); err != nil {
		t.Fatal(err)
	}
	if err := r.db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	r.assets = catalog.NewAssets(r.db.Assets(), r.db.References(), r.db.Changes(), nil, idle{}, r.now, catalog.WithCaptions(caption.Reader{}))
	r.links = catalog.NewReuseLinks(r.db.ReuseLinks(), r.db.Assets(), r.db.References(), bytes.Repeat([]byte("k"), 32), r.now, newID)
	files := r.serveKits()
	r.route()
	t.Cleanup(func() {
		r.d.Close()
		files.Close()
		r.bucket.Close()
		if err := r.db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return r
}

// serveKits puts kits together as the program does.
func (r *rig) serveKits() *ingest.KitFiles {
	maker, err := thumbs.New(thumbs.DefaultConfig())
	if err != nil {
		r.t.Fatal(err)
	}
	words, err := locale.New(time.UTC)
	if err != nil {
		r.t.Fatal(err)
	}
	r.plan = catalog.NewPlanItems(catalog.PlanDeps{Store: r.db.Plan(), Offers: catalog.NewOffers(r.db.Offers(), r.db.Assets(), time.UTC, r.now, newID), Assets: r.db.Assets(), Accounts: r.db.Accounts(), Libraries: r.db.Libraries(), Users: r.db.Users(),
		Zone: time.UTC, Now: r.now, NewID: newID})
	r.feeds = catalog.NewCalendarFeeds(r.db.CalendarFeeds(), r.plan, r.db.References(), bytes.Repeat([]byte("k"), 32), r.now, newID)
	files := ingest.NewKitFiles(r.bucket, maker, ingest.NewCrops(r.bucket, maker, thumbs.DefaultLimits()), r.t.TempDir(), r.now, slog.New(slog.DiscardHandler))
	r.kits, err = catalog.NewKits(catalog.KitDeps{Plan: r.plan, Assets: r.db.Assets(), Accounts: r.db.Accounts(), Libraries: r.db.Libraries(), Series: r.db.Series(),
		RecordingDays: r.db.RecordingDays(), Posts: catalog.NewPosts(r.db.Posts(), r.db.Assets(), r.db.Accounts(), r.now, newID), Maker: files, Captions: caption.Reader{}, Words: words, Zone: time.UTC, Now: r.now})
	if err != nil {
		r.t.Fatal(err)
	}
	return files
}

func (r *rig) route() {
	log := slog.New(slog.NewTextHandler(r.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	words, err := locale.New(time.UTC)
	if err != nil {
		r.t.Fatal(err)
	}
	seam, err := edge.New(edge.Deps{Translator: words, Log: log, Now: r.now, NewID: newID})
	if err != nil {
		r.t.Fatal(err)
	}
	c := delivery.DefaultConfig()
	c.PublicURL, c.CountEvery = publicURL, 20*time.Millisecond
	if r.d, err = delivery.New(c, delivery.Deps{Bucket: r.bucket, Assets: r.assets, ReuseLinks: r.links, Kits: r.kits, CalendarFeeds: r.feeds, Crops: crops{r}, Now: r.now, Log: log}); err != nil {
		r.t.Fatal(err)
	}
	r.router = gin.New()
	r.router.HandleMethodNotAllowed = true
	r.router.Use(seam.Middleware(), func(c *gin.Context) { edge.SetActor(c, r.actor) })
	r.d.Media(r.router)
	r.d.API(r.router.Group("/api/v1"))
	r.d.Public(r.router)
}

// ask sends a request; head is pairs of header names and values.
func (r *rig) ask(method, path string, head ...string) *http.Response {
	r.t.Helper()
	req := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	r.router.ServeHTTP(w, req)
	return w.Result()
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pictures are those that were drawn, by their size: to draw takes long under the race detector.
var pictures sync.Map

// picture is a JPEG of w × h pixels, the same for all who ask.
func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	size := image.Pt(w, h)
	if drawn, ok := pictures.Load(size); ok {
		return drawn.([]byte)
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7 >> (i % 5))
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	pictures.Store(size, b.Bytes())
	return b.Bytes()
}

func (r *rig) put(a catalog.Asset, made catalog.Rendition, b []byte) {
	r.t.Helper()
	key, err := storage.RenditionKey(string(a.ID), strconv.Itoa(a.RenditionVersion), made.Name, made.Ext)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.bucket.Put(context.Background(), key, bytes.NewReader(b), int64(len(b)), made.MediaType); err != nil {
		r.t.Fatal(err)
	}
}

// add stores a ready, cleared asset with its original and renditions.
func (r *rig) add(kind catalog.MediaKind, change func(*catalog.Asset)) catalog.Asset {
	r.t.Helper()
	a := catalog.Asset{ID: catalog.AssetID(newID()), Kind: kind, State: catalog.Ready, Title: "Påskekrim på Sola", AltText: "Ei bok på eit bord", CreditLine: "Foto: Sola bibliotek",
		PeopleStatus: catalog.PeopleNobody, RenditionVersion: 1, Pipeline: 1, Version: 1, CreatedBy: "test", CreatedAt: r.now(), UpdatedAt: r.now(),
		Original: catalog.Original{FileName: "bilde på Sola.jpg", Ext: "jpg", MediaType: "image/jpeg", Width: 1600, Height: 1200}}
	files := map[catalog.Rendition][]byte{}
	still := func(name string, w, h int) {
		b := picture(r.t, w, h)
		files[catalog.Rendition{Name: name, Ext: "jpg", MediaType: "image/jpeg", Width: w, Height: h, Size: int64(len(b))}] = b
	}
	for name, w := range map[string]int{"w320": 320, "w640": 640, "w1280": 1280, "w2048": 1600} {
		still(name, w, w*3/4)
	}
	if kind == catalog.Video {
		still("poster", 1600, 1200)
		b := player(r.t)
		files[catalog.Rendition{Name: "web", Ext: "mp4", MediaType: "video/mp4", Width: 160, Height: 120, Size: int64(len(b))}] = b
		vtt := []byte("WEBVTT\n")
		files[catalog.Rendition{Name: "sprite.vtt", Ext: "vtt", MediaType: "text/vtt", Size: int64(len(vtt))}] = vtt
	}
	original := picture(r.t, 1600, 1200)
	a.Original.Size = int64(len(original))
	if change != nil {
		change(&a)
	}
	for made, b := range files {
		r.put(a, made, b)
		a.Renditions = append(a.Renditions, made)
	}
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.bucket.Put(context.Background(), key, bytes.NewReader(original), a.Original.Size, "application/octet-stream"); err != nil {
		r.t.Fatal(err)
	}
	if err := r.db.Assets().Create(context.Background(), "test", a, false); err != nil {
		r.t.Fatal(err)
	}
	return a
}

// player is a short clip that every browser plays.
func player(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "web.mp4")
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=1",
		"-pix_fmt", "yuv420p", "-movflags", "+faststart", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// link issues a reuse link and gives it with its token.
func (r *rig) link(a catalog.Asset, l catalog.ReuseLink) (catalog.ReuseLink, string) {
	r.t.Helper()
	made, err := r.links.Issue(context.Background(), catalog.SystemActor("test"), a.ID, l)
	if err != nil {
		r.t.Fatal(err)
	}
	return made, r.links.Token(made)
}
