package catalog

import (
	"regexp"
	"strconv"
	"strings"
)

// identityNumber finds what may be a Norwegian national identity number: eleven digits, perhaps with a space or a dot after
// the sixth.
var identityNumber = regexp.MustCompile(`(?:^|\D)(\d{6})[ .-]?(\d{5})(?:\D|$)`)

// noIdentityNumber refuses a text that holds a national identity number.
func (c *checker) noIdentityNumber(at, text string) {
	for _, m := range identityNumber.FindAllStringSubmatch(text, -1) {
		if isIdentityNumber(m[1] + m[2]) {
			c.refuse(at, KeyIdentityNumber, nil)
			return
		}
	}
}

// isIdentityNumber reports whether the two check digits of a fødselsnummer or D-nummer are right (Skatteetaten).
func isIdentityNumber(s string) bool {
	check := func(weights ...int) bool {
		sum := 0
		for i, w := range weights {
			sum += w * int(s[i]-'0')
		}
		return sum%11 == 0
	}
	return check(3, 7, 6, 1, 8, 9, 4, 5, 2, 1) && check(5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
}

// born tidies and checks a class of years of birth: so wide that it does not single anybody out.
func (c *checker) born(at string, s *string) {
	*s = strings.NewReplacer("–", "-", " ", "").Replace(*s)
	if *s == "" {
		return
	}
	if from, to, ok := bornYears(*s); !ok || from < 1900 || to-from < 2 || to > 2100 {
		c.refuse(at, KeyBadBorn, Args{"value": *s})
	}
}

func bornYears(s string) (from, to int, ok bool) {
	m := bornPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	from, _ = strconv.Atoi(m[1])
	to, _ = strconv.Atoi(m[2])
	return from, to, true
}

// bornFrom is the first year of the class of years of birth.
func (p PersonShown) bornFrom() (year int, ok bool) {
	year, _, ok = bornYears(p.Born)
	return year, ok
}
