package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// largestBatch bounds how many assets one form describes.
const largestBatch = 500

// BulkView is the page on which many assets are described at once.
type BulkView struct {
	Frame
	Cards   []Card
	Form    Form
	From    string // the search that the files were chosen in, or empty
	BackURL string // where saving and leaving lead to
	Changed int
	Refused []Refusal // what was left as it was, after saving
	Saved   bool
}

// Refusal is one asset that could not be changed, and why.
type Refusal struct {
	Title, URL string
	Why        catalog.Reason
}

// bulk is GET /bulk?id=…&id=….
func (p *Pages) bulk(c *gin.Context) error {
	view, _, err := p.bulkView(c, c.QueryArray("id"), c.Query("from"))
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
	view, registers, err := p.bulkView(c, sent["id"], sent.Get("from"))
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), edge.Actor(c)
	patch, err := readPatch(p.localizer(c), sent, registers, true)
	patch.Lists = readLists(sent)
	err = p.checkPatch(ctx, patch, err)
	var outcome catalog.Outcome
	if err == nil {
		outcome, err = p.Assets.EditMany(ctx, actor, assetIDs(sent["id"]), nil, patch)
	}
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
		view.Undo = &Undo{Action: undoPath(outcome.Batch), Back: bulkPath(assetIDs(sent["id"]))}
	}
	for id, why := range outcome.Refused {
		view.Refused = append(view.Refused, p.refusal(c, id, why))
	}
	return p.show(c, http.StatusOK, "bulk", view)
}

func (p *Pages) refusal(c *gin.Context, id catalog.AssetID, why error) Refusal {
	problem := edge.ProblemOf(c, why)
	r := Refusal{Title: string(id), URL: assetPath(id), Why: catalog.Reason{Key: problem.Detail}}
	if a, err := p.Assets.Get(c.Request.Context(), edge.Actor(c), id); err == nil {
		r.Title = a.ShownTitle()
	}
	return r
}

func (p *Pages) bulkView(c *gin.Context, ids []string, from string) (BulkView, registersOf, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	view := BulkView{Frame: p.frame(c, "search", "bulk.title"), From: from, BackURL: searchOf(from)}
	if err := catalog.MayUpload(actor); err != nil {
		return view, registersOf{}, err
	}
	if len(ids) > largestBatch {
		return view, registersOf{}, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": 1, "max": largestBatch}}
	}
	var days []string // to which the files belong
	for _, id := range ids {
		a, err := p.Assets.Get(ctx, actor, catalog.AssetID(id))
		if catalog.Is(err, catalog.NotFound) {
			continue
		}
		if err != nil {
			return view, registersOf{}, err
		}
		view.Cards = append(view.Cards, p.card(l, a, false))
		if !slices.Contains(days, a.RecordingDay.ID) {
			days = append(days, a.RecordingDay.ID)
		}
	}
	registers, err := p.loadRegisters(ctx, actor, l)
	if err != nil {
		return view, registersOf{}, err
	}
	var day catalog.RecordingDay
	if len(days) == 1 && days[0] != "" {
		if day, err = p.RecordingDays.Get(ctx, actor, days[0]); err != nil && !catalog.Is(err, catalog.NotFound) {
			return view, registersOf{}, err
		}
	}
	lists := Field{Kind: choicesField, Name: "lists", Label: "bulk.lists", Hint: "bulk.lists.hint",
		Options: coded(l, "bulk.lists", "", listChoices(), string(catalog.ListAdd))}
	view.Form = Form{Action: "/bulk", Fields: append([]Field{lists}, withShots(sharedFields(l, catalog.Asset{}, registers), day, "", l.T("form.none", nil))...)}
	return view, registers, nil
}

// replaceLists is how a form says catalog.ListReplace, which is empty.
const replaceLists = "replace"

func listChoices() []string {
	return []string{string(catalog.ListAdd), replaceLists, string(catalog.ListRemove)}
}

// readLists reads what a batch does to the lists of its files. Only a clear word replaces what people have written.
func readLists(sent url.Values) catalog.ListChange {
	switch said := sent.Get("lists"); said {
	case "":
		return catalog.ListAdd
	case replaceLists:
		return catalog.ListReplace
	default:
		return catalog.ListChange(said)
	}
}

// searchOf is the search at an address, and never anything but a search; without one it is what was added last.
func searchOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return "/?sort=" + string(catalog.SortRecentlyAdded)
	}
	return firstPage(askedFor(u.Query()))
}

// bulkPath is the page that describes many assets.
func bulkPath(ids []catalog.AssetID) string {
	q := url.Values{}
	for _, id := range ids {
		q.Add("id", string(id))
	}
	return "/bulk?" + q.Encode()
}

func assetIDs(raw []string) []catalog.AssetID {
	out := make([]catalog.AssetID, len(raw))
	for i, id := range raw {
		out[i] = catalog.AssetID(id)
	}
	return out
}

// readVersion reads the version that a form was filled in on; 0 when it has none.
func readVersion(sent url.Values) int {
	n, err := strconv.Atoi(sent.Get("version"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
