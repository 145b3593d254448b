package database

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Offers are what comes back by a rule.
type Offers struct{ *Register[catalog.Offer] }

var _ catalog.OfferStore = (*Offers)(nil)

type offerRow struct {
	bun.BaseModel `bun:"table:offers,alias:e"`
	entryRow

	Name     string             `bun:"name"`
	Occasion string             `bun:"occasion"`
	Origin   string             `bun:"origin"`
	Source   document[*source]  `bun:"source"`
	Rule     document[rule]     `bun:"rule"`
	LeadDays int                `bun:"lead_days"`
	Query    string             `bun:"query"`
	Series   string             `bun:"series,nullzero"`
	Tags     document[[]string] `bun:"tags"`
	Note     string             `bun:"note"`
	Off      bool               `bun:"off"`
	Folded   string             `bun:"folded"`
	SortKey  string             `bun:"sort_key"`
}

// rule is a rule as it is stored. Durations are whole seconds.
type rule struct {
	RRule    string              `json:"rrule,omitempty"`
	Date     string              `json:"date,omitempty"`
	Easter   *catalog.EasterSpan `json:"easter,omitempty"`
	ISOWeek  int                 `json:"iso_week,omitempty"`
	Dates    []string            `json:"dates,omitempty"`
	Start    string              `json:"start,omitempty"`
	Until    string              `json:"until,omitempty"`
	Time     string              `json:"time,omitempty"`
	Duration int                 `json:"duration,omitempty"`
	Days     int                 `json:"days,omitempty"`
	Season   *catalog.Season     `json:"season,omitempty"`
	Also     []string            `json:"also,omitempty"`
	Except   []string            `json:"except,omitempty"`
	Moved    []moved             `json:"moved,omitempty"`
	Pause    bool                `json:"pause,omitempty"`
}

type moved struct {
	Day  string `json:"day"`
	To   string `json:"to"`
	Time string `json:"time,omitempty"`
}

// source is what a calendar said of an offer as it is stored.
type source struct {
	Name string `json:"name"`
	Note string `json:"note"`
	Rule rule   `json:"rule"`
}

func sourceOf(s *catalog.OfferSource) *source {
	if s == nil {
		return nil
	}
	return &source{Name: s.Name, Note: s.Note, Rule: ruleOf(s.Rule)}
}

func (s *source) source() *catalog.OfferSource {
	if s == nil {
		return nil
	}
	return &catalog.OfferSource{Name: s.Name, Note: s.Note, Rule: s.Rule.rule()}
}

func ruleOf(r catalog.Rule) rule {
	return rule{RRule: r.RRule, Date: r.Date, Easter: r.Easter, ISOWeek: r.ISOWeek, Dates: r.Dates, Start: r.Start, Until: r.Until, Time: r.Time,
		Duration: int(r.Duration / time.Second), Days: r.Days, Season: r.Season, Also: r.Also, Except: r.Except,
		Moved: collect(r.Moved, func(m catalog.MovedOccurrence) moved { return moved(m) }), Pause: r.Pause}
}

func (r rule) rule() catalog.Rule {
	return catalog.Rule{RRule: r.RRule, Date: r.Date, Easter: r.Easter, ISOWeek: r.ISOWeek, Dates: r.Dates, Start: r.Start, Until: r.Until, Time: r.Time,
		Duration: time.Duration(r.Duration) * time.Second, Days: r.Days, Season: r.Season, Also: r.Also, Except: r.Except,
		Moved: collect(r.Moved, func(m moved) catalog.MovedOccurrence { return catalog.MovedOccurrence(m) }), Pause: r.Pause}
}

func offerLibraries() join { return join{"offer_libraries", "offer", "library", "libraries"} }

func offerBooks() join { return join{"offer_books", "offer", "book", "books"} }

func offerFavourites() join { return join{"offer_favourites", "offer", "asset", "assets"} }

func offers() entity[catalog.Offer] {
	return entity[catalog.Offer]{
		kind:       catalog.KindOffer,
		table:      "offers",
		references: []reference{{"plan_items", "offer", ""}, {"posts", "offer", ""}},
		entry:      func(o *catalog.Offer) *catalog.Entry { return &o.Entry },
		load:       loadOffers,
		claims:     offerClaims,
		row: func(o catalog.Offer) any {
			return &offerRow{entryRow: entryRowOf(o.Entry), Name: o.Name, Occasion: o.Occasion, Origin: o.Origin, Source: documentOf(sourceOf(o.Source)), Rule: documentOf(ruleOf(o.Rule)), LeadDays: o.LeadDays,
				Query: o.Match.Query, Series: o.Match.Series.ID, Tags: documentOf(o.Match.Tags), Note: o.Note, Off: o.Off,
				Folded: fold(o.Name), SortKey: sortKey(o.Name)}
		},
		unique: func(o catalog.Offer) map[string]string {
			return map[string]string{"occasion": o.Occasion, "origin": o.Origin}
		},
		after: func(ctx context.Context, tx bun.Tx, o catalog.Offer) error {
			if err := offerLibraries().replace(ctx, tx, o.ID, libraryIDs(o.Libraries)); err != nil {
				return err
			}
			if err := offerBooks().replace(ctx, tx, o.ID, bookIDs(o.Match.Books)); err != nil {
				return err
			}
			return offerFavourites().replace(ctx, tx, o.ID, collect(o.Favourites, func(id catalog.AssetID) string { return string(id) }))
		},
		absorb: absorbOffer,
	}
}

func offerClaims(o catalog.Offer) []claim {
	out := []claim{{"match.series", "series", o.Match.Series.ID}}
	out = append(out, claims("libraries", "libraries", libraryIDs(o.Libraries))...)
	out = append(out, claims("match.books", "books", bookIDs(o.Match.Books))...)
	return append(out, claims("favourites", "assets", collect(o.Favourites, func(id catalog.AssetID) string { return string(id) }))...)
}

// absorbOffer joins what suits two offers; when it comes stays as it is.
func absorbOffer(into *catalog.Offer, from catalog.Offer) {
	into.Libraries = append(into.Libraries, from.Libraries...)
	into.Match.Books = append(into.Match.Books, from.Match.Books...)
	into.Match.Tags = distinct(append(slices.Clone(into.Match.Tags), from.Match.Tags...))
	into.Favourites = append(into.Favourites, from.Favourites...)
	fill(&into.Match.Query, from.Match.Query)
	fill(&into.Note, from.Note)
	if into.Origin == "" {
		into.Origin, into.Source = from.Origin, from.Source
	}
	if into.Match.Series.ID == "" {
		into.Match.Series = from.Match.Series
	}
}

func loadOffers(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Offer, error) {
	a := asking(db)
	libraries, err := offerLibraries().libraries(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	books, err := offerBooks().books(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	favourites, err := loadFavourites(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	const q question = `SELECT e.id, e.version, e.created_at, e.updated_at, e.name, e.occasion, e.origin, e.source, e.rule, e.lead_days, e.query,
		coalesce(e.series, ''), coalesce(s.name, ''), e.tags, e.note, e.off FROM offers AS e LEFT JOIN series AS s ON s.id = e.series WHERE e.id {ids}`
	out := make([]catalog.Offer, 0, len(ids))
	var r offerRow
	var series string
	to := []any{&r.ID, &r.Version, &r.CreatedAt, &r.UpdatedAt, &r.Name, &r.Occasion, &r.Origin, &r.Source, &r.Rule, &r.LeadDays, &r.Query,
		&r.Series, &series, &r.Tags, &r.Note, &r.Off}
	err = a.ask(ctx, q, func(rows *sql.Rows) error {
		err := rows.Scan(to...)
		out = append(out, catalog.Offer{Entry: r.entry(), Name: r.Name, Occasion: r.Occasion, Origin: r.Origin, Source: r.Source.v.source(), Libraries: libraries[r.ID], Rule: r.Rule.v.rule(), LeadDays: r.LeadDays,
			Match:      catalog.Match{Query: r.Query, Series: catalog.Ref{ID: r.Series, Name: series}, Books: books[r.ID], Tags: r.Tags.v},
			Favourites: favourites[r.ID], Note: r.Note, Off: r.Off})
		return err
	}, ids)
	return out, err
}
