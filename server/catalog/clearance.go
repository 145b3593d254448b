package catalog

import (
	"slices"
	"time"
)

// Channel is where something is shown.
type Channel string

// The channels that a use may name. TikTok and Telegram are not among them and are not to be.
const (
	Website   Channel = "website"
	Instagram Channel = "instagram"
	Facebook  Channel = "facebook"
	Print     Channel = "print"
	Screen    Channel = "screen"
	Inside    Channel = "internal"
)

// Channels lists every channel.
func Channels() []Channel { return []Channel{Website, Instagram, Facebook, Print, Screen, Inside} }

// Reason is one ground for a refusal, in words: a translation key with its arguments. Keys of reasons that a person gives
// say nothing of whom; Named makes one that does.
type Reason struct {
	Key    string
	Args   Args
	Person PersonID // who is in the way; empty: nobody
	name   string   // of the person
}

// Named is the reason with the name of who is in the way, for those who may see it.
func (r Reason) Named() Reason {
	if r.name == "" {
		return r
	}
	args := Args{"person": r.name}
	for k, v := range r.Args {
		args[k] = v
	}
	r.Key, r.Args = r.Key+NamedSuffix, args
	return r
}

// NamedSuffix ends the keys of reasons that name a person.
const NamedSuffix = ".named"

// Keys of the reasons.
const (
	ReasonNotAssessed   = "clearance.not_assessed"   // nobody has said yet who can be recognised
	ReasonNoConsents    = "clearance.no_consents"    // persons are shown, but none is named
	ReasonBinned        = "clearance.binned"         // lies in the bin
	ReasonNotReady      = "clearance.not_ready"      // still being processed, or processing failed
	ReasonInternalOnly  = "clearance.internal_only"  // the terms of use say: internal only
	ReasonNotReviewed   = "clearance.not_reviewed"   // came in without an account, and no editor has looked at it
	ReasonPlatformMusic = "clearance.platform_music" // the music must not leave the platform
	ReasonEmbargo       = "clearance.embargo"        // is not to be shown before {{.at}}
	ReasonExpired       = "clearance.expired"        // was not to be shown after {{.at}}
	ReasonCoverAlone    = "clearance.cover_alone"    // shows a book's cover, and no book is named that it promotes

	// Of a person, all of them with a named form.
	ReasonWithdrawn    = "clearance.withdrawn"
	ReasonErased       = "clearance.erased"
	ReasonNoConsent    = "clearance.no_consent"
	ReasonConsentEnded = "clearance.consent_ended"   // on {{.at}}
	ReasonConsentLater = "clearance.consent_later"   // begins on {{.at}}
	ReasonChannel      = "clearance.consent_channel" // not for {{.channel}}
	ReasonPurpose      = "clearance.consent_purpose"
	ReasonLibrary      = "clearance.consent_library" // not for other libraries
	ReasonOtherDay     = "clearance.consent_day"     // only for what was recorded on another day
)

// Use is what an asset is wanted for. The zero channel asks for any; the zero library is one that the asset belongs to.
type Use struct {
	Channel Channel
	Library LibraryID
}

// ChannelClearance answers for one channel.
type ChannelClearance struct {
	Channel Channel
	Cleared bool
	Until   time.Time // the first moment at which it no longer may be shown; zero: no end is known
	Reasons []Reason  // why not, most important first
}

// Clearance answers: may this be shown there, then?
type Clearance struct {
	Cleared  bool
	Channels []Channel // where it may be shown
	Reasons  []Reason  // why not, most important first; empty when cleared
	// Until is the first moment at which it no longer may be shown there; zero when no end is known. Where any channel is
	// asked for, it is the moment at which none is left.
	Until     time.Time
	ByChannel []ChannelClearance // each channel, as Channels lists them
}

// For is the clearance as an actor may see it: with the names of those in the way, or without.
func (c Clearance) For(actor Actor) Clearance {
	if MaySeePeople(actor) != nil {
		return c
	}
	named := func(list []Reason) []Reason {
		out := make([]Reason, len(list))
		for i, r := range list {
			out[i] = r.Named()
		}
		return out
	}
	c.Reasons = named(c.Reasons)
	c.ByChannel = slices.Clone(c.ByChannel)
	for i := range c.ByChannel {
		c.ByChannel[i].Reasons = named(c.ByChannel[i].Reasons)
	}
	return c
}

// Clear computes the clearance of an asset for a use at a time: the intersection over the persons shown, the
// rights and the asset's own state. It is never typed by anyone. Adding a person or a restriction never widens it, and
// the earliest end wins.
func Clear(a Asset, use Use, now time.Time) Clearance {
	var c Clearance
	state := ownReasons(&a)
	c.ByChannel = onChannels(&a, use.Library, now, state)
	for _, one := range c.ByChannel {
		if one.Cleared {
			c.Channels = append(c.Channels, one.Channel)
		}
		if use.Channel == one.Channel {
			c.Cleared, c.Until, c.Reasons = one.Cleared, one.Until, one.Reasons
		}
	}
	if use.Channel == "" {
		c.any(&a, use.Library, now, state)
	}
	return c
}

// onChannels answers for each channel, as Channels lists them.
func onChannels(a *Asset, library LibraryID, now time.Time, state []Reason) []ChannelClearance {
	out := make([]ChannelClearance, 0, len(Channels()))
	for _, ch := range Channels() {
		out = append(out, clearChannel(a, ch, library, now, state))
	}
	return out
}

// any answers for whichever channel: cleared where one is outside the libraries, and until none is left.
func (c *Clearance) any(a *Asset, library LibraryID, now time.Time, state []Reason) {
	for _, one := range c.ByChannel {
		if one.Channel != Inside && !one.Cleared {
			c.Reasons = addReasons(c.Reasons, one.Reasons)
		}
	}
	if c.Cleared, c.Until = lastOf(c.ByChannel); !c.Cleared {
		sortReasons(c.Reasons)
		return
	}
	c.Reasons = nil
	if !slices.ContainsFunc(a.People, func(p ShownPerson) bool { return p.beginsAfter(now) }) {
		return
	}
	for !c.Until.IsZero() { // another channel may have opened meanwhile
		goesOn, until := lastOf(onChannels(a, library, c.Until, state))
		if !goesOn {
			return
		}
		c.Until = until
	}
}

// lastOf tells whether any channel outside the libraries is cleared, and when the last of them ends; zero: never.
func lastOf(channels []ChannelClearance) (cleared bool, until time.Time) {
	for _, one := range channels {
		switch {
		case one.Channel == Inside || !one.Cleared:
			continue
		case !cleared || one.Until.IsZero() || !until.IsZero() && one.Until.After(until):
			until = one.Until
		}
		cleared = true
	}
	return cleared, until
}

// addReasons joins lists of reasons: each once, and each person once.
func addReasons(list, more []Reason) []Reason {
	for _, r := range more {
		if !slices.ContainsFunc(list, func(had Reason) bool { return had.Person == r.Person && (r.Person != "" || had.Key == r.Key) }) {
			list = append(list, r)
		}
	}
	return list
}

// ownReasons are why an asset may be shown nowhere, whoever is on it.
func ownReasons(a *Asset) (out []Reason) {
	switch {
	case a.Binned():
		out = append(out, Reason{Key: ReasonBinned})
	case a.State != Ready:
		out = append(out, Reason{Key: ReasonNotReady})
	}
	if a.Review != ReviewAccepted {
		out = append(out, Reason{Key: ReasonNotReviewed})
	}
	switch {
	case len(a.People) > 0 && a.PeopleStatus != PeopleNotAssessed && a.PeopleStatus != "": // they answer for themselves
	case a.PeopleStatus == PeopleNobody, a.PeopleStatus == PeopleCrowd:
	case a.PeopleStatus == PeopleRegistered:
		out = append(out, Reason{Key: ReasonNoConsents})
	default:
		out = append(out, Reason{Key: ReasonNotAssessed})
	}
	return out
}

// clearChannel answers for one channel, given why the asset may be shown nowhere.
func clearChannel(a *Asset, ch Channel, library LibraryID, now time.Time, state []Reason) ChannelClearance {
	c := ChannelClearance{Channel: ch, Reasons: slices.Clone(state)}
	until, reasons := rights(a, ch, now)
	c.Reasons = append(c.Reasons, reasons...)
	for _, p := range a.People {
		end, why := p.permits(a, ch, library, now)
		if why.Key != "" {
			c.Reasons = append(c.Reasons, why)
			continue
		}
		until = firstEnd(until, end)
	}
	sortReasons(c.Reasons)
	if c.Cleared = len(c.Reasons) == 0; c.Cleared {
		c.Until = until
	}
	return c
}

func sortReasons(list []Reason) {
	slices.SortStableFunc(list, func(x, y Reason) int { return gravity(x) - gravity(y) })
}

// gravity sorts reasons: those that nobody here can mend come first.
func gravity(r Reason) int {
	switch r.Key {
	case ReasonWithdrawn, ReasonErased:
		return 0
	case ReasonBinned, ReasonNotReady, ReasonNotReviewed:
		return 1
	}
	return 2
}

// rights narrows by the rights of the material: until when it may be shown, or why it may not.
func rights(a *Asset, ch Channel, now time.Time) (until time.Time, why []Reason) {
	if now.Before(a.EmbargoUntil) {
		why = append(why, Reason{Key: ReasonEmbargo, Args: Args{"at": a.EmbargoUntil}})
	}
	if !a.RightsUntil.IsZero() && !now.Before(a.RightsUntil) {
		why = append(why, Reason{Key: ReasonExpired, Args: Args{"at": lastDay(a.RightsUntil)}})
	}
	if ch == Inside {
		return a.RightsUntil, why
	}
	if a.UsageTerms == TermsInternal {
		why = append(why, Reason{Key: ReasonInternalOnly})
	}
	if a.Music == MusicPlatform {
		why = append(why, Reason{Key: ReasonPlatformMusic})
	}
	if a.BookCover && len(a.Books) == 0 {
		why = append(why, Reason{Key: ReasonCoverAlone})
	}
	return a.RightsUntil, why
}

// lastDay is a moment of the last day on which something holds, given the first moment at which it no longer does.
func lastDay(end time.Time) time.Time { return end.Add(-time.Second) }

// firstEnd is the earlier of two ends; zero is none.
func firstEnd(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Cleared is leave to open the bytes of one asset. Only this package makes a filled one, and delivery opens
// nothing without it. The zero value opens nothing.
type Cleared struct {
	asset      Asset
	public     bool
	renditions map[string]bool // nil: all
	filled     bool
}

// Asset is what may be opened; ok is false for the zero value.
func (c Cleared) Asset() (a Asset, ok bool) { return c.asset, c.filled }

// Public reports whether the bytes go to people without an account: never the original, never uncleaned clips.
func (c Cleared) Public() bool { return c.public }

// Allows reports whether a rendition may be opened. The original is named "original" and is never public.
func (c Cleared) Allows(name string) bool {
	if !c.filled || c.public && name == OriginalName {
		return false
	}
	return c.renditions == nil || c.renditions[name]
}

// clearInternal lets a signed-in actor who sees the asset open it.
func clearInternal(actor Actor, a Asset) (Cleared, error) {
	if err := known(actor); err != nil {
		return Cleared{}, err
	}
	if !ScopeOf(actor).Sees(a) {
		return Cleared{}, Missing("asset")
	}
	return Cleared{asset: a, filled: true}, nil
}

// clearPublic lets the public open an asset through a link, or says that it is withheld.
func clearPublic(a Asset, l ReuseLink, now time.Time) (Cleared, error) {
	gone := NewError(Withheld, KeyLinkGone, nil)
	if !l.Live(now) {
		return Cleared{}, gone
	}
	if c := Clear(a, l.use(), now); !c.Cleared {
		return Cleared{}, gone
	}
	out := Cleared{asset: a, public: true, filled: true}
	if len(l.Renditions) > 0 {
		out.renditions = map[string]bool{}
		for _, n := range l.Renditions {
			out.renditions[n] = true
		}
	}
	return out, nil
}
