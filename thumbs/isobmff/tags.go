package isobmff

import (
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Tags is what a phone or an editor wrote about the recording. The text is as found, not cleaned.
type Tags struct {
	Title       string
	Description string
	Author      string
	Make, Model string
	CreatedAt   time.Time // Apple's creation date: local time with its zone; zero when absent
	Located     bool
	Latitude    float64 // degrees north, WGS 84
	Longitude   float64 // degrees east
}

// readUserData reads a udta box: QuickTime's © strings and, inside meta, iTunes' or Apple's lists.
func (t *Tags) readUserData(b []byte) {
	for kind, body := range boxes(b) {
		switch kind {
		case "meta":
			t.readMeta(body)
		case "\xa9xyz", "\xa9nam", "\xa9des", "\xa9inf", "\xa9mak", "\xa9mod", "\xa9aut", "\xa9ART":
			if len(body) >= 4 {
				n := min(int(binary.BigEndian.Uint16(body)), len(body)-4) // 2 bytes length, 2 bytes language
				t.set(kind, string(body[4:4+n]))
			}
		}
	}
}

// readMeta reads a meta box with an ilst: keyed by Apple's names when there is a keys box, else by iTunes' codes.
func (t *Tags) readMeta(b []byte) {
	if len(b) > 8 && string(b[4:8]) != "hdlr" { // an ISO meta box starts with a version, QuickTime's does not
		b = b[4:]
	}
	keys := readKeys(child(b, "keys"))
	for kind, item := range boxes(child(b, "ilst")) {
		data := child(item, "data")
		if len(data) < 8 || binary.BigEndian.Uint32(data)&0xffffff != 1 { // 1: UTF-8 text
			continue
		}
		if i := int(binary.BigEndian.Uint32([]byte(kind))) - 1; i >= 0 && i < len(keys) {
			kind = keys[i]
		}
		t.set(kind, string(data[8:]))
	}
}

func readKeys(b []byte) []string {
	if len(b) < 8 {
		return nil
	}
	var keys []string
	for _, name := range boxes(b[8:]) {
		keys = append(keys, string(name))
	}
	return keys
}

// set keeps the value of a known key. Apple's keys are the more precise and replace what stood there.
func (t *Tags) set(key, value string) {
	apple := strings.HasPrefix(key, "com.apple.quicktime.")
	put := func(field *string) {
		if *field == "" || apple {
			*field = value
		}
	}
	switch strings.TrimPrefix(key, "com.apple.quicktime.") {
	case "title", "\xa9nam":
		put(&t.Title)
	case "description", "desc", "\xa9des", "\xa9inf":
		put(&t.Description)
	case "author", "\xa9aut", "\xa9ART":
		put(&t.Author)
	case "make", "\xa9mak":
		put(&t.Make)
	case "model", "\xa9mod":
		put(&t.Model)
	case "location.ISO6709", "\xa9xyz":
		t.locate(value)
	case "creationdate":
		for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
			if at, err := time.Parse(layout, value); err == nil {
				t.CreatedAt = at
				return
			}
		}
	}
}

// iso6709 is a point as in annex H of ISO 6709: latitude and longitude in degrees, degrees and minutes, or with seconds.
var iso6709 = regexp.MustCompile(`^([+-]\d{2,6}(?:\.\d+)?)([+-]\d{3,7}(?:\.\d+)?)`)

func (t *Tags) locate(value string) {
	m := iso6709.FindStringSubmatch(value)
	if m == nil {
		return
	}
	latitude, longitude := angle(m[1], 2), angle(m[2], 3)
	if latitude < -90 || latitude > 90 || longitude < -180 || longitude > 180 || latitude == 0 && longitude == 0 {
		return
	}
	t.Located, t.Latitude, t.Longitude = true, latitude, longitude
}

// angle reads ±D, ±DMM or ±DMMSS with a fraction, where D has the given number of digits.
func angle(s string, digits int) float64 {
	whole, fraction, _ := strings.Cut(s[1:], ".")
	number := func(s string) float64 {
		v, _ := strconv.ParseFloat(s, 64) // digits and one point only
		return v
	}
	degrees := number(whole[:digits])
	switch rest := whole[digits:]; len(rest) {
	case 0:
		degrees = number(whole + "." + fraction)
	case 2:
		degrees += number(rest+"."+fraction) / 60
	case 4:
		degrees += number(rest[:2])/60 + number(rest[2:]+"."+fraction)/3600
	}
	if s[0] == '-' {
		return -degrees
	}
	return degrees
}
