package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// CaptionRow is what is said in a clip, written in one language.
type CaptionRow struct {
	Language, Name string
	URL            string
	UpdatedAt      time.Time
	Default        bool // the reader's own language: shown without being asked for
}

func captionRows(l *locale.Localizer, a catalog.Asset) []CaptionRow {
	var out []CaptionRow
	for _, caption := range a.Captions {
		out = append(out, CaptionRow{Language: caption.Language, Name: languageName(l, caption.Language), UpdatedAt: caption.UpdatedAt,
			URL: captionURL(a.ID, caption), Default: caption.Language == l.Lang()})
	}
	return out
}

// captionURL changes with the text, so that a player never shows one that was replaced.
func captionURL(id catalog.AssetID, caption catalog.Caption) string {
	return "/api/v1" + assetPath(id) + "/captions/" + url.PathEscape(caption.Language) + "?at=" + caption.UpdatedAt.UTC().Format("20060102150405")
}

// languageName names a language in the reader's; a rare one by its code.
func languageName(l *locale.Localizer, tag string) string {
	if key := "language." + tag; l.Has(key) {
		return l.T(key, nil)
	}
	return tag
}

// captionForm takes one file in one language: first the clip's own, else the reader's.
func captionForm(l *locale.Localizer, a catalog.Asset) Form {
	chosen := a.Language
	if chosen == "" {
		chosen = l.Lang()
	}
	var languages []Option
	for _, tag := range captionLanguages(chosen) {
		languages = append(languages, Option{Value: tag, Label: languageName(l, tag), Chosen: tag == chosen})
	}
	return Form{Action: assetPath(a.ID) + "/captions", Fields: []Field{
		{Kind: fileField, Name: "file", Label: "captions.file", Hint: "captions.file.hint", Accept: ".vtt,.srt", Required: true},
		{Kind: selectField, Name: "language", Label: "captions.language", Hint: "captions.language.hint", Options: languages},
	}}
}

// captionLanguages are those that libraries in Norway write captions in, the ones spoken in clips first.
func captionLanguages(have string) []string {
	list := append(spokenLanguages(""), "ar", "de", "es", "fi", "fr", "lt", "pl", "so", "uk")
	if !slices.Contains(list, have) {
		list = append(list, have)
	}
	return list
}

// formRoom is what may stand around the file in its form, in bytes.
const formRoom = 64 << 10

// setCaption is POST /assets/:id/captions.
func (p *Pages) setCaption(c *gin.Context) error {
	file, language, err := readCaption(c)
	if err == nil {
		_, err = p.Assets.SetCaption(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")), language, file)
	}
	if err == nil {
		return done(c, assetPath(catalog.AssetID(c.Param("id")))+"#captions", "captioned")
	}
	return p.refuseOnAsset(c, err, func(view *AssetView) *Form { return &view.CaptionForm })
}

func readCaption(c *gin.Context) (file []byte, language string, err error) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, catalog.MaxCaption+formRoom)
	sent, _, err := c.Request.FormFile("file")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, "", catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": int64(catalog.MaxCaption)})
	case errors.Is(err, http.ErrMissingFile):
		return nil, "", invalid([]catalog.FieldError{{Location: "file", Key: catalog.KeyRequired}})
	case err != nil:
		return nil, "", malformed(err)
	}
	defer sent.Close()
	if file, err = io.ReadAll(sent); err != nil {
		return nil, "", malformed(err)
	}
	return file, c.PostForm("language"), nil
}

// removeCaption is POST /assets/:id/captions/:language/remove.
func (p *Pages) removeCaption(c *gin.Context) error {
	a, err := p.Assets.RemoveCaption(c.Request.Context(), edge.Actor(c), catalog.AssetID(c.Param("id")), c.Param("language"))
	if err != nil {
		return err
	}
	return done(c, assetPath(a.ID)+"#captions", "caption_removed")
}
