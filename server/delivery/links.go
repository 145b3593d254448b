package delivery

import (
	"errors"
	"fmt"
	"html"
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Links gives the absolute addresses of reuse links, and the snippets that other sites paste. All text in them is
// escaped.
type Links struct{ base *url.URL }

// NewLinks makes the addresses under the public URL of the installation.
func NewLinks(publicURL string) (*Links, error) {
	u, err := url.Parse(strings.TrimSuffix(publicURL, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("public URL: must be http:// or https:// with a host")
	}
	return &Links{base: u}, nil
}

// The sides of an embedded frame in pixels, unless a site asks for others; and the line below it for the credit.
const (
	frameSide  = 640
	creditLine = 40
	soundLine  = 80 // the height of a player without a picture
)

// Page is the address of a link's page.
func (l *Links) Page(token string) string { return l.base.String() + "/r/" + token }

// file is the address of a rendition.
func (l *Links) file(token string, r catalog.Rendition) string {
	return l.Page(token) + "/" + fileName(r.Name, r.Ext)
}

// Image is the address of a still: of a photo at most 1280 pixels wide, else the poster. It is empty while there is
// none that the link opens.
func (l *Links) Image(token string, link catalog.ReuseLink, a catalog.Asset) string {
	if r, ok := still(link, a); ok {
		return l.file(token, r)
	}
	if name, ok := onlyCrop(link, a); ok {
		return l.Page(token) + "/" + fileName(name, "jpg")
	}
	return ""
}

// OEmbed is the address that tells other programs how to embed the link's page.
func (l *Links) OEmbed(token string) string {
	return l.base.String() + "/oembed?format=json&url=" + url.QueryEscape(l.Page(token))
}

// EmbedHTML is an <iframe> that shows the asset with its credit and needs no script.
func (l *Links) EmbedHTML(token string, _ catalog.ReuseLink, a catalog.Asset) string {
	w, h := frame(a, frameSide, frameSide)
	return l.embed(token, a, w, h)
}

func (l *Links) embed(token string, a catalog.Asset, width, height int) string {
	return fmt.Sprintf(`<iframe src="%s/embed" title="%s" width="%d" height="%d" loading="lazy" allowfullscreen frameborder="0"></iframe>`,
		html.EscapeString(l.Page(token)), html.EscapeString(a.ShownTitle()), width, height)
}

// PictureHTML is a <picture> of the still in all widths, so that every screen loads what it needs.
func (l *Links) PictureHTML(token string, link catalog.ReuseLink, a catalog.Asset) string {
	r, ok := still(link, a)
	if !ok {
		return ""
	}
	var set []string
	for _, w := range widths(link, a) {
		set = append(set, fmt.Sprintf("%s %dw", l.file(token, w), w.Width))
	}
	srcset := ""
	if len(set) > 1 {
		srcset = fmt.Sprintf(` srcset="%s" sizes="(min-width: 60em) 50em, 100vw"`, html.EscapeString(strings.Join(set, ", ")))
	}
	return fmt.Sprintf(`<picture><img src="%s"%s alt="%s" width="%d" height="%d" loading="lazy" decoding="async"></picture>`,
		html.EscapeString(l.file(token, r)), srcset, html.EscapeString(altText(a)), r.Width, r.Height)
}

// token finds the token in the address of a page or frame under this installation; false for any other address.
func (l *Links) token(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.EqualFold(u.Host, l.base.Host) || u.User != nil {
		return "", false
	}
	token, ok := strings.CutPrefix(strings.TrimSuffix(u.EscapedPath(), "/embed"), l.base.EscapedPath()+"/r/")
	return token, ok && tokenPattern.MatchString(token)
}

// frame is the size of the frame for an asset in pixels, within the given sides; a side of 0 is any.
func frame(a catalog.Asset, maxWidth, maxHeight int) (width, height int) {
	below := 0
	if a.CreditLine != "" {
		below = creditLine
	}
	if a.Kind == catalog.Audio {
		return within(frameSide, soundLine+below, maxWidth, maxHeight)
	}
	w, h := a.Original.Width, a.Original.Height
	if w == 0 || h == 0 {
		w, h = 16, 9
	}
	scale := min(float64(frameSide)/float64(w), float64(frameSide)/float64(h))
	if maxWidth > 0 {
		scale = min(scale, float64(maxWidth)/float64(w))
	}
	if maxHeight > 0 {
		scale = min(scale, float64(max(maxHeight-below, 1))/float64(h))
	}
	return within(int(float64(w)*scale+0.5), int(float64(h)*scale+0.5)+below, maxWidth, maxHeight)
}

// within cuts a size down to the largest sides allowed; 0 allows any.
func within(w, h, maxWidth, maxHeight int) (int, int) {
	if maxWidth > 0 {
		w = min(w, maxWidth)
	}
	if maxHeight > 0 {
		h = min(h, maxHeight)
	}
	return max(w, 1), max(h, 1)
}

// altText describes a picture for those who do not see it: with its title while nobody has.
func altText(a catalog.Asset) string {
	if a.AltText != "" {
		return a.AltText
	}
	return a.ShownTitle()
}

// fileName is what a rendition is called in an address. A name that has its extension already, such as sprite.vtt, does
// not get it twice.
func fileName(name, ext string) string {
	if strings.HasSuffix(name, "."+ext) {
		return name
	}
	return name + "." + ext
}
