package catalog

import "time"

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

// Reason is one ground for a refusal, in words: a translation key with its arguments.
type Reason struct {
	Key  string
	Args Args
}

// Keys of the reasons.
const (
	ReasonNotAssessed   = "clearance.not_assessed"   // nobody has said yet who can be recognised
	ReasonNoConsents    = "clearance.no_consents"    // persons are shown whose consent is not recorded
	ReasonBinned        = "clearance.binned"         // lies in the bin
	ReasonNotReady      = "clearance.not_ready"      // still being processed, or processing failed
	ReasonInternalOnly  = "clearance.internal_only"  // the terms of use say: internal only
	ReasonNotReviewed   = "clearance.not_reviewed"   // came in without an account, and no editor has looked at it
	ReasonPlatformMusic = "clearance.platform_music" // the music must not leave the platform
)

// Use is what an asset is wanted for. The zero channel asks for any.
type Use struct {
	Channel Channel
	Library LibraryID
}

// Clearance answers: may this be shown there, then? Until is zero when no end is known.
type Clearance struct {
	Cleared  bool
	Channels []Channel // where it may be shown
	Reasons  []Reason  // why not, most important first; empty when cleared everywhere
	Until    time.Time
}

// Clear computes the clearance of an asset for a use at a time: the intersection over the persons shown, the
// rights and the asset's own state. It is never typed by anyone. Adding a person or a restriction never widens it.
func Clear(a Asset, use Use, now time.Time) Clearance {
	var c Clearance
	switch {
	case a.Binned():
		c.Reasons = append(c.Reasons, Reason{Key: ReasonBinned})
	case a.State != Ready:
		c.Reasons = append(c.Reasons, Reason{Key: ReasonNotReady})
	}
	if a.Review != ReviewAccepted {
		c.Reasons = append(c.Reasons, Reason{Key: ReasonNotReviewed})
	}
	switch a.PeopleStatus {
	case PeopleNobody, PeopleCrowd:
	case PeopleRegistered:
		c.Reasons = append(c.Reasons, Reason{Key: ReasonNoConsents})
	default:
		c.Reasons = append(c.Reasons, Reason{Key: ReasonNotAssessed})
	}
	if len(c.Reasons) > 0 {
		return c
	}
	c.Channels, c.Reasons = allowedChannels(a)
	for _, ch := range c.Channels {
		c.Cleared = c.Cleared || use.Channel == "" && ch != Inside || use.Channel == ch
	}
	if c.Cleared {
		c.Reasons = nil
	}
	return c
}

// allowedChannels narrows the channels by the rights of the material.
func allowedChannels(a Asset) ([]Channel, []Reason) {
	if a.UsageTerms == TermsInternal {
		return []Channel{Inside}, []Reason{{Key: ReasonInternalOnly}}
	}
	if a.Music == MusicPlatform {
		return []Channel{Inside}, []Reason{{Key: ReasonPlatformMusic}}
	}
	return Channels(), nil
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
	if c := Clear(a, Use{Channel: l.Channel, Library: l.Library.ID}, now); !c.Cleared {
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
