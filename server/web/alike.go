package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// AlikeView is the page on which people decide what becomes of files that are nearly the same.
type AlikeView struct {
	Frame
	Pairs   []PairView
	Pending int
	URL     string // of the page itself
	Scope   string // its query, with the question mark
}

// PairView is two files that are nearly the same.
type PairView struct {
	Earlier, Later PairSide
	Same           bool // the bytes too
	MayKeep        bool
}

// PairSide is one of the two.
type PairSide struct {
	Card
	FileName string
	Facts    string // size in pixels and bytes
	Added    string
	MayBin   bool
}

// What may become of a pair.
const (
	keepBoth   = "keep"
	binEarlier = "bin_earlier"
	binLater   = "bin_later"
)

// alike is GET /alike?id=…&id=… or ?recording_day=….
func (p *Pages) alike(c *gin.Context) error {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	ids, day := assetIDs(c.QueryArray("id")), c.Query("recording_day")
	var found catalog.Pairs
	var err error
	if day != "" {
		found, err = p.Assets.PairsOfDay(ctx, actor, catalog.RecordingDayID(day))
	} else {
		found, err = p.Assets.Pairs(ctx, actor, ids)
	}
	if err != nil {
		return err
	}
	view := AlikeView{Frame: p.frame(c, "upload", "alike.title"), Pending: found.Pending, URL: alikePath(ids, day)}
	view.Scope = strings.TrimPrefix(view.URL, "/alike")
	for _, pair := range found.Items {
		view.Pairs = append(view.Pairs, p.pairView(l, actor, pair))
	}
	return p.show(c, http.StatusOK, "alike", view)
}

func (p *Pages) pairView(l *locale.Localizer, actor catalog.Actor, pair catalog.Pair) PairView {
	earlier, later := p.pairSide(l, actor, pair.Earlier), p.pairSide(l, actor, pair.Later)
	return PairView{Earlier: earlier, Later: later, MayKeep: earlier.MayBin || later.MayBin,
		Same: pair.Earlier.Original.SHA256 != "" && pair.Earlier.Original.SHA256 == pair.Later.Original.SHA256}
}

func (p *Pages) pairSide(l *locale.Localizer, actor catalog.Actor, a catalog.Asset) PairSide {
	side := PairSide{Card: p.card(l, a, false), FileName: a.Original.FileName, Facts: l.Size(a.Original.Size),
		Added: l.T("like.added", map[string]any{"date": l.DateTime(a.CreatedAt)}), MayBin: catalog.MayEdit(actor, a) == nil}
	if a.Original.Width > 0 {
		side.Facts = l.Number(int64(a.Original.Width)) + " × " + l.Number(int64(a.Original.Height)) + " · " + side.Facts
	}
	return side
}

// decideAlike is POST /alike: what becomes of one pair. It leads back to the others.
func (p *Pages) decideAlike(c *gin.Context) error {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	earlier, later := catalog.AssetID(c.PostForm("earlier")), catalog.AssetID(c.PostForm("later"))
	var err error
	said := "binned"
	switch c.PostForm("choice") {
	case keepBoth:
		err, said = p.Assets.KeepPair(ctx, actor, earlier, later), "kept_both"
	case binEarlier:
		_, err = p.Assets.Bin(ctx, actor, earlier, 0)
	case binLater:
		_, err = p.Assets.Bin(ctx, actor, later, 0)
	default:
		err = &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyUnknownValue,
			Args: catalog.Args{"value": c.PostForm("choice"), "allowed": keepBoth + ", " + binEarlier + ", " + binLater}}
	}
	if err != nil {
		return err
	}
	return done(c, alikePath(assetIDs(c.QueryArray("id")), c.Query("recording_day")), said)
}

// alikePath is the page of the pairs among assets, or of those of a recording day.
func alikePath(ids []catalog.AssetID, day string) string {
	q := url.Values{}
	if day != "" {
		q.Set("recording_day", day)
		ids = nil
	}
	for _, id := range ids {
		q.Add("id", string(id))
	}
	return "/alike?" + q.Encode()
}
