package locale

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// latestMoment bounds what ReadMoment takes: no clip is longer.
const latestMoment = 1000 * time.Hour

// Moment writes a moment of a clip to the millisecond: 2:03 or 2:03,5, in English 2:03.5.
func (l *Localizer) Moment(at time.Duration) string {
	ms := at.Milliseconds()
	seconds := strconv.FormatFloat(float64(ms%60000)/1000, 'f', -1, 64)
	if ms%60000 < 10000 {
		seconds = "0" + seconds
	}
	return strconv.FormatInt(ms/60000, 10) + ":" + l.comma(seconds)
}

// ReadMoment reads a moment of a clip as people of any language write it: 1:02:03, 2:03, 2:03,5, or seconds alone. False
// when it is none.
func ReadMoment(s string) (time.Duration, bool) {
	parts := strings.Split(strings.Replace(strings.TrimSpace(s), ",", ".", 1), ":")
	if len(parts) > 3 {
		return 0, false
	}
	var seconds float64
	for i, part := range parts {
		v, err := strconv.ParseFloat(part, 64)
		last := i == len(parts)-1
		if err != nil || strings.Trim(part, "0123456789.") != "" || !last && v != math.Trunc(v) || i > 0 && v >= 60 {
			return 0, false
		}
		seconds = seconds*60 + v
	}
	if seconds > latestMoment.Seconds() {
		return 0, false
	}
	return time.Duration(math.Round(seconds*1000)) * time.Millisecond, true
}
