package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// BinView lists what lies in the bin and may be seen by the reader.
type BinView struct {
	Frame
	Total   int
	Rows    []BinRow
	MoreURL string
}

// BinRow is one binned asset with the day on which it goes for good.
type BinRow struct {
	Card
	DeletedOn string
	MayEdit   bool
}

// bin is GET /bin.
func (p *Pages) bin(c *gin.Context) error {
	actor, l := edge.Actor(c), p.localizer(c)
	found, err := paged(c.Query("cursor"), func(cursor string) (catalog.Found, error) {
		return p.Assets.Find(c.Request.Context(), actor, catalog.Query{Cursor: cursor, Sort: catalog.SortRecentlyAdded,
			Filters: map[catalog.Filter][]string{catalog.ByState: {string(catalog.Binned)}}})
	})
	if err != nil {
		return err
	}
	view := BinView{Frame: p.frame(c, "bin", "nav.bin"), Total: found.Total, MoreURL: nextURL("/bin", nil, found.Next)}
	for _, a := range found.Items {
		view.Rows = append(view.Rows, BinRow{Card: p.card(l, a, false), DeletedOn: l.Date(a.BinnedAt.Add(p.cfg.BinLife)),
			MayEdit: catalog.MayEdit(actor, a) == nil})
	}
	return p.show(c, http.StatusOK, "bin", view)
}
