package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const kitTag = "Kit"

type kitInput struct {
	ID       string `path:"id"`
	Language string `query:"language" doc:"Of the texts: nb, nn or en. As planned unless told."`
}

type kitFile struct {
	Asset     titled          `json:"asset"`
	Kind      string          `json:"kind" enum:"photo,video,audio"`
	Cover     bool            `json:"cover" doc:"The still that the clip before it shows."`
	Name      string          `json:"name" doc:"Of the file in the zip."`
	URL       string          `json:"url"`
	State     string          `json:"state" enum:"ready,making,failed,held"`
	Progress  int             `json:"progress" doc:"0 to 100."`
	Failure   *string         `json:"failure" doc:"Why it could not be made, in the reader's language."`
	Held      []string        `json:"held" doc:"What is owed to those who do not see or hear and is missing, for which the file is not given out, in the reader's language."`
	MediaType string          `json:"media_type"`
	Width     *int            `json:"width"`
	Height    *int            `json:"height"`
	Size      *int64          `json:"size"`
	Focal     nullable[point] `json:"focal_point"`
	From      float64         `json:"from" doc:"Seconds of the clip."`
	To        float64         `json:"to" doc:"0 for its end."`
	AltText   string          `json:"alt_text"`
}

type kitCaption struct {
	Asset    titled `json:"asset"`
	File     int    `json:"file" doc:"The place of the clip among the files."`
	Language string `json:"language"`
	VTT      string `json:"vtt" doc:"Name of the WebVTT file."`
	SRT      string `json:"srt" doc:"Name of the SRT file, as Facebook asks for it."`
}

type kitCollaborator struct {
	Library libraryReference `json:"library"`
	Handle  *string          `json:"handle" doc:"On the channel, with @."`
	Status  string           `json:"status" doc:"pending, accepted or declined."`
}

type kitCheck struct {
	Level  string                 `json:"level" enum:"block,warn"`
	Code   string                 `json:"code" doc:"limit.hashtags.over and its like, duty.…, finding.…"`
	Detail string                 `json:"detail" doc:"In the reader's language."`
	Asset  nullable[titled]       `json:"asset" doc:"Null when it is about the whole post."`
	Limit  nullable[channelLimit] `json:"limit"`
}

type kit struct {
	ID            string            `json:"id" doc:"Of the planned post."`
	Account       accountReference  `json:"account"`
	ClearedFor    time.Time         `json:"cleared_for" doc:"The time for which clearance was asked."`
	Language      string            `json:"language"`
	Form          string            `json:"form" doc:"image, carousel, reel, story or sound."`
	Format        *string           `json:"format" doc:"A crop; null or original when files keep their shape."`
	MayPost       bool              `json:"may_post" doc:"Whether nothing blocks it."`
	Ready         bool              `json:"ready" doc:"Whether all files have been made."`
	Text          string            `json:"text" doc:"Ready to be pasted: caption, credits and hashtags."`
	Caption       string            `json:"caption"`
	Written       bool              `json:"written" doc:"Somebody wrote the caption; else a template did."`
	Hashtags      []string          `json:"hashtags"`
	Tags          []string          `json:"tags"`
	SuggestedTags []string          `json:"suggested_tags" doc:"Libraries whose files these are, and that are neither tagged nor asked."`
	Collaborators []kitCollaborator `json:"collaborators"`
	Credits       []string          `json:"credits"`
	Link          string            `json:"link"`
	Files         []kitFile         `json:"files"`
	Captions      []kitCaption      `json:"captions" doc:"Files in the zip with the captions of its clips, cut as they are. One in which nothing is said is left out."`
	Checks        []kitCheck        `json:"checks" doc:"What stands in the way, grave ones first."`
	ZipURL        string            `json:"zip_url"`
}

func (r *routes) kits() {
	handle(r, describe(kitTag, http.MethodGet, "/plan/{id}/kit", "get-kit", "All that is needed to post what is planned; refused while an asset is not cleared for its channel and time", 200), r.getKit)
	handle(r, describe(kitTag, http.MethodPost, "/plan/{id}/posted", "post-planned", "Write down that a planned post is out", 201), r.postPlanned)
	handle(r, describe(kitTag, http.MethodGet, "/channel-limits", "list-channel-limits", "What the channels take, with source and date", 200), r.listChannelLimits)
}

func (r *routes) getKit(ctx context.Context, c call, in *kitInput) (*answer[kit], error) {
	if err := postLanguage(in.Language); err != nil {
		return nil, err
	}
	k, err := r.Kits.Get(ctx, c.actor, catalog.PlanItemID(in.ID), in.Language)
	if err != nil {
		return nil, err
	}
	return answerWith(c.kitOf(k)), nil
}

func (c call) kitOf(k catalog.Kit) kit {
	base := basePath + "/plan/" + k.Item.ID + "/kit"
	out := kit{ID: k.Item.ID, ClearedFor: k.At, Language: k.Language, Form: string(k.Form), Format: orNull(k.Format), MayPost: len(k.Blocked()) == 0, Ready: k.Ready(),
		Account: accountReference{ID: k.Item.Account.ID, Name: k.Item.Account.Name, Channel: string(k.Item.Channel), Library: referenceOrNull(catalog.Ref{ID: string(k.Item.AccountLibrary.ID), Name: k.Item.AccountLibrary.Name})},
		Text:    k.Text, Caption: k.Caption, Written: k.Written, Hashtags: append([]string{}, k.Hashtags...), Tags: append([]string{}, k.Tags...),
		SuggestedTags: append([]string{}, k.Suggested...), Credits: append([]string{}, k.Credits...), Link: k.Item.Link, ZipURL: base + ".zip", Files: []kitFile{},
		Collaborators: each(k.Collaborators, func(one catalog.KitCollaborator) kitCollaborator {
			return kitCollaborator{libraryReferenceOf(one.Library), orNull(one.Handle), string(one.Status)}
		}), Checks: each(k.Findings, c.kitCheckOf)}
	out.Captions = each(k.Captions, func(one catalog.KitCaption) kitCaption {
		a := k.Files[one.File].Asset
		return kitCaption{titled{string(a.ID), a.ShownTitle()}, one.File, one.Language, one.VTT, one.SRT}
	})
	for i, f := range k.Files {
		out.Files = append(out.Files, c.kitFileOf(f, base+"/files/"+strconv.Itoa(i)))
	}
	return out
}

func (c call) kitFileOf(f catalog.KitFile, url string) kitFile {
	out := kitFile{Asset: titled{string(f.Asset.ID), f.Asset.ShownTitle()}, Kind: string(f.Asset.Kind), Cover: f.Cover, Name: f.Name, URL: url, State: "making", Progress: f.Progress,
		MediaType: f.MediaType, Width: orNull(f.Width), Height: orNull(f.Height), Size: orNull(f.Size), Focal: pointOf(f.Around),
		From: f.From.Seconds(), To: f.To.Seconds(), AltText: f.AltText, Held: c.reasons(f.Held)}
	switch {
	case f.Ready:
		out.State = "ready"
	case len(f.Held) > 0:
		out.State = "held"
	case f.Failure.Key != "":
		out.State, out.Failure = "failed", &c.reasons([]catalog.Reason{f.Failure})[0]
	}
	return out
}

func (c call) kitCheckOf(f catalog.Finding) kitCheck {
	out := kitCheck{Level: string(f.Level), Code: f.Reason.Key, Detail: c.reasons([]catalog.Reason{f.Reason})[0]}
	if f.Asset != "" {
		out.Asset.value = &titled{string(f.Asset), f.Title}
	}
	if f.Limit != nil {
		l := channelLimitOf(*f.Limit)
		out.Limit.value = &l
	}
	return out
}

func postLanguage(language string) error {
	for _, one := range append(catalog.PostLanguages(), "") {
		if one == language {
			return nil
		}
	}
	return refuseField("language", catalog.KeyUnknownValue, catalog.Args{"value": language, "allowed": "nb, nn, en"})
}

type postedInput struct {
	ID   string `path:"id"`
	Body struct {
		Permalink string `json:"permalink,omitempty" doc:"Where it can be seen."`
		PostedAt  string `json:"posted_at,omitempty" doc:"A time. Now unless told."`
	}
}

func (r *routes) postPlanned(ctx context.Context, c call, in *postedInput) (*entryAnswer[post], error) {
	times := moments{zone: r.cfg.Zone}
	at := times.start("posted_at", in.Body.PostedAt)
	if err := times.err(); err != nil {
		return nil, err
	}
	p, err := r.Kits.Posted(ctx, c.actor, catalog.PlanItemID(in.ID), in.Body.Permalink, at)
	return c.postAnswer(p), err
}

// channelLimit is one line of the table of what the channels take.
type channelLimit struct {
	Channel string   `json:"channel"`
	Form    *string  `json:"form" doc:"Null for every form of post."`
	Kind    *string  `json:"kind" doc:"Null for every kind of file."`
	Of      string   `json:"of" doc:"characters, hashtags, mentions, tags, collaborators, files, alt_text, seconds, bytes, ratio or bitrate (Mbit/s)."`
	Least   *float64 `json:"least"`
	Most    *float64 `json:"most"`
	Level   string   `json:"level" enum:"block,warn"`
	Sure    bool     `json:"sure" doc:"Found in the source; else a guess or a margin of the program's own."`
	Source  string   `json:"source"`
	Noted   string   `json:"noted" doc:"The day on which it was looked up."`
}

func channelLimitOf(l catalog.ChannelLimit) channelLimit {
	return channelLimit{Channel: string(l.Channel), Form: orNull(string(l.Form)), Kind: orNull(string(l.Kind)), Of: string(l.Of), Least: l.Least, Most: l.Most,
		Level: string(l.Level), Sure: l.Sure(), Source: l.Source, Noted: l.Noted}
}

func (r *routes) listChannelLimits(_ context.Context, _ call, _ *none) (*answer[list[channelLimit]], error) {
	return listOf(catalog.Page[catalog.ChannelLimit]{Items: r.Kits.Limits()}, channelLimitOf), nil
}
