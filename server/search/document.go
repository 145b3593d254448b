package search

import (
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// document turns an asset, what is said in its captions and what else its libraries, presenters and books are called
// into what the index knows of it.
func document(a catalog.Asset, said string, also spellings, now time.Time) indexer.Document {
	d := indexer.Document{
		ID: string(a.ID), Title: a.ShownTitle(), Description: described(a), AltText: a.AltText, CaptionText: said,
		ContentType: string(a.ContentType), Kind: string(a.Kind), Language: a.Language, Orientation: a.Orientation(),
		State: string(a.ShownState()), Visibility: catalog.Visibility(a),
		RecordedAt: a.RecordedAt, CreatedAt: a.CreatedAt, LastPostedAt: a.Usage.LastUsedAt, Used: a.Usage.Count,
		Prints: a.Fingerprints, Missing: a.Missing(), Editing: string(a.Editing), Review: string(a.Review),
		Vetted: a.EditorsPick, Stale: catalog.StaleCodes(a, said, now),
	}
	clear(&d, a, now)
	if d.RecordedAt.IsZero() { // nobody knows when: it is as new as its upload
		d.RecordedAt = a.CreatedAt
	}
	if d.Editing == "" {
		d.Editing = catalog.EditingNotSaid
	}
	if d.Review == "" {
		d.Review = catalog.ReviewedAccepted
	}
	if d.Shots = []string{catalog.NoShot}; a.Shot.ID != "" {
		d.Shots = []string{a.Shot.ID, catalog.AnyShot}
	}
	for _, l := range a.Libraries {
		d.Libraries = append(d.Libraries, indexer.Ref{ID: string(l.ID), Name: l.Name, Also: also[catalog.KindLibrary][string(l.ID)]})
	}
	for _, p := range a.Presenters {
		d.Presenters = append(d.Presenters, indexer.Ref{ID: p.ID, Name: p.Name, Also: also[catalog.KindPresenter][p.ID]})
	}
	for _, b := range a.Books {
		d.Books = append(d.Books, indexer.Ref{ID: string(b.ID), Name: b.Title, Also: also[catalog.KindBook][string(b.ID)]})
		for _, author := range b.Authors {
			d.Authors = append(d.Authors, indexer.Ref{ID: author, Name: author})
		}
	}
	for _, t := range a.Tags {
		d.Tags = append(d.Tags, indexer.Ref{ID: t, Name: t})
	}
	d.Series = single(a.Series)
	d.RecordingDays = single(a.RecordingDay)
	return d
}

// described is what was said of an asset, also by whoever sent it: the name of a folder may be all that is known of it.
func described(a catalog.Asset) string {
	return strings.TrimSpace(a.Description + "\n" + a.SentNote)
}

func single(r catalog.Ref) []indexer.Ref {
	if r.ID == "" {
		return nil
	}
	return []indexer.Ref{{ID: r.ID, Name: r.Name}}
}

// clear fills in where an asset may be shown now, and whom it shows.
func clear(d *indexer.Document, a catalog.Asset, now time.Time) {
	c := catalog.Clear(a, catalog.Use{}, now)
	for _, ch := range c.Channels {
		d.ClearedFor = append(d.ClearedFor, string(ch))
	}
	for _, p := range a.People {
		d.People = append(d.People, string(p.ID))
	}
	switch {
	case c.Cleared:
		d.Clearance = []string{catalog.ClearanceCleared}
	case a.PeopleStatus == catalog.PeopleNotAssessed:
		d.Clearance = []string{catalog.ClearanceNotCleared, catalog.ClearanceNotAssessed}
	default:
		d.Clearance = []string{catalog.ClearanceNotCleared}
	}
}
