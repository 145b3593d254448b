package bookfinder

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Config says which catalogues are asked, where they are and how patient we are.
type Config struct {
	// Sources are the ids of the catalogues to ask; their order is always that of Sources().
	Sources []string
	// Addresses replace the public base addresses of endpoints, by the names that Endpoints() lists.
	Addresses map[string]string
	// Contact is told to the catalogues with every question: an address at which we can be reached.
	Contact string
	// Patience is how long one catalogue may take in all.
	Patience time.Duration
	// Rest is how long a catalogue is left alone that has failed Failures times in a row.
	Rest     time.Duration
	Failures int
	// FoundLife is how long an answer is kept, MissingLife how long it is kept that nobody has the book.
	FoundLife, MissingLife time.Duration
	// AtOnce bounds how many books are asked about at the same time.
	AtOnce int
}

// DefaultConfig asks the catalogues of libraries, 5 seconds each, and keeps what they answer for 90 days.
func DefaultConfig() Config {
	return Config{Sources: []string{"nb", "bibbi", "openlibrary"}, Patience: 5 * time.Second, Rest: time.Minute, Failures: 3,
		FoundLife: 90 * 24 * time.Hour, MissingLife: 24 * time.Hour, AtOnce: 4}
}

// Sources are the ids of all catalogues, in the order in which they are asked.
func Sources() []string { return []string{"nb", "bibbi", "openlibrary", "google"} }

// Endpoints are the names and public base addresses of what the catalogues are asked at.
func Endpoints() map[string]string {
	return map[string]string{
		"nb":          "https://api.nb.no",
		"bibbi":       "https://bibliografisk.bs.no",
		"bibbi-sru":   "https://sru.aja.bs.no",
		"openlibrary": "https://openlibrary.org",
		"google":      "https://www.googleapis.com",
	}
}

// ReadSources reads what an operator chose: "on" for those of DefaultConfig, "off" or nothing for none, or their ids.
func ReadSources(words []string) ([]string, error) {
	switch {
	case len(words) == 0, len(words) == 1 && words[0] == "off":
		return nil, nil
	case len(words) == 1 && words[0] == "on":
		return DefaultConfig().Sources, nil
	}
	for _, w := range words {
		if !slices.Contains(Sources(), w) {
			return nil, fmt.Errorf("want off, on or some of %s, not %q", strings.Join(Sources(), ","), w)
		}
	}
	return words, nil
}

// Validate reports the first setting that cannot work.
func (c Config) Validate() error {
	if _, err := ReadSources(c.Sources); err != nil {
		return fmt.Errorf("check sources of books: %w", err)
	}
	for name, address := range c.Addresses {
		if _, ok := Endpoints()[name]; !ok {
			return fmt.Errorf("check addresses of book catalogues: there is none named %q", name)
		}
		if err := checkAddress(address); err != nil {
			return fmt.Errorf("check address of book catalogue %s: %w", name, err)
		}
	}
	switch {
	case c.Patience <= 0 || c.Rest <= 0 || c.FoundLife <= 0 || c.MissingLife <= 0:
		return errors.New("check times of bookfinder: want more than nothing")
	case c.Failures < 1 || c.AtOnce < 1:
		return errors.New("check failures and questions at once of bookfinder: want at least 1")
	}
	return nil
}

// checkAddress takes https anywhere and plain http on this machine.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return errors.New("it cannot be read")
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "":
		return fmt.Errorf("want https:// with a host and at most a path, not %q", u.Redacted())
	case !encrypted(u):
		return fmt.Errorf("want https:// (http:// only on this machine), not %q", address)
	}
	return nil
}

// encrypted reports whether nobody between here and there can read along or answer instead.
func encrypted(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
