package web

import (
	"net/http"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// page is GET /{register}/:id. With ?into=… it asks whether the entry is to be merged into that one.
func (r register[T]) page(c *gin.Context) error {
	view, err := r.entryView(c)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if into := c.Query("into"); c.Request.URL.Query().Has("into") {
		if i := slices.IndexFunc(view.Others, func(o Option) bool { return o.Value == into }); i >= 0 {
			view.Into = view.Others[i]
		} else {
			status, view.Form.Problem = http.StatusUnprocessableEntity, &catalog.Reason{Key: "register.merge.choose"}
		}
	}
	return r.pages.show(c, status, "register_entry", view)
}

func (r register[T]) entryView(c *gin.Context) (RegisterEntryView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), r.pages.localizer(c)
	if err := r.may(c, false); err != nil {
		return RegisterEntryView{}, err
	}
	e, err := r.service.Get(ctx, actor, c.Param("id"))
	if err != nil {
		return RegisterEntryView{}, err
	}
	if err := r.service.MayKeep(actor, e); err != nil {
		return RegisterEntryView{}, err
	}
	fields, err := r.fields(c, e)
	if err != nil {
		return RegisterEntryView{}, err
	}
	view := RegisterEntryView{Frame: r.pages.frame(c, r.name, r.title(l, e)), Register: r.name,
		FindURL: with(nil, string(r.filter), r.entry(&e).ID), HomeURL: r.home(e), Form: Form{Action: r.editPath(e), Fields: fields, Version: r.entry(&e).Version}}
	others, err := r.service.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	for _, o := range others.Items {
		if id := r.entry(&o).ID; id != r.entry(&e).ID && r.service.MayKeep(actor, o) == nil {
			view.Others = append(view.Others, Option{Value: id, Label: r.title(l, o)})
		}
	}
	return view, err
}

// change is POST /{register}/:id: it saves, merges or deletes, as the button says that was pressed.
func (r register[T]) change(c *gin.Context) error {
	view, err := r.entryView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor, id := c.Request.Context(), edge.Actor(c), c.Param("id")
	switch c.PostForm("action") {
	case "delete":
		if err = r.service.Remove(ctx, actor, id); err == nil {
			return done(c, "/"+r.name, "deleted")
		}
		return r.refuseAction(c, view, err)
	case "merge":
		if _, err = r.service.Merge(ctx, actor, id, c.PostForm("into")); err == nil {
			return done(c, "/"+r.name, "merged")
		}
		return r.refuseAction(c, view, err)
	}
	alter, err := r.read(c, c.Request.PostForm)
	if err == nil {
		if _, err = r.service.Edit(ctx, actor, id, readVersion(c.Request.PostForm), alter); err == nil {
			return done(c, view.HomeURL, "saved")
		}
	}
	return r.refuse(c, view, err)
}

// refuseAction shows the page as it is stored, with why it could not be merged or deleted.
func (r register[T]) refuseAction(c *gin.Context, view RegisterEntryView, err error) error {
	if catalog.Is(err, catalog.NotFound) {
		err = &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyUnknownRef, Args: catalog.Args{"value": c.PostForm("into")}}
	}
	if !view.Form.refuse(err) {
		return err
	}
	return r.pages.show(c, edge.Status(catalog.CodeOf(err)), "register_entry", view)
}
