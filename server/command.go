package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/cli"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// commandLine is everything that can be typed.
type commandLine struct {
	Config

	Serve     serveCommand     `cmd:"" default:"withargs" help:"Run the whole program: web, API, workers, index, embedded storage."`
	Work      workCommand      `cmd:"" help:"Run only the workers, on a further machine (needs PostgreSQL and S3)."`
	Demo      demoCommand      `cmd:"" help:"Fill an empty installation with a generated, real-looking collection."`
	User      userCommands     `cmd:"" help:"Accounts."`
	Token     tokenCommands    `cmd:"" help:"API tokens."`
	Import    importCommand    `cmd:"" help:"Upload files and folders to a running server; run again it continues and skips what is there."`
	Inbox     inboxCommand     `cmd:"" help:"Print how other S3 clients, such as rclone and aws, reach the inbox of the embedded S3 service."`
	Reindex   reindexCommand   `cmd:"" help:"Rebuild the search index while serving goes on."`
	Reprocess reprocessCommand `cmd:"" help:"Make the renditions anew while serving goes on."`

	DecodePicture decodePictureCommand `cmd:"" hidden:""`
}

type serveCommand struct{}

// Run serves until ctx ends, then drains.
func (serveCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	a, err := openApp(ctx, cfg, out.log)
	if err != nil {
		return err
	}
	shareMachine()
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if err := a.Start(ctx, listener); err != nil {
		return errors.Join(err, a.Close())
	}
	fmt.Fprintf(out.stdout, "Fellesmappa is running at %s (stop it with Ctrl-C)\n", cfg.PublicURL)
	for _, line := range a.degraded() {
		fmt.Fprintln(out.stdout, line)
	}
	secret, err := a.users.Setup(ctx)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if secret != "" {
		fmt.Fprintf(out.stdout, "Set the first administrator's password within %.0f hours at\n  %s/welcome/%s\n", catalog.SetupLife.Hours(), cfg.PublicURL, secret)
	}
	err = a.Wait(ctx)
	return errors.Join(err, a.Close())
}

type workCommand struct{}

// Run works until ctx ends, then drains.
func (workCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	if cfg.DatabaseURL == "" || cfg.S3Endpoint == "" {
		return errors.New("work needs --database-url and --s3-endpoint: workers on further machines share both")
	}
	a, err := openApp(ctx, cfg, out.log)
	if err != nil {
		return err
	}
	shareMachine()
	if err := a.ingest.Start(ctx); err != nil {
		return errors.Join(err, a.Close())
	}
	<-ctx.Done()
	return a.Close()
}

type demoCommand struct {
	Seed uint64 `default:"1" help:"Another seed makes another collection."`
}

// Run fills the installation: over the running server when there is one, else with a server of its own.
func (d demoCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	a, err := openApp(ctx, cfg, out.log)
	var running *lockedError
	if errors.As(err, &running) {
		return d.fill(ctx, cfg, out, "http://"+dialable(cfg.Listen))
	}
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, a.Close())
	}
	if err := a.Start(ctx, listener); err != nil {
		return errors.Join(err, a.Close())
	}
	return errors.Join(d.fill(ctx, cfg, out, "http://"+listener.Addr().String()), a.Close())
}

// fill works with a token of its own, which goes when it is done.
func (d demoCommand) fill(ctx context.Context, cfg *Config, out *output, server string) error {
	return withAccounts(ctx, cfg, func(s *accounts) error {
		actor := catalog.SystemActor("demo")
		token, secret, err := s.tokens.Issue(ctx, actor, "demo", catalog.Administrator, "")
		if err != nil {
			return err
		}
		client, err := cli.NewClient(server, secret)
		if err == nil {
			err = cli.Demo{Client: client, Seed: d.Seed, Out: out.stdout}.Run(ctx)
		}
		return errors.Join(err, s.tokens.Revoke(context.WithoutCancel(ctx), actor, token.ID))
	})
}

// dialable turns an address that is listened on into one that can be called.
func dialable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return listen
}

type userCommands struct {
	Add userAddCommand `cmd:"" help:"Make an account and print a one-time sign-in link."`
}

type userAddCommand struct {
	Email   string `arg:"" help:"E-mail address to sign in with."`
	Name    string `required:"" help:"The person's name."`
	Role    string `required:"" enum:"reader,contributor,editor,county_editor,privacy_officer,administrator" help:"reader, contributor, editor, county_editor, privacy_officer or administrator."`
	Library string `placeholder:"SLUG" help:"Bind a reader, contributor or editor to a library."`
}

// Run makes the account.
func (c userAddCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	return withAccounts(ctx, cfg, func(s *accounts) error {
		u := catalog.User{Email: c.Email, Name: c.Name, Role: catalog.Role(c.Role), Library: catalog.Ref{ID: c.Library}}
		_, secret, err := s.users.Invite(ctx, catalog.SystemActor("cli"), u)
		if err != nil {
			return s.explain(err)
		}
		_, err = fmt.Fprintf(out.stdout, "%s/welcome/%s\n", cfg.PublicURL, secret)
		return err
	})
}

type tokenCommands struct {
	Add tokenAddCommand `cmd:"" help:"Make an API token and print it, and nothing else, on stdout."`
}

type tokenAddCommand struct {
	Name    string `arg:"" help:"What the token is for."`
	Role    string `required:"" enum:"reader,contributor,editor,county_editor,privacy_officer,administrator" help:"reader, contributor, editor, county_editor, privacy_officer or administrator."`
	Library string `placeholder:"SLUG" help:"Bind a reader, contributor or editor to a library."`
}

// Run makes the token.
func (c tokenAddCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	return withAccounts(ctx, cfg, func(s *accounts) error {
		_, secret, err := s.tokens.Issue(ctx, catalog.SystemActor("cli"), c.Name, catalog.Role(c.Role), c.Library)
		if err != nil {
			return s.explain(err)
		}
		_, err = fmt.Fprintln(out.stdout, secret)
		return err
	})
}

type reindexCommand struct{}

// Run asks every node to build its index anew; a server that is not running does so when it starts.
func (reindexCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	return withDatabase(ctx, cfg, func(db *catalogue) error {
		if err := db.Changes().Request(ctx, catalog.SystemActor("cli").ID, catalog.KindReindex); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out.stdout, "The search index is built anew; the old one answers meanwhile.")
		return err
	})
}

type reprocessCommand struct {
	Assets []string `arg:"" optional:"" name:"asset" help:"Ids of assets; none means all."`
}

// Run marks the assets; the workers find them within a minute, or when they start.
func (c reprocessCommand) Run(ctx context.Context, cfg *Config, out *output) error {
	return withDatabase(ctx, cfg, func(db *catalogue) error {
		var ids []catalog.AssetID // nil means all
		for _, id := range c.Assets {
			ids = append(ids, catalog.AssetID(id))
		}
		n, err := db.Assets().Reprocess(ctx, ids)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out.stdout, "%d assets are processed anew; what they have is served meanwhile.\n", n)
		return err
	})
}

// shutdownTime is how long a drain may take in all.
const shutdownTime = 28 * time.Second

// decodePictureCommand is this program as its own child: it decodes a picture with decoders that are not trusted in the
// process that serves.
type decodePictureCommand struct {
	MediaType string `arg:""`
	Path      string `arg:""`
}

// pictureWorker is the command line of decodePictureCommand.
func pictureWorker() ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	return []string{self, "decode-picture"}, nil
}

// Run prints the picture to stdout.
func (c decodePictureCommand) Run(out *output) error {
	return thumbs.RunWorker([]string{c.MediaType, c.Path}, out.stdout)
}
