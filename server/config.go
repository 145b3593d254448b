package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/fellesmappa/fellesmappa/server/bookfinder"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/mail"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// Config is what an operator may set. Every flag has an environment variable of the same name with the prefix
// FELLESMAPPA_; the secrets also have one that ends in _FILE and names a file.
type Config struct {
	Listen         string            `default:"127.0.0.1:8080" help:"Address to listen on."`
	PublicURL      string            `name:"public-url" placeholder:"URL" help:"What people type; base of every link given out. Default: http://localhost with the port listened on."`
	Data           string            `default:"./data" type:"path" help:"Folder of the embedded defaults: bucket, SQLite, search index."`
	DatabaseURL    string            `name:"database-url" placeholder:"postgres://…" help:"PostgreSQL, for several nodes. Default: SQLite in the data folder."`
	S3Endpoint     string            `name:"s3-endpoint" env:"FELLESMAPPA_S3_ENDPOINT" placeholder:"https://…" help:"S3 service for originals and renditions. Default: an embedded one in the data folder."`
	S3Bucket       string            `name:"s3-bucket" env:"FELLESMAPPA_S3_BUCKET" default:"fellesmappa" help:"Bucket; made when it is missing."`
	S3Region       string            `name:"s3-region" env:"FELLESMAPPA_S3_REGION" default:"us-east-1" help:"Region of the bucket."`
	S3AccessKey    string            `name:"s3-access-key" env:"FELLESMAPPA_S3_ACCESS_KEY" help:"Access key of the S3 service."`
	S3SecretKey    string            `name:"s3-secret-key" env:"FELLESMAPPA_S3_SECRET_KEY" help:"Secret key of the S3 service."`
	S3Listen       string            `name:"s3-listen" env:"FELLESMAPPA_S3_LISTEN" placeholder:"ADDRESS" help:"Address at which the embedded S3 service also answers other S3 clients, which may write to the inbox and nowhere else. Default: off."`
	MaxUpload      string            `name:"max-upload" default:"20GiB" help:"Largest accepted original."`
	TrustedProxies []string          `name:"trusted-proxies" placeholder:"CIDR" help:"Networks whose forwarding headers count. Default: none."`
	MetricsListen  string            `name:"metrics-listen" placeholder:"ADDRESS" help:"Separate address for /metrics. Default: off."`
	BookLookup     []string          `name:"book-lookup" default:"on" placeholder:"on|off|SOURCE" help:"Open catalogues that are asked about books which are not registered: some of nb, bibbi, openlibrary, google. on is the first three; with off nothing goes out."`
	BookLookupURL  map[string]string `name:"book-lookup-url" env:"FELLESMAPPA_BOOK_LOOKUP_URL" placeholder:"ENDPOINT=URL" help:"Other base addresses for nb, bibbi, bibbi-sru, openlibrary and google."`
	ConsentYears   int               `name:"consent-years" default:"5" help:"How many years a consent lasts unless it says otherwise."`
	ConsentOwnAge  int               `name:"consent-own-age" default:"15" help:"From which age people decide alone that they may be shown; guardians' consent ends then."`
	ConsentOfAge   int               `name:"consent-of-age" default:"18" help:"From which age people are adults."`
	TakeDownDays   int               `name:"takedown-days" default:"3" help:"Working days within which a post is to be taken down after somebody on it has said no."`
	SecretKey      string            `name:"secret-key" help:"At least 32 characters that the addresses of reuse links are derived from; the same on every node. Default: made once and kept in the data folder."`
	LogFormat      string            `name:"log-format" default:"text" enum:"text,json" help:"text or json."`
	Controller     string            `name:"consent-controller" placeholder:"NAME" help:"Who answers for the personal data, with an address to write to, as consent texts tell it. Default: the libraries of the recording day."`
	SMTPURL        string            `name:"smtp-url" env:"FELLESMAPPA_SMTP_URL" placeholder:"smtp://…" help:"Mail server for copies of consents and reminders: smtp://[user:password@]host[:port], or smtps://. Default: off."`
	SMTPFrom       string            `name:"smtp-from" env:"FELLESMAPPA_SMTP_FROM" placeholder:"ADDRESS" help:"E-mail address that letters come from."`

	maxUpload   int64
	bookSources []string
}

// secretFlags are the flags that may come from a file named by FELLESMAPPA_…_FILE.
var secretFlags = [...]string{"database-url", "s3-access-key", "s3-secret-key", "secret-key", "smtp-url", "token"}

// Validate checks the configuration, makes its paths absolute (the embedded storage changes the working directory)
// and fills in what depends on other settings.
func (c *Config) Validate() error {
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	_, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		refuse("--listen must be an address such as 127.0.0.1:8080, not %q", c.Listen)
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://localhost:" + port
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	if u, err := url.Parse(c.PublicURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
		refuse("--public-url must be http:// or https:// with a host and nothing after it, not %q", c.PublicURL)
	}
	size, err := humanize.ParseBytes(c.MaxUpload)
	if err != nil || size == 0 || size > 5<<40 {
		refuse("--max-upload must be a size such as 20GiB, at most 5TiB, not %q", c.MaxUpload)
	}
	c.maxUpload = int64(size)
	for _, p := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			refuse("--trusted-proxies must be networks such as 10.0.0.0/8, not %q", p)
		}
	}
	if c.SecretKey != "" && len(c.SecretKey) < 32 {
		refuse("--secret-key must have at least 32 characters")
	}
	if c.S3Endpoint != "" {
		if err := c.storage().Validate(); err != nil {
			errs = append(errs, err)
		}
	}
	if _, port, err := net.SplitHostPort(c.S3Listen); c.S3Listen != "" && (err != nil || port == "0") {
		refuse("--s3-listen must be an address such as 127.0.0.1:9000, not %q", c.S3Listen)
	}
	if c.S3Listen != "" && c.S3Endpoint != "" {
		refuse("--s3-listen belongs to the embedded S3 service: clients of --s3-endpoint write to its inbox/ directly")
	}
	if c.bookSources, err = bookfinder.ReadSources(c.BookLookup); err != nil {
		refuse("--book-lookup: %w", err)
	} else if err := c.bookfinder().Validate(); err != nil {
		refuse("--book-lookup-url: %w", err)
	}
	if err := errors.Join(c.consentTerms().Validate(), c.takeDownTerms().Validate()); err != nil {
		errs = append(errs, err)
	}
	if err := c.mail().Validate(); err != nil {
		refuse("--smtp-url and --smtp-from: %w", err)
	}
	if len(c.Controller) > 300 {
		refuse("--consent-controller may have 300 characters")
	}
	if c.Data, err = filepath.Abs(c.Data); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// storage configures the bucket of an S3 service outside. The embedded one brings its own address and keys.
func (c *Config) storage() storage.Config {
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Bucket, cfg.Region, cfg.AccessKey, cfg.SecretKey = c.S3Endpoint, c.S3Bucket, c.S3Region, c.S3AccessKey, c.S3SecretKey
	return cfg
}

// storageDir is where the embedded S3 service keeps its buckets.
func (c *Config) storageDir() string { return filepath.Join(c.Data, "storage") }

func (c *Config) database() database.Config {
	cfg := database.DefaultConfig()
	if cfg.URL = c.DatabaseURL; cfg.URL == "" {
		cfg.URL = filepath.Join(c.Data, "fellesmappa.db")
	}
	return cfg
}

// bookfinder configures the look-ups of books outside; without sources they are off.
func (c *Config) bookfinder() bookfinder.Config {
	cfg := bookfinder.DefaultConfig()
	cfg.Sources, cfg.Addresses, cfg.Contact = c.bookSources, c.BookLookupURL, c.PublicURL
	return cfg
}

func (c *Config) consentTerms() catalog.ConsentTerms {
	return catalog.ConsentTerms{Years: c.ConsentYears, OwnAge: c.ConsentOwnAge, OfAge: c.ConsentOfAge}
}

func (c *Config) takeDownTerms() catalog.TakeDownTerms {
	return catalog.TakeDownTerms{Days: c.TakeDownDays}
}

// mail configures the letters; without a server there are none.
func (c *Config) mail() mail.Config {
	cfg := mail.DefaultConfig()
	cfg.URL, cfg.From, cfg.PublicURL = c.SMTPURL, c.SMTPFrom, c.PublicURL
	return cfg
}

func (c *Config) limits() catalog.Limits {
	l := catalog.DefaultLimits()
	l.MaxUpload = c.maxUpload
	return l
}
