package delivery

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// track is what a player shows captions by, as the <track> of HTML asks for it.
type track struct {
	Src      string
	Language string
	Label    string
	Default  bool // the reader's own language: shown without being asked for
}

// tracks lists the captions of what a link plays.
func (d *Delivery) tracks(c *gin.Context, at string, a catalog.Asset) []track {
	var out []track
	for _, caption := range a.Captions {
		label := edge.Text(c, "language."+caption.Language, nil)
		if strings.HasPrefix(label, "language.") { // a rare one, for which there is no word
			label = caption.Language
		}
		out = append(out, track{Src: at + captionPrefix + caption.Language + captionSuffix, Language: caption.Language, Label: label,
			Default: caption.Language == edge.Lang(c)})
	}
	return out
}

// A reuse link's captions lie among its renditions: captions-nb.vtt.
const (
	captionPrefix = "captions-"
	captionSuffix = ".vtt"
)

// captionLanguage finds the language in the name of a reuse link's captions; false for any other file.
func captionLanguage(file string) (string, bool) {
	language, begins := strings.CutPrefix(file, captionPrefix)
	language, ends := strings.CutSuffix(language, captionSuffix)
	return language, begins && ends
}

// caption is GET /api/v1/assets/{id}/captions/{language}.
func (d *Delivery) caption(c *gin.Context) error {
	cleared, _, err := d.open(c, c.Param("id"))
	if err != nil {
		return err
	}
	return d.sendCaption(c, cleared, strings.TrimSuffix(c.Param("language"), captionSuffix), askAgain)
}

// publicCaption is GET /r/{token}/captions-{language}.vtt. A link that opens nothing to play opens no captions either.
func (d *Delivery) publicCaption(c *gin.Context, link catalog.ReuseLink, cleared catalog.Cleared, language string) error {
	a, _ := cleared.Asset()
	if _, ok := playable(link, a); !ok {
		return catalog.NewError(catalog.NotFound, catalog.KeyNoCaption, catalog.Args{"language": language})
	}
	return d.sendCaption(c, cleared, language, keepAMinute)
}

// sendCaption answers a GET or HEAD request with WebVTT (https://www.w3.org/TR/webvtt1/).
func (d *Delivery) sendCaption(c *gin.Context, cleared catalog.Cleared, language, cacheControl string) error {
	vtt, err := d.deps.Assets.Caption(c.Request.Context(), cleared, language)
	if err != nil {
		return err
	}
	a, _ := cleared.Asset()
	sum := sha256.Sum256([]byte(vtt))
	announce(c.Writer.Header(), object{mediaType: "text/vtt; charset=utf-8", fileName: savedName(a, language, "vtt")},
		`"`+hex.EncodeToString(sum[:12])+`"`, cacheControl)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader([]byte(vtt)))
	return nil
}
