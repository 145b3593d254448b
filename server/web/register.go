package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// registerService is what the pages of a register ask of the catalogue.
type registerService[T any] interface {
	Add(ctx context.Context, actor catalog.Actor, e T) (T, error)
	Get(ctx context.Context, actor catalog.Actor, id string) (T, error)
	List(ctx context.Context, actor catalog.Actor, f catalog.ListFilter) (catalog.Page[T], error)
	Edit(ctx context.Context, actor catalog.Actor, id string, version int, change func(*T)) (T, error)
	Remove(ctx context.Context, actor catalog.Actor, id string) error
	Merge(ctx context.Context, actor catalog.Actor, from, into string) (T, error)
	MayKeep(actor catalog.Actor, e T) error
}

// register serves the pages of one register: its list, and a page on which an entry is made, changed, merged or
// deleted. What differs between registers is in the functions.
type register[T any] struct {
	pages   *Pages
	name    string // in addresses and translation keys: "libraries"
	kind    catalog.Kind
	filter  catalog.Filter // finds the assets of an entry
	service registerService[T]
	named   bool     // entries can be put in the place of others
	columns []string // translation keys of what stands beside the name
	paged   bool     // an entry has a page of its own, beside the one on which it is changed
	entry   func(e *T) *catalog.Entry
	title   func(l *locale.Localizer, e T) string
	cells   func(l *locale.Localizer, e T) []string
	// tell gives further cells, after those of cells; nil for none.
	tell   func(c *gin.Context, all []T) (func(e T) []string, error)
	fields func(c *gin.Context, e T) ([]Field, error)
	// start gives what the page for a new entry begins with, where that is more than nothing.
	start func(c *gin.Context, view *RegisterEntryView) (T, error)
	// read reads a form into a change of an entry; its error names the fields that cannot be read.
	read func(c *gin.Context, sent url.Values) (func(*T), error)
}

// RegisterView lists a register.
type RegisterView struct {
	Frame
	Register string
	Text     string // what the list is narrowed by
	Columns  []string
	Rows     []RegisterRow
	MoreURL  string
	MayAdd   bool
	NamesURL string // below which entries are put in the place of others; empty where there is no such page
	Doubles  []DoubleRow
}

// RegisterRow is one entry in the list of a register.
type RegisterRow struct {
	Name, EditURL, FindURL string // EditURL is empty for who may not change it
	Cells                  []string
	Pick                   Option // for choosing; zero where nothing is chosen
}

// RegisterEntryView is the page of one entry.
type RegisterEntryView struct {
	Frame
	Register string
	New      bool
	FindURL  string
	HomeURL  string // where saving and leaving lead to
	Form     Form
	Lookup   *BookLookupView // only for a new book
	Others   []Option        // to merge into
	Into     Option          // the one that was chosen, to be confirmed
}

func (r register[T]) routes(g gin.IRouter) {
	g.GET("/"+r.name, edge.Handle(r.list))
	g.GET("/"+r.name+"/new", edge.Handle(r.newPage))
	g.POST("/"+r.name+"/new", edge.Handle(r.add))
	g.GET("/"+r.name+"/:id", edge.Handle(r.page))
	g.POST("/"+r.name+"/:id", edge.Handle(r.change))
}

func (r register[T]) may(c *gin.Context, adding bool) error {
	return catalog.MayKeepRegisters(edge.Actor(c), r.kind, adding)
}

func (r register[T]) list(c *gin.Context) error {
	l := r.pages.localizer(c)
	text := c.Query("name")
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[T], error) {
		return r.service.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Text: text, Cursor: cursor})
	})
	if err != nil {
		return err
	}
	view := RegisterView{Frame: r.pages.frame(c, r.name, "nav."+r.name), Register: r.name, Text: text, Columns: r.columns,
		MoreURL: nextURL("/"+r.name, c.Request.URL.Query(), page.Next), MayAdd: r.may(c, true) == nil}
	mayEdit := r.may(c, false) == nil
	var tell func(T) []string
	if r.tell != nil {
		if tell, err = r.tell(c, page.Items); err != nil {
			return err
		}
	}
	for _, e := range page.Items {
		row := RegisterRow{Name: r.title(l, e), Cells: r.cells(l, e)}
		if r.filter != "" {
			row.FindURL = with(nil, string(r.filter), r.entry(&e).ID)
		}
		if tell != nil {
			row.Cells = append(row.Cells, tell(e)...)
		}
		if r.paged || r.service.MayKeep(edge.Actor(c), e) == nil {
			row.EditURL = r.path(e)
		}
		if mayEdit && r.named {
			row.Pick = Option{Value: r.entry(&e).ID, Label: row.Name}
		}
		view.Rows = append(view.Rows, row)
	}
	if mayEdit && r.named {
		view.NamesURL = "/" + r.name
		if view.Doubles, err = r.pages.doubles(c, r.kind, r.name); err != nil {
			return err
		}
	}
	return r.pages.show(c, http.StatusOK, "register", view)
}

func (r register[T]) path(e T) string { return "/" + r.name + "/" + url.PathEscape(r.entry(&e).ID) }

// editPath is the page on which an entry is changed, home the one that shows it when it has been.
func (r register[T]) editPath(e T) string {
	if r.paged {
		return r.path(e) + "/edit"
	}
	return r.path(e)
}

func (r register[T]) home(e T) string {
	if r.paged {
		return r.path(e)
	}
	return "/" + r.name
}

func (r register[T]) newPage(c *gin.Context) error {
	view, err := r.newView(c)
	if err != nil {
		return err
	}
	return r.pages.show(c, http.StatusOK, "register_entry", view)
}

func (r register[T]) newView(c *gin.Context) (RegisterEntryView, error) {
	if err := r.may(c, true); err != nil {
		return RegisterEntryView{}, err
	}
	view := RegisterEntryView{Frame: r.pages.frame(c, r.name, r.name+".new"), Register: r.name, New: true, HomeURL: "/" + r.name,
		Form: Form{Action: "/" + r.name + "/new"}}
	var e T
	var err error
	if r.start != nil {
		if e, err = r.start(c, &view); err != nil {
			return view, err
		}
	}
	view.Form.Fields, err = r.fields(c, e)
	return view, err
}

func (r register[T]) add(c *gin.Context) error {
	view, err := r.newView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	change, err := r.read(c, c.Request.PostForm)
	if err == nil {
		var e T
		change(&e)
		if e, err = r.service.Add(c.Request.Context(), edge.Actor(c), e); err == nil {
			return done(c, r.home(e), "saved")
		}
	}
	return r.refuse(c, view, err)
}

// refuse shows the page again with what was sent and what is wrong with it.
func (r register[T]) refuse(c *gin.Context, view RegisterEntryView, err error) error {
	view.Form.fill(c.Request.PostForm, r.pages.namer(c))
	if !view.Form.refuse(err) {
		return err
	}
	return r.pages.show(c, edge.Status(catalog.CodeOf(err)), "register_entry", view)
}
