package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Users are the accounts and their one-time links.
type Users struct{ db *Database }

var _ catalog.UserStore = (*Users)(nil)

type userRow struct {
	bun.BaseModel `bun:"table:users,alias:e"`

	ID           string       `bun:"id,pk"`
	Version      int          `bun:"version"`
	CreatedAt    instant      `bun:"created_at"`
	Email        string       `bun:"email"`
	Name         string       `bun:"name"`
	Role         catalog.Role `bun:"role"`
	Library      string       `bun:"library,nullzero"`
	LibraryName  string       `bun:"-"`
	PasswordHash string       `bun:"password_hash"`
	Active       bool         `bun:"active"`
	Language     string       `bun:"language"`
	Folded       string       `bun:"folded"`
	SortKey      string       `bun:"sort_key"`
}

func newUserRow(u catalog.User) *userRow {
	return &userRow{ID: string(u.ID), Version: u.Version, CreatedAt: instant{u.CreatedAt}, Email: u.Email, Name: u.Name, Role: u.Role,
		Library: u.Library.ID, PasswordHash: u.PasswordHash, Active: u.Active, Language: u.Language,
		Folded: fold(u.Name, u.Email), SortKey: sortKey(u.Name)}
}

func (r userRow) user() catalog.User {
	return catalog.User{ID: catalog.UserID(r.ID), Email: r.Email, Name: r.Name, Role: r.Role, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName},
		PasswordHash: r.PasswordHash, Active: r.Active, Language: r.Language, CreatedAt: r.CreatedAt.Time, Version: r.Version}
}

// Where users are looked for.
const (
	userByID    = "e.id = {1}"
	userByEmail = "e.email = {1}"
	usersByIDs  = "e.id {ids}"
)

func loadUsers(ctx context.Context, a asker, where question, arg any) ([]catalog.User, error) {
	const q question = `SELECT e.id, e.version, e.created_at, e.email, e.name, e.role, coalesce(e.library, ''), coalesce(l.name, ''),
		e.password_hash, e.active, e.language FROM users AS e LEFT JOIN libraries AS l ON l.id = e.library WHERE `
	var users []catalog.User
	var r userRow
	err := a.ask(ctx, q+where, func(rows *sql.Rows) error {
		err := rows.Scan(&r.ID, &r.Version, &r.CreatedAt, &r.Email, &r.Name, (*string)(&r.Role), &r.Library, &r.LibraryName,
			&r.PasswordHash, &r.Active, &r.Language)
		users = append(users, r.user())
		return err
	}, arg)
	return users, err
}

func oneUser(ctx context.Context, a asker, where question, key string) (catalog.User, error) {
	found, err := loadUsers(ctx, a, where, key)
	if err == nil && len(found) == 0 {
		err = catalog.Missing("user")
	}
	if err != nil {
		return catalog.User{}, err
	}
	return found[0], nil
}

// Create implements catalog.UserStore. Invalid when there is no such library.
func (s *Users) Create(ctx context.Context, u catalog.User) error {
	return s.db.write(ctx, "store user", func(tx bun.Tx) error { return insertUser(ctx, tx, u) })
}

func insertUser(ctx context.Context, tx bun.Tx, u catalog.User) error {
	if err := requireAll(ctx, tx, []claim{{"library", "libraries", u.Library.ID}}); err != nil {
		return err
	}
	_, err := tx.NewInsert().Model(newUserRow(u)).Exec(ctx)
	return emailTaken(u, err)
}

func updateUser(ctx context.Context, tx bun.Tx, u catalog.User) error {
	if err := requireAll(ctx, tx, []claim{{"library", "libraries", u.Library.ID}}); err != nil {
		return err
	}
	_, err := tx.NewUpdate().Model(newUserRow(u)).WherePK().Exec(ctx)
	return emailTaken(u, err)
}

func emailTaken(u catalog.User, err error) error {
	if err == nil {
		return nil
	}
	return taken("store user", err, map[string]string{"id": string(u.ID), "email": u.Email})
}

// Get implements catalog.UserStore.
func (s *Users) Get(ctx context.Context, id catalog.UserID) (catalog.User, error) {
	var u catalog.User
	err := s.db.ask(ctx, "find user", func(a asker) (err error) {
		u, err = oneUser(ctx, a, userByID, string(id))
		return err
	})
	return u, err
}

// ByEmail implements catalog.UserStore.
func (s *Users) ByEmail(ctx context.Context, email string) (catalog.User, error) {
	var u catalog.User
	err := s.db.ask(ctx, "find user by e-mail", func(a asker) (err error) {
		u, err = oneUser(ctx, a, userByEmail, email)
		return err
	})
	return u, err
}

// List implements catalog.UserStore. Text is matched inside names and e-mail addresses.
func (s *Users) List(ctx context.Context, f catalog.ListFilter) (catalog.Page[catalog.User], error) {
	var page catalog.Page[catalog.User]
	err := s.db.snapshot(ctx, "list users", func(db bun.IDB) error {
		ids, next, err := spots(ctx, matching(db.NewSelect().Table("users"), f.Text), f)
		if err != nil || len(ids) == 0 {
			return err
		}
		found, err := loadUsers(ctx, asking(db), usersByIDs, ids)
		page = catalog.Page[catalog.User]{Items: inOrder(ids, found, func(u catalog.User) string { return string(u.ID) }), Next: next}
		return err
	})
	return page, err
}

// Update implements catalog.UserStore.
func (s *Users) Update(ctx context.Context, id catalog.UserID, change func(*catalog.User) error) (catalog.User, error) {
	var u catalog.User
	err := s.db.write(ctx, "change user", func(tx bun.Tx) (err error) {
		if err := lockRow(ctx, s.db.dialect, tx, "users", string(id), "user"); err != nil {
			return err
		}
		if u, err = oneUser(ctx, asking(tx), userByID, string(id)); err != nil {
			return err
		}
		if err := change(&u); err != nil {
			return refusal{err}
		}
		u.ID = id
		if err := updateUser(ctx, tx, u); err != nil {
			return err
		}
		u, err = oneUser(ctx, asking(tx), userByID, string(id))
		return err
	})
	if err != nil {
		return catalog.User{}, err
	}
	return u, nil
}

// HasAdministrator implements catalog.UserStore.
func (s *Users) HasAdministrator(ctx context.Context) (bool, error) {
	var n int
	err := s.db.read(ctx, "look for an administrator", func(db bun.IDB) error {
		return db.NewRaw("SELECT count(*) FROM users WHERE role = ? AND active AND password_hash <> ''", catalog.Administrator).Scan(ctx, &n)
	})
	return n > 0, err
}
