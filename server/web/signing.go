package web

import (
	"crypto/rand"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

const (
	mostSigningField = 320_000          // bytes of one field: a signature is the largest
	mostSigningBody  = 24 << 20         // bytes of the whole form, with a picture
	signingsPerSpan  = 60               // from one address: all phones of a house may come from it
	signingSpan      = 10 * time.Minute // in which so many are taken
)

func signingLimit() edge.LimiterConfig {
	return edge.LimiterConfig{Tries: signingsPerSpan, Per: signingSpan, Keys: 10_000}
}

// SignView is the page on which people agree to be shown.
type SignView struct {
	GuestFrame
	Day  string
	Back string
	Form SignForm
}

// SignForm is what is filled in, as the template "sign" draws it on any page.
type SignForm struct {
	Form
	Key         string
	Blocks      []catalog.TextBlock
	TextVersion string
	Terms       catalog.ConsentTerms
	Mails       bool   // letters are sent
	New         bool   // by somebody who is not known yet
	Child       bool   // of a renewal: a guardian signs
	Submit      string // translation key
}

// Problems are what is wrong with a field.
func (f SignForm) Problems(name string) []catalog.Reason {
	field, _ := f.Field(name) // one that is not there has no problems
	return field.Problems
}

// signingRoutes adds signing to the pages for people without an account.
func (p *Pages) signingRoutes(r gin.IRouter) {
	r.GET("/consent", edge.Handle(p.signPage))
	r.POST("/consent", edge.Handle(p.sign))
}

// signPage is GET /day/:token/consent.
func (p *Pages) signPage(c *gin.Context) error {
	view, err := p.signView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "sign", view)
}

func (p *Pages) signView(c *gin.Context) (SignView, error) {
	asked, err := p.Signings.Ask(c.Request.Context(), edge.Actor(c), edge.Lang(c))
	if err != nil {
		return SignView{}, err
	}
	path := c.Request.URL.EscapedPath()
	view := SignView{GuestFrame: p.guestFrame(c, "sign.title"), Day: dayName(p.localizer(c), asked.Day.Name()), Back: strings.TrimSuffix(path, "/consent")}
	view.Form = p.signForm(c, path, asked.Text, asked.Places)
	view.Form.New = true
	return view, nil
}

// signForm makes an empty form. The language is in its address, so that what is sent is in the language that was read.
func (p *Pages) signForm(c *gin.Context, action string, text catalog.ConsentText, places catalog.TextPlaces) SignForm {
	l, terms := p.localizer(c), p.Signings.Terms()
	classes := make([]Option, 0, 6)
	for _, class := range terms.BirthClasses(p.Now().In(l.Zone())) {
		classes = append(classes, Option{Value: class, Label: strings.Replace(class, "-", "–", 1)})
	}
	categories := coded(l, "sign.as", "", catalog.SigningCategories(), "")
	for i := range categories {
		categories[i].Label = l.T("sign.as."+categories[i].Value, map[string]any{"own": terms.OwnAge, "last": terms.OfAge - 1, "of": terms.OfAge})
	}
	return SignForm{Key: rand.Text(), Blocks: text.Blocks(places), TextVersion: text.Version, Terms: terms, Mails: p.Signings.Mails(), Submit: "sign.submit",
		Form: Form{Action: action + "?" + url.Values{edge.LangCookie: {edge.Lang(c)}}.Encode(), Fields: []Field{
			{Kind: choicesField, Name: "category", Label: "sign.as", Options: categories},
			{Kind: "text", Name: "name", Label: "sign.name", Autocomplete: "off"},
			{Kind: selectField, Name: "born", Label: "sign.born", Options: append([]Option{{Label: l.T("sign.born.choose", nil)}}, classes...)},
			{Kind: "text", Name: "guardians", Label: "sign.guardian", Autocomplete: "name"},
			{Kind: "text", Name: "guardians2", Label: "sign.guardian2"},
			{Kind: checkboxField, Name: "child_asked", Label: "sign.child_asked"},
			{Kind: pickerField, Name: "purposes", Label: "sign.purposes", Options: coded(l, "content_type", "", catalog.Purposes(), "")},
			{Kind: pickerField, Name: "channels", Label: "sign.channels", Options: coded(l, "channel", "", catalog.Channels(), "")},
			{Kind: checkboxField, Name: "reuse", Label: "sign.reuse"},
			{Kind: checkboxField, Name: "name_shown", Label: "sign.name_shown"},
			{Kind: checkboxField, Name: "tagging", Label: "sign.tagging"},
			{Kind: "email", Name: "email", Label: "sign.email", Autocomplete: "email"},
			{Kind: "hidden", Name: "signature", Label: "sign.signature"},
			{Kind: "text", Name: "signed_name", Label: "sign.signed_name", Autocomplete: "off"},
		}}}
}

// sign is POST /day/:token/consent. What follows is the personal page of the one who has signed.
func (p *Pages) sign(c *gin.Context) error {
	view, err := p.signView(c)
	if err == nil {
		err = p.signing.Try(c.ClientIP())
	}
	if err != nil {
		return err
	}
	c.Request.Body = steady{http.MaxBytesReader(c.Writer, c.Request.Body, mostSigningBody), http.NewResponseController(c.Writer)}
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return malformed(err)
	}
	sent := url.Values{}
	picture, err := signingFields(parts, sent)
	if err != nil {
		return err
	}
	f := readSigning(sent, edge.Lang(c))
	token, err := p.Signings.Sign(c.Request.Context(), edge.Actor(c), f)
	if err == nil {
		return p.signed(c, token, f, picture)
	}
	if picture != nil { // the sender has to be heard to the end before they can be answered
		_, _ = io.Copy(io.Discard, picture)
	}
	if !view.Form.refused(sent, err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "sign", view)
}

// signingFields reads the fields of a form up to a picture, which comes last; nil when there is none.
func signingFields(parts *multipart.Reader, sent url.Values) (*multipart.Part, error) {
	for range 100 {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, nil
		case err != nil:
			return nil, malformed(err)
		case part.FormName() == "picture" && part.FileName() != "":
			return part, nil
		case part.FileName() != "":
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, mostSigningField+1))
		if err != nil {
			return nil, malformed(err)
		}
		if len(value) > mostSigningField {
			return nil, catalog.NewError(catalog.TooLarge, catalog.KeyBodyTooLarge, catalog.Args{"max": int64(mostSigningField)})
		}
		sent.Add(part.FormName(), string(value))
	}
	return nil, catalog.NewError(catalog.Malformed, catalog.KeyMalformed, nil)
}

// readSigning reads what signForm shows.
func readSigning(sent url.Values, lang string) catalog.Signing {
	f := catalog.Signing{Key: sent.Get("key"), Name: sent.Get("name"), Category: sent.Get("category"), Born: sent.Get("born"),
		Guardians: []string{sent.Get("guardians"), sent.Get("guardians2")}, ChildAsked: sent.Get("child_asked") == "true", Reuse: sent.Get("reuse") == "true",
		NameShown: sent.Get("name_shown") == "true", Tagging: sent.Get("tagging") == "true", Email: strings.TrimSpace(sent.Get("email")),
		TextVersion: sent.Get("text_version"), Language: lang, Signature: sent.Get("signature"), SignedName: sent.Get("signed_name")}
	for _, v := range sent["purposes"] {
		f.Purposes = append(f.Purposes, catalog.ContentType(v))
	}
	for _, v := range sent["channels"] {
		f.Channels = append(f.Channels, catalog.Channel(v))
	}
	return f
}

// signed keeps the picture and leads on. That a picture is refused does not undo the consent: the next page tells it.
func (p *Pages) signed(c *gin.Context, token string, f catalog.Signing, picture *multipart.Part) error {
	q := url.Values{"signed": {"1"}, edge.LangCookie: {edge.Lang(c)}}
	if f.Email != "" && p.Signings.Mails() {
		q.Set("mailed", "1")
	}
	if picture != nil {
		if err := p.Signings.Picture(c.Request.Context(), edge.Actor(c), token, picture.FileName(), picture); err != nil {
			q.Set("picture", "lost")
			_, _ = io.Copy(io.Discard, picture)
		}
	}
	c.Redirect(http.StatusSeeOther, ownPath(token)+"?"+q.Encode())
	return nil
}

// refused puts back what was filled in, with what is wrong beside the fields. The key stays, so that what was sent before
// is still known; the text is the one that counts now.
func (f *SignForm) refused(sent url.Values, err error) bool {
	f.fill(sent, func(_, id string) string { return id })
	var e *catalog.Error
	if key := sent.Get("key"); errors.As(err, &e) && e.Key != catalog.KeyVisitor {
		f.Key = key
	}
	return f.refuse(err)
}

// said makes one of the words of a consent for its page and its copy.
func said[T ~string](l *locale.Localizer, prefix string, codes []T) string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = l.T(prefix+"."+string(code), nil)
	}
	return strings.Join(words, ", ")
}
