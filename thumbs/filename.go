package thumbs

import (
	"regexp"
	"strings"
	"time"
)

// nameDate finds a date and a time of day as phones, cameras and chat programs put them into file names.
var nameDate = regexp.MustCompile(
	`(?:^|[^0-9])((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_. T]|_at_| at | kl\.? ?)(\d\d)[-_.:]?(\d\d)[-_.:]?(\d\d)`)

// dateInName reads times such as IMG_20251020_101500.jpg. Pixel phones (PXL_…) name their files in UTC; all others give
// wall time, which comes back as if it were UTC.
func dateInName(name string) (at time.Time, zoned bool) {
	m := nameDate.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, false
	}
	at, err := time.Parse("20060102150405", strings.Join(m[1:], ""))
	if err != nil {
		return time.Time{}, false
	}
	return at, strings.HasPrefix(name, "PXL_")
}
