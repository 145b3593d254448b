package auth

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/fellesmappa/fellesmappa/server/edge"
)

// Config says how people sign in.
type Config struct {
	PublicURL    string        // what people type; https makes the cookie a secure one
	Idle         time.Duration // a session that is not used for so long ends
	Lifetime     time.Duration // every session ends so long after signing in
	MinPassword  int           // characters
	AccountTries edge.LimiterConfig
	AddressTries edge.LimiterConfig
}

// DefaultConfig ends sessions after 14 idle days or 90 in all, and takes 10 tries for an account and 50 from an address
// in a quarter of an hour.
func DefaultConfig() Config {
	return Config{
		PublicURL:    "http://localhost:8080",
		Idle:         14 * 24 * time.Hour,
		Lifetime:     90 * 24 * time.Hour,
		MinPassword:  10,
		AccountTries: edge.LimiterConfig{Tries: 10, Per: 15 * time.Minute, Keys: 10_000},
		AddressTries: edge.LimiterConfig{Tries: 50, Per: 15 * time.Minute, Keys: 10_000},
	}
}

// Validate checks the configuration.
func (c Config) Validate() error {
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil:
		return fmt.Errorf("auth: read public URL: %w", err)
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("auth: public URL %q is neither http nor https", c.PublicURL)
	case c.Idle <= 0 || c.Lifetime < c.Idle:
		return errors.New("auth: a session must live at least as long as it may be idle")
	case c.MinPassword < 8:
		return errors.New("auth: passwords need at least 8 characters")
	}
	return errors.Join(c.AccountTries.Validate(), c.AddressTries.Validate())
}

func (c Config) secure() bool {
	u, err := url.Parse(c.PublicURL)
	return err == nil && u.Scheme == "https"
}
