package catalog

import (
	"context"
	"slices"
	"time"
)

// Days is the recording day as a unit of work: which files it has, what they take over from it, how far it has come.
type Days struct {
	days     RegisterStore[RecordingDay]
	assets   *Assets
	consents DayConsents
	zone     *time.Location
}

// NewDays makes the service. Dates of recordings whose files tell no zone are those of zone.
func NewDays(days RegisterStore[RecordingDay], assets *Assets, consents DayConsents, zone *time.Location) *Days {
	return &Days{days, assets, consents, zone}
}

// DayAssetStore finds the assets of recording days. What lies in the bin does not count.
type DayAssetStore interface {
	// OnDay lists the assets of a recording day, by the time of recording.
	OnDay(ctx context.Context, day string) ([]AssetID, error)
	// Dayless lists the assets without a recording day that were recorded in a span of time, by that time, at most limit.
	Dayless(ctx context.Context, from, to time.Time, limit int) ([]AssetID, error)
	// DayCounts counts the files of recording days and the shots that are in, by day.
	DayCounts(ctx context.Context, days []string) (map[string]DayCount, error)
}

// DayCount is what the list of recording days tells of each.
type DayCount struct {
	Shots   int // planned
	In      int // shots of which there is something, edited ones too
	Files   int
	Waiting int // files to be reviewed, which are not among Files
}

// mostOffered bounds how many files are offered to a recording day.
const mostOffered = 1000

// Outdated is what files would take over that nobody has described otherwise, because their recording day or shot has
// been changed since.
type Outdated struct {
	Total  int
	Fields map[string]int // files by the field
	Assets []Asset        // as they are, by the time of recording
}

// Outdated lists the files of a day that hold other than the day says, among those that the actor may edit.
func (s *Days) Outdated(ctx context.Context, actor Actor, id string) (Outdated, error) {
	day, assets, err := s.files(ctx, actor, id)
	if err != nil {
		return Outdated{}, err
	}
	return outdated(actor, day, assets), nil
}

func outdated(actor Actor, day RecordingDay, assets []Asset) Outdated {
	out := Outdated{Fields: map[string]int{}}
	for _, a := range assets {
		fresh := a
		fresh.refresh(day)
		was, _ := Differences(a, fresh)
		if len(was.Fields) == 0 || MayEdit(actor, a) != nil {
			continue
		}
		out.Total++
		out.Assets = append(out.Assets, a)
		for name := range was.Fields {
			out.Fields[name]++
		}
	}
	return out
}

// UpdateFiles gives the files of a day what the day and their shots say now, as far as they have inherited it.
func (s *Days) UpdateFiles(ctx context.Context, actor Actor, id string) (Outcome, error) {
	day, assets, err := s.files(ctx, actor, id)
	if err != nil {
		return Outcome{}, err
	}
	var ids []AssetID
	for _, a := range outdated(actor, day, assets).Assets {
		ids = append(ids, a.ID)
	}
	return s.assets.inBatch(ctx, actor, ids, func(a *Asset) error {
		if err := s.assets.mayPatch(actor, *a, AssetPatch{Title: new(string)}); err != nil {
			return err
		}
		if a.RecordingDay.ID != day.ID {
			return NewError(Conflict, KeyStale, nil)
		}
		before := *a
		a.refresh(day)
		s.assets.touch(a)
		return keepsOwn(actor, before, *a, AssetPatch{})
	})
}

// files reads a recording day and its files that the actor may see, those that wait to be reviewed too.
func (s *Days) files(ctx context.Context, actor Actor, id string) (RecordingDay, []Asset, error) {
	if err := known(actor); err != nil {
		return RecordingDay{}, nil, err
	}
	day, err := s.days.Get(ctx, id)
	if err != nil {
		return RecordingDay{}, nil, err
	}
	ids, err := s.assets.store.OnDay(ctx, id)
	if err != nil {
		return RecordingDay{}, nil, err
	}
	assets, err := s.assets.store.Shown(ctx, ids, ScopeOf(actor))
	return day, slices.DeleteFunc(assets, Asset.Binned), err
}

// Alike counts the pairs of a day's files that look nearly the same and that nobody has decided on, as PairsOfDay finds
// them. It looks at every file, which takes its time.
func (s *Days) Alike(ctx context.Context, actor Actor, id string) (int, error) {
	pairs, err := s.assets.PairsOfDay(ctx, actor, RecordingDayID(id))
	return len(pairs.Items), err
}

// ShotTitle tells what a shot is called. NotFound when there is none.
func (s *Days) ShotTitle(ctx context.Context, actor Actor, id ShotID) (string, error) {
	if err := known(actor); err != nil {
		return "", err
	}
	found, err := s.assets.refs.ShotRefs(ctx, []string{string(id)})
	if err != nil {
		return "", err
	}
	shot, ok := found[string(id)]
	if !ok {
		return "", Missing("shot")
	}
	return shot.Name, nil
}

// Counts tells of each of some days how far it has come.
func (s *Days) Counts(ctx context.Context, actor Actor, days []string) (map[string]DayCount, error) {
	if err := known(actor); err != nil || len(days) == 0 {
		return nil, err
	}
	return s.assets.store.DayCounts(ctx, days)
}

// OfferedFile is a file that may be of a recording day, by when it was recorded.
type OfferedFile struct {
	Asset Asset
	// Taken reports whether it was recorded on the day, and not on the day before.
	Taken bool
}

// Offered lists the files without a recording day that were recorded on this one or on the day before, by time, among
// those that the actor may edit: at most 1000.
func (s *Days) Offered(ctx context.Context, actor Actor, id string) ([]OfferedFile, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	day, err := s.days.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	first, last, err := day.dates()
	if err != nil {
		return nil, err
	}
	eve := first.AddDate(0, 0, -1)
	// Local dates begin up to 14 hours before those of UTC, and end up to 12 hours after.
	ids, err := s.assets.store.Dayless(ctx, eve.Add(-14*time.Hour), last.Add((24+12)*time.Hour), mostOffered)
	if err != nil {
		return nil, err
	}
	assets, err := s.assets.store.Shown(ctx, ids, ScopeOf(actor))
	if err != nil {
		return nil, err
	}
	var out []OfferedFile
	for _, a := range assets {
		on := s.localDate(a)
		if on < eve.Format(time.DateOnly) || on > last.Format(time.DateOnly) || a.RecordingDay.ID != "" || a.Binned() || MayEdit(actor, a) != nil {
			continue
		}
		out = append(out, OfferedFile{Asset: a, Taken: on >= day.Date})
	}
	return out, nil
}

// localDate is the date on the wall where a file was recorded. A container's own time is told in UTC, wherever it was.
func (s *Days) localDate(a Asset) string {
	at := a.RecordedAt
	if a.RecordedAtSource == "mvhd" {
		at = at.In(s.zone)
	}
	return at.Format(time.DateOnly)
}

// dates gives the first and the last date of a day, each at midnight in UTC.
func (d RecordingDay) dates() (first, last time.Time, err error) {
	if first, err = time.Parse(time.DateOnly, d.Date); err != nil {
		return
	}
	if last = first; d.Until != "" {
		last, err = time.Parse(time.DateOnly, d.Until)
	}
	return
}
