package database

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says where the catalogue is.
type Config struct {
	// URL is postgres://… or the path of the SQLite database, whose folder is made when it is missing. The number of
	// connections of PostgreSQL can be set in the URL with pool_max_conns.
	URL string
}

// DefaultConfig keeps the catalogue in SQLite in the data folder.
func DefaultConfig() Config { return Config{URL: "data/fellesmappa.db"} }

// Validate reports what is wrong with the configuration, without repeating a password.
func (c Config) Validate() error {
	switch {
	case c.URL == "":
		return errors.New("the database URL is empty")
	case c.postgres():
		if _, err := pgxpool.ParseConfig(c.URL); err != nil {
			return fmt.Errorf("read database URL: %w", err)
		}
	case strings.Contains(c.URL, "://"):
		scheme, _, _ := strings.Cut(c.URL, "://")
		return fmt.Errorf("the database URL begins with %s://, want postgres:// or a file path", scheme)
	case strings.ContainsAny(c.URL, "?#\x00"):
		return errors.New("the path of the SQLite database holds one of ? # NUL")
	}
	return nil
}

func (c Config) postgres() bool {
	return strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://")
}
