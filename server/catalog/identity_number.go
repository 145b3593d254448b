package catalog

import "regexp"

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
