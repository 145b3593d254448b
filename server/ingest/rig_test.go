package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/rs/xid"

	"github.com/fellesmappa/fellesmappa/server/caption"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/database/blank"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// shared is the one gateway that a process may have; corpus the folder of real files beside the repository, which the
// gateway's change of the working directory would hide.
var (
	shared *gateway.Gateway
	corpus string
)

// TestMain starts the embedded storage; with an environment variable the test binary is a program to be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("FELLESMAPPA_TEST_VICTIM"); dir != "" {
		if err := victim(dir); err != nil {
			fmt.Println("victim:", err)
			os.Exit(1)
		}
		return
	}
	corpus, _ = filepath.Abs("../../../shared/corpus") // without it the tests that read it see no files
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ingest-test-")
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

// rig is the part of the program that takes files in, on a fresh database and bucket.
type rig struct {
	t       *testing.T
	dir     string
	url     string // of the database; empty: SQLite in dir
	db      *database.Database
	bucket  *storage.Bucket
	maker   *thumbs.Maker
	queue   *ingest.Queue
	uploads *catalog.Uploads
	assets  *catalog.Assets
	inbox   *catalog.Inbox
	days    *catalog.RecordingDays
	in      *ingest.Ingest
	chores  []ingest.Chore
	ahead   atomic.Int64 // how far the clock runs ahead, nanoseconds
	down    atomic.Bool  // the storage cannot be reached
	quota   atomic.Int64 // bytes that the storage gives before it stalls; 0 is no bound

	patience time.Duration // of await: what is encoded gives way to all else that runs
}

func (r *rig) now() time.Time { return time.Now().Add(time.Duration(r.ahead.Load())) }

func (r *rig) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if r.down.Load() {
		return nil, errors.New("unplugged")
	}
	conn, err := shared.Dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &stalling{conn, r}, nil
}

// stalling is a connection over which nothing comes any more once the quota is used up, until there is none.
type stalling struct {
	net.Conn
	r *rig
}

func (c *stalling) Read(p []byte) (int, error) {
	for c.r.quota.Load() < 0 {
		time.Sleep(10 * time.Millisecond)
	}
	n, err := c.Conn.Read(p)
	if c.r.quota.Load() > 0 && c.r.quota.Add(-int64(n)) == 0 {
		c.r.quota.Store(-1)
	}
	return n, err
}

func newID() string { return xid.New().String() }

func newRig(t *testing.T) *rig { return newRigOn(t, "") }

// newRigOn makes a rig on a database of its own: an empty one of PostgreSQL, or SQLite.
func newRigOn(t *testing.T, url string) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), url: url, patience: 10 * time.Minute}
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Dial, cfg.Bucket = "http://storage.test", r.dial, fmt.Sprintf("test-%d", buckets.Add(1))
	cfg.AccessKey, cfg.SecretKey = shared.Credentials()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	if err := r.open(context.Background(), cfg, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.bucket.Close()
		if err := r.db.Close(); err != nil {
			t.Errorf("close database: %v", err)
		}
	})
	return r
}

// open builds the parts; nothing works yet.
func (r *rig) open(ctx context.Context, cfg storage.Config, log *slog.Logger) (err error) {
	if r.bucket, err = storage.New(cfg); err != nil {
		return err
	}
	if err = r.bucket.Ensure(ctx); err != nil {
		return err
	}
	if r.url == "" {
		r.url = filepath.Join(r.dir, "test.db")
		if r.t != nil { // the process that is to be killed has no test, and migrates for itself
			blank.Lay(r.t, r.url)
		}
	}
	if r.db, err = database.Open(ctx, database.Config{URL: r.url}); err != nil {
		return err
	}
	if err = r.db.Migrate(ctx); err != nil {
		return err
	}
	if r.maker, err = thumbs.New(thumbs.DefaultConfig()); err != nil {
		return err
	}
	if pool := r.db.Pool(); pool != nil {
		r.queue, err = ingest.NewQueue(riverpgxv5.New(pool), r.db.Assets(), log)
	} else {
		r.queue, err = ingest.NewQueue(riversqlite.New(r.db.SQL()), r.db.Assets(), log)
	}
	if err != nil {
		return err
	}
	originals := ingest.NewOriginals(r.bucket, thumbs.DefaultLimits())
	r.assets = catalog.NewAssets(r.db.Assets(), r.db.References(), r.db.Changes(), nil, r.queue, r.now, catalog.WithCaptions(caption.Reader{}),
		catalog.WithXMP(ingest.NewXMP(time.UTC)), catalog.WithCuts(ingest.NewCuts(r.bucket, r.maker, filepath.Join(r.dir, "work")), r.db.Uploads(), originals, catalog.DefaultLimits(), newID))
	r.uploads = catalog.NewUploads(r.db.Uploads(), r.assets, originals, r.queue, catalog.DefaultLimits(), r.now, newID)
	r.days = catalog.NewRegister(r.db.RecordingDays(), r.now, newID)
	r.inbox = r.newInbox(r.db.Inbox(), ingest.NewInbox(r.bucket), r.uploads)
	return r.build(log)
}

func (r *rig) newInbox(store catalog.InboxStore, bucket catalog.InboxBucket, uploads *catalog.Uploads) *catalog.Inbox {
	return catalog.NewInbox(store, bucket, uploads, r.days, catalog.NewRegister(r.db.Libraries(), r.now, newID),
		func(why catalog.Reason) string { return why.Key }, r.now)
}

// build makes another Ingest, as after a new start.
func (r *rig) build(log *slog.Logger) (err error) {
	cfg := ingest.DefaultConfig()
	cfg.WorkDir, cfg.Alone, cfg.RecordEvery, cfg.SweepEvery, cfg.InboxEvery, cfg.Drain = filepath.Join(r.dir, "work"), true, time.Second, time.Second, time.Second, 200*time.Millisecond
	cfg.Zone, cfg.Pause = time.FixedZone("test", 3600), time.Second
	deps := ingest.Deps{Bucket: r.bucket, Maker: r.maker, Assets: r.db.Assets(), Changes: r.db.Changes(),
		Bookmarks: r.db.Bookmarks(), Uploads: r.uploads, Inbox: r.inbox, Chores: r.chores, Queue: r.queue, Now: r.now, Log: log}
	if pool := r.db.Pool(); pool != nil {
		r.in, err = ingest.New(cfg, deps, riverpgxv5.New(pool))
	} else {
		r.in, err = ingest.New(cfg, deps, riversqlite.New(r.db.SQL()))
	}
	return err
}

// start sets the workers going until the test ends.
func (r *rig) start() {
	r.t.Helper()
	if err := r.in.Start(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(r.stop)
}

func (r *rig) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.in.Stop(ctx); err != nil {
		r.t.Errorf("stop: %v", err)
	}
}

// anybody is who uploads in these tests.
func anybody() catalog.Actor { return catalog.SystemActor("test") }

func (r *rig) upload(name string, body []byte, patch catalog.AssetPatch) catalog.Asset {
	r.t.Helper()
	a, err := r.uploads.Receive(context.Background(), anybody(),
		catalog.NewUpload{FileName: name, Metadata: patch, KeepDuplicate: true}, bytes.NewReader(body))
	if err != nil {
		r.t.Fatalf("upload %s: %v", name, err)
	}
	return a
}

func (r *rig) get(id catalog.AssetID) catalog.Asset {
	r.t.Helper()
	a, err := r.db.Assets().Get(context.Background(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// await waits until an asset is as it should be.
func (r *rig) await(id catalog.AssetID, what string, is func(catalog.Asset) bool) catalog.Asset {
	r.t.Helper()
	for deadline := time.Now().Add(r.patience); ; time.Sleep(20 * time.Millisecond) {
		a := r.get(id)
		if is(a) {
			return a
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("asset %s never became %s: state %s, failure %v, progress %d", id, what, a.State, a.Failure, a.Progress)
		}
	}
}

func (r *rig) ready(id catalog.AssetID) catalog.Asset {
	r.t.Helper()
	a := r.await(id, "ready", func(a catalog.Asset) bool { return a.State == catalog.Ready || a.State == catalog.Failed })
	if a.State == catalog.Failed {
		r.t.Fatalf("asset %s failed: %v", id, a.Failure)
	}
	return a
}

// read gives the bytes of a rendition.
func (r *rig) read(a catalog.Asset, name string) []byte {
	r.t.Helper()
	made, ok := a.Rendition(name)
	if !ok {
		r.t.Fatalf("no rendition %s among %v", name, a.Renditions)
	}
	key, err := storage.RenditionKey(string(a.ID), fmt.Sprint(made.Version), made.Name, made.Ext)
	if err != nil {
		r.t.Fatal(err)
	}
	body, info, err := r.bucket.Open(context.Background(), key, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		r.t.Fatal(err)
	}
	if int64(len(b)) != made.Size || info.MediaType != made.MediaType {
		r.t.Errorf("%s: %d bytes of %s stored, the asset says %d of %s", name, len(b), info.MediaType, made.Size, made.MediaType)
	}
	return b
}

// objects lists what lies under a prefix.
func (r *rig) objects(p storage.Prefix) []string {
	r.t.Helper()
	var names []string
	for info, err := range r.bucket.List(context.Background(), p) {
		if err != nil {
			r.t.Fatal(err)
		}
		names = append(names, info.Key.String())
	}
	return names
}

func has(names []string, part string) bool { return strings.Contains(strings.Join(names, "\n"), part) }
