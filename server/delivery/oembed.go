package delivery

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// embedding is an answer of oEmbed 1.0 (https://oembed.com). Sizes are pixels.
type embedding struct {
	Version         string `json:"version"`
	Type            string `json:"type"` // photo, video, or rich for sound
	Title           string `json:"title"`
	AuthorName      string `json:"author_name,omitempty"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	CacheAge        int    `json:"cache_age"` // seconds
	URL             string `json:"url,omitempty"`
	HTML            string `json:"html,omitempty"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	ThumbnailURL    string `json:"thumbnail_url,omitempty"`
	ThumbnailWidth  int    `json:"thumbnail_width,omitempty"`
	ThumbnailHeight int    `json:"thumbnail_height,omitempty"`
}

// oembed is /oembed?url=…&maxwidth=&maxheight=&format=json.
func (d *Delivery) oembed(c *gin.Context) error {
	c.Header("Access-Control-Allow-Origin", "*")
	if format := c.Query("format"); format != "" && format != "json" {
		c.Header("Cache-Control", "no-store")
		c.String(http.StatusNotImplemented, "only format=json")
		return nil
	}
	token, ours := d.links.token(c.Query("url"))
	if !ours {
		return d.refuseEmbedding(c, catalog.Missing("page"))
	}
	link, cleared, err := d.enter(c, token)
	a, ok := cleared.Asset()
	if err != nil || !ok {
		return d.refuseEmbedding(c, err)
	}
	c.Header("Cache-Control", keepAMinute)
	c.JSON(http.StatusOK, d.embedding(token, link, a, side(c.Query("maxwidth")), side(c.Query("maxheight"))))
	return nil
}

// refuseEmbedding answers with a problem, whatever the other program accepts.
func (d *Delivery) refuseEmbedding(c *gin.Context, err error) error {
	if !catalog.Is(err, catalog.Withheld) && !catalog.Is(err, catalog.NotFound) {
		return err
	}
	edge.WriteProblem(c.Writer, edge.ProblemOf(c, err))
	return nil
}

// side reads a size in pixels; 0, which is any, when there is none.
func side(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1<<16 {
		return 0
	}
	return n
}

func (d *Delivery) embedding(token string, link catalog.ReuseLink, a catalog.Asset, maxWidth, maxHeight int) embedding {
	e := embedding{Version: "1.0", Title: a.ShownTitle(), AuthorName: a.CreditLine, ProviderName: "Fellesmappa", ProviderURL: d.links.base.String(), CacheAge: 60}
	stills := widths(link, a)
	if len(stills) > 0 && fits(stills[0], maxWidth, maxHeight) { // oEmbed holds thumbnails to the sides too; none is allowed
		small := stills[0]
		e.ThumbnailURL, e.ThumbnailWidth, e.ThumbnailHeight = d.links.file(token, small), small.Width, small.Height
	}
	if a.Kind == catalog.Photo && len(stills) > 0 {
		best := largest(stills, maxWidth, maxHeight)
		e.Type, e.URL = "photo", d.links.file(token, best)
		e.Width, e.Height = shrink(best.Width, best.Height, maxWidth, maxHeight)
		return e
	}
	e.Type = "video"
	if a.Kind != catalog.Video {
		e.Type = "rich"
	}
	e.Width, e.Height = frame(a, maxWidth, maxHeight)
	e.HTML = d.links.embed(token, a, e.Width, e.Height)
	return e
}

// largest chooses the largest still within the sides allowed, else the smallest.
func largest(stills []catalog.Rendition, maxWidth, maxHeight int) catalog.Rendition {
	best := stills[0]
	for _, r := range stills {
		if fits(r, maxWidth, maxHeight) {
			best = r
		}
	}
	return best
}

// fits reports whether a still is within the sides allowed; 0 allows any.
func fits(r catalog.Rendition, maxWidth, maxHeight int) bool {
	return (maxWidth == 0 || r.Width <= maxWidth) && (maxHeight == 0 || r.Height <= maxHeight)
}

// shrink scales a size down to the sides allowed; 0 allows any.
func shrink(w, h, maxWidth, maxHeight int) (int, int) {
	scale := 1.0
	if maxWidth > 0 {
		scale = min(scale, float64(maxWidth)/float64(w))
	}
	if maxHeight > 0 {
		scale = min(scale, float64(maxHeight)/float64(h))
	}
	return within(int(float64(w)*scale+0.5), int(float64(h)*scale+0.5), maxWidth, maxHeight)
}
