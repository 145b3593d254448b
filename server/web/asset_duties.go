package web

import (
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// DutyRow is one line of the checklist of what is owed to those who do not see or hear.
type DutyRow struct {
	catalog.Duty
	Overridden *catalog.Reason // who lets it pass, and why
	Form       Form            // without an action for who may not let it pass
}

// dutyRows makes the checklist of an asset.
func (p *Pages) dutyRows(c *gin.Context, a catalog.Asset) ([]DutyRow, error) {
	actor, l := edge.Actor(c), p.localizer(c)
	overrides, err := p.Assets.Overrides(c.Request.Context(), actor, a.ID)
	if err != nil {
		return nil, err
	}
	var rows []DutyRow
	for _, d := range catalog.Duties(a) {
		row := DutyRow{Duty: d}
		if i := slices.IndexFunc(overrides, func(o catalog.Override) bool { return o.Duty == d.Code }); i >= 0 {
			o := overrides[i]
			row.Overridden = &catalog.Reason{Key: "duty.overridden", Args: catalog.Args{"name": o.Name, "reason": o.Reason, "date": l.Date(o.At)}}
		}
		if catalog.MayOverrideDuty(actor, a) == nil && !a.Binned() {
			row.Form = Form{Action: assetPath(a.ID) + "/duties/" + string(d.Code), Fields: []Field{
				{Kind: areaField, Name: "reason", ID: string(d.Code) + "-reason", Label: "duty.override.reason", Rows: 2, Required: true},
				{Kind: "text", Name: "name", ID: string(d.Code) + "-name", Label: "duty.override.name", Required: true, Value: actor.Name},
			}}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// overrideDuty is POST /assets/:id/duties/:duty: it lets an asset pass, or no longer.
func (p *Pages) overrideDuty(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor := c.Request.Context(), edge.Actor(c)
	id, duty := catalog.AssetID(c.Param("id")), catalog.DutyCode(c.Param("duty"))
	if c.PostForm("action") == "withdraw" {
		if err := p.Assets.WithdrawOverride(ctx, actor, id, duty); err != nil {
			return err
		}
		return done(c, assetPath(id), "duty_withdrawn")
	}
	err := p.Assets.OverrideDuty(ctx, actor, catalog.Override{Asset: id, Duty: duty, Reason: c.PostForm("reason"), Name: c.PostForm("name")})
	if err == nil {
		return done(c, assetPath(id), "duty_overridden")
	}
	return p.refuseOnAsset(c, err, func(view *AssetView) *Form {
		for i := range view.Duties {
			if view.Duties[i].Code == duty {
				return &view.Duties[i].Form
			}
		}
		return &Form{}
	})
}
