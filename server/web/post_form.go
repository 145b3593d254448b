package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// PostFormView is the page on which a post with any files is written down.
type PostFormView struct {
	Frame
	Form Form
	Chooser
	NoAccounts  bool
	MayAccounts bool // the reader may add some
}

// newPost is GET /posts/new?asset=…
func (p *Pages) newPost(c *gin.Context) error {
	var assets []catalog.PlannedAsset
	for _, id := range c.Request.URL.Query()["asset"] {
		assets = append(assets, catalog.PlannedAsset{ID: catalog.AssetID(id)})
	}
	view, err := p.postForm(c, assets)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "post_form", view)
}

func (p *Pages) postForm(c *gin.Context, assets []catalog.PlannedAsset) (view PostFormView, err error) {
	if err := catalog.MayPost(edge.Actor(c)); err != nil {
		return view, err
	}
	view = PostFormView{Frame: p.frame(c, "posts", "log.new"), Form: Form{Action: "/posts/new"}, Chooser: Chooser{Address: "/posts/new"}}
	all, err := p.Accounts.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Limit: 1000})
	if err != nil {
		return view, err
	}
	accounts := accountChoices(p.localizer(c), "form.none", all.Items, ownAccount(edge.Actor(c), all.Items))
	view.NoAccounts, view.MayAccounts = len(all.Items) == 0, catalog.MayKeepRegisters(edge.Actor(c), catalog.KindAccount, true) == nil
	if view.Form.Fields, err = p.postFields(c, catalog.Post{PostedAt: p.Now()}); err != nil {
		return view, err
	}
	view.Form.Fields = append([]Field{{Kind: selectField, Name: "account", Label: "post.account", Options: accounts}}, view.Form.Fields...)
	if view.Chosen, err = p.plannedAssets(c, assets); err != nil {
		return view, err
	}
	view.Chosen = slices.DeleteFunc(view.Chosen, func(r PlannedAssetRow) bool { return r.Card.ID == "" })
	return view, p.seen(c, view.Chosen)
}

// ownAccount is the account of the actor's library, or the only one there is; empty where there is a choice.
func ownAccount(actor catalog.Actor, accounts []catalog.Account) string {
	var own []catalog.Account
	for _, a := range accounts {
		if actor.Library == "" || a.Library.ID == string(actor.Library) {
			own = append(own, a)
		}
	}
	if len(own) != 1 {
		return ""
	}
	return own[0].ID
}

// postFields are the fields of a post, in a new one and in one that is changed.
func (p *Pages) postFields(c *gin.Context, post catalog.Post) ([]Field, error) {
	l := p.localizer(c)
	people, err := p.Users.Colleagues(c.Request.Context(), edge.Actor(c))
	if err != nil {
		return nil, err
	}
	languages := catalog.PostLanguages()
	if post.Language != "" && !slices.Contains(languages, post.Language) {
		languages = append(languages, post.Language)
	}
	var offer []Option
	if post.Offer.ID != "" {
		offer = []Option{{Value: post.Offer.ID, Label: post.Offer.Name, Chosen: true}}
	}
	return []Field{
		{Kind: areaField, Name: "outcome", Label: "log.outcome", Hint: "post.outcome.hint", Rows: 3, Value: post.Outcome},
		{Kind: "text", Inputmode: "url", Name: "permalink", Label: "post.permalink", Hint: "post.permalink.hint", Value: post.Permalink},
		{Kind: "date", Name: "posted_at", Label: "post.posted_at", Value: post.PostedAt.In(l.Zone()).Format(time.DateOnly)},
		{Kind: selectField, Name: "follow_up", Label: "plan.follow_up", Hint: "log.follow_up.hint", Options: colleagues(l.T("form.none", nil), people, post.FollowUp)},
		{Kind: pickerField, Name: "offer", Label: "log.offer", Hint: "log.offer.hint", Single: true, Source: "/api/v1/offers", Options: offer},
		{Kind: "date", Name: "day", Label: "log.day", Hint: "log.day.hint", Value: post.Day},
		{Kind: selectField, Name: "content_type", Label: "log.content_type", Options: coded(l, "content_type", "form.none", contentTypes(), post.ContentType)},
		{Kind: selectField, Name: "language", Label: "log.language", Options: coded(l, "language", "form.none", languages, post.Language)},
		{Kind: selectField, Name: "format", Label: "log.format", Options: coded(l, "rendition", "form.none", catalog.PostFormats(), post.Format)},
	}, nil
}

// readPost reads what postFields hold into a change of a post. A day that is not changed leaves the time of the day as it is.
func (p *Pages) readPost(c *gin.Context, sent url.Values) (func(*catalog.Post), error) {
	zone := p.localizer(c).Zone()
	at, err := p.noonOf("posted_at", sent.Get("posted_at"), zone)
	if err != nil {
		return nil, err
	}
	if at.IsZero() && sent.Get("posted_at") != "" {
		at = p.Now()
	}
	offer, err := p.sentOffer(c, sent)
	return func(post *catalog.Post) {
		if day := post.PostedAt.In(zone).Format(time.DateOnly); !at.IsZero() && day != sent.Get("posted_at") {
			post.PostedAt = at
		}
		post.Outcome, post.Permalink, post.Offer, post.Day = sent.Get("outcome"), webAddress(sent.Get("permalink")), offer, sent.Get("day")
		post.ContentType, post.Language, post.Format = catalog.ContentType(sent.Get("content_type")), sent.Get("language"), sent.Get("format")
		post.FollowUp = catalog.Ref{ID: sent.Get("follow_up")}
	}, err
}

// sentOffer is the offer that was picked, or whose name was typed.
func (p *Pages) sentOffer(c *gin.Context, sent url.Values) (catalog.Ref, error) {
	typed := strings.TrimSpace(sent.Get("offer_add"))
	if typed == "" {
		return catalog.Ref{ID: sent.Get("offer")}, nil
	}
	found, err := p.Offers.List(c.Request.Context(), edge.Actor(c), catalog.OfferFilter{ListFilter: catalog.ListFilter{Text: typed}})
	if err != nil {
		return catalog.Ref{}, err
	}
	for _, o := range found.Items {
		if strings.EqualFold(o.Name, typed) || len(found.Items) == 1 {
			return catalog.Ref{ID: o.ID, Name: o.Name}, nil
		}
	}
	return catalog.Ref{}, invalid([]catalog.FieldError{{Location: "offer", Key: catalog.KeyUnknownRef, Args: catalog.Args{"value": typed}}})
}

// addPost is POST /posts/new. Buttons beside that for saving only show the form again, with other files.
func (p *Pages) addPost(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	assets := sentAssets(sent, nil)
	view, err := p.postForm(c, assets)
	if err != nil {
		return err
	}
	view.Form.fill(sent, p.namer(c))
	if action := sent.Get("action"); action != "save" {
		if err := p.findFiles(c, &view.Chooser, action, sent.Get("find")); err != nil {
			return err
		}
		return p.show(c, http.StatusOK, "post_form", view)
	}
	change, err := p.readPost(c, sent)
	if err == nil {
		post := catalog.Post{Account: catalog.Ref{ID: sent.Get("account")}}
		change(&post)
		for _, a := range assets {
			post.Assets = append(post.Assets, catalog.PostedAsset{ID: a.ID})
		}
		if post, err = p.Posts.Add(c.Request.Context(), edge.Actor(c), post); err == nil {
			return done(c, postPath(post.ID), "posted")
		}
	}
	if !view.Form.refuse(view.Chooser.refuse(err, "assets")) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "post_form", view)
}
