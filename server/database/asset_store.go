package database

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// assetClaims lists what an asset refers to.
func assetClaims(a catalog.Asset) []claim {
	out := []claim{{"series", "series", a.Series.ID}, {"recording_day", "recording_days", a.RecordingDay.ID}}
	out = append(out, claims("libraries", "libraries", libraryIDs(a.Libraries))...)
	out = append(out, claims("presenters", "presenters", refIDs(a.Presenters))...)
	out = append(out, claims("people", "people", personIDs(a.People))...)
	return append(out, claims("books", "books", bookIDs(a.Books))...)
}

// insertAsset stores a new asset with its references and records the change. With unique, bytes that are there
// already are refused.
func insertAsset(ctx context.Context, tx bun.Tx, by string, a catalog.Asset, unique bool) error {
	if unique {
		if err := refuseDuplicate(ctx, tx, a.Original.SHA256); err != nil {
			return err
		}
	}
	if err := requireAll(ctx, tx, assetClaims(a)); err != nil {
		return err
	}
	if _, err := tx.NewInsert().Model(newAssetRow(a)).Exec(ctx); err != nil {
		return taken("store asset", err, map[string]string{"id": string(a.ID)})
	}
	if err := replaceLists(ctx, tx, catalog.Asset{}, a); err != nil {
		return err
	}
	return record(ctx, tx, by, catalog.KindAsset, string(a.ID))
}

// updateAsset stores an asset that was different before, and records the change.
func updateAsset(ctx context.Context, tx bun.Tx, by string, before, a catalog.Asset) error {
	if err := storeAsset(ctx, tx, before, a); err != nil {
		return err
	}
	return record(ctx, tx, by, catalog.KindAsset, string(a.ID))
}

// storeAsset stores an asset that was different before.
func storeAsset(ctx context.Context, tx bun.Tx, before, a catalog.Asset) error {
	if wanted := assetClaims(a); !slices.Equal(wanted, assetClaims(before)) { // what it refers to already cannot vanish
		if err := requireAll(ctx, tx, wanted); err != nil {
			return err
		}
	}
	if _, err := tx.NewUpdate().Model(newAssetRow(a)).WherePK().Exec(ctx); err != nil {
		return err
	}
	if err := replaceLists(ctx, tx, before, a); err != nil {
		return err
	}
	if a.RecordingDay.ID == before.RecordingDay.ID && slices.Equal(personIDs(a.People), personIDs(before.People)) {
		return nil
	}
	return demandFor(ctx, tx, []string{string(a.ID)}, a.UpdatedAt) // other people are shown, or other consents cover it
}

// replaceLists stores those of an asset's lists that are different from before.
func replaceLists(ctx context.Context, tx bun.Tx, before, a catalog.Asset) error {
	for _, l := range []struct {
		join        join
		before, now []string
	}{
		{assetLibraries(), libraryIDs(before.Libraries), libraryIDs(a.Libraries)},
		{assetPresenters(), refIDs(before.Presenters), refIDs(a.Presenters)},
		{assetBooks(), bookIDs(before.Books), bookIDs(a.Books)},
		{assetPeople(), personIDs(before.People), personIDs(a.People)},
	} {
		if slices.Equal(l.before, l.now) {
			continue
		}
		if err := l.join.replace(ctx, tx, string(a.ID), l.now); err != nil {
			return err
		}
	}
	if slices.Equal(before.Tags, a.Tags) {
		return nil
	}
	return replaceTags(ctx, tx, string(a.ID), a.Tags)
}

// refuseDuplicate refuses bytes that an asset outside the bin has, with Conflict and DuplicateOf.
func refuseDuplicate(ctx context.Context, tx bun.Tx, sum string) error {
	id, err := assetBySHA256(ctx, tx, sum)
	if err != nil || id == "" {
		return err
	}
	found, err := oneAsset(ctx, asking(tx), id)
	if err != nil {
		return err
	}
	return &catalog.Error{Code: catalog.Conflict, Key: catalog.KeyDuplicate, Args: catalog.Args{"title": found.ShownTitle()}, DuplicateOf: id}
}

// assetBySHA256 finds the oldest asset outside the bin with these bytes; "" when there is none.
func assetBySHA256(ctx context.Context, db bun.IDB, sum string) (catalog.AssetID, error) {
	if sum == "" {
		return "", nil
	}
	var ids []catalog.AssetID
	query := "SELECT id FROM assets WHERE sha256 = ? AND sha256 <> '' AND binned_at IS NULL AND review = '' ORDER BY created_at, id LIMIT 1"
	if err := db.NewRaw(query, sum).Scan(ctx, &ids); err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// withoutVanished drops those references of an asset that exist no longer.
func withoutVanished(ctx context.Context, db bun.IDB, a *catalog.Asset) error {
	has := func(table string, ids ...string) (func(string) bool, error) {
		found, err := existing(ctx, db, table, ids)
		return func(id string) bool { return !found[id] }, err
	}
	gone, err := has("libraries", libraryIDs(a.Libraries)...)
	if err != nil {
		return err
	}
	a.Libraries = slices.DeleteFunc(slices.Clone(a.Libraries), func(l catalog.LibraryRef) bool { return gone(string(l.ID)) })
	if gone, err = has("presenters", refIDs(a.Presenters)...); err != nil {
		return err
	}
	a.Presenters = slices.DeleteFunc(slices.Clone(a.Presenters), func(p catalog.Ref) bool { return gone(p.ID) })
	if gone, err = has("books", bookIDs(a.Books)...); err != nil {
		return err
	}
	a.Books = slices.DeleteFunc(slices.Clone(a.Books), func(b catalog.BookRef) bool { return gone(string(b.ID)) })
	if gone, err = has("series", a.Series.ID); err != nil {
		return err
	}
	if gone(a.Series.ID) {
		a.Series = catalog.Ref{}
	}
	if gone, err = has("recording_days", a.RecordingDay.ID); err != nil {
		return err
	}
	if gone(a.RecordingDay.ID) {
		a.RecordingDay = catalog.Ref{}
	}
	return nil
}
