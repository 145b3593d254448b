package catalog

import "slices"

// Filter names a field that a search can be narrowed and counted by.
type Filter string

// The filters, which are the facets too.
const (
	ByLibrary      Filter = "library"
	ByPresenter    Filter = "presenter"
	ByBook         Filter = "book"
	ByAuthor       Filter = "author"
	ByContentType  Filter = "content_type"
	ByKind         Filter = "kind"
	BySeries       Filter = "series"
	ByRecordingDay Filter = "recording_day"
	ByTag          Filter = "tag"
	ByLanguage     Filter = "language"
	ByOrientation  Filter = "orientation"
	ByClearance    Filter = "clearance" // cleared, not_cleared, not_assessed
	ByState        Filter = "state"
	ByUsed         Filter = "used" // never, once, few, many
	ByShot         Filter = "shot" // ids of shots, any or none
	ByMissing      Filter = "missing"
	ByEditing      Filter = "editing"     // raw, edited, not_said
	ByReview       Filter = "review"      // accepted, waiting
	ByClearedFor   Filter = "cleared_for" // channels
	ByPicked       Filter = "picked"      // yes, no
	ByStale        Filter = "stale"       // yes, no, unconfirmed
	ByPerson       Filter = "person"      // ids of persons shown, for who may see them; never counted
)

// Codes of the filters by clearance, by shape and by use.
const (
	ClearanceCleared     = "cleared"
	ClearanceNotCleared  = "not_cleared"
	ClearanceNotAssessed = "not_assessed"

	OrientationPortrait  = "portrait"
	OrientationLandscape = "landscape"
	OrientationSquare    = "square"

	UsedNever = "never"
	UsedOnce  = "once"
	UsedFew   = "few"  // 2 to 4 times
	UsedMany  = "many" // 5 or more

	PickedYes = "yes" // an editor's choice
	PickedNo  = "no"

	StaleYes         = "yes" // it says something that counts no longer
	StaleNo          = "no"
	StaleUnconfirmed = "unconfirmed" // it seems to say something that ages, which nobody has confirmed

	// AnyShot finds what belongs to a shot of a shot list, whichever it is.
	AnyShot = "any"
	// EditingNotSaid finds what nobody has called raw or edited.
	EditingNotSaid = "not_said"
	// ReviewedAccepted finds what does not wait to be reviewed.
	ReviewedAccepted = "accepted"
)

// Codes lists the values that a filter can have, or nil where they are ids, words of people's own or languages.
func (f Filter) Codes() []string {
	switch f {
	case ByContentType:
		return []string{string(ServiceInfo), string(Literature), string(Relations)}
	case ByKind:
		return []string{string(Photo), string(Video), string(Audio)}
	case ByOrientation:
		return []string{OrientationPortrait, OrientationLandscape, OrientationSquare}
	case ByClearance:
		return []string{ClearanceCleared, ClearanceNotCleared, ClearanceNotAssessed}
	case ByState:
		return []string{string(Pending), string(Processing), string(Ready), string(Failed), string(Binned)}
	case ByUsed:
		return []string{UsedNever, UsedOnce, UsedFew, UsedMany}
	case ByMissing:
		return MissingFields()
	case ByEditing:
		return []string{string(EditingRaw), string(EditingDone), EditingNotSaid}
	case ByReview:
		return []string{ReviewedAccepted, string(ReviewWaiting)}
	case ByPicked:
		return []string{PickedYes, PickedNo}
	case ByStale:
		return []string{StaleYes, StaleNo, StaleUnconfirmed}
	case ByClearedFor:
		var out []string
		for _, ch := range Channels() {
			out = append(out, string(ch))
		}
		return out
	}
	return nil
}

// Coded reports whether the values of a filter are codes, which every language has its own words for.
func (f Filter) Coded() bool { return f == ByLanguage || f.Codes() != nil }

// Filters lists every filter.
func Filters() []Filter {
	return []Filter{ByLibrary, ByPresenter, ByBook, ByAuthor, ByContentType, ByKind, BySeries, ByRecordingDay, ByTag, ByLanguage,
		ByOrientation, ByClearance, ByState, ByUsed, ByShot, ByMissing, ByEditing, ByReview, ByClearedFor, ByPicked, ByStale, ByPerson}
}

// Facets lists the filters whose values are counted: not the persons shown, of whom nobody is to draw up a list.
func Facets() []Filter {
	return slices.DeleteFunc(Filters(), func(f Filter) bool { return f == ByPerson })
}
