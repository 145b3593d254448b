package database

import (
	"context"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// ReuseLinks are the reuse links.
type ReuseLinks struct{ db *Database }

var _ catalog.ReuseLinkStore = (*ReuseLinks)(nil)

type reuseLinkRow struct {
	bun.BaseModel `bun:"table:reuse_links,alias:r"`

	ID           catalog.ReuseLinkID `bun:"id,pk"`
	Asset        catalog.AssetID     `bun:"asset"`
	Hash         string              `bun:"hash"`
	Purpose      string              `bun:"purpose"`
	Library      string              `bun:"library,nullzero"`
	Channel      catalog.Channel     `bun:"channel"`
	Renditions   document[[]string]  `bun:"renditions"`
	ExpiresAt    instant             `bun:"expires_at"`
	CreatedBy    string              `bun:"created_by"`
	CreatedAt    instant             `bun:"created_at"`
	RevokedAt    instant             `bun:"revoked_at"`
	RevokedBy    string              `bun:"revoked_by"`
	Opens        int                 `bun:"opens"`
	LastOpenedAt instant             `bun:"last_opened_at"`
	Folded       string              `bun:"folded"`

	AssetTitle  string `bun:"asset_title,scanonly"`
	FileName    string `bun:"file_name,scanonly"`
	LibrarySlug string `bun:"library_slug,scanonly"`
	LibraryName string `bun:"library_name,scanonly"`
}

func newReuseLinkRow(l catalog.ReuseLink) *reuseLinkRow {
	return &reuseLinkRow{ID: l.ID, Asset: l.Asset, Hash: l.Hash, Purpose: l.Purpose, Library: string(l.Library.ID), Channel: l.Channel,
		Renditions: documentOf(l.Renditions), ExpiresAt: instant{l.ExpiresAt}, CreatedBy: l.CreatedBy, CreatedAt: instant{l.CreatedAt},
		RevokedAt: instant{l.RevokedAt}, RevokedBy: l.RevokedBy, Opens: l.Opens, LastOpenedAt: instant{l.LastOpenedAt}, Folded: fold(l.Purpose)}
}

func (r reuseLinkRow) link() catalog.ReuseLink {
	title := catalog.Asset{Title: r.AssetTitle, Original: catalog.Original{FileName: r.FileName}}.ShownTitle()
	return catalog.ReuseLink{ID: r.ID, Asset: r.Asset, AssetTitle: title, Hash: r.Hash, Purpose: r.Purpose,
		Library: libraryRefRow{ID: r.Library, Slug: r.LibrarySlug, Name: r.LibraryName}.ref(), Channel: r.Channel, Renditions: r.Renditions.v,
		ExpiresAt: r.ExpiresAt.Time, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.Time, RevokedAt: r.RevokedAt.Time, RevokedBy: r.RevokedBy,
		Opens: r.Opens, LastOpenedAt: r.LastOpenedAt.Time}
}

// Create implements catalog.ReuseLinkStore. NotFound when there is no such asset, Invalid when there is no such
// library.
func (s *ReuseLinks) Create(ctx context.Context, by string, l catalog.ReuseLink) error {
	return s.db.write(ctx, "store reuse link", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "assets", string(l.Asset), "asset"); err != nil {
			return err
		}
		if err := requireAll(ctx, tx, []claim{{"library", "libraries", string(l.Library.ID)}}); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(newReuseLinkRow(l)).Exec(ctx); err != nil {
			return err
		}
		return record(ctx, tx, by, catalog.KindAsset, string(l.Asset))
	})
}

// Get implements catalog.ReuseLinkStore. NotFound when there is none.
func (s *ReuseLinks) Get(ctx context.Context, id catalog.ReuseLinkID) (catalog.ReuseLink, error) {
	return s.one(ctx, "r.id = ?", string(id))
}

// ByHash implements catalog.ReuseLinkStore.
func (s *ReuseLinks) ByHash(ctx context.Context, hash string) (catalog.ReuseLink, error) {
	return s.one(ctx, "r.hash = ?", hash)
}

func (s *ReuseLinks) one(ctx context.Context, where, key string) (catalog.ReuseLink, error) {
	var l catalog.ReuseLink
	err := s.db.read(ctx, "find reuse link", func(db bun.IDB) error {
		var rows []reuseLinkRow
		if err := selectReuseLinks(db, &rows).Where(where, key).Scan(ctx); err != nil {
			return err
		}
		if len(rows) == 0 {
			return catalog.Missing("reuse_link")
		}
		l = rows[0].link()
		return nil
	})
	return l, err
}

func selectReuseLinks(db bun.IDB, rows *[]reuseLinkRow) *bun.SelectQuery {
	return db.NewSelect().Model(rows).ColumnExpr("?TableColumns").
		ColumnExpr("a.title AS asset_title, a.file_name, l.slug AS library_slug, l.name AS library_name").
		Join("JOIN assets AS a ON a.id = r.asset").Join("LEFT JOIN libraries AS l ON l.id = r.library")
}

// List implements catalog.ReuseLinkStore. Text is matched inside purposes.
func (s *ReuseLinks) List(ctx context.Context, f catalog.ReuseLinkFilter) (catalog.Page[catalog.ReuseLink], error) {
	var page catalog.Page[catalog.ReuseLink]
	err := s.db.read(ctx, "list reuse links", func(db bun.IDB) error {
		var rows []reuseLinkRow
		q, err := narrowReuseLinks(selectReuseLinks(db, &rows), f)
		if err != nil {
			return err
		}
		limit := limitOf(f.ListFilter)
		if err := q.OrderExpr("r.created_at DESC, r.id DESC").Limit(int64(limit) + 1).Scan(ctx); err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			last := rows[limit-1]
			page.Next = momentSpot(last.CreatedAt, string(last.ID)).cursor()
		}
		page.Items = collect(rows, reuseLinkRow.link)
		return nil
	})
	return page, err
}

// OfAssets implements catalog.ReuseLinkStore.
func (s *ReuseLinks) OfAssets(ctx context.Context, assets []catalog.AssetID) (map[catalog.AssetID][]catalog.ReuseLink, error) {
	out := map[catalog.AssetID][]catalog.ReuseLink{}
	err := s.db.read(ctx, "list reuse links of assets", func(db bun.IDB) error {
		clear(out)
		for part := range slices.Chunk(assets, chunk) {
			var rows []reuseLinkRow
			if err := selectReuseLinks(db, &rows).Where("r.asset IN (?)", bun.List(part)).OrderExpr("r.created_at DESC, r.id DESC").Scan(ctx); err != nil {
				return err
			}
			for _, r := range rows {
				out[r.Asset] = append(out[r.Asset], r.link())
			}
		}
		return nil
	})
	return out, err
}

func narrowReuseLinks(q *bun.SelectQuery, f catalog.ReuseLinkFilter) (*bun.SelectQuery, error) {
	if f.Asset != "" {
		q = q.Where("r.asset = ?", f.Asset)
	}
	if f.CreatedBy != "" {
		q = q.Where("r.created_by = ?", f.CreatedBy)
	}
	if f.Library != "" {
		q = q.Where("r.library = ?", f.Library)
	}
	if f.Live {
		q = q.Where("r.revoked_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > ?)", instant{f.Now})
	}
	if f.Text != "" {
		q = q.Where(`r.folded LIKE ? ESCAPE '\'`, within(f.Text))
	}
	return newestAfter(q, f.Cursor, "r.created_at", "r.id")
}

// Revoke implements catalog.ReuseLinkStore. NotFound when there is none.
func (s *ReuseLinks) Revoke(ctx context.Context, by string, id catalog.ReuseLinkID, at time.Time) error {
	return s.db.write(ctx, "revoke reuse link", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "reuse_links", string(id), "reuse_link"); err != nil {
			return err
		}
		var assets []string
		err := tx.NewRaw("UPDATE reuse_links SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL RETURNING asset",
			instant{at}, by, id).Scan(ctx, &assets)
		if err != nil {
			return err
		}
		return record(ctx, tx, by, catalog.KindAsset, assets...)
	})
}

// Count implements catalog.ReuseLinkStore. Links that are gone are passed over.
func (s *ReuseLinks) Count(ctx context.Context, opens map[catalog.ReuseLinkID]int, at time.Time) error {
	ids := make([]catalog.ReuseLinkID, 0, len(opens))
	for id := range opens {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return s.db.write(ctx, "count openings", func(tx bun.Tx) error {
		for _, id := range ids {
			_, err := tx.NewRaw("UPDATE reuse_links SET opens = opens + ?0, last_opened_at ="+
				" CASE WHEN last_opened_at > ?1 THEN last_opened_at ELSE ?1 END WHERE id = ?2", opens[id], instant{at}, id).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
