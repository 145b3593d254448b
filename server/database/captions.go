package database

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type captionRow struct {
	bun.BaseModel `bun:"table:asset_captions,alias:c"`

	Asset     catalog.AssetID `bun:"asset"`
	Language  string          `bun:"language"`
	UpdatedAt instant         `bun:"updated_at"`
	VTT       string          `bun:"vtt"`
	Words     string          `bun:"words"`
}

func (r captionRow) caption() catalog.Caption {
	return catalog.Caption{Language: r.Language, UpdatedAt: r.UpdatedAt.Time}
}

// loadCaptions tells which captions assets have, without their text.
func loadCaptions(ctx context.Context, a asker, assets []string) (map[string][]catalog.Caption, error) {
	const q question = "SELECT asset, language, updated_at FROM asset_captions WHERE asset {ids} ORDER BY asset, language"
	out := map[string][]catalog.Caption{}
	var r captionRow
	err := a.ask(ctx, q, func(rows *sql.Rows) error {
		err := rows.Scan((*string)(&r.Asset), &r.Language, &r.UpdatedAt)
		out[string(r.Asset)] = append(out[string(r.Asset)], r.caption())
		return err
	}, assets)
	return out, err
}

// SetCaption implements catalog.CaptionStore.
func (s *Assets) SetCaption(ctx context.Context, by string, id catalog.AssetID, c catalog.CaptionFile, may func(catalog.Asset) error) (catalog.Asset, error) {
	return s.caption(ctx, "store captions", by, id, c.UpdatedAt, may, func(tx bun.Tx) error {
		row := &captionRow{Asset: id, Language: c.Language, UpdatedAt: instant{c.UpdatedAt}, VTT: c.VTT, Words: c.Words}
		_, err := tx.NewInsert().Model(row).On("CONFLICT (asset, language) DO UPDATE").
			Set("updated_at = EXCLUDED.updated_at, vtt = EXCLUDED.vtt, words = EXCLUDED.words").Exec(ctx)
		return err
	})
}

// RemoveCaption implements catalog.CaptionStore.
func (s *Assets) RemoveCaption(ctx context.Context, by string, id catalog.AssetID, c catalog.Caption, may func(catalog.Asset) error) (catalog.Asset, error) {
	return s.caption(ctx, "remove captions", by, id, c.UpdatedAt, may, func(tx bun.Tx) error {
		res, err := tx.NewRaw("DELETE FROM asset_captions WHERE asset = ? AND language = ?", id, c.Language).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return catalog.NewError(catalog.NotFound, catalog.KeyNoCaption, catalog.Args{"language": c.Language})
	})
}

// caption changes the captions of an asset at a time and records the change.
func (s *Assets) caption(ctx context.Context, op, by string, id catalog.AssetID, at time.Time, may func(catalog.Asset) error, change func(bun.Tx) error) (catalog.Asset, error) {
	var a catalog.Asset
	err := s.db.write(ctx, op, func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "assets", string(id), "asset"); err != nil {
			return err
		}
		before, err := oneAsset(ctx, asking(tx), id)
		if err != nil {
			return err
		}
		if err := may(before); err != nil {
			return refusal{err}
		}
		if err := change(tx); err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE assets SET updated_at = ? WHERE id = ?", instant{at}, id).Exec(ctx); err != nil {
			return err
		}
		if err := record(ctx, tx, by, catalog.KindAsset, string(id)); err != nil {
			return err
		}
		a, err = oneAsset(ctx, asking(tx), id)
		return err
	})
	if err != nil {
		return catalog.Asset{}, err
	}
	return a, nil
}

// Captions implements catalog.CaptionStore. There are none of an asset that does not exist.
func (s *Assets) Captions(ctx context.Context, id catalog.AssetID) ([]catalog.CaptionFile, error) {
	var rows []captionRow
	err := s.db.read(ctx, "read captions", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).Where("asset = ?", id).Order("language").Scan(ctx)
	})
	return collect(rows, func(r captionRow) catalog.CaptionFile {
		return catalog.CaptionFile{Caption: r.caption(), VTT: r.VTT, Words: r.Words}
	}), err
}

// CaptionWords implements catalog.CaptionStore.
func (s *Assets) CaptionWords(ctx context.Context, ids []catalog.AssetID) (map[catalog.AssetID]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	const q question = "SELECT asset, words FROM asset_captions WHERE asset {ids} ORDER BY asset, language"
	var out map[catalog.AssetID]string
	err := s.db.ask(ctx, "read words of captions", func(a asker) error {
		texts := map[catalog.AssetID][]string{}
		var r captionRow
		err := a.ask(ctx, q, func(rows *sql.Rows) error {
			err := rows.Scan((*string)(&r.Asset), &r.Words)
			texts[r.Asset] = append(texts[r.Asset], r.Words)
			return err
		}, collect(ids, func(id catalog.AssetID) string { return string(id) }))
		out = make(map[catalog.AssetID]string, len(texts))
		for id, t := range texts {
			out[id] = strings.Join(t, "\n")
		}
		return err
	})
	return out, err
}
