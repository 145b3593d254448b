package delivery

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// Cropper makes the crops that are not made beforehand. The answer's Name and Version are those of the stored object.
// NotFound when the kind of media has no such crop.
type Cropper interface {
	Make(ctx context.Context, a catalog.Asset, name string) (catalog.Rendition, error)
}

// Config holds what an installation may choose.
type Config struct {
	PublicURL string // base of every address given out
	// CountEvery is how often the openings of reuse links are written down.
	CountEvery time.Duration
	// Zone is where the clocks hang that calendars tell the time by.
	Zone *time.Location
}

// DefaultConfig lacks PublicURL. Clocks are Norwegian where the machine knows them.
func DefaultConfig() Config {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		zone = time.Local
	}
	return Config{CountEvery: 2 * time.Second, Zone: zone}
}

// Validate reports the first setting that cannot work.
func (c Config) Validate() error {
	switch {
	case c.CountEvery <= 0:
		return errors.New("interval of counting: must be positive")
	case c.Zone == nil:
		return errors.New("a time zone is missing")
	}
	_, err := NewLinks(c.PublicURL)
	return err
}

// Deps are what a Delivery works with.
type Deps struct {
	Bucket     *storage.Bucket
	Assets     *catalog.Assets
	ReuseLinks *catalog.ReuseLinks
	Documents  *catalog.Documents
	// CalendarFeeds opens the plan to calendars.
	CalendarFeeds *catalog.CalendarFeeds
	Kits          *catalog.Kits
	// DueReaders opens thumbnails to who follows the due list.
	DueReaders *catalog.DueReaders
	Crops      Cropper
	Now        catalog.Clock
	Log        *slog.Logger
}

// Delivery answers the requests for bytes, pages and frames.
type Delivery struct {
	cfg     Config
	deps    Deps
	links   *Links
	pages   *template.Template
	static  static
	counter *counter
}

// New makes a Delivery. Close must be called: it writes down the last openings.
func New(cfg Config, deps Deps) (*Delivery, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configure delivery: %w", err)
	}
	links, err := NewLinks(cfg.PublicURL)
	if err != nil {
		return nil, err
	}
	files, err := newStatic()
	if err != nil {
		return nil, err
	}
	pages, err := parsePages()
	if err != nil {
		return nil, err
	}
	d := &Delivery{cfg: cfg, deps: deps, links: links, pages: pages, static: files}
	d.counter = newCounter(deps.ReuseLinks, cfg.CountEvery, deps.Log)
	return d, nil
}

// Links gives the addresses under which the public finds what is delivered.
func (d *Delivery) Links() *Links { return d.links }

// Close writes down the openings that have not been yet.
func (d *Delivery) Close() { d.counter.close() }

// both serves an address to GET and HEAD.
func both(r gin.IRouter, path string, handlers ...gin.HandlerFunc) {
	r.GET(path, handlers...)
	r.HEAD(path, handlers...)
}

var tokenPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// find finds what is stored under a name that an asset's kind of media has, with or without its extension. fixed
// reports whether the address with the rendition's version alone tells which bytes they are.
func (d *Delivery) find(ctx context.Context, cleared catalog.Cleared, file string) (o object, fixed bool, err error) {
	a, ok := cleared.Asset()
	name, known := renditionName(a, file)
	if !ok || !known || !cleared.Allows(name) {
		return object{}, false, catalog.NewError(catalog.NotFound, catalog.KeyNoRendition, catalog.Args{"name": file})
	}
	r, fixed := a.Rendition(name)
	switch {
	case fixed:
	case a.State == catalog.Pending || a.State == catalog.Processing || !isCrop(name):
		return object{}, false, a.Unmade(name)
	default:
		if r, err = d.deps.Crops.Make(ctx, a, name); err != nil {
			return object{}, false, err
		}
	}
	key, err := storage.RenditionKey(string(a.ID), strconv.Itoa(r.Version), r.Name, r.Ext)
	if err != nil {
		return object{}, false, fmt.Errorf("name rendition: %w", err)
	}
	return object{key: key, version: r.Version, mediaType: withCharset(r.MediaType), size: r.Size, fileName: savedName(a, name, r.Ext)}, fixed, nil
}

// renditionName takes "w640" and "w640.jpg" alike; an extension must be that of the rendition.
func renditionName(a catalog.Asset, file string) (string, bool) {
	names := catalog.RenditionNames(a.Kind)
	if slices.Contains(names, file) {
		return file, true
	}
	for _, name := range names {
		ext := unmadeExt(name)
		if r, ok := a.Rendition(name); ok {
			ext = r.Ext
		}
		if file == name+"."+ext {
			return name, true
		}
	}
	return "", false
}

// unmadeExt is the extension that a rendition will have.
func unmadeExt(name string) string {
	if slices.Contains(catalog.ClipCrops(), name) {
		return "mp4"
	}
	return "jpg"
}

func withCharset(mediaType string) string {
	if strings.HasPrefix(mediaType, "text/") {
		return mediaType + "; charset=utf-8"
	}
	return mediaType
}

// savedName is what a rendition is called when it is saved.
func savedName(a catalog.Asset, name, ext string) string {
	slug := catalog.Slug(a.ShownTitle())
	if slug == "" {
		slug = string(a.ID)
	}
	if len(slug) > 80 {
		slug = strings.TrimRight(slug[:80], "-")
	}
	return slug + "-" + fileName(name, ext)
}
