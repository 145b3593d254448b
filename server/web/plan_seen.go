package web

import (
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// seen tells of files which audiences have seen them, or what looks the same, the last first: for those who choose.
func (p *Pages) seen(c *gin.Context, rows []PlannedAssetRow) error {
	var ids []catalog.AssetID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	shown, err := p.Exposures.Of(c.Request.Context(), edge.Actor(c), ids)
	if err != nil {
		return err
	}
	l := p.localizer(c)
	for i := range rows {
		list := shown[rows[i].ID]
		for _, e := range list[:min(len(list), mostSeen)] {
			key := "plan.seen"
			if e.Alike {
				key = "plan.seen_alike"
			}
			rows[i].Seen = append(rows[i].Seen, l.T(key, map[string]any{"account": e.Account.Name, "count": e.Count, "date": l.Date(e.LastAt)}))
		}
	}
	return nil
}
