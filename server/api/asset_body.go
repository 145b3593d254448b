package api

import (
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// reference names something by its id.
type reference struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type libraryReference struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

type bookReference struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Authors []string `json:"authors"`
}

type point struct {
	X float64 `json:"x" doc:"0 is the left edge, 1 the right."`
	Y float64 `json:"y" doc:"0 is the top, 1 the bottom."`
}

type original struct {
	FileName  string   `json:"file_name"`
	MediaType string   `json:"media_type"`
	Size      int64    `json:"size" doc:"Bytes."`
	Width     *int     `json:"width" doc:"Pixels as shown; null until known."`
	Height    *int     `json:"height"`
	Duration  *float64 `json:"duration" doc:"Seconds; null for photos."`
	SHA256    *string  `json:"sha256" doc:"64 hex digits; null until the file is hashed."`
	URL       string   `json:"url" doc:"The untouched bytes."`
}

type rendition struct {
	Name      string `json:"name"`
	URL       string `json:"url"`
	Width     int    `json:"width"`
	Height    int    `json:"height"`
	MediaType string `json:"media_type"`
	Size      *int64 `json:"size" doc:"In bytes; null for a crop, which is made when it is first asked for."`
}

type usage struct {
	Count        int        `json:"count"`
	LastPostedAt *time.Time `json:"last_posted_at"`
}

type clearance struct {
	Cleared  bool       `json:"cleared"`
	Channels []string   `json:"channels" doc:"Where it may be shown."`
	Reasons  []string   `json:"reasons" doc:"Why not, in the reader's language, most important first."`
	Until    *time.Time `json:"until"`
}

// explained is a clearance with the answer for each channel.
type explained struct {
	Cleared   bool               `json:"cleared"`
	Channels  []string           `json:"channels" doc:"Where it may be shown."`
	Reasons   []string           `json:"reasons" doc:"Why not, in the reader's language, most important first."`
	Until     *time.Time         `json:"until"`
	ByChannel []channelClearance `json:"by_channel" doc:"Each channel for itself."`
}

type channelClearance struct {
	Channel string      `json:"channel" enum:"website,instagram,facebook,print,screen,internal"`
	Cleared bool        `json:"cleared"`
	Until   *time.Time  `json:"until" doc:"The first moment at which it no longer may be shown; null where no end is known."`
	Reasons []string    `json:"reasons"`
	People  []reference `json:"people" doc:"Who is in the way, for those who may see it."`
}

// asset is an asset as the API answers it.
type asset struct {
	ID               string              `json:"id"`
	State            string              `json:"state" enum:"pending,processing,ready,failed,binned"`
	Progress         int                 `json:"progress" doc:"Of the processing, 0 to 100."`
	Failure          *string             `json:"failure" doc:"Why processing failed, in the reader's language."`
	Kind             string              `json:"kind" enum:"photo,video,audio"`
	Title            string              `json:"title" doc:"Made of the file's name while nobody has given one."`
	Description      string              `json:"description"`
	AltText          string              `json:"alt_text"`
	ContentType      *string             `json:"content_type" doc:"service_info, literature or relations."`
	Libraries        []libraryReference  `json:"libraries"`
	Presenters       []reference         `json:"presenters"`
	Books            []bookReference     `json:"books"`
	Series           nullable[reference] `json:"series"`
	RecordingDay     nullable[reference] `json:"recording_day"`
	Shot             nullable[reference] `json:"shot" doc:"The planned clip of the recording day that this is."`
	Tags             []string            `json:"tags"`
	Language         *string             `json:"language" doc:"nb, nn, en, se, …"`
	RecordedAt       *time.Time          `json:"recorded_at"`
	RecordedAtSource *string             `json:"recorded_at_source"`
	CreditLine       string              `json:"credit_line"`
	Creator          string              `json:"creator"`
	InspiredBy       string              `json:"inspired_by"`
	UsageTerms       string              `json:"usage_terms"`
	Music            *string             `json:"music" doc:"none, own, licensed or platform."`
	MusicSource      string              `json:"music_source"`
	AI               *string             `json:"ai" doc:"none, made or changed."`
	BookCover        bool                `json:"book_cover"`
	EmbargoUntil     *time.Time          `json:"embargo_until"`
	RightsUntil      *time.Time          `json:"rights_until" doc:"The first moment at which it no longer may be shown."`
	EditorsPick      bool                `json:"editors_pick" doc:"An editor has chosen it to be shown before others."`
	Facts            []fact              `json:"facts" doc:"What it says that ages, as people have confirmed."`
	Stale            bool                `json:"stale" doc:"It says something that counts no longer, and is not suggested."`
	CheckOn          *string             `json:"check_on" doc:"The first day on which something it says has to be looked at again."`
	Decorative       bool                `json:"decorative"`
	Speech           *string             `json:"speech" doc:"none, bare, open or closed."`
	VisualsSpoken    *string             `json:"visuals_spoken" doc:"yes, no or none."`
	PeopleStatus     string              `json:"people_status" enum:"not_assessed,nobody,crowd,registered"`
	PeopleNote       string              `json:"people_note"`
	People           []reference         `json:"people"`
	Editing          *string             `json:"editing" doc:"raw or edited."`
	Review           *string             `json:"review" doc:"waiting, while no editor has looked at what came in without an account."`
	SentBy           string              `json:"sent_by" doc:"Who sent it without an account, in their own words."`
	SentNote         string              `json:"sent_note" doc:"What they wrote about it."`
	Inherited        []string            `json:"inherited" doc:"Fields that hold what the recording day says."`
	FocalPoint       nullable[point]     `json:"focal_point"`
	PosterAt         *float64            `json:"poster_at" doc:"Seconds into the clip; null where the program chose."`
	Captions         []caption           `json:"captions"`
	Orientation      *string             `json:"orientation" doc:"portrait, landscape or square."`
	Original         original            `json:"original"`
	Renditions       []rendition         `json:"renditions"`
	Orders           []order             `json:"orders" doc:"Renditions that were ordered and are not there yet."`
	Placeholder      *string             `json:"placeholder" doc:"A BlurHash."`
	Usage            usage               `json:"usage"`
	Clearance        clearance           `json:"clearance"`
	DuplicateOf      *string             `json:"duplicate_of" doc:"Another asset with the same bytes."`
	DerivedFrom      *string             `json:"derived_from" doc:"The asset that this one was cut from. It may be deleted since."`
	CreatedBy        string              `json:"created_by"`
	CreatedAt        time.Time           `json:"created_at"`
	UpdatedAt        time.Time           `json:"updated_at"`
	BinnedAt         *time.Time          `json:"binned_at"`
	Version          int                 `json:"version"`
}

// assetAnswer is an answer with one asset and the ETag of its description.
type assetAnswer struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     asset
}

func (r *routes) answerAsset(c call, a catalog.Asset) *assetAnswer {
	return &assetAnswer{ETag: tagOf(a.Version), Location: basePath + "/assets/" + string(a.ID), Body: r.asset(c, a)}
}

// asset makes the answer of an asset.
func (r *routes) asset(c call, a catalog.Asset) asset {
	return asset{
		ID: string(a.ID), State: string(a.ShownState()), Progress: a.Progress, Failure: failed(c, a), Kind: string(a.Kind),
		Title: a.ShownTitle(), Description: a.Description, AltText: a.AltText, ContentType: orNull(string(a.ContentType)),
		Libraries: each(a.Libraries, libraryReferenceOf), Presenters: each(a.Presenters, referenceOf), Books: each(a.Books, bookReferenceOf),
		Series: referenceOrNull(a.Series), RecordingDay: referenceOrNull(a.RecordingDay), Shot: referenceOrNull(a.Shot), Tags: append([]string{}, a.Tags...),
		Language: orNull(a.Language), RecordedAt: orNever(a.RecordedAt), RecordedAtSource: orNull(a.RecordedAtSource),
		CreditLine: a.CreditLine, Creator: a.Creator, InspiredBy: a.InspiredBy, UsageTerms: a.UsageTerms, Music: orNull(a.Music),
		PeopleStatus: string(a.PeopleStatus), PeopleNote: a.PeopleNote, People: shownTo(c.actor, a.People),
		MusicSource: a.MusicSource, AI: orNull(a.AI), BookCover: a.BookCover, EmbargoUntil: orNever(a.EmbargoUntil), RightsUntil: orNever(a.RightsUntil),
		EditorsPick: a.EditorsPick, Facts: each(a.Facts, factOf), Stale: a.ShelfLife(r.Now().In(r.cfg.Zone)).Over(), CheckOn: orNull(a.CheckOn()),
		Decorative: a.Decorative, Speech: orNull(a.Speech), VisualsSpoken: orNull(a.VisualsSpoken),
		Editing: orNull(string(a.Editing)), Review: orNull(string(a.Review)), SentBy: a.SentBy, SentNote: a.SentNote,
		Inherited: append([]string{}, a.Inherited...), FocalPoint: pointOf(a.FocalPoint),
		PosterAt: posterAt(a), Captions: captionsOf(a), Orders: ordersOf(c, a), DerivedFrom: orNull(string(a.DerivedFrom)),
		Orientation: orNull(a.Orientation()), Original: originalOf(a), Renditions: r.renditions(a), Placeholder: orNull(a.Placeholder),
		Usage:       usage{Count: a.Usage.Count, LastPostedAt: orNever(a.Usage.LastUsedAt)},
		Clearance:   clearanceOf(c, catalog.Clear(a, catalog.Use{}, r.Now()).For(c.actor)),
		DuplicateOf: orNull(string(a.DuplicateOf)), CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
		BinnedAt: orNever(a.BinnedAt), Version: a.Version,
	}
}

func failed(c call, a catalog.Asset) *string {
	if a.State != catalog.Failed || a.Failure.Key == "" {
		return nil
	}
	return &c.reasons([]catalog.Reason{a.Failure})[0]
}

func clearanceOf(c call, cl catalog.Clearance) clearance {
	return clearance{Cleared: cl.Cleared, Channels: each(cl.Channels, func(ch catalog.Channel) string { return string(ch) }),
		Reasons: c.reasons(cl.Reasons), Until: orNever(cl.Until)}
}

// explainedTo makes the answer with all channels. Whoever may not see persons is not told their ids either.
func explainedTo(c call, cl catalog.Clearance) explained {
	whole := clearanceOf(c, cl)
	return explained{whole.Cleared, whole.Channels, whole.Reasons, whole.Until, each(cl.ByChannel, func(one catalog.ChannelClearance) channelClearance {
		out := channelClearance{Channel: string(one.Channel), Cleared: one.Cleared, Until: orNever(one.Until), Reasons: c.reasons(one.Reasons), People: []reference{}}
		for _, r := range one.Reasons {
			if name, ok := r.Args["person"].(string); ok {
				out.People = append(out.People, reference{ID: string(r.Person), Name: name})
			}
		}
		return out
	})}
}

func originalOf(a catalog.Asset) original {
	o := a.Original
	return original{FileName: o.FileName, MediaType: o.MediaType, Size: o.Size, Width: orNull(o.Width), Height: orNull(o.Height),
		Duration: orNull(o.Duration.Seconds()), SHA256: orNull(o.SHA256), URL: basePath + "/assets/" + string(a.ID) + "/original"}
}

// renditions lists what has been made, and the crops that will be when they are asked for.
func (r *routes) renditions(a catalog.Asset) []rendition {
	out := make([]rendition, 0, len(a.Renditions)+len(r.Crops))
	for _, v := range a.Renditions {
		out = append(out, rendition{Name: v.Name, URL: r.RenditionURL(a, v.Name), Width: v.Width, Height: v.Height, MediaType: v.MediaType, Size: orNull(v.Size)})
	}
	if a.State != catalog.Ready {
		return out
	}
	offered := catalog.RenditionNames(a.Kind)
	for _, v := range r.Crops {
		if slices.Contains(offered, v.Name) {
			out = append(out, rendition{Name: v.Name, URL: r.RenditionURL(a, v.Name), Width: v.Width, Height: v.Height, MediaType: v.MediaType})
		}
	}
	return out
}

func pointOf(p *catalog.Point) nullable[point] {
	if p == nil {
		return nullable[point]{}
	}
	return nullable[point]{&point{X: p.X, Y: p.Y}}
}

func referenceOf(r catalog.Ref) reference { return reference{ID: r.ID, Name: r.Name} }

func referenceOrNull(r catalog.Ref) nullable[reference] {
	if r.ID == "" {
		return nullable[reference]{}
	}
	return nullable[reference]{&reference{ID: r.ID, Name: r.Name}}
}

func libraryReferenceOf(l catalog.LibraryRef) libraryReference {
	return libraryReference{ID: string(l.ID), Slug: l.Slug, Name: l.Name}
}

func bookReferenceOf(b catalog.BookRef) bookReference {
	return bookReference{ID: string(b.ID), Title: b.Title, Authors: append([]string{}, b.Authors...)}
}

// each maps a list; the answer is never nil.
func each[T, B any](in []T, f func(T) B) []B {
	out := make([]B, 0, len(in))
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

// shownTo names the persons on an asset to those who may see who they are.
func shownTo(actor catalog.Actor, people []catalog.ShownPerson) []reference {
	if catalog.MaySeePeople(actor) != nil {
		return []reference{}
	}
	return each(people, func(p catalog.ShownPerson) reference { return reference{ID: string(p.ID), Name: p.Name} })
}
