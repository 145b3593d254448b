package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// BulkView is the page on which many assets are described at once.
type BulkView struct {
	Frame
	Cards    []Card // the first of them
	More     int    // beside the cards
	Total    int
	All      bool // that a search finds, which has to be confirmed
	Hidden   []Option
	Form     Form
	BackURL  string // where saving and leaving lead to
	TableURL string
	Changed  int
	Refused  []Refusal // what was left as it was, after saving
	Saved    bool
}

// mostCards bounds how many pictures the page shows.
const mostCards = 60

// Refusal is one asset that could not be changed, and why.
type Refusal struct {
	Title, URL string
	Why        catalog.Reason
}

// bulk is GET /bulk?id=…&id=…, or ?all=1&from=… for all that a search finds.
func (p *Pages) bulk(c *gin.Context) error {
	chosen, err := p.readSelected(c, c.Request.URL.Query())
	if err != nil {
		return err
	}
	view, _, err := p.bulkView(c, chosen)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "bulk", view)
}

// saveBulk is POST /bulk.
func (p *Pages) saveBulk(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	chosen, err := p.readSelected(c, sent)
	if err != nil {
		return err
	}
	view, registers, err := p.bulkView(c, chosen)
	if err != nil {
		return err
	}
	outcome, err := p.changeSelected(c, chosen, sent, registers)
	if err != nil {
		view.Form.fill(sent, p.namer(c))
		if !view.Form.refuse(err) {
			return err
		}
		return p.show(c, edge.Status(catalog.CodeOf(err)), "bulk", view)
	}
	if len(outcome.Refused) == 0 {
		return doneIn(c, view.BackURL, "saved", outcome.Batch)
	}
	view.Saved, view.Changed = true, outcome.Changed
	if outcome.Batch != "" {
		view.Undo = &Undo{Action: undoPath(outcome.Batch), Back: bulkPath(chosen)}
	}
	view.Refused = p.refusals(c, outcome)
	return p.show(c, http.StatusOK, "bulk", view)
}

// changeSelected reads what is to be changed and changes it.
func (p *Pages) changeSelected(c *gin.Context, chosen selected, sent url.Values, registers registersOf) (catalog.Outcome, error) {
	patch, err := readPatch(p.localizer(c), sent, registers, true)
	if err := p.checkPatch(c.Request.Context(), patch, err); err != nil {
		return catalog.Outcome{}, err
	}
	query, err := p.query(c, chosen)
	if err != nil {
		return catalog.Outcome{}, err
	}
	if query != nil && (sent.Get("confirm") != "true" || sent.Get("count") != strconv.Itoa(chosen.total)) {
		return catalog.Outcome{}, &catalog.Error{Code: catalog.Invalid, Key: "bulk.unconfirmed", Args: catalog.Args{"count": chosen.total}}
	}
	return p.Assets.EditMany(c.Request.Context(), edge.Actor(c), assetIDs(chosen.ids), query, patch)
}

// refusals tells of what was refused, of many only the first.
func (p *Pages) refusals(c *gin.Context, outcome catalog.Outcome) []Refusal {
	var out []Refusal
	for id, why := range outcome.Refused {
		if len(out) == largestBatch {
			break
		}
		out = append(out, p.refusal(c, id, why))
	}
	return out
}

func (p *Pages) refusal(c *gin.Context, id catalog.AssetID, why error) Refusal {
	problem := edge.ProblemOf(c, why)
	r := Refusal{Title: string(id), URL: assetPath(id), Why: catalog.Reason{Key: problem.Detail}}
	if a, err := p.Assets.Get(c.Request.Context(), edge.Actor(c), id); err == nil {
		r.Title = a.ShownTitle()
	}
	return r
}

func (p *Pages) bulkView(c *gin.Context, chosen selected) (BulkView, registersOf, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	view := BulkView{Frame: p.frame(c, "search", "bulk.title"), BackURL: searchOf(chosen.from), Total: chosen.total, All: chosen.all, Hidden: chosen.hidden()}
	if err := catalog.MayUpload(actor); err != nil {
		return view, registersOf{}, err
	}
	for _, a := range chosen.assets[:min(len(chosen.assets), mostCards)] {
		view.Cards = append(view.Cards, p.card(l, a, false))
	}
	view.More = chosen.total - len(view.Cards)
	view.TableURL = tablePath(chosen)
	registers, err := p.loadRegisters(ctx, actor, l)
	if err != nil {
		return view, registersOf{}, err
	}
	fields, err := p.bulkFields(c, chosen, registers)
	view.Form = Form{Action: "/bulk", Fields: fields}
	return view, registers, err
}

// bulkPath is the page that describes many assets.
func bulkPath(s selected) string {
	if s.all {
		return "/bulk?" + url.Values{"all": {"1"}, "from": {s.from}}.Encode()
	}
	return "/bulk?" + url.Values{"id": s.ids}.Encode()
}

// tablePath is the page that describes them in a table.
func tablePath(s selected) string {
	if s.all {
		u, err := url.Parse(searchOf(s.from))
		if err != nil {
			return "/table"
		}
		return "/table?" + u.RawQuery
	}
	return "/table?" + url.Values{"id": s.ids}.Encode()
}

// chosenIDs makes a selection of assets that are known.
func chosenIDs(ids []catalog.AssetID) selected {
	s := selected{}
	for _, id := range ids {
		s.ids = append(s.ids, string(id))
	}
	return s
}

// readVersion reads the version that a form was filled in on; 0 when it has none.
func readVersion(sent url.Values) int {
	n, err := strconv.Atoi(sent.Get("version"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
