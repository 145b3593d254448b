package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// UploadView is the page on which files are sent in.
type UploadView struct {
	Frame
	Form     Form
	Day      Field  // the recording day that the files are of
	Scope    string // whose unfinished uploads the browser goes on with
	Accept   string // for the file chooser
	Accepted string // for people
	MaxSize  int64  // bytes
	Refused  []Refusal
	Taken    int
	BulkURL  string // describes what was taken
}

// uploadPage is GET /upload.
func (p *Pages) uploadPage(c *gin.Context) error {
	view, _, err := p.uploadView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "upload", view)
}

func (p *Pages) uploadView(c *gin.Context) (UploadView, registersOf, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	if err := catalog.MayUpload(actor); err != nil {
		return UploadView{}, registersOf{}, err
	}
	registers, err := p.loadRegisters(ctx, actor, l)
	if err != nil {
		return UploadView{}, registersOf{}, err
	}
	blank := catalog.Asset{PeopleStatus: catalog.PeopleNotAssessed}
	if e, err := p.RecordingDays.Get(ctx, actor, c.Query("recording_day")); err == nil {
		blank.RecordingDay = catalog.Ref{ID: e.ID, Name: e.Name()}
	}
	if actor.Library != "" && blank.RecordingDay.ID == "" { // else they come from the day
		blank.Libraries = []catalog.LibraryRef{{ID: actor.Library, Name: p.namer(c)("library", string(actor.Library))}}
	}
	view := UploadView{Frame: p.frame(c, "upload", "nav.upload"), Form: Form{Action: "/upload"}, Scope: actor.ID,
		Accept: "." + strings.Join(catalog.AcceptedExtensions(), ",."), Accepted: catalog.Accepted(), MaxSize: p.Uploads.Limits().MaxUpload}
	for _, f := range sharedFields(l, blank, registers) {
		if f.Name == "recording_day" {
			f.Hint, view.Day = "upload.day.hint", f
			continue
		}
		view.Form.Fields = append(view.Form.Fields, f)
	}
	return view, registers, nil
}

// fill puts what was sent back into the form.
func (v *UploadView) fill(sent url.Values, name func(field, id string) string) {
	v.Form.fill(sent, name)
	day := Form{Fields: []Field{v.Day}}
	day.fill(sent, name)
	v.Day = day.Fields[0]
}

// largestDescription bounds the fields that come before the files of a form, in bytes.
const largestDescription = 256 << 10

// upload is POST /upload, for browsers without script: the files come in one form, one after the other, and go straight
// into storage. The fields of the description stand before them.
func (p *Pages) upload(c *gin.Context) error {
	view, registers, err := p.uploadView(c)
	if err != nil {
		return err
	}
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return malformed(err)
	}
	sent, taken := url.Values{}, []catalog.AssetID{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return malformed(err)
		}
		if part.FileName() == "" {
			if err := readField(part, sent); err != nil {
				return err
			}
			continue
		}
		id, err := p.take(c, part, sent, registers)
		switch {
		case err == nil:
			taken = append(taken, id)
		case catalog.Is(err, catalog.Internal):
			return err
		default:
			view.Refused = append(view.Refused, p.refusedFile(c, part.FileName(), err))
		}
	}
	return p.answerUpload(c, view, sent, taken)
}

func readField(part *multipart.Part, into url.Values) error {
	value, err := io.ReadAll(io.LimitReader(part, largestDescription+1))
	if err != nil {
		return malformed(err)
	}
	if len(value) > largestDescription {
		return catalog.NewError(catalog.TooLarge, catalog.KeyBodyTooLarge, catalog.Args{"max": int64(largestDescription)})
	}
	into.Add(part.FormName(), string(value))
	return nil
}

// take sends one file into storage with the description that came before it.
func (p *Pages) take(c *gin.Context, part *multipart.Part, sent url.Values, r registersOf) (catalog.AssetID, error) {
	patch, err := readPatch(p.localizer(c), sent, r, true)
	if err != nil {
		return "", err
	}
	a, err := p.Uploads.Receive(c.Request.Context(), edge.Actor(c), catalog.NewUpload{FileName: part.FileName(), Metadata: patch}, part)
	return a.ID, err
}

func (p *Pages) refusedFile(c *gin.Context, name string, err error) Refusal {
	problem := edge.ProblemOf(c, err)
	r := Refusal{Title: catalog.CleanFileName(name), Why: catalog.Reason{Key: problem.Detail}}
	if problem.DuplicateOf != "" {
		r.URL = assetPath(catalog.AssetID(problem.DuplicateOf))
	}
	return r
}

// answerUpload goes on to the batch, or tells what was refused.
func (p *Pages) answerUpload(c *gin.Context, view UploadView, sent url.Values, taken []catalog.AssetID) error {
	if len(taken) == 0 && len(view.Refused) == 0 {
		view.Form.Problem = &catalog.Reason{Key: catalog.KeyNoFile}
		view.fill(sent, p.namer(c))
		return p.show(c, http.StatusUnprocessableEntity, "upload", view)
	}
	if len(view.Refused) == 0 {
		return done(c, bulkPath(chosenIDs(taken)), "uploaded")
	}
	view.Taken = len(taken)
	if view.Taken > 0 {
		view.BulkURL = bulkPath(chosenIDs(taken))
	}
	view.fill(sent, p.namer(c))
	return p.show(c, http.StatusUnprocessableEntity, "upload", view)
}
