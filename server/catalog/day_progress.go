package catalog

import (
	"context"
	"slices"
)

// States of a shot, from the first to the last.
const (
	ShotPlanned = "planned"
	ShotFilmed  = "filmed"
	ShotIn      = "in"
	ShotEdited  = "edited"
)

// ShotStates lists the states of a shot, from the first to the last.
func ShotStates() []string { return []string{ShotPlanned, ShotFilmed, ShotIn, ShotEdited} }

// NoShot finds with the filter ByShot what belongs to no shot.
const NoShot = "none"

// Number is something that is counted of a recording day, with the search that finds the files it is about.
type Number struct {
	Count int
	// Files is how many the search finds: Count itself, but where shots are counted.
	Files int
	// Find are the filters of the search; nil where none finds them.
	Find map[Filter][]string
}

// ShotProgress is a shot with what has come of it.
type ShotProgress struct {
	Shot
	// State is how far it has come: as far as people say or, when that is further, as its files show.
	State string
	Files int
	First []Asset // of the files, at most 3
}

// PersonProgress is somebody who was present, with whether they have agreed to be shown.
type PersonProgress struct {
	DayPerson
	Consent ConsentState
}

// Progress tells how far a recording day has come. Files are those that the actor finds.
type Progress struct {
	Day         RecordingDay
	Shots       []ShotProgress
	People      []PersonProgress
	Planned     int    // shots
	In          Number // shots of which there is something, edited ones too
	Edited      Number // shots
	Files       Number
	NoPresenter Number // clips
	Unedited    Number // clips that nobody has called edited, but for those of shots that are edited
	Waiting     Number // to be reviewed
	NotAssessed Number // whether somebody is shown
	Failed      Number
	NoConsent   int // people
	Outdated    Outdated
	Offered     int // recorded on the day
}

// Progress tells how far a recording day has come.
func (s *Days) Progress(ctx context.Context, actor Actor, id string) (Progress, error) {
	day, assets, err := s.files(ctx, actor, id)
	if err != nil {
		return Progress{}, err
	}
	offers, err := s.Offered(ctx, actor, id)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Day: day, Planned: len(day.Shots), Outdated: outdated(actor, day, assets)}
	for _, o := range offers {
		if o.Taken {
			p.Offered++
		}
	}
	if err := s.people(ctx, &p); err != nil {
		return Progress{}, err
	}
	p.waiting(assets)
	p.shots(assets)
	p.count(slices.DeleteFunc(assets, func(a Asset) bool { return a.Review == ReviewWaiting }))
	return p, nil
}

func (s *Days) people(ctx context.Context, p *Progress) error {
	states, err := s.consents.OfDay(ctx, p.Day)
	if err != nil {
		return err
	}
	for i, person := range p.Day.People {
		p.People = append(p.People, PersonProgress{person, states[i]})
		if states[i] != ConsentGiven {
			p.NoConsent++
		}
	}
	return nil
}

// find makes the filters that find files of the day.
func (p *Progress) find(more map[Filter][]string) map[Filter][]string {
	out := map[Filter][]string{ByRecordingDay: {p.Day.ID}}
	for f, values := range more {
		out[f] = values
	}
	return out
}

// number counts the files that suit.
func (p *Progress) number(assets []Asset, more map[Filter][]string, suits func(Asset) bool) Number {
	n := Number{Find: p.find(more)}
	for _, a := range assets {
		if suits(a) {
			n.Files++
		}
	}
	n.Count = n.Files
	return n
}

func (p *Progress) waiting(assets []Asset) {
	p.Waiting = p.number(assets, map[Filter][]string{ByReview: {string(ReviewWaiting)}}, func(a Asset) bool { return a.Review == ReviewWaiting })
}

// shots tells what has come of the shots. What waits to be reviewed is not in yet.
func (p *Progress) shots(assets []Asset) {
	for _, shot := range p.Day.Shots {
		sp := ShotProgress{Shot: shot, State: shot.Status}
		for _, a := range assets {
			if a.Shot.ID == string(shot.ID) && a.Review != ReviewWaiting {
				if sp.Files++; len(sp.First) < 3 {
					sp.First = append(sp.First, a)
				}
				sp.State = further(sp.State, a.shows())
			}
		}
		switch p.Shots = append(p.Shots, sp); sp.State {
		case ShotEdited:
			p.Edited.Count++
			fallthrough
		case ShotIn:
			p.In.Count++
		}
	}
}

// shows is how far a file shows that its shot has come.
func (a Asset) shows() string {
	if a.Editing == EditingDone {
		return ShotEdited
	}
	return ShotIn
}

// further is the later of two states of a shot.
func further(a, b string) string {
	if slices.Index(ShotStates(), b) > slices.Index(ShotStates(), a) {
		return b
	}
	return a
}

func (p *Progress) count(assets []Asset) {
	ofShot := func(a Asset) bool { return a.Shot.ID != "" }
	edited := func(a Asset) bool { return a.Editing == EditingDone }
	clip := func(a Asset) bool { return a.Kind == Video }
	said := func(f Filter, values ...string) map[Filter][]string { return map[Filter][]string{f: values} }
	p.Files = p.number(assets, nil, func(Asset) bool { return true })
	p.In = Number{Count: p.In.Count}.with(p.number(assets, said(ByShot, AnyShot), ofShot))
	p.Edited = Number{Count: p.Edited.Count}.with(p.number(assets, map[Filter][]string{ByShot: {AnyShot}, ByEditing: {string(EditingDone)}},
		func(a Asset) bool { return ofShot(a) && edited(a) }))
	p.NoPresenter = p.number(assets, map[Filter][]string{ByKind: {string(Video)}, ByMissing: {"presenter"}},
		func(a Asset) bool { return clip(a) && len(a.Presenters) == 0 })
	p.NotAssessed = p.number(assets, said(ByClearance, ClearanceNotAssessed), func(a Asset) bool { return a.PeopleStatus == PeopleNotAssessed })
	p.Failed = p.number(assets, said(ByState, string(Failed)), func(a Asset) bool { return a.State == Failed })
	find, open := p.unedited()
	p.Unedited = p.number(assets, find, func(a Asset) bool { return clip(a) && !edited(a) && open(a) })
}

// with gives a number of shots the files of another.
func (n Number) with(files Number) Number {
	n.Files, n.Find = files.Files, files.Find
	return n
}

// unedited finds the clips that are still to be edited: of shots that are not edited, and of none.
func (p *Progress) unedited() (find map[Filter][]string, open func(Asset) bool) {
	find = map[Filter][]string{ByKind: {string(Video)}, ByEditing: {string(EditingRaw), EditingNotSaid}}
	still := []string{NoShot}
	for _, s := range p.Shots {
		if s.State != ShotEdited {
			still = append(still, string(s.ID))
		}
	}
	if p.Edited.Count == 0 {
		return find, func(Asset) bool { return true }
	}
	find[ByShot] = still
	return find, func(a Asset) bool { return a.Shot.ID == "" || slices.Contains(still, a.Shot.ID) }
}
