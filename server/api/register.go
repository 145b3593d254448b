package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// register is what the services over the registers have in common.
type register[T any] interface {
	Add(ctx context.Context, actor catalog.Actor, e T) (T, error)
	Get(ctx context.Context, actor catalog.Actor, id string) (T, error)
	List(ctx context.Context, actor catalog.Actor, f catalog.ListFilter) (catalog.Page[T], error)
	Edit(ctx context.Context, actor catalog.Actor, id string, version int, change func(*T)) (T, error)
	Remove(ctx context.Context, actor catalog.Actor, id string) error
	Merge(ctx context.Context, actor catalog.Actor, from, into string) (T, error)
}

// shelf is one register as the API serves it: B is an entry as it is answered, W a merge patch of one.
type shelf[T, B, W any] struct {
	routes  *routes
	service register[T]
	tag     string // in the OpenAPI document
	path    string // such as /books
	one     string // such as book
	fresh   T      // what a new entry starts as
	body    func(T) B
	entry   func(T) catalog.Entry
	// change makes of a patch what it does to an entry.
	change func(ctx context.Context, c call, w W) (func(*T), error)
}

// Stamps are what the answers of all entries end with.
type Stamps struct {
	Version   int       `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func stampsOf(e catalog.Entry) Stamps {
	return Stamps{Version: e.Version, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt}
}

type entryAnswer[B any] struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     B
}

type entryInput[W any] struct{ Body W }

type entryPatchInput[W any] struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match" doc:"The ETag of the version that the change was made on. Without it the last write wins."`
	Body    W
}

type mergeInput struct {
	ID   string `path:"id"`
	Body mergeBody
}

type mergeBody struct {
	Into string `json:"into" doc:"What everything that refers to the first is to refer to from now on."`
}

func (s shelf[T, B, W]) mount() {
	describe := func(method, path, verb, summary string, status int) huma.Operation {
		return describe(s.tag, method, s.path+path, verb+"-"+s.one, summary, status)
	}
	handle(s.routes, describe(http.MethodGet, "", "list", "List", 200), s.list)
	handle(s.routes, describe(http.MethodPost, "", "add", "Add", 201), s.add)
	handle(s.routes, describe(http.MethodGet, "/{id}", "get", "Read", 200), s.get)
	handle(s.routes, describe(http.MethodPatch, "/{id}", "patch", "Change (JSON merge patch)", 200), s.patch)
	handle(s.routes, describe(http.MethodDelete, "/{id}", "remove", "Remove; refused while it is in use", 204), s.remove)
	handle(s.routes, describe(http.MethodPost, "/{id}/merge", "merge", "Merge into another", 200), s.merge)
}

func (s shelf[T, B, W]) answer(e T) *entryAnswer[B] {
	entry := s.entry(e)
	return &entryAnswer[B]{ETag: tagOf(entry.Version), Location: basePath + s.path + "/" + entry.ID, Body: s.body(e)}
}

func (s shelf[T, B, W]) list(ctx context.Context, c call, in *listInput) (*answer[list[B]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	page, err := s.service.List(ctx, c.actor, f)
	return listOf(page, s.body), err
}

func (s shelf[T, B, W]) add(ctx context.Context, c call, in *entryInput[W]) (*entryAnswer[B], error) {
	change, err := s.change(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	e := s.fresh
	change(&e)
	e, err = s.service.Add(ctx, c.actor, e)
	return s.answer(e), err
}

func (s shelf[T, B, W]) get(ctx context.Context, c call, in *byID) (*entryAnswer[B], error) {
	e, err := s.service.Get(ctx, c.actor, in.ID)
	return s.answer(e), err
}

// id finds an entry's id by what stands in an address: libraries have a slug too.
func (s shelf[T, B, W]) id(ctx context.Context, c call, key string) (string, error) {
	e, err := s.service.Get(ctx, c.actor, key)
	return s.entry(e).ID, err
}

func (s shelf[T, B, W]) patch(ctx context.Context, c call, in *entryPatchInput[W]) (*entryAnswer[B], error) {
	version, err := wanted(in.IfMatch)
	if err != nil {
		return nil, err
	}
	id, err := s.id(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	change, err := s.change(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	e, err := s.service.Edit(ctx, c.actor, id, version, change)
	return s.answer(e), err
}

func (s shelf[T, B, W]) remove(ctx context.Context, c call, in *byID) (*none, error) {
	id, err := s.id(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.service.Remove(ctx, c.actor, id)
}

func (s shelf[T, B, W]) merge(ctx context.Context, c call, in *mergeInput) (*entryAnswer[B], error) {
	from, err := s.id(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	into, err := s.id(ctx, c, in.Body.Into)
	if err != nil {
		return nil, unknownRef("into", in.Body.Into, err)
	}
	e, err := s.service.Merge(ctx, c.actor, from, into)
	return s.answer(e), err
}

// libraryKeys looks up libraries that a sender names by id or slug, and refuses what a sender names and nobody finds.
type libraryKeys struct {
	routes  *routes
	call    call
	refused []catalog.FieldError
}

// find looks one library up; no key gives none.
func (k *libraryKeys) find(ctx context.Context, at, key string) (catalog.Library, error) {
	if key == "" {
		return catalog.Library{}, nil
	}
	l, err := k.routes.Libraries.Get(ctx, k.call.actor, key)
	return l, k.expect(at, key, err)
}

// refs looks the libraries of a list up.
func (k *libraryKeys) refs(ctx context.Context, keys []string) ([]catalog.LibraryRef, error) {
	var out []catalog.LibraryRef
	for i, key := range keys {
		l, err := k.find(ctx, fmt.Sprintf("libraries[%d]", i), key)
		if err != nil {
			return nil, err
		}
		out = append(out, catalog.LibraryRef{ID: catalog.LibraryID(l.ID), Slug: l.Slug, Name: l.Name})
	}
	return out, nil
}

// expect refuses what a sender names where err says that it was not found.
func (k *libraryKeys) expect(at, key string, err error) error {
	if catalog.Is(err, catalog.NotFound) {
		k.refused = append(k.refused, catalog.FieldError{Location: at, Key: catalog.KeyUnknownRef, Args: catalog.Args{"value": key}})
		err = nil
	}
	return err
}

func (k *libraryKeys) err() error { return refuseFields(k.refused) }
