package api

import (
	"maps"
	"slices"
)

// writeJSON implements jsonBody.
func (s searchResult) writeJSON(w *jsonWriter) {
	w.object(func() {
		w.number("total", int64(s.Total))
		items(w, "items", s.Items, func(a *asset) { a.write(w) })
		w.name("facets")
		w.facets(s.Facets)
		items(w, "histogram", s.Histogram, func(b *bucket) {
			w.object(func() { w.text("from", b.From); w.number("count", int64(b.Count)) })
		})
		items(w, "hints", s.Hints, func(h *hint) {
			w.object(func() { w.text("code", h.Code); w.text("text", h.Text); w.text("message", h.Message) })
		})
		orNil(w, "next_cursor", s.NextCursor, w.text)
		orNil(w, "did_you_mean", s.DidYouMean, w.text)
		w.number("took_ms", s.TookMS)
	})
}

// facets writes the facets by their names, which are plain, in alphabetical order.
func (w *jsonWriter) facets(facets map[string][]facetValue) {
	if facets == nil {
		w.null()
		return
	}
	w.object(func() {
		for _, name := range slices.Sorted(maps.Keys(facets)) {
			items(w, name, facets[name], func(v *facetValue) {
				w.object(func() { w.text("value", v.Value); w.text("label", v.Label); w.number("count", int64(v.Count)) })
			})
		}
	})
}
