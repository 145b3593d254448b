package catalog

import "time"

// DutyCode names what is owed to those who do not see or hear (WCAG 1.1.1, 1.2.1, 1.2.2 and 1.2.3).
type DutyCode string

// The duties.
const (
	DutyAltText  DutyCode = "alt_text" // a picture has an alternative text, or says nothing
	DutyCaptions DutyCode = "captions" // what is said can be read
	DutyVisuals  DutyCode = "visuals_spoken"
)

// DutyCodes lists every duty.
func DutyCodes() []DutyCode { return []DutyCode{DutyAltText, DutyCaptions, DutyVisuals} }

// Duty is one duty with whether it is met. State says how, or what is missing: the locale files hold a sentence for it
// under "duty.<code>.<state>".
type Duty struct {
	Code  DutyCode
	Met   bool
	State string
}

// Say is the sentence on how it stands with the duty.
func (d Duty) Say() Reason { return Reason{Key: "duty." + string(d.Code) + "." + d.State} }

// States of duties beside those that people choose.
const (
	dutyGiven      = "given"
	dutyDecorative = "decorative"
	dutyMissing    = "missing"
	dutyNotSaid    = "not_said"
)

// DutyStates lists the states that each duty can be in.
func DutyStates() map[DutyCode][]string {
	return map[DutyCode][]string{
		DutyAltText:  {dutyGiven, dutyDecorative, dutyMissing},
		DutyCaptions: {SpeechNone, SpeechBare, SpeechOpen, SpeechClosed, dutyNotSaid},
		DutyVisuals:  {VisualsSpoken, VisualsUnspoken, VisualsNone, dutyNotSaid},
	}
}

// Duties tells which duties an asset brings with it, and how it stands with each.
func Duties(a Asset) []Duty {
	switch a.Kind {
	case Photo:
		return []Duty{a.altTextDuty()}
	case Video:
		return []Duty{a.captionsDuty(), a.visualsDuty()}
	case Audio:
		return []Duty{a.captionsDuty()}
	}
	return nil
}

func (a Asset) altTextDuty() Duty {
	switch {
	case a.AltText != "":
		return Duty{DutyAltText, true, dutyGiven}
	case a.Decorative:
		return Duty{DutyAltText, true, dutyDecorative}
	}
	return Duty{DutyAltText, false, dutyMissing}
}

// captionsDuty believes a file of captions more than what was said before there was one.
func (a Asset) captionsDuty() Duty {
	switch {
	case len(a.Captions) > 0:
		return Duty{DutyCaptions, true, SpeechClosed}
	case a.Speech == SpeechOpen && a.Kind == Audio: // nothing can be burnt into sound
		return Duty{DutyCaptions, false, SpeechBare}
	case a.Speech == "":
		return Duty{DutyCaptions, false, dutyNotSaid}
	}
	return Duty{DutyCaptions, a.Speech != SpeechBare, a.Speech}
}

func (a Asset) visualsDuty() Duty {
	if a.VisualsSpoken == "" {
		return Duty{DutyVisuals, false, dutyNotSaid}
	}
	return Duty{DutyVisuals, a.VisualsSpoken != VisualsUnspoken, a.VisualsSpoken}
}

// meets reports whether an asset meets a duty, or does not have it.
func (a Asset) meets(code DutyCode) bool {
	for _, d := range Duties(a) {
		if d.Code == code {
			return d.Met
		}
	}
	return true
}

// Override is somebody's word that an asset may go out although it does not meet a duty.
type Override struct {
	Asset  AssetID
	Duty   DutyCode
	Reason string
	Name   string // of who answers for it
	By     string // an Actor's ID
	At     time.Time
}

// FitToPost tells whether an asset may go out to be posted as far as those are concerned who do not see or hear: nil, or
// Conflict with what is missing. Whether it is cleared is another question, which Clear answers.
func FitToPost(a Asset, overrides ...Override) error {
	if missing := unmet(a, overrides); len(missing) > 0 {
		return &Error{Code: Conflict, Key: KeyDutiesUnmet, Reasons: missing}
	}
	return nil
}

// unmet says what is missing of an asset's duties and nobody has let pass.
func unmet(a Asset, overrides []Override) (missing []Reason) {
	for _, d := range lacking(a, overrides) {
		missing = append(missing, d.Say())
	}
	return missing
}

// lacking lists the duties that an asset does not meet and nobody has let pass.
func lacking(a Asset, overrides []Override) (out []Duty) {
	for _, d := range Duties(a) {
		if !d.Met && !overridden(a.ID, d.Code, overrides) {
			out = append(out, d)
		}
	}
	return out
}

func overridden(asset AssetID, duty DutyCode, overrides []Override) bool {
	for _, o := range overrides {
		if o.Asset == asset && o.Duty == duty {
			return true
		}
	}
	return false
}
