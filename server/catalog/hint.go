package catalog

import "strings"

// HintCode says what of a typed search was not understood.
type HintCode string

// The hints.
const (
	HintUnknownField HintCode = "unknown_field" // farge:rød, where there is no such field
	HintUnknownValue HintCode = "unknown_value" // type:klip, where the field has other codes
	HintBadDate      HintCode = "bad_date"      // dato:2024-13
	HintOpenQuote    HintCode = "open_quote"    // "siste tirsdag
	HintTooLong      HintCode = "too_long"      // the rest was left out
)

// HintCodes lists every hint. The locale files hold a sentence for each under "hint.<code>".
func HintCodes() []HintCode {
	return []HintCode{HintUnknownField, HintUnknownValue, HintBadDate, HintOpenQuote, HintTooLong}
}

// Hint is a part of a typed search that means other than its writer may think. Text is the part as typed.
type Hint struct {
	Code HintCode
	Text string
}

// Say is the sentence that tells a reader of it.
func (h Hint) Say() Reason {
	field, value, _ := strings.Cut(h.Text, ":")
	return Reason{Key: "hint." + string(h.Code), Args: Args{"text": h.Text, "field": field, "value": strings.Trim(value, `"`)}}
}
