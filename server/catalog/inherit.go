package catalog

import "slices"

// What several say about one field counts in this order: a person; the file itself, such as the credit a photographer has
// written into it; the shot; the recording day. The marks in Asset.Inherited carry it: a marked field follows the shot and
// the day, also while they leave it empty. Whatever a person sets or clears, and whatever the file says, loses its mark
// for good. It makes no difference which of them comes first, so that reading the file may come after describing it.

// heirloom is a field that files take over.
type heirloom struct {
	name string
	// byShot fields are taken over by files of a shot alone.
	byShot bool
	empty  func(Asset) bool
	// set gives an asset what a day and a shot say; the zero shot says nothing.
	set func(*Asset, RecordingDay, Shot)
}

func heirlooms() []heirloom {
	return []heirloom{
		{"title", true, func(a Asset) bool { return a.Title == "" }, func(a *Asset, _ RecordingDay, s Shot) { a.Title = s.Title }},
		{"books", true, func(a Asset) bool { return len(a.Books) == 0 }, func(a *Asset, _ RecordingDay, s Shot) {
			if a.Books = nil; s.Book != "" {
				a.Books = []BookRef{{ID: BookID(s.Book)}}
			}
		}},
		{"presenters", false, func(a Asset) bool { return len(a.Presenters) == 0 }, func(a *Asset, d RecordingDay, s Shot) {
			if a.Presenters = slices.Clone(d.Presenters); s.Presenter != "" {
				a.Presenters = []Ref{{ID: s.Presenter}}
			}
		}},
		{"content_type", false, func(a Asset) bool { return a.ContentType == "" }, func(a *Asset, d RecordingDay, s Shot) {
			if a.ContentType = d.ContentType; s.ContentType != "" {
				a.ContentType = s.ContentType
			}
		}},
		{"libraries", false, func(a Asset) bool { return len(a.Libraries) == 0 }, func(a *Asset, d RecordingDay, _ Shot) { a.Libraries = slices.Clone(d.Libraries) }},
		{"language", false, func(a Asset) bool { return a.Language == "" }, func(a *Asset, d RecordingDay, _ Shot) { a.Language = d.Language }},
		{"credit_line", false, func(a Asset) bool { return a.CreditLine == "" }, func(a *Asset, d RecordingDay, _ Shot) { a.CreditLine = d.CreditLine }},
	}
}

// Inherits reports whether a field follows the recording day and the shot.
func (a Asset) Inherits(field string) bool { return slices.Contains(a.Inherited, field) }

// Own takes a field off the list of those that follow the recording day: the file itself has something to say.
func (a *Asset) Own(field string) {
	if a.Inherits(field) {
		a.setInherited(field, false)
	}
}

// shotOf finds the shot of an asset on its recording day; the zero shot when it is of none, or of one that has gone.
func (d RecordingDay) shotOf(a Asset) Shot {
	i := slices.IndexFunc(d.Shots, func(s Shot) bool { return a.Shot.ID != "" && string(s.ID) == a.Shot.ID })
	if i < 0 {
		return Shot{}
	}
	return d.Shots[i]
}

// refresh brings what an asset has inherited up to what its day and its shot say now. What it has of a shot that was taken
// off the list becomes its own.
func (a *Asset) refresh(d RecordingDay) {
	shot := d.shotOf(*a)
	for _, h := range heirlooms() {
		switch {
		case !a.Inherits(h.name):
		case h.byShot && shot.ID == "":
			if a.setInherited(h.name, false); a.Shot.ID == "" {
				h.set(a, d, shot)
			}
		default:
			h.set(a, d, shot)
		}
	}
}

// receive makes the empty fields of an asset follow the day that it has just been given, or with shot alone its shot. What
// was said is as it is.
func (a *Asset) receive(d RecordingDay, shotOnly bool, said func(field string) bool) {
	shot := d.shotOf(*a)
	for _, h := range heirlooms() {
		mine := shot.ID != "" && (h.byShot || h.name == "presenters" || h.name == "content_type")
		if h.empty(*a) && !said(h.name) && (mine || !shotOnly && !h.byShot) {
			a.setInherited(h.name, true)
		}
	}
}

// settle gives an asset its recording day and shot as a patch says, and what follows from them.
func (p AssetPatch) settle(a *Asset, r resolved) {
	before := *a
	if p.RecordingDay != nil || r.day.ID != "" {
		if a.RecordingDay = r.day.ref(); a.RecordingDay.ID != before.RecordingDay.ID {
			a.Shot = Ref{} // it was one of the other day's
		}
	}
	if p.Shot != nil {
		a.Shot = r.shot
	}
	newDay, newShot := a.RecordingDay.ID != before.RecordingDay.ID, a.Shot.ID != before.Shot.ID
	if !newDay && !newShot {
		return
	}
	day, ok := r.day, a.RecordingDay.ID == r.day.ID
	if !ok {
		if day, ok = r.days[a.RecordingDay.ID]; !ok {
			return // it was given another day a moment ago; what is outdated now is offered on the day's page
		}
	}
	if a.RecordingDay.ID != "" {
		a.receive(day, !newDay, p.says)
	}
	a.refresh(day)
	if a.RecordingDay.ID == "" {
		a.Inherited = nil
	}
}

// restore puts back what a patch says, and nothing that follows from it.
func (p AssetPatch) restore(a *Asset, r resolved) {
	p.put(a, r)
	if p.RecordingDay != nil {
		a.RecordingDay = r.day.ref()
	}
	if p.Shot != nil {
		a.Shot = r.shot
	}
}

// ref is how assets name the day.
func (d RecordingDay) ref() Ref {
	if d.ID == "" {
		return Ref{}
	}
	return Ref{ID: d.ID, Name: d.Name()}
}

// says reports whether a patch says something about a field, by its name.
func (p AssetPatch) says(name string) bool {
	return slices.ContainsFunc(fields(), func(f field) bool { return f.name == name && f.given(p) })
}

// Unsaid leaves out of a patch what says of fields that an asset has inherited just what they hold: a form sends all that
// it shows, which does not mean that somebody has set it.
func (p AssetPatch) Unsaid(a Asset) AssetPatch {
	for _, f := range fields() {
		if f.given(p) && a.Inherits(f.name) && f.saysSame(p, a) {
			f.drop(&p)
		}
	}
	return p
}
