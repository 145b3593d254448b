package catalog

import (
	"regexp"
	"strconv"
	"strings"
)

// measureWords are the words by which channels and people call the measures, in lower case.
func measureWords() map[string]Measure {
	out := map[string]Measure{}
	for m, words := range map[Measure]string{
		MeasureViews:    "views view visninger visning visningar visingar vising avspillinger avspelingar plays",
		MeasureReach:    "reach rekkevidde rekkjevidd rekkjevidde reached nådd",
		MeasureLikes:    "likes like liker likar likerklikk likarklikk reaksjoner reaksjonar reactions",
		MeasureComments: "comments comment kommentarer kommentarar kommentar",
		MeasureShares:   "shares share delinger delingar deling shared sends",
		MeasureSaves:    "saves save saved lagringer lagringar lagring lagret lagra",
	} {
		for _, w := range strings.Fields(words) {
			out[w] = m
		}
	}
	return out
}

// A number, or a word. Thousands are set apart by spaces, points or commas; k and M are thousands and millions.
var readings = regexp.MustCompile(`(?i)(\d{1,3}(?:[ \x{a0}\x{202f}]\d{3})+|\d+(?:[.,]\d+)*)(?:[ \x{a0}]?(k\b|m\b|tusen\b|mill\.|mill\b|million\b|millioner\b))?(\s*%)?|[\p{L}]+|\n`)

// ReadCount reads a number as people and channels write it: 1 234, 1.234, 12,3k.
func ReadCount(s string) (int, bool) {
	m := readings.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || m[0] != strings.TrimSpace(s) || m[1] == "" || m[3] != "" {
		return 0, false
	}
	return count(m[1], m[2])
}

func count(digits, unit string) (int, bool) {
	times := 1
	switch u := strings.ToLower(unit); {
	case u == "":
		digits = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(digits)
	case u == "k", u == "tusen":
		times = 1_000
	default: // m, mill., million
		times = 1_000_000
	}
	whole, part := digits, ""
	if i := strings.LastIndexAny(digits, ".,"); i >= 0 && (times > 1 || len(digits)-i-1 != 3) {
		whole, part = digits[:i], digits[i+1:]
	}
	whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
	n, err := strconv.ParseFloat(whole+"."+part+"0", 64)
	if err != nil || n*float64(times) > largestNumber || part != "" && times == 1 && strings.Trim(part, "0") != "" {
		return 0, false
	}
	return int(n*float64(times) + 0.5), true
}

// reading is one thing in a text: a number, or the name of a measure.
type reading struct {
	n       int
	measure Measure // empty: a number
}

// ReadResponse reads the numbers out of a text as channels show them: "1 234 visninger", or a heading with its number in the
// line below. What is told twice holds as it was told first.
func ReadResponse(text string) (out Response) {
	var alone []reading // from lines with numbers only or headings only
	for _, line := range readLines(text) {
		numbers := 0
		for _, r := range line {
			if r.measure == "" {
				numbers++
			}
		}
		if numbers == 0 || numbers == len(line) {
			alone = append(alone, line...)
			continue
		}
		out.pair(line)
	}
	out.pair(alone)
	return out
}

// readLines finds the numbers and names of measures in each line. A number with a word of another kind behind it, as in "30
// dager", or of percent, is none.
func readLines(text string) (lines [][]reading) {
	words := measureWords()
	var line []reading
	fresh := false // the number was the last thing that was read
	for _, m := range readings.FindAllStringSubmatch(strings.ToValidUTF8(text, "")+"\n", -1) {
		measure, named := words[strings.ToLower(m[0])]
		switch {
		case m[0] == "\n":
			lines, line, fresh = append(lines, line), nil, false
		case named:
			line, fresh = append(line, reading{measure: measure}), false
		case m[1] != "" && m[3] == "":
			if n, ok := count(m[1], m[2]); ok {
				line, fresh = append(line, reading{n: n}), true
			}
		default:
			if fresh {
				line, fresh = line[:len(line)-1], false
			}
		}
	}
	return lines
}

// pair gives each measure its number: the one behind it when a measure comes first, else the one before it.
func (r *Response) pair(line []reading) {
	if len(line) == 0 {
		return
	}
	named := line[0].measure != ""
	for i := 0; i+1 < len(line); i++ {
		a, b := line[i], line[i+1]
		if named {
			a, b = b, a
		}
		if a.measure != "" || b.measure == "" {
			continue
		}
		if _, known := r.Number(b.measure); !known {
			r.Set(b.measure, a.n)
		}
		i++
	}
}
