package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/xid"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// catalogue is the database with its schema up to date.
type catalogue = database.Database

// now and newID are the clock and the source of ids of the whole program.
func now() time.Time { return time.Now() }

func newID() string { return xid.New().String() }

// openCatalogue opens the database, makes its folder when it is embedded, and brings its schema up to date.
func openCatalogue(ctx context.Context, cfg *Config) (*catalogue, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, err
	}
	db, err := database.Open(ctx, cfg.database())
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// withDatabase runs a command that needs nothing but the database. A server may be running on it.
func withDatabase(ctx context.Context, cfg *Config, do func(*catalogue) error) error {
	db, err := openCatalogue(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

// accounts are the services of the commands that make accounts and tokens.
type accounts struct {
	users  *catalog.Users
	tokens *catalog.Tokens
	words  *locale.Bundle
}

func withAccounts(ctx context.Context, cfg *Config, do func(*accounts) error) error {
	return withDatabase(ctx, cfg, func(db *catalogue) error {
		words, err := openWords()
		if err != nil {
			return err
		}
		return do(&accounts{
			users:  catalog.NewUsers(db.Users(), db.References(), now, newID, newSecret),
			tokens: catalog.NewTokens(db.Tokens(), db.References(), now, newID, newSecret),
			words:  words,
		})
	})
}

// openWords reads the words people read. Times are told as clocks in Norway tell them.
func openWords() (*locale.Bundle, error) {
	zone, err := norway()
	if err != nil {
		return nil, err
	}
	return locale.New(zone)
}

// norway is the zone of the libraries' clocks.
func norway() (*time.Location, error) { return time.LoadLocation("Europe/Oslo") }

// explain says a failure in the language of the terminal.
func (s *accounts) explain(err error) error {
	var e *catalog.Error
	if !errors.As(err, &e) || e.Code == catalog.Internal {
		return err
	}
	lang := "nb"
	if strings.HasPrefix(os.Getenv("LANG"), "en") || strings.HasPrefix(os.Getenv("LANG"), "nn") {
		lang = os.Getenv("LANG")[:2]
	}
	lines := []string{s.words.Text(lang, e.Key, e.Args)}
	for _, f := range e.Fields {
		lines = append(lines, f.Location+": "+s.words.Text(lang, f.Key, f.Args))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// installationKey is the secret that reuse links are derived from.
func installationKey(cfg *Config) ([]byte, error) {
	if cfg.SecretKey != "" {
		return []byte(cfg.SecretKey), nil
	}
	return loadSecret(filepath.Clean(cfg.Data))
}
