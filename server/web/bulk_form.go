package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// What a batch does to a field, as its form says it. Empty is the first of each.
const (
	addToList      = "add"
	removeFromList = "remove"
	replaceList    = "replace"
	setField       = "set"
	clearField     = "clear"
)

// bulkFields are the fields that many assets can be given at once, each with what the assets hold today. A field that is
// not filled in is left as it is.
func (p *Pages) bulkFields(c *gin.Context, chosen selected, r registersOf) ([]Field, error) {
	l := p.localizer(c)
	fields := []Field{
		{Kind: "text", Name: "title", Label: "asset.title"},
		{Kind: areaField, Name: "description", Label: "asset.description", Rows: 3},
		{Kind: areaField, Name: "alt_text", Label: "asset.alt_text", Hint: "asset.alt_text.hint", Rows: 2},
	}
	fields = append(fields, sharedFields(l, catalog.Asset{}, r)...)
	day, err := p.dayOf(c, chosen)
	if err != nil {
		return nil, err
	}
	fields = withShots(fields, day, "", "")
	if catalog.MayPick(edge.Actor(c)) == nil {
		fields = behind(fields, "editing", pickField(catalog.Asset{}))
	}
	fields = append(fields,
		Field{Kind: "text", Name: "recorded_at", Label: "asset.recorded_at", Hint: "asset.recorded_at.hint"})
	if p.mayReviewSome(c, chosen) {
		fields = append(fields, Field{Kind: selectField, Name: "review", Label: "facet.review", Options: append([]Option{{}}, coded(l, "review", "", []string{catalog.ReviewedAccepted, string(catalog.ReviewWaiting)}, "")...)})
	}
	for i := range fields {
		fields[i].bulk(l)
		fields[i].Today = today(l, chosen, fields[i].Name)
	}
	return fields, nil
}

// bulk makes of a field of one asset that of many: what is not said is left as it is, and emptying is said in words.
func (f *Field) bulk(l *locale.Localizer) {
	switch {
	case f.Name == "internal":
	case f.Kind == checkboxField:
		f.Kind, f.Value = selectField, ""
		f.Options = append([]Option{{Label: l.T("bulk.leave", nil), Chosen: true}}, coded(l, "answer", "", []string{"true", "false"}, "")...)
	case f.Kind == pickerField && !f.Single:
		f.How = coded(l, "bulk.how", "", []string{addToList, removeFromList, replaceList, clearField}, addToList)
	case f.Kind == selectField, f.Kind == choicesField:
		f.Kind = selectField
		if len(f.Options) == 0 || f.Options[0].Value != "" {
			f.Options = append([]Option{{}}, f.Options...)
		}
		f.Options[0] = Option{Label: l.T("bulk.leave", nil), Chosen: true}
		for i := range f.Options[1:] {
			f.Options[i+1].Chosen = false
		}
		if f.Name != "people_status" && f.Name != "review" {
			f.Options = slices.Insert(f.Options, 1, Option{Value: clearField, Label: l.T("bulk.how.clear", nil)})
		}
	default:
		f.How = coded(l, "bulk.how", "", []string{setField, clearField}, setField)
	}
}

// dayOf finds the recording day that all assets are of; none when they are of several.
func (p *Pages) dayOf(c *gin.Context, chosen selected) (catalog.RecordingDay, error) {
	id := ""
	for i, a := range chosen.assets {
		if i > 0 && a.RecordingDay.ID != id {
			return catalog.RecordingDay{}, nil
		}
		id = a.RecordingDay.ID
	}
	if id == "" {
		return catalog.RecordingDay{}, nil
	}
	d, err := p.RecordingDays.Get(c.Request.Context(), edge.Actor(c), id)
	if catalog.Is(err, catalog.NotFound) {
		err = nil
	}
	return d, err
}

// mayReviewSome reports whether something of it waits to be reviewed by the actor.
func (p *Pages) mayReviewSome(c *gin.Context, chosen selected) bool {
	return slices.ContainsFunc(chosen.assets, func(a catalog.Asset) bool {
		return a.Review == catalog.ReviewWaiting && catalog.MayReview(edge.Actor(c), a) == nil
	})
}

// today says what the assets hold in a field: all the same, or how many different things, the most frequent first.
func today(l *locale.Localizer, chosen selected, field string) string {
	held, empty, known := chosen.counts(l, field)
	switch {
	case !known || chosen.total == 0:
		return ""
	case len(held) == 0:
		return l.T("bulk.today.none", nil)
	case len(held) == 1 && held[0].n == chosen.total:
		return l.T("bulk.today.same", map[string]any{"value": held[0].label})
	}
	said := make([]string, min(len(held), 4))
	for i := range said {
		said[i] = held[i].label + " (" + l.Number(int64(held[i].n)) + ")"
	}
	if len(held) > len(said) {
		said = append(said, "…")
	}
	out := l.T("bulk.today.some", map[string]any{"count": len(held), "values": strings.Join(said, ", ")})
	if empty > 0 {
		out += " " + l.T("bulk.today.empty", map[string]any{"count": empty})
	}
	return out
}

// held is one value with how many assets hold it.
type held struct {
	label string
	n     int
}

// counts counts what the assets hold in a field, and how many hold nothing in it.
func (s selected) counts(l *locale.Localizer, field string) (out []held, empty int, known bool) {
	if s.total > largestBatch {
		return s.facetCounts(l, field)
	}
	by := map[string]int{}
	for _, a := range s.assets {
		values := slices.DeleteFunc(shownValues(l, a, field), func(v string) bool { return v == "" })
		if len(values) == 0 {
			empty++
		}
		for _, v := range values {
			by[v]++
		}
	}
	for label, n := range by {
		out = append(out, held{label, n})
	}
	slices.SortFunc(out, func(a, b held) int { return cmp.Or(b.n-a.n, strings.Compare(a.label, b.label)) })
	return out, empty, true
}

// facetCounts asks the search, which knows of some fields only.
func (s selected) facetCounts(l *locale.Localizer, field string) (out []held, empty int, known bool) {
	f, known := map[string]catalog.Filter{"libraries": catalog.ByLibrary, "presenters": catalog.ByPresenter, "books": catalog.ByBook, "tags": catalog.ByTag,
		"series": catalog.BySeries, "recording_day": catalog.ByRecordingDay, "content_type": catalog.ByContentType, "language": catalog.ByLanguage}[field]
	if !known {
		return nil, 0, false
	}
	for _, v := range s.facets[f] {
		out = append(out, held{filterLabel(l, f, v.Value, v.Label), v.Count})
	}
	for _, v := range s.facets[catalog.ByMissing] {
		if v.Value == string(f) {
			empty = v.Count
		}
	}
	return out, empty, true
}

// shownValues are what an asset holds in a field, in words.
func shownValues(l *locale.Localizer, a catalog.Asset, field string) []string {
	labels := func(options []Option) (out []string) {
		for _, o := range options {
			out = append(out, o.Label)
		}
		return out
	}
	code := func(prefix, value string) []string {
		if value == "" {
			return nil
		}
		return []string{l.T(prefix+"."+value, nil)}
	}
	switch field {
	case "libraries":
		return labels(libraryOptions(a))
	case "presenters":
		return labels(presenterOptions(a))
	case "books":
		return labels(bookOptions(a))
	case "tags":
		return a.Tags
	case "recording_day":
		return []string{dayName(l, a.RecordingDay.Name)}
	case "content_type":
		return code("content_type", string(a.ContentType))
	case "people_status":
		return code("people_status", string(a.PeopleStatus))
	case "language":
		return code("language", a.Language)
	case "music":
		return code("music", a.Music)
	case "editing":
		return code("editing", string(a.Editing))
	case "review":
		return code("review", cmp.Or(string(a.Review), catalog.ReviewedAccepted))
	case "recorded_at":
		return []string{recordedValue(a, l.Zone())}
	case "people":
		return labels(personOptions(a))
	case "ai":
		return code("ai", a.AI)
	case "speech":
		return code("speech", a.Speech)
	case "visuals_spoken":
		return code("visuals_spoken", a.VisualsSpoken)
	case "book_cover":
		return yesNo(l, a.BookCover)
	case "decorative":
		return yesNo(l, a.Decorative)
	case "editors_pick":
		return yesNo(l, a.EditorsPick)
	case "embargo_until":
		return []string{l.Day(isoDay(l, a.EmbargoUntil))}
	case "rights_until":
		return []string{l.Day(lastDay(l, a.RightsUntil))}
	case "internal":
		return yesNo(l, a.UsageTerms == catalog.TermsInternal)
	}
	return []string{map[string]string{"title": a.Title, "description": a.Description, "alt_text": a.AltText, "series": a.Series.Name, "shot": a.Shot.Name,
		"credit_line": a.CreditLine, "creator": a.Creator, "inspired_by": a.InspiredBy, "usage_terms": freeTerms(a.UsageTerms), "people_note": a.PeopleNote, "music_source": a.MusicSource}[field]}
}

func yesNo(l *locale.Localizer, yes bool) []string {
	return []string{l.T("answer."+truth(yes), nil)}
}
