package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type overrideRow struct {
	bun.BaseModel `bun:"table:duty_overrides,alias:o"`

	Asset  catalog.AssetID  `bun:"asset"`
	Duty   catalog.DutyCode `bun:"duty"`
	Reason string           `bun:"reason"`
	Name   string           `bun:"name"`
	Actor  string           `bun:"actor"`
	At     instant          `bun:"at"`
}

func (r overrideRow) override() catalog.Override {
	return catalog.Override{Asset: r.Asset, Duty: r.Duty, Reason: r.Reason, Name: r.Name, By: r.Actor, At: r.At.Time}
}

// Overrides implements catalog.DutyStore.
func (s *Assets) Overrides(ctx context.Context, ids ...catalog.AssetID) ([]catalog.Override, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []overrideRow
	err := s.db.read(ctx, "list overrides of duties", func(db bun.IDB) error {
		return db.NewSelect().Model(&rows).Where("o.asset IN (?)", bun.List(ids)).OrderExpr("o.asset, o.duty").Scan(ctx)
	})
	return collect(rows, overrideRow.override), err
}

// SetOverride implements catalog.DutyStore.
func (s *Assets) SetOverride(ctx context.Context, o catalog.Override, may func(catalog.Asset) error) error {
	return s.override(ctx, "override duty", o, string(o.Duty)+": "+o.Reason+" ("+o.Name+")", may, func(tx bun.Tx) error {
		row := &overrideRow{Asset: o.Asset, Duty: o.Duty, Reason: o.Reason, Name: o.Name, Actor: o.By, At: instant{o.At}}
		_, err := tx.NewInsert().Model(row).On("CONFLICT (asset, duty) DO UPDATE").
			Set("reason = EXCLUDED.reason, name = EXCLUDED.name, actor = EXCLUDED.actor, at = EXCLUDED.at").Exec(ctx)
		return err
	})
}

// RemoveOverride implements catalog.DutyStore.
func (s *Assets) RemoveOverride(ctx context.Context, by string, id catalog.AssetID, duty catalog.DutyCode, at time.Time, may func(catalog.Asset) error) error {
	o := catalog.Override{Asset: id, Duty: duty, By: by, At: at}
	return s.override(ctx, "withdraw override of duty", o, string(duty)+": –", may, func(tx bun.Tx) error {
		res, err := tx.NewRaw("DELETE FROM duty_overrides WHERE asset = ? AND duty = ?", id, duty).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return catalog.Missing("override")
	})
}

// override changes the overrides of an asset, and notes it among the changes and in the audit.
func (s *Assets) override(ctx context.Context, op string, o catalog.Override, detail string, may func(catalog.Asset) error, change func(bun.Tx) error) error {
	return s.db.write(ctx, op, func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "assets", string(o.Asset), "asset"); err != nil {
			return err
		}
		a, err := oneAsset(ctx, asking(tx), o.Asset)
		if err != nil {
			return err
		}
		if err := may(a); err != nil {
			return refusal{err}
		}
		if err := change(tx); err != nil {
			return err
		}
		if err := record(ctx, tx, o.By, catalog.KindAsset, string(o.Asset)); err != nil {
			return err
		}
		return audit(ctx, tx, catalog.AuditLine{At: o.At, Actor: o.By, Action: catalog.AuditDutyOverridden, Kind: catalog.KindAsset, Entry: string(o.Asset), Detail: detail})
	})
}
