package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// ConsentView is the page of one consent, with its evidence.
type ConsentView struct {
	Frame
	ConsentRow
	Path      string
	Keeps     bool // the reader keeps the person's record
	Documents []DocumentRow
	Form      Form // for evidence
	Withdraw  Form
	Files     int // files that show the person and that the consent speaks of
	Links     int // live addresses of those
}

// DocumentRow is one private file.
type DocumentRow struct {
	catalog.Document
	URL string
}

// consentPage is GET /consents/:id.
func (p *Pages) consentPage(c *gin.Context) error {
	view, err := p.consentView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "consent", view)
}

func (p *Pages) consentView(c *gin.Context) (ConsentView, error) {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	k, err := p.Consents.Get(ctx, actor, catalog.ConsentID(c.Param("id")))
	if err != nil {
		return ConsentView{}, err
	}
	record, err := p.Records.Of(ctx, actor, k.Person.ID)
	if err != nil {
		return ConsentView{}, err
	}
	view := ConsentView{Frame: p.frame(c, "consents", "consents.one"), ConsentRow: p.consentRow(k), Path: consentPath(k.Permission.Consent),
		Keeps: catalog.MayKeepPerson(actor, catalog.LibraryID(record.Person.Library.ID)) == nil,
		Form: Form{Fields: []Field{{Kind: fileField, Name: "file", Label: "consents.evidence.file", Hint: "consents.evidence.hint", Required: true,
			Accept: "image/jpeg,image/png,image/webp,image/heic,application/pdf"}}},
		Withdraw: Form{Fields: []Field{{Kind: areaField, Name: "note", Label: "consents.withdraw.note", Hint: "consents.withdraw.note.hint", Rows: 2}}}}
	view.Form.Action, view.Withdraw.Action = view.Path+"/documents", view.Path+"/withdraw"
	for _, d := range k.Documents {
		view.Documents = append(view.Documents, DocumentRow{d, view.Path + "/documents/" + url.PathEscape(string(d.ID))})
	}
	view.reach(k, record, p.Now)
	return view, nil
}

// reach counts what a withdrawal takes with it.
func (v *ConsentView) reach(k catalog.Consent, record catalog.Record, now catalog.Clock) {
	for _, s := range record.Shown {
		if k.Day != "" && k.Day != s.Asset.RecordingDay.ID {
			continue
		}
		v.Files++
		for _, link := range s.Links {
			if link.Live(now()) {
				v.Links++
			}
		}
	}
}

// withdrawConsent is POST /consents/:id/withdraw.
func (p *Pages) withdrawConsent(c *gin.Context) error {
	_, err := p.Consents.Withdraw(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")), c.PostForm("note"))
	if err == nil {
		return done(c, consentPath(catalog.ConsentID(c.Param("id"))), "consent_withdrawn")
	}
	return p.refuseOnConsent(c, err, func(v *ConsentView) *Form { return &v.Withdraw })
}

// refuseOnConsent shows the page again with what is wrong in one of its forms.
func (p *Pages) refuseOnConsent(c *gin.Context, err error, form func(*ConsentView) *Form) error {
	view, failed := p.consentView(c)
	if failed != nil {
		return failed
	}
	form(&view).fill(c.Request.PostForm, nil)
	if !form(&view).refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "consent", view)
}

// addDocument is POST /consents/:id/documents.
func (p *Pages) addDocument(c *gin.Context) error {
	err := p.takeDocument(c)
	if err == nil {
		return done(c, consentPath(catalog.ConsentID(c.Param("id")))+"#evidence", "saved")
	}
	return p.refuseOnConsent(c, err, func(v *ConsentView) *Form { return &v.Form })
}

func (p *Pages) takeDocument(c *gin.Context) error {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, catalog.MaxDocument+formRoom)
	sent, header, err := c.Request.FormFile("file")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": int64(catalog.MaxDocument)})
	case errors.Is(err, http.ErrMissingFile):
		return invalid([]catalog.FieldError{{Location: "file", Key: catalog.KeyRequired}})
	case err != nil:
		return malformed(err)
	}
	defer sent.Close()
	_, err = p.Documents.Add(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")), header.Filename, sent)
	return err
}

// removeDocument is POST /consents/:id/documents/:document/remove.
func (p *Pages) removeDocument(c *gin.Context) error {
	consent := catalog.ConsentID(c.Param("id"))
	if err := p.Documents.Remove(c.Request.Context(), edge.Actor(c), consent, catalog.DocumentID(c.Param("document"))); err != nil {
		return err
	}
	return done(c, consentPath(consent)+"#evidence", "deleted")
}
