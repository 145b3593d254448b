package web

import (
	"regexp"
	"strings"
)

// bareAddress is an address of the web without what it begins with, as people write it.
var bareAddress = regexp.MustCompile(`^([\pL\pN-]+\.)+\pL{2,}([/?#]|$)`)

// webAddress adds to what was typed in a field for an address what people leave out. Whether it is one, the catalogue says.
func webAddress(typed string) string {
	if typed = strings.TrimSpace(typed); bareAddress.MatchString(typed) {
		return "https://" + typed
	}
	return typed
}
