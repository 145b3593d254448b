package web

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// OfferImportView is the page on which a calendar file is made into offers: first the file, then what would come of it.
type OfferImportView struct {
	Frame
	Form          Form
	Text          string // what is still to come of the file
	Library, Lead string // as they were chosen
	Rows          []OfferImportRow
	Ready, Over   int // that can be made or changed; that do not come any more
	Changed       int
	Applied       bool
}

// OfferImportRow is one event, or one series of events.
type OfferImportRow struct {
	Key, Name, URL, When string
	Dates                []string
	Note, Wrong          *catalog.Reason
	Exists, Made, Chosen bool

	// What the calendar tells otherwise of what exists: of it, what nobody has changed here, and what somebody has.
	Changes              []OfferImportChange
	More                 int // changes that are not shown
	Plain, Hand, Changed bool
}

// OfferImportChange is one thing that a calendar tells otherwise than an offer does.
type OfferImportChange struct {
	What, Was, Now string
	ByHand, Made   bool
}

// offerImport is GET /offers/import.
func (p *Pages) offerImport(c *gin.Context) error {
	view, err := p.offerImportView(c, edge.Actor(c).Library, "14")
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "offer_import", view)
}

func (p *Pages) offerImportView(c *gin.Context, library catalog.LibraryID, lead string) (OfferImportView, error) {
	view := OfferImportView{Frame: p.frame(c, "offers", "offer_import.title"), Library: string(library), Lead: lead}
	actor := edge.Actor(c)
	if !mayAddOffer(actor) {
		return view, catalog.MayKeepOffer(actor, catalog.Offer{})
	}
	libraries, err := p.libraryChoices(c, catalog.Ref{ID: string(library)})
	if err != nil {
		return view, err
	}
	libraries[0].Label = p.localizer(c).T("offers.everybody", nil)
	libraries = slices.DeleteFunc(libraries, func(o Option) bool {
		var whose []catalog.LibraryRef
		if o.Value != "" {
			whose = []catalog.LibraryRef{{ID: catalog.LibraryID(o.Value)}}
		}
		return catalog.MayKeepOffer(actor, catalog.Offer{Libraries: whose}) != nil
	})
	view.Form = Form{Action: "/offers/import", Fields: []Field{
		{Kind: fileField, Name: "file", Label: "offer_import.file", Hint: "offer_import.file.hint", Accept: ".ics,text/calendar"},
		{Kind: selectField, Name: "library", Label: "facet.library", Hint: "offer_import.library.hint", Options: libraries},
		{Kind: "number", Name: "lead_days", Label: "offers.lead", Hint: "offers.lead.hint", Value: lead, Inputmode: "numeric"},
	}}
	return view, nil
}

// importOffers is POST /offers/import: it shows what would come of a calendar file, or makes the offers.
func (p *Pages) importOffers(c *gin.Context) error {
	raw, unread := readSent(c, catalog.MaxCalendar)
	view, err := p.offerImportView(c, catalog.LibraryID(c.PostForm("library")), c.PostForm("lead_days"))
	if err != nil {
		return err
	}
	in := catalog.OfferImport{Calendar: raw, Library: catalog.LibraryRef{ID: catalog.LibraryID(view.Library)}, Apply: c.PostForm("apply") != "", Only: append([]string{}, c.PostFormArray("only")...), Overwrite: c.PostFormArray("overwrite")}
	if err = unread; err == nil && len(raw) == 0 {
		err = &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: []catalog.FieldError{{Location: "file", Key: catalog.KeyRequired}}}
	}
	if err == nil {
		in.LeadDays, err = readCount("lead_days", c.Request.PostForm)
	}
	var found catalog.ImportedOffers
	if err == nil {
		found, err = p.Offers.Import(c.Request.Context(), edge.Actor(c), in)
	}
	if err != nil {
		if !view.Form.refuse(err) {
			return err
		}
		return p.show(c, edge.Status(catalog.CodeOf(err)), "offer_import", view)
	}
	view.Text, view.Over, view.Applied = string(found.Left), found.Over, in.Apply
	for _, one := range found.Items {
		view.add(p.importRow(c, one))
	}
	if in.Apply {
		view.Notice = "done.offers_made"
	}
	if in.Apply && view.Count == 0 && view.Changed > 0 {
		view.Notice, view.Count, view.Changed = "done.offers_changed", view.Changed, 0
	}
	return p.show(c, http.StatusOK, "offer_import", view)
}

func (v *OfferImportView) add(row OfferImportRow) {
	switch v.Rows = append(v.Rows, row); {
	case row.Made:
		v.Count++
	case row.Changed:
		v.Changed++
	case row.Wrong == nil && (!row.Exists || len(row.Changes) > 0):
		v.Ready++
	}
}

func (p *Pages) importRow(c *gin.Context, one catalog.ImportedOffer) OfferImportRow {
	l := p.localizer(c)
	shown := one.Shown()
	row := OfferImportRow{Key: one.Key, Name: one.Offer.Name, Exists: one.Exists, Made: one.Made, Chosen: !one.Single, Plain: one.Plain(), Hand: one.ByHand(), Changed: one.Changed}
	if one.Offer.ID != "" {
		row.URL = offerPath(one.Offer.ID)
	}
	if one.Note != nil {
		row.Note = &catalog.Reason{Key: one.Note.Key, Args: one.Note.Args}
	}
	if one.Problem != nil {
		row.Wrong = &catalog.Reason{Key: one.Problem.Key, Args: one.Problem.Args}
		return row
	}
	for _, change := range one.Changes[:min(len(one.Changes), mostChanges)] {
		row.Changes = append(row.Changes, importChange(l, one, change))
	}
	row.More = len(one.Changes) - len(row.Changes)
	if row.When = ruleWords(l, shown.Rule); one.Single {
		row.When = l.T("offer_import.once", nil)
	}
	for _, o := range one.Next {
		row.Dates = append(row.Dates, occurrenceWords(l, o))
	}
	return row
}

// Bounds of what is shown of changes.
const (
	mostChanges   = 12
	longestChange = 160 // characters
)

// importChange says what a calendar tells otherwise.
func importChange(l *locale.Localizer, one catalog.ImportedOffer, change catalog.ImportChange) OfferImportChange {
	out := OfferImportChange{ByHand: change.ByHand, Made: change.Made}
	switch change.Field {
	case catalog.ImportName:
		out.What, out.Was, out.Now = l.T("offers.name", nil), one.Was.Name, one.Then.Name
	case catalog.ImportNote:
		out.What, out.Was, out.Now = l.T("offers.note", nil), changedText(l, one.Was.Note), changedText(l, one.Then.Note)
	case catalog.ImportRule:
		out.What, out.Was, out.Now = l.T("offers.when", nil), ruleWords(l, one.Was.Rule), ruleWords(l, one.Then.Rule)
	case catalog.ImportDay:
		out.What, out.Was, out.Now = l.Day(change.Day), singleTimeWords(l, one.Was.Rule.SingleTime(change.Day)), singleTimeWords(l, one.Then.Rule.SingleTime(change.Day))
	}
	return out
}

func changedText(l *locale.Localizer, text string) string {
	if text == "" {
		return l.T("offer_import.empty", nil)
	}
	if text := []rune(text); len(text) > longestChange {
		return string(text[:longestChange]) + "…"
	}
	return text
}

// singleTimeWords says what becomes of a single time.
func singleTimeWords(l *locale.Localizer, one catalog.SingleTime) string {
	switch at, err := time.ParseInLocation("2006-01-02 15:04", one.To+" "+one.Time, l.Zone()); {
	case one.Gone:
		return l.T("offer_import.day.cancelled", nil)
	case err == nil:
		return l.T("offer_import.day.moved", map[string]any{"when": l.DateTime(at)})
	case one.To != "":
		return l.T("offer_import.day.moved", map[string]any{"when": l.Day(one.To)})
	case one.More:
		return l.T("offer_import.day.extra", nil)
	}
	return l.T("offer_import.day.as_ruled", nil)
}

// readSent reads a text that was sent as a file, or as the field of a form, at most so many bytes.
func readSent(c *gin.Context, most int64) ([]byte, error) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most+formRoom)
	text := c.PostForm("text")
	sent, _, err := c.Request.FormFile("file")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": most})
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return []byte(text), nil
	case err != nil:
		return nil, malformed(err)
	}
	defer sent.Close()
	raw, err := io.ReadAll(sent)
	if err == nil && len(raw) == 0 {
		return []byte(text), nil
	}
	return raw, err
}
