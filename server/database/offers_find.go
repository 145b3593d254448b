package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

func loadFavourites(ctx context.Context, a asker, offers []string) (map[string][]catalog.AssetID, error) {
	out := map[string][]catalog.AssetID{}
	var offer string
	var asset catalog.AssetID
	err := a.ask(ctx, "SELECT offer, asset FROM offer_favourites WHERE offer {ids} ORDER BY offer, position", func(rows *sql.Rows) error {
		err := rows.Scan(&offer, (*string)(&asset))
		out[offer] = append(out[offer], asset)
		return err
	}, offers)
	return out, err
}

// Find implements catalog.OfferStore.
func (s *Offers) Find(ctx context.Context, f catalog.OfferFilter) (catalog.Page[catalog.Offer], error) {
	var page catalog.Page[catalog.Offer]
	err := s.db.snapshot(ctx, "list offers", func(db bun.IDB) error {
		q := matching(db.NewSelect().Table("offers"), f.Text)
		if f.Library != "" {
			q = q.Where("id IN (SELECT offer FROM offer_libraries WHERE library = ?)", string(f.Library))
		}
		if f.Occasions != nil {
			q = q.Where("(occasion <> '') = ?", *f.Occasions)
		}
		ids, next, err := spots(ctx, q, f.ListFilter)
		if err != nil || len(ids) == 0 {
			return err
		}
		found, err := loadOffers(ctx, db, ids)
		page = catalog.Page[catalog.Offer]{Items: inOrder(ids, found, func(o catalog.Offer) string { return o.ID }), Next: next}
		return err
	})
	return page, err
}

// All implements catalog.OfferStore.
func (s *Offers) All(ctx context.Context) (*catalog.OfferSet, error) {
	if err := s.db.confirm(ctx); err != nil {
		return nil, err
	}
	if set := s.db.copies.offered(); set != nil {
		return set, nil
	}
	var seq int64
	set := &catalog.OfferSet{}
	err := s.db.snapshot(ctx, "read offers", func(db bun.IDB) (err error) {
		if seq, err = newest(ctx, asking(db)); err != nil {
			return err
		}
		if set.Offers, err = allOf(ctx, db, "offers", loadOffers, func(o catalog.Offer) string { return o.ID }); err != nil {
			return err
		}
		set.Holidays, err = allOf(ctx, db, "school_holidays", loadSchoolHolidays, func(h catalog.SchoolHoliday) string { return h.ID })
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.db.copies.keepOffers(seq, set), nil
}

// allOf reads a whole register in its order.
func allOf[T any](ctx context.Context, db bun.IDB, table string, load func(context.Context, bun.IDB, []string) ([]T, error), id func(T) string) ([]T, error) {
	var ids []string
	if err := db.NewRaw("SELECT id FROM ? ORDER BY sort_key, id", bun.Ident(table)).Scan(ctx, &ids); err != nil || len(ids) == 0 {
		return nil, err
	}
	found, err := load(ctx, db, ids)
	return inOrder(ids, found, id), err
}
