package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"time"
)

// Config says by which server letters go, and from whom.
type Config struct {
	// URL is smtp://[user:password@]host[:port] or smtps:// for TLS from the first byte. By smtp, TLS is used where the
	// server offers it, and required before a password is told. Empty: no letters are sent.
	URL string
	// From is who the letters come from: an address, which may have a name before it.
	From string
	// PublicURL is what people type to reach the program, without a slash at the end.
	PublicURL string
	// Patience is how long the sending of one letter may take.
	Patience time.Duration
}

// DefaultConfig is off, and gives a server 30 seconds.
func DefaultConfig() Config { return Config{Patience: 30 * time.Second} }

// On reports whether letters are sent.
func (c Config) On() bool { return c.URL != "" }

// Validate reports the first setting that cannot work. Errors do not tell the address, which holds a password.
func (c Config) Validate() error {
	if !c.On() {
		return nil
	}
	if _, err := c.server(); err != nil {
		return err
	}
	if _, err := mail.ParseAddress(c.From); err != nil {
		return fmt.Errorf("want an e-mail address that letters come from, not %q", c.From)
	}
	if c.Patience <= 0 {
		return errors.New("patience with the mail server must be more than nothing")
	}
	return nil
}

// server is what the address says.
type server struct {
	host           string
	port           int
	wrapped        bool // TLS from the first byte
	user, password string
}

func (c Config) server() (server, error) {
	wrong := errors.New("want smtp:// or smtps:// with a host, such as smtp://user:password@smtp.example.org:587")
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return server{}, wrong
	}
	s := server{host: u.Hostname(), user: u.User.Username()}
	s.password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
		s.port = 587
	case "smtps":
		s.port, s.wrapped = 465, true
	default:
		return server{}, wrong
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 {
			return server{}, wrong
		}
	}
	return s, nil
}
