package edge

import (
	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"
)

// LangCookie remembers the language that a person chose.
const LangCookie = "lang"

// longestHeader bounds the parsing of what anybody may send.
const longestHeader = 512

// Languages lists the languages of the interface, the default one first.
func Languages() []string { return []string{"nb", "nn", "en"} }

// negotiate picks the language of a request: ?lang=, else the cookie, else Accept-Language, else bokmål.
func negotiate(c *gin.Context) string {
	chosen, _ := c.Cookie(LangCookie)
	for _, wanted := range []string{c.Query(LangCookie), chosen, c.GetHeader("Accept-Language")} {
		if lang, ok := match(wanted); ok {
			return lang
		}
	}
	return Languages()[0]
}

// match finds the best of our languages for a list such as "nn-NO, en;q=0.5". Plain Norwegian is bokmål.
func match(wanted string) (string, bool) {
	if wanted == "" || len(wanted) > longestHeader {
		return "", false
	}
	tags, weights, err := language.ParseAcceptLanguage(wanted)
	if err != nil {
		return "", false
	}
	for i, tag := range tags {
		if weights[i] == 0 {
			continue
		}
		switch base, _ := tag.Base(); base.String() {
		case "nb", "no":
			return "nb", true
		case "nn", "en":
			return base.String(), true
		}
	}
	return "", false
}
