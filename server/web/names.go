package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// names serves the page on which tags or presenters are put in the place of others.
type names struct {
	pages *Pages
	kind  catalog.Kind
	name  string // in addresses and translation keys: "tags"
}

// NamesView is the page on which names are replaced. Once it is known what by what, it tells how many files that is
// about and asks.
type NamesView struct {
	Frame
	Register   string
	Form       Form
	Asked      bool
	Files      int
	Binned     int
	Merge      bool // the names go from the register, too
	From, Into string
	Sent       []Option // what the question was asked with, by the fields' names
}

// DoubleRow is two names that are likely to mean the same.
type DoubleRow struct {
	From, Into           string
	FromCount, IntoCount int
	Why                  string // translation key
	URL                  string
}

// mergeNames is how the form says that names go from the register.
const mergeNames, swapNames = "merge", "replace"

func (n names) routes(g gin.IRouter) {
	g.GET("/"+n.name+"/replace", edge.Handle(n.page))
	g.POST("/"+n.name+"/replace", edge.Handle(n.replace))
}

func (n names) path() string { return "/" + n.name + "/replace" }

// page is GET /{register}/replace?from=…&into=….
func (n names) page(c *gin.Context) error {
	view, asked, err := n.view(c, c.Request.URL.Query())
	if err != nil || len(asked.From) == 0 {
		return n.answer(c, http.StatusOK, view, err)
	}
	if c.Query("ask") == "" {
		return n.answer(c, http.StatusOK, view, nil)
	}
	if len(asked.Into) == 0 && c.Query("none") == "" {
		return n.answer(c, 0, view, invalid([]catalog.FieldError{{Location: "into", Key: catalog.KeyRequired}}))
	}
	reach, err := n.pages.Assets.Reach(c.Request.Context(), edge.Actor(c), asked)
	if err == nil {
		view.Asked, view.Files, view.Binned = true, reach.Files, reach.Binned
	}
	return n.answer(c, http.StatusOK, view, err)
}

// replace is POST /{register}/replace.
func (n names) replace(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	view, asked, err := n.view(c, c.Request.PostForm)
	if err != nil {
		return n.answer(c, 0, view, err)
	}
	if len(asked.Into) == 0 && c.PostForm("none") == "" {
		return n.answer(c, 0, view, invalid([]catalog.FieldError{{Location: "into", Key: catalog.KeyRequired}}))
	}
	if view.Merge {
		return n.merge(c, view, asked)
	}
	outcome, err := n.pages.Assets.Replace(c.Request.Context(), edge.Actor(c), asked)
	if err != nil {
		return n.answer(c, 0, view, err)
	}
	return n.pages.doneMany(c, "/"+n.name, "replaced", outcome)
}

// merge merges presenters in the register.
func (n names) merge(c *gin.Context, view NamesView, asked catalog.Replacement) error {
	if len(asked.Into) != 1 {
		return n.answer(c, 0, view, invalid([]catalog.FieldError{{Location: "into", Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": 1, "max": 1}}}))
	}
	reach, err := n.pages.Assets.Reach(c.Request.Context(), edge.Actor(c), asked)
	if err == nil {
		_, err = n.pages.Presenters.MergeAll(c.Request.Context(), edge.Actor(c), asked.From, asked.Into[0])
	}
	if err != nil {
		return n.answer(c, 0, view, err)
	}
	return n.pages.doneMany(c, "/"+n.name, "merged_many", catalog.Outcome{Changed: reach.Files})
}

// answer shows the page; with an error that the reader can mend, and what is wrong.
func (n names) answer(c *gin.Context, status int, view NamesView, err error) error {
	if err != nil {
		if catalog.Is(err, catalog.NotFound) {
			err = &catalog.Error{Code: catalog.Invalid, Key: "names.nothing"}
		}
		if view.Register == "" || !view.Form.refuse(err) {
			return err
		}
		status = edge.Status(catalog.CodeOf(err))
	}
	return n.pages.show(c, status, "names", view)
}

// view reads what is asked for and makes the page of it.
func (n names) view(c *gin.Context, sent url.Values) (NamesView, catalog.Replacement, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), n.pages.localizer(c)
	asked := catalog.Replacement{Kind: n.kind}
	if err := catalog.MayKeepRegisters(actor, n.kind, false); err != nil {
		return NamesView{}, asked, err
	}
	registers, err := n.pages.loadRegisters(ctx, actor, l)
	if err != nil {
		return NamesView{}, asked, err
	}
	known := registers.tags
	if n.kind == catalog.KindPresenter {
		known = registers.presenters
	}
	var wrong []catalog.FieldError
	asked.From, wrong = n.read(sent, "from", known)
	into, more := n.read(sent, "into", known)
	asked.Into, wrong = into, append(wrong, more...)
	if text := strings.TrimSpace(sent.Get("q")); text != "" {
		asked.Query = &catalog.Query{Text: text}
	}
	view := NamesView{Frame: n.pages.frame(c, n.name, n.name+".replace"), Register: n.name, Merge: n.kind == catalog.KindPresenter && sent.Get("how") != swapNames}
	view.Form = Form{Action: n.path(), Fields: n.fields(c, sent, asked, known)}
	view.From, view.Into = n.labels(c, asked.From), n.labels(c, asked.Into)
	for name, values := range map[string][]string{"from": asked.From, "into": asked.Into, "none": sent["none"], "how": sent["how"], "q": sent["q"]} {
		for _, v := range values {
			view.Sent = append(view.Sent, Option{Label: name, Value: v})
		}
	}
	return view, asked, invalid(wrong)
}

// read reads a picker: what is marked, and what was typed.
func (n names) read(sent url.Values, name string, known []Option) ([]string, []catalog.FieldError) {
	if n.kind == catalog.KindTag {
		return append(slices.Clone(sent[name]), splitWords(sent.Get(name+"_add"))...), nil
	}
	read := patchReader{form: sent}
	return slices.DeleteFunc(read.names(name, known), func(id string) bool { return id == "" }), read.wrong
}

func (n names) fields(c *gin.Context, sent url.Values, asked catalog.Replacement, known []Option) []Field {
	l := n.pages.localizer(c)
	free, source := n.kind == catalog.KindTag, ""
	if !free {
		source = "/api/v1/presenters"
	}
	picked := func(ids []string) []Option {
		out := make([]Option, len(ids))
		for i, id := range ids {
			out[i] = Option{Value: id, Label: n.labels(c, []string{id})}
		}
		return pick(known, out...)
	}
	fields := []Field{
		{Kind: pickerField, Name: "from", Label: "names.from", Free: free, Source: source, Options: picked(asked.From)},
		{Kind: pickerField, Name: "into", Label: "names.into", Hint: "names.into.hint", Free: free, Source: source, Options: picked(asked.Into)},
		{Kind: checkboxField, Name: "none", Label: "names.none", Value: sent.Get("none")},
		{Kind: "search", Name: "q", Label: "names.q", Hint: "names.q.hint", Value: sent.Get("q")},
	}
	if n.kind == catalog.KindPresenter {
		how := sent.Get("how")
		if how != swapNames {
			how = mergeNames
		}
		fields = append([]Field{{Kind: choicesField, Name: "how", Label: "names.how", Options: coded(l, "names.how", "", []string{mergeNames, swapNames}, how)}}, fields...)
	}
	return fields
}

// labels says what names are called, in one line.
func (n names) labels(c *gin.Context, ids []string) string {
	out := slices.Clone(ids)
	if n.kind == catalog.KindPresenter {
		for i, id := range ids {
			out[i] = n.pages.namer(c)("presenters", id)
		}
	}
	return strings.Join(out, "», «")
}

// doubles suggests what may be merged, to who may.
func (p *Pages) doubles(c *gin.Context, kind catalog.Kind, name string) ([]DoubleRow, error) {
	if catalog.MayKeepRegisters(edge.Actor(c), kind, false) != nil || c.Query("cursor") != "" || c.Query("name") != "" {
		return nil, nil
	}
	found, err := p.Assets.Doubles(c.Request.Context(), edge.Actor(c), kind)
	var out []DoubleRow
	for _, d := range found {
		q := url.Values{"from": {d.From.ID}, "into": {d.Into.ID}, "ask": {"1"}}
		out = append(out, DoubleRow{From: d.From.Name, Into: d.Into.Name, FromCount: d.From.Count, IntoCount: d.Into.Count, Why: "names.why." + d.Why,
			URL: "/" + name + "/replace?" + q.Encode()})
	}
	return out, err
}
