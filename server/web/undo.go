package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// Undo offers to put back what has just been done to many files.
type Undo struct {
	Action string
	Back   string // where the reader is, and comes back to
}

// UndoView tells what could not be put back.
type UndoView struct {
	Frame
	BackURL string
	Changed int
	Refused []Refusal
}

var batchPattern = regexp.MustCompile(`^[0-9a-z]{1,64}$`)

// undoOf reads from the address of a page which batch has just been made.
func undoOf(at *url.URL) *Undo {
	q := at.Query()
	batch := q.Get("batch")
	if !batchPattern.MatchString(batch) {
		return nil
	}
	q.Del("batch")
	q.Del("done")
	q.Del("count")
	back := url.URL{Path: at.Path, RawQuery: q.Encode()}
	return &Undo{Action: undoPath(catalog.BatchID(batch)), Back: back.String()}
}

func undoPath(id catalog.BatchID) string { return "/batches/" + url.PathEscape(string(id)) + "/undo" }

// doneIn is done, with the offer to undo the batch that was made.
func doneIn(c *gin.Context, to, what string, batch catalog.BatchID) error {
	u, err := url.Parse(to)
	if err != nil {
		return err
	}
	if batch != "" {
		q := u.Query()
		q.Set("batch", string(batch))
		u.RawQuery = q.Encode()
	}
	return done(c, u.String(), what)
}

// doneMany is done for a change of many files: it tells how many, offers to undo, and shows what was refused.
func (p *Pages) doneMany(c *gin.Context, to, what string, outcome catalog.Outcome) error {
	if len(outcome.Refused) > 0 {
		view := UndoView{Frame: p.frame(c, "", "outcome.title"), BackURL: to, Changed: outcome.Changed, Refused: p.refusals(c, outcome)}
		if outcome.Batch != "" {
			view.Undo = &Undo{Action: undoPath(outcome.Batch), Back: to}
		}
		return p.show(c, http.StatusOK, "outcome", view)
	}
	u, err := url.Parse(to)
	if err != nil {
		return err
	}
	q := u.Query()
	q.Set("count", strconv.Itoa(outcome.Changed))
	u.RawQuery = q.Encode()
	return doneIn(c, u.String(), what, outcome.Batch)
}

// undoBatch is POST /batches/:id/undo.
func (p *Pages) undoBatch(c *gin.Context) error {
	outcome, err := p.Assets.UndoBatch(c.Request.Context(), edge.Actor(c), catalog.BatchID(c.Param("id")))
	if err != nil {
		return err
	}
	back := onward(c.PostForm("back"))
	if len(outcome.Refused) == 0 {
		return done(c, back, "undone")
	}
	view := UndoView{Frame: p.frame(c, "", "undo.title"), BackURL: back, Changed: outcome.Changed}
	for id, why := range outcome.Refused {
		view.Refused = append(view.Refused, p.refusal(c, id, why))
	}
	return p.show(c, http.StatusOK, "undo", view)
}
