package web

import (
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// overrideForm lets an asset of a kit pass although it does not meet a duty; it has no action for who may not say so.
func overrideForm(actor catalog.Actor, kit catalog.Kit, f catalog.Finding) Form {
	i := slices.IndexFunc(kit.Files, func(file catalog.KitFile) bool { return file.Asset.ID == f.Asset })
	if i < 0 || catalog.MayOverrideDuty(actor, kit.Files[i].Asset) != nil {
		return Form{}
	}
	id := string(f.Asset) + "-" + string(f.Duty)
	return Form{Action: kitPath(kit.Item.ID) + "/duties/" + url.PathEscape(string(f.Asset)) + "/" + string(f.Duty) + "?language=" + kit.Language, Fields: []Field{
		{Kind: areaField, Name: "reason", ID: id + "-reason", Label: "duty.override.reason", Rows: 2, Required: true},
		{Kind: "text", Name: "name", ID: id + "-name", Label: "duty.override.name", Required: true, Value: actor.Name},
	}}
}

// kitDuty is POST /plan/:id/kit/duties/:asset/:duty: somebody answers for posting an asset that does not meet a duty, and goes on
// posting.
func (p *Pages) kitDuty(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	asset, duty := catalog.AssetID(c.Param("asset")), catalog.DutyCode(c.Param("duty"))
	view, status, err := p.kitView(c)
	if err != nil {
		return err
	}
	if view.Refused != nil {
		return p.show(c, status, "kit", view)
	}
	i := slices.IndexFunc(view.Blocks, func(b KitCheck) bool { return b.Asset == asset && b.Duty == duty })
	if i < 0 { // it is met, or passes already
		return done(c, view.AgainURL, "duty_overridden")
	}
	sent := c.Request.PostForm
	err = p.Assets.OverrideDuty(c.Request.Context(), edge.Actor(c), catalog.Override{Asset: asset, Duty: duty, Reason: sent.Get("reason"), Name: sent.Get("name")})
	if err == nil {
		return done(c, view.AgainURL, "duty_overridden")
	}
	form := &view.Blocks[i].Override
	form.fill(sent, p.namer(c))
	if form.Action == "" || !form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "kit", view)
}
