package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// AssetView is the page of one asset.
type AssetView struct {
	Frame
	Asset     catalog.Asset
	State     catalog.AssetState
	Shown     string // what of the asset is shown, to tell whether it has changed
	Pending   bool   // something is being made: the page renews itself
	Work      *Work
	Preview   Picture
	Small     Picture
	Alt       string
	Original  string // address of the untouched file
	Facts     []Fact
	Tags      []Chip
	Clearance ClearanceView
	Channels  []ChannelRow // where it may be shown, and where not
	Duties    []DutyRow
	People    []Chip // shown, for those who may see them
	Links     []LinkRow
	Posts     []PostRow
	Exposures []ExposureRow // what audiences were shown of it
	Shelf     ShelfView
	MayPick   bool
	DeletedOn string // day on which a binned asset goes for good
	MayEdit   bool
	MayAssess bool
	MayShare  bool
	Downloads []Download
	ClipView
	LikeView
}

// Fact is one line of what is known about an asset. Each value links to the search that finds its like.
type Fact struct {
	Label  string // translation key
	Values []Chip
	// Inherited says that it is what the recording day says.
	Inherited bool
}

// Download is one rendition to save.
type Download struct{ Name, URL, Size string }

// asset is GET /assets/:id.
func (p *Pages) asset(c *gin.Context) error {
	view, err := p.assetView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "asset", view)
}

func (p *Pages) assetView(c *gin.Context) (AssetView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	a, err := p.Assets.Get(ctx, actor, catalog.AssetID(c.Param("id")))
	if err != nil {
		return AssetView{}, err
	}
	view := AssetView{Frame: p.frame(c, "search", a.ShownTitle()), Asset: a, State: a.ShownState(), Shown: shownOf(a), Alt: a.AltText,
		Work: workOn(a), Preview: p.preview(a), Small: p.picture(a, "w320"), Facts: assetFacts(l, a),
		Clearance: p.clearance(l, a), Channels: p.channelRows(c, a), People: shownPeople(actor, a),
		MayEdit: catalog.MayEdit(actor, a) == nil, MayAssess: catalog.MayAssessPeople(actor, a) == nil, MayShare: catalog.MayShare(actor) == nil,
		Original: "/api/v1" + assetPath(a.ID) + "/original", Downloads: p.downloads(l, a)}
	if a.Kind != catalog.Photo {
		if err := p.clip(c, l, &view); err != nil {
			return AssetView{}, err
		}
	}
	view.Pending = !a.Binned() && (view.Work != nil || view.Making())
	for _, tag := range a.Tags {
		view.Tags = append(view.Tags, Chip{Label: tag, URL: with(nil, string(catalog.ByTag), tag)})
	}
	if a.Binned() {
		view.DeletedOn = l.Date(a.BinnedAt.Add(p.cfg.BinLife))
	}
	if view.LikeView, err = p.like(c, l, a); err != nil {
		return view, err
	}
	if view.Posts, err = p.postRows(c, a.ID); err != nil {
		return view, err
	}
	seen, err := p.Exposures.Of(ctx, actor, []catalog.AssetID{a.ID})
	if err != nil {
		return view, err
	}
	view.Exposures, view.MayPick = p.exposureRows(l, seen[a.ID]), catalog.MayReview(actor, a) == nil && !a.Binned()
	if view.Shelf, err = p.shelf(c, a); err != nil {
		return view, err
	}
	if view.Duties, err = p.dutyRows(c, a); err != nil {
		return view, err
	}
	if view.MayShare {
		view.Links, err = p.linkRows(c, catalog.ReuseLinkFilter{Asset: a.ID})
	}
	return view, err
}

// refuseOnAsset shows the page of an asset again with what was sent in one of its forms and what is wrong with it. A page
// that does not have the form leaves the refusal to the edge.
func (p *Pages) refuseOnAsset(c *gin.Context, refused error, form func(*AssetView) *Form) error {
	view, err := p.assetView(c)
	if err != nil {
		return err
	}
	f := form(&view)
	f.fill(c.Request.PostForm, p.namer(c))
	if f.Action == "" || !f.refuse(refused) {
		return refused
	}
	return p.show(c, edge.Status(catalog.CodeOf(refused)), "asset", view)
}

// shownOf changes whenever an asset looks another way.
func shownOf(a catalog.Asset) string {
	said := string(a.ShownState())
	for _, r := range a.Renditions {
		said += " " + r.Name + "-" + strconv.Itoa(r.Version)
	}
	return said
}

// crops are the shapes that are cut to order, whether they have been made or not.
func crops() []string { return []string{"square", "portrait", "tall", "landscape", "story"} }

// downloads lists the renditions that are worth saving.
func (p *Pages) downloads(l *locale.Localizer, a catalog.Asset) []Download {
	var out []Download
	for _, name := range catalog.RenditionNames(a.Kind) {
		r, made := a.Rendition(name)
		if strings.HasPrefix(name, "sprite") || slices.Contains(catalog.ClipCrops(), name) || !made && (a.State != catalog.Ready || !slices.Contains(crops(), name)) {
			continue
		}
		d := Download{Name: l.T("rendition."+name, nil), URL: p.RenditionURL(a, name)}
		if made {
			d.Size = renditionSize(l, r)
		}
		out = append(out, d)
	}
	return out
}

// assetFacts lists what is known, without what is not.
func assetFacts(l *locale.Localizer, a catalog.Asset) []Fact {
	var facts []Fact
	add := func(label string, values ...Chip) {
		if len(values) > 0 && values[0].Label != "" {
			facts = append(facts, Fact{Label: label, Values: values})
		}
	}
	find := func(f catalog.Filter, id, label string) Chip {
		return Chip{Label: label, URL: with(nil, string(f), id)}
	}
	coded := func(f catalog.Filter, code string) Chip {
		if code == "" {
			return Chip{}
		}
		return find(f, code, filterLabel(l, f, code, code))
	}
	add("facet.content_type", coded(catalog.ByContentType, string(a.ContentType)))
	var libraries, presenters, books []Chip
	for _, r := range a.Libraries {
		libraries = append(libraries, find(catalog.ByLibrary, string(r.ID), r.Name))
	}
	for _, r := range a.Presenters {
		presenters = append(presenters, find(catalog.ByPresenter, r.ID, r.Name))
	}
	for _, r := range a.Books {
		books = append(books, find(catalog.ByBook, string(r.ID), bookName(r.Title, r.Authors)))
	}
	add("facet.library", libraries...)
	add("facet.presenter", presenters...)
	add("facet.book", books...)
	add("facet.series", find(catalog.BySeries, a.Series.ID, a.Series.Name))
	add("facet.recording_day", find(catalog.ByRecordingDay, a.RecordingDay.ID, dayName(l, a.RecordingDay.Name)))
	add("facet.shot", find(catalog.ByShot, a.Shot.ID, a.Shot.Name))
	add("facet.editing", coded(catalog.ByEditing, string(a.Editing)))
	add("asset.recorded_at", Chip{Label: recorded(l, a)})
	add("facet.language", coded(catalog.ByLanguage, a.Language))
	add("asset.credit_line", Chip{Label: a.CreditLine})
	add("asset.creator", Chip{Label: a.Creator})
	add("asset.inspired_by", Chip{Label: a.InspiredBy})
	add("asset.usage_terms", Chip{Label: terms(l, a.UsageTerms)})
	for _, said := range []struct{ field, code string }{{"music", a.Music}, {"ai", a.AI}} {
		if said.code != "" {
			add("asset."+said.field, Chip{Label: l.T(said.field+"."+said.code, nil)})
		}
	}
	add("asset.music_source", Chip{Label: a.MusicSource})
	if a.BookCover {
		add("asset.book_cover", Chip{Label: l.T("answer.true", nil)})
	}
	add("asset.embargo_until", Chip{Label: l.Day(isoDay(l, a.EmbargoUntil))})
	add("asset.rights_until", Chip{Label: l.Day(lastDay(l, a.RightsUntil))})
	add("asset.file", Chip{Label: fileFacts(l, a.Original)})
	add("asset.added", Chip{Label: l.DateTime(a.CreatedAt)})
	names := map[string]string{"facet.library": "libraries", "facet.presenter": "presenters", "facet.book": "books",
		"facet.content_type": "content_type", "facet.language": "language", "asset.credit_line": "credit_line"}
	for i := range facts {
		facts[i].Inherited = a.Inherits(names[facts[i].Label])
	}
	return facts
}

func recorded(l *locale.Localizer, a catalog.Asset) string {
	said := l.DateTime(a.RecordedAt)
	if source := "recorded_at_source." + a.RecordedAtSource; said != "" && l.Has(source) {
		said += " (" + l.T(source, nil) + ")"
	}
	return said
}

func terms(l *locale.Localizer, said string) string {
	if said == catalog.TermsInternal {
		return l.T("usage_terms.internal", nil)
	}
	return said
}

func bookName(title string, authors []string) string {
	if len(authors) == 0 {
		return title
	}
	return title + " – " + strings.Join(authors, ", ")
}

// fileFacts tells name, size in pixels, length and bytes of a file.
func fileFacts(l *locale.Localizer, o catalog.Original) string {
	parts := []string{o.FileName}
	if o.Width > 0 {
		parts = append(parts, strconv.Itoa(o.Width)+" × "+strconv.Itoa(o.Height))
	}
	if o.Duration > 0 {
		parts = append(parts, l.Clock(o.Duration.Seconds()))
	}
	return strings.Join(append(parts, l.Size(o.Size)), " · ")
}

func assetPath(id catalog.AssetID) string { return "/assets/" + url.PathEscape(string(id)) }
