package api

import (
	"strconv"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// tagOf is the ETag of a version.
func tagOf(version int) string { return `"` + strconv.Itoa(version) + `"` }

// wanted reads If-Match: 0 when any version will do. What cannot be one of our tags matches nothing, and so is Stale.
func wanted(ifMatch string) (int, error) {
	tag := strings.TrimSpace(ifMatch)
	if tag == "" || tag == "*" {
		return 0, nil
	}
	digits := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(tag, "W/"), `"`), `"`)
	version, err := strconv.Atoi(digits)
	if err != nil || version < 1 || tagOf(version) != strings.TrimPrefix(tag, "W/") {
		return 0, catalog.NewError(catalog.Stale, catalog.KeyStale, nil)
	}
	return version, nil
}
