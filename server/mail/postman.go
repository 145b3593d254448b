package mail

import (
	"context"
	"errors"
	"fmt"

	"github.com/wneessen/go-mail"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Words says messages in a language (nb, nn or en).
type Words interface {
	Text(lang, key string, args map[string]any) string
}

// Postman sends letters, one connection for each: there are few. It may be used by many goroutines at once.
type Postman struct {
	cfg    Config
	server server
	words  Words
}

var _ catalog.Postman = (*Postman)(nil)

// New makes a postman. Nothing is dialled before there is a letter.
func New(cfg Config, words Words) (*Postman, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if !cfg.On() || words == nil {
		return nil, errors.New("make mail: the server or the words are missing")
	}
	s, err := cfg.server()
	return &Postman{cfg, s, words}, err
}

// Send implements catalog.Postman. Its errors tell neither the address nor what stands in the letter.
func (p *Postman) Send(ctx context.Context, m catalog.Message) error {
	letter, err := p.write(m)
	if err != nil {
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyBadEmail, Op: "write letter"}
	}
	client, err := mail.NewClient(p.server.host, p.server.options(p.cfg)...)
	if err != nil {
		return errors.New("make mail client")
	}
	ctx, cancel := context.WithTimeout(ctx, p.cfg.Patience)
	defer cancel()
	return told(client.DialAndSendWithContext(ctx, letter))
}

func (s server) options(cfg Config) []mail.Option {
	options := []mail.Option{mail.WithTimeout(cfg.Patience), mail.WithPort(s.port), mail.WithTLSPolicy(mail.TLSOpportunistic)}
	if s.user != "" {
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.user), mail.WithPassword(s.password))
	}
	if s.wrapped {
		options = append(options, mail.WithSSL())
	}
	return options
}

// told is a failure without the addresses that the library puts into its errors. What the server refuses for good is Invalid.
func told(err error) error {
	var refused *mail.SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500:
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyBadEmail, Op: "send letter", Err: fmt.Errorf("status %d", refused.ErrorCode())}
	case errors.As(err, &refused):
		return fmt.Errorf("send letter: the mail server answered with status %d", refused.ErrorCode())
	}
	return &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyUnavailable, Op: "reach mail server", Err: err}
}
