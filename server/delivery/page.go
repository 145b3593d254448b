package delivery

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// view is what every page and frame of a reuse link shows. T says a text in the reader's language.
type view struct {
	Lang   string
	Style  string // addresses of the pages' own files
	Script string
	Words  string

	Title  string
	Alt    string
	Credit string
	Kind   catalog.MediaKind
	Still  catalog.Rendition // zero: none
	Src    string            // address of the still
	SrcSet string
	Player catalog.Rendition // zero: none
	Play   string            // address of what plays
	Tracks []track           // captions of it
	Save   string            // address of the largest file to save, or empty
	Page   string            // absolute addresses and snippets
	Image  string
	OEmbed string
	Embed  string
	Markup string

	words func(key string) string
}

// T says a text in the reader's language.
func (v view) T(key string) string { return v.words(key) }

// copyButton copies the text of an element of the page.
type copyButton struct{ ID, Label, Done string }

// Copy makes the button that copies the text of an element.
func (v view) Copy(id string) copyButton {
	return copyButton{ID: id, Label: v.T("copy.button"), Done: v.T("copy.done")}
}

// snippet is a text to be pasted elsewhere.
type snippet struct {
	ID, Label, Value string
	Rows             int
}

// Snippets lists what can be pasted elsewhere.
func (v view) Snippets() []snippet {
	all := []snippet{
		{"page-address", v.T("reuse.address"), v.Page, 1},
		{"image-address", v.T("reuse.image"), v.Image, 1},
		{"picture-code", v.T("reuse.picture"), v.Markup, 4},
		{"embed-code", v.T("reuse.embed"), v.Embed, 3},
	}
	return slices.DeleteFunc(all, func(s snippet) bool { return s.Value == "" })
}

// gone is what is shown instead of an asset.
type gone struct {
	Lang, Style        string
	Title, Text, Short string
	Width, Height      int // pixels of the picture that stands in the asset's place
}

func parsePages() (*template.Template, error) {
	pages, err := template.ParseFS(files, "templates/*")
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	return pages, nil
}

func (d *Delivery) render(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := d.pages.ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// page is /r/{token}.
func (d *Delivery) page(c *gin.Context) error { return d.show(c, "page.html") }

// embed is /r/{token}/embed, the one address that other sites may frame.
func (d *Delivery) embed(c *gin.Context) error {
	c.Writer.Header().Del("X-Frame-Options") // which the routes around may have set
	return d.show(c, "embed.html")
}

// show renders a link's asset, or says why there is none.
func (d *Delivery) show(c *gin.Context, name string) error {
	c.Header("Vary", "Accept-Language, Cookie")
	c.Header("X-Robots-Tag", "noindex")
	token := c.Param("token")
	link, cleared, err := d.enter(c, token)
	a, ok := cleared.Asset()
	if err == nil && !ok {
		err = errors.New("open reuse link: nothing is cleared")
	}
	if err != nil {
		return d.refusePage(c, name, err)
	}
	text, err := d.render(name, d.viewOf(c, token, link, a))
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-cache")
	c.Data(http.StatusOK, "text/html; charset=utf-8", text)
	if c.Request.Method == http.MethodGet {
		d.counter.add(link.ID)
	}
	return nil
}

func (d *Delivery) viewOf(c *gin.Context, token string, link catalog.ReuseLink, a catalog.Asset) view {
	v := view{
		Lang: edge.Lang(c), Style: d.static.paths["reuse.css"], Script: d.static.paths["copy.js"], Words: d.static.paths["words.js"],
		Title: a.ShownTitle(), Alt: a.AltText, Credit: a.CreditLine, Kind: a.Kind,
		Page: d.links.Page(token), Image: d.links.Image(token, link, a), OEmbed: d.links.OEmbed(token),
		Embed: d.links.EmbedHTML(token, link, a), Markup: d.links.PictureHTML(token, link, a),
		words: func(key string) string { return edge.Text(c, key, nil) },
	}
	// Addresses on the page itself are relative, so that it also shows under another name of the server.
	at := "/r/" + token + "/"
	if r, ok := still(link, a); ok {
		v.Still, v.Src = r, at+fileName(r.Name, r.Ext)
	} else if name, ok := onlyCrop(link, a); ok {
		v.Still, v.Src = catalog.Rendition{Name: name}, at+fileName(name, "jpg")
	}
	for i, r := range widths(link, a) {
		if i > 0 {
			v.SrcSet += ", "
		}
		v.SrcSet += fmt.Sprintf("%s%s %dw", at, fileName(r.Name, r.Ext), r.Width)
	}
	if r, ok := playable(link, a); ok {
		v.Player, v.Play, v.Tracks = r, at+fileName(r.Name, r.Ext), d.tracks(c, at, a)
	}
	if v.Save = v.Play; v.Save == "" {
		v.Save = v.Src
		if stills := widths(link, a); len(stills) > 0 {
			largest := stills[len(stills)-1]
			v.Save = at + fileName(largest.Name, largest.Ext)
		}
	}
	return v
}

// refusal says in the reader's language that a link is gone or does not exist.
func refusal(c *gin.Context, err error) gone {
	key := "reuse.missing"
	if catalog.Is(err, catalog.Withheld) {
		key = "reuse.gone"
	}
	return gone{Width: frameSide, Height: frameSide * 9 / 16, Lang: edge.Lang(c), Title: edge.Text(c, key+".title", nil), Text: edge.Text(c, key+".text", nil), Short: edge.Text(c, key+".short", nil)}
}

func (d *Delivery) refusePage(c *gin.Context, name string, err error) error {
	if !catalog.Is(err, catalog.Withheld) && !catalog.Is(err, catalog.NotFound) {
		return err
	}
	data := refusal(c, err)
	data.Style = d.static.paths["reuse.css"]
	text, renderErr := d.render("gone-"+name, data)
	if renderErr != nil {
		return renderErr
	}
	c.Header("Cache-Control", "no-store")
	c.Data(edge.Status(catalog.CodeOf(err)), "text/html; charset=utf-8", text)
	return nil
}
