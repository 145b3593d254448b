package web

import (
	"errors"
	"maps"
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// libraryIDs puts the ids of libraries in the place of their short names.
func (p *Pages) libraryIDs(c *gin.Context, keys []string) error {
	for i, key := range keys {
		e, err := p.Libraries.Get(c.Request.Context(), edge.Actor(c), key)
		switch {
		case err == nil:
			keys[i] = e.ID
		case !catalog.Is(err, catalog.NotFound):
			return err
		}
	}
	return nil
}

// with is the address of a search with one parameter set; any but the cursor starts from the first page.
func with(asked url.Values, name, value string) string {
	q := url.Values{}
	maps.Copy(q, asked)
	q.Del("cursor")
	q.Set(name, value)
	return searchPath(q)
}

// searchPath is the address of a search.
func searchPath(q url.Values) string {
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// firstPage is the address of the first page of a search.
func firstPage(asked url.Values) string { return without(asked, "cursor", "") }

// paged asks for a page of a list, and for the first one when the list has changed so that the cursor in the address
// means nothing any more.
func paged[T any](cursor string, ask func(cursor string) (T, error)) (T, error) {
	found, err := ask(cursor)
	var e *catalog.Error
	if cursor != "" && errors.As(err, &e) && slices.ContainsFunc(e.Fields, func(f catalog.FieldError) bool { return f.Key == catalog.KeyBadCursor }) {
		return ask("")
	}
	return found, err
}

// without is the address of a search with one value of a parameter taken away, from the first page.
func without(asked url.Values, name, value string) string {
	q := url.Values{}
	for k, values := range asked {
		for _, v := range values {
			if k != "cursor" && (k != name || v != value) {
				q.Add(k, v)
			}
		}
	}
	return searchPath(q)
}

// filterLabels names every value that was counted or chosen: codes by translation, ids by what they stand for.
func (p *Pages) filterLabels(c *gin.Context, l *locale.Localizer, q catalog.Query, counted map[catalog.Filter][]catalog.FacetValue) (map[catalog.Filter]map[string]string, error) {
	labels := map[catalog.Filter]map[string]string{}
	for _, f := range catalog.Filters() {
		labels[f] = map[string]string{}
		for _, v := range counted[f] {
			labels[f][v.Value] = filterLabel(l, f, v.Value, v.Label)
		}
		for _, v := range q.Filters[f] {
			if labels[f][v] != "" {
				continue
			}
			name, err := p.nameOf(c, f, v)
			if err != nil {
				return nil, err
			}
			labels[f][v] = filterLabel(l, f, v, name)
		}
	}
	return labels, nil
}

func filterLabel(l *locale.Localizer, f catalog.Filter, value, name string) string {
	if key := string(f) + "." + value; l.Has(key) {
		return l.T(key, nil)
	}
	if f == catalog.ByRecordingDay {
		return dayName(l, name)
	}
	return name
}

// nameOf looks up what a chosen id stands for that no facet counted. What does not exist keeps its id.
func (p *Pages) nameOf(c *gin.Context, f catalog.Filter, id string) (string, error) {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	name := id
	var err error
	switch f {
	case catalog.ByLibrary:
		var e catalog.Library
		if e, err = p.Libraries.Get(ctx, actor, id); err == nil {
			name = e.Name
		}
	case catalog.ByPresenter:
		var e catalog.Presenter
		if e, err = p.Presenters.Get(ctx, actor, id); err == nil {
			name = e.Name
		}
	case catalog.ByBook:
		var e catalog.Book
		if e, err = p.Books.Get(ctx, actor, id); err == nil {
			name = e.Title
		}
	case catalog.BySeries:
		var e catalog.Series
		if e, err = p.Series.Get(ctx, actor, id); err == nil {
			name = e.Name
		}
	case catalog.ByShot:
		var title string
		if title, err = p.Days.ShotTitle(ctx, actor, catalog.ShotID(id)); err == nil {
			name = title
		}
	case catalog.ByPerson:
		var e catalog.PersonShown
		if e, err = p.People.Get(ctx, actor, id); err == nil && !e.Erased() {
			name = e.DisplayName
		}
	case catalog.ByRecordingDay:
		var e catalog.RecordingDay
		if e, err = p.RecordingDays.Get(ctx, actor, id); err == nil {
			name = e.Name()
		}
	}
	if catalog.Is(err, catalog.NotFound) {
		err = nil
	}
	return name, err
}
