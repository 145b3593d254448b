package web

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// Loosened is a search without one of its parts, and how much it finds.
type Loosened struct {
	Chip
	Count int
}

// mostLoosened bounds how many parts of a search without hits are tried.
const mostLoosened = 10

// loosen tells what a search that found nothing would find without each of its parts: the narrowest part comes first.
func (p *Pages) loosen(c *gin.Context, l *locale.Localizer, chips []Chip) ([]Loosened, error) {
	var out []Loosened
	for i, chip := range chips {
		one := Loosened{Chip: chip}
		if i < mostLoosened && len(chips) > 1 {
			u, err := url.Parse(chip.URL)
			if err != nil {
				return nil, err
			}
			r := newReader(u.Query(), l)
			q := r.query()
			q.Limit, q.Facets, q.Histogram = 1, nil, ""
			found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), q)
			if err != nil && !catalog.Is(err, catalog.Invalid) {
				return nil, err
			}
			one.Count = found.Total
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Loosened) int { return cmp.Compare(b.Count, a.Count) })
	return out, nil
}
