package database

import (
	"context"
	"database/sql"
	"errors"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
)

// Database is an open catalogue. It may be used by many goroutines at once.
type Database struct {
	dialect dialect
	writer  *bun.DB       // on SQLite one connection
	reader  *bun.DB       // on PostgreSQL the same as writer
	ready   *ready        // the reader's statements
	copies  *copies       // of what was read
	queue   *sql.DB       // SQLite only
	pool    *pgxpool.Pool // PostgreSQL only
}

// Open connects to the database. Its schema is made by Migrate. Unavailable when the server does not answer.
func Open(ctx context.Context, cfg Config) (*Database, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if cfg.postgres() {
		return openPostgres(ctx, cfg.URL)
	}
	return openSQLite(ctx, cfg.URL)
}

// abandon closes what was opened before err stopped the opening.
func (d *Database) abandon(ctx context.Context, err error) error {
	return errors.Join(mapError(ctx, "open database", err), d.Close())
}

// Close closes all connections. What was committed is durable already.
func (d *Database) Close() error {
	var errs []error
	if d.queue != nil {
		errs = append(errs, d.queue.Close())
	}
	if d.reader != nil && d.reader != d.writer {
		errs = append(errs, d.reader.Close())
	}
	errs = append(errs, d.writer.Close())
	if d.pool != nil {
		d.pool.Close()
	}
	return errors.Join(errs...)
}

// Ready reports whether the database answers, takes writes and has the schema of this program: nil, or Unavailable.
func (d *Database) Ready(ctx context.Context) error {
	return d.read(ctx, "ask database", func(db bun.IDB) error {
		var writable bool
		if err := db.NewRaw(d.dialect.writable).Scan(ctx, &writable); err != nil {
			return err
		}
		if !writable {
			return unavailable("ask database", errors.New("the database is read-only"))
		}
		due, err := pending(ctx, db)
		if err == nil && len(due) > 0 {
			err = errors.New("the schema is older than the program")
		}
		if err != nil {
			return unavailable("ask database", err)
		}
		return nil
	})
}

// SQL is the handle for the job queue on SQLite: one connection of its own, so that polling for jobs does not hold
// up the catalogue. It is nil on PostgreSQL and closed by Close.
func (d *Database) SQL() *sql.DB { return d.queue }

// Pool is the handle for the job queue on PostgreSQL. It is nil on SQLite and closed by Close.
func (d *Database) Pool() *pgxpool.Pool { return d.pool }

// Assets are the assets.
func (d *Database) Assets() *Assets { return &Assets{d} }

// Libraries are the libraries.
func (d *Database) Libraries() *Register[catalog.Library] {
	return &Register[catalog.Library]{d, libraries()}
}

// Presenters are the presenters.
func (d *Database) Presenters() *Register[catalog.Presenter] {
	return &Register[catalog.Presenter]{d, presenters()}
}

// Books are the books.
func (d *Database) Books() *Register[catalog.Book] { return &Register[catalog.Book]{d, books()} }

// Series are the series.
func (d *Database) Series() *Register[catalog.Series] { return &Register[catalog.Series]{d, series()} }

// RecordingDays are the recording days.
func (d *Database) RecordingDays() *Register[catalog.RecordingDay] {
	return &Register[catalog.RecordingDay]{d, recordingDays()}
}

// References looks up what references stand for.
func (d *Database) References() *References { return &References{d} }

// People are the persons shown.
func (d *Database) People() *Register[catalog.PersonShown] {
	return &Register[catalog.PersonShown]{d, people()}
}

// Consents are the consents of people.
func (d *Database) Consents() *Consents { return &Consents{d} }

// Documents are the private files of consents.
func (d *Database) Documents() *Documents { return &Documents{d} }

// Accounts are where libraries post.
func (d *Database) Accounts() *Register[catalog.Account] {
	return &Register[catalog.Account]{d, accounts()}
}

// Offers are what comes back by a rule.
func (d *Database) Offers() *Offers { return &Offers{&Register[catalog.Offer]{d, offers()}} }

// SchoolHolidays are the days on which schools are closed.
func (d *Database) SchoolHolidays() *Register[catalog.SchoolHoliday] {
	return &Register[catalog.SchoolHoliday]{d, schoolHolidays()}
}

// Reports are what the log adds up to.
func (d *Database) Reports() *Reports { return &Reports{d} }

// Posts are what was published.
func (d *Database) Posts() *Posts { return &Posts{d} }

// Plan gives the publishing plan.
func (d *Database) Plan() *Plan { return &Plan{d} }

// CalendarFeeds gives the addresses by which calendars follow the plan.
func (d *Database) CalendarFeeds() *CalendarFeeds { return &CalendarFeeds{d} }

// Exposures tell what was posted of what belongs together.
func (d *Database) Exposures() *Exposures { return &Exposures{d} }

// TakeDowns are the tasks to take something down.
func (d *Database) TakeDowns() *TakeDowns { return &TakeDowns{d} }

// Records are all that is held of people.
func (d *Database) Records() *Records { return &Records{d} }

// Audit is the list of what was done with people's data.
func (d *Database) Audit() *Audit { return &Audit{d} }

// ConsentTexts are the texts that people agree to.
func (d *Database) ConsentTexts() *ConsentTexts { return &ConsentTexts{d} }

// Signings are the consents that people have signed themselves.
func (d *Database) Signings() *Signings { return &Signings{d} }

// Letters are the e-mails that wait to be sent.
func (d *Database) Letters() *Letters { return &Letters{d} }

// Endings are the consents that end.
func (d *Database) Endings() *Endings { return &Endings{d} }

// Tags are the tags.
func (d *Database) Tags() *Tags { return &Tags{d} }

// ReuseLinks are the reuse links.
func (d *Database) ReuseLinks() *ReuseLinks { return &ReuseLinks{d} }

// Invitations are the invitations.
func (d *Database) Invitations() *Invitations { return &Invitations{d} }

// Uploads are the uploads.
func (d *Database) Uploads() *Uploads { return &Uploads{d} }

// Inbox is what was seen in the bucket's inbox.
func (d *Database) Inbox() *Inbox { return &Inbox{d} }

// Users are the accounts and their one-time links.
func (d *Database) Users() *Users { return &Users{d} }

// Tokens are the tokens of programs.
func (d *Database) Tokens() *Tokens { return &Tokens{d} }

// Changes is the list of changes.
func (d *Database) Changes() *Changes { return &Changes{d} }

// Bookmarks remember how far followers have come.
func (d *Database) Bookmarks() *Bookmarks { return &Bookmarks{d} }

// Sessions are the sessions of signed-in people, which end by the clock now.
func (d *Database) Sessions(now catalog.Clock) *Sessions { return &Sessions{d, now} }
