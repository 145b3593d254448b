package database

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// TakeDowns are the tasks to take something down.
type TakeDowns struct{ db *Database }

var _ catalog.TakeDownStore = (*TakeDowns)(nil)

type takeDownRow struct {
	bun.BaseModel `bun:"table:take_downs,alias:t"`

	ID        int64                 `bun:"id,pk,autoincrement"`
	Post      catalog.PostID        `bun:"post"`
	Asset     catalog.AssetID       `bun:"asset"`
	Person    catalog.PersonID      `bun:"person"`
	Consent   catalog.ConsentID     `bun:"consent"`
	Cause     string                `bun:"cause"`
	Owner     string                `bun:"owner"`
	CreatedAt instant               `bun:"created_at"`
	DueAt     instant               `bun:"due_at"`
	State     catalog.TakeDownState `bun:"state"`
	ClosedAt  instant               `bun:"closed_at"`
	ClosedBy  string                `bun:"closed_by"`
	Note      string                `bun:"note"`

	PostedAt    instant         `bun:"posted_at,scanonly"`
	Permalink   string          `bun:"permalink,scanonly"`
	Account     string          `bun:"account,scanonly"`
	AccountName string          `bun:"account_name,scanonly"`
	Channel     catalog.Channel `bun:"channel,scanonly"`
	Library     string          `bun:"library,scanonly"`
	LibraryName string          `bun:"library_name,scanonly"`
	Title       string          `bun:"title,scanonly"`
	PersonName  string          `bun:"person_name,scanonly"`
	OwnerName   string          `bun:"owner_name,scanonly"`
	ClosedName  string          `bun:"closed_name,scanonly"`
}

func newTakeDownRow(t catalog.TakeDown) *takeDownRow {
	id, _ := strconv.ParseInt(string(t.ID), 10, 64) // a new one has none
	return &takeDownRow{ID: id, Post: t.Post, Asset: t.Asset, Person: t.Person, Consent: t.Consent, Cause: t.Cause, Owner: t.Owner,
		CreatedAt: instant{t.CreatedAt}, DueAt: instant{t.DueAt}, State: t.State, ClosedAt: instant{t.ClosedAt}, ClosedBy: t.ClosedBy, Note: t.Note}
}

func (r takeDownRow) task() catalog.TakeDown {
	return catalog.TakeDown{ID: catalog.TakeDownID(strconv.FormatInt(r.ID, 10)), Post: r.Post, PostedAt: r.PostedAt.Time, Permalink: r.Permalink,
		Account: catalog.Ref{ID: r.Account, Name: r.AccountName}, Channel: r.Channel, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName},
		Asset: r.Asset, AssetTitle: r.Title, Person: r.Person, PersonName: r.PersonName, Consent: r.Consent, Cause: r.Cause, Owner: r.Owner,
		OwnerName: r.OwnerName, CreatedAt: r.CreatedAt.Time, DueAt: r.DueAt.Time, State: r.State, ClosedAt: r.ClosedAt.Time, ClosedBy: r.ClosedBy,
		ClosedName: r.ClosedName, Note: r.Note}
}

// demandTakeDowns makes the tasks that a person's no gives: one for each asset in a post that still shows them. A consent
// for one recording day asks for what was recorded on it; an erasure, without a consent, for everything. What is a task
// already stays one.
func demandTakeDowns(ctx context.Context, tx bun.Tx, person, consent, day string, at time.Time) error {
	cause := catalog.CauseWithdrawn
	if consent == "" {
		cause = catalog.CauseErased
	}
	_, err := tx.NewRaw(`INSERT INTO take_downs (post, asset, person, consent, cause, owner, created_at, state, closed_by, note)
		SELECT p.id, pa.asset, ?0, ?1, ?2, p.posted_by, ?3, ?4, '', '' FROM post_assets AS pa JOIN posts AS p ON p.id = pa.post
		WHERE pa.removed_at IS NULL
		AND (pa.asset IN (SELECT ap.asset FROM asset_people AS ap JOIN assets AS a ON a.id = ap.asset WHERE ap.person = ?0 AND (?5 = '' OR a.recording_day = ?5))
			OR EXISTS (SELECT 1 FROM post_people AS pp WHERE pp.post = pa.post AND pp.asset = pa.asset AND pp.person = ?0))
		AND NOT EXISTS (SELECT 1 FROM take_downs AS t WHERE t.post = pa.post AND t.asset = pa.asset AND t.person = ?0 AND t.state = ?4)
		ORDER BY p.posted_at, p.id, pa.position`,
		person, consent, cause, instant{at}, catalog.TakeDownOpen, day).Exec(ctx)
	return err
}

// demandFor makes the tasks that posted assets give as they are in the transaction: who is shown on them, or what those have
// said, may have become another after they were posted. A task that was closed for the same reason stays closed.
func demandFor(ctx context.Context, tx bun.Tx, assets []string, at time.Time) error {
	var posted []struct {
		Post  catalog.PostID
		Asset string
		Owner string
	}
	err := tx.NewRaw("SELECT pa.post, pa.asset, p.posted_by AS owner FROM post_assets AS pa JOIN posts AS p ON p.id = pa.post"+
		" WHERE pa.asset IN (?) AND pa.removed_at IS NULL ORDER BY p.posted_at, p.id, pa.position", bun.List(assets)).Scan(ctx, &posted)
	if err != nil || len(posted) == 0 {
		return err
	}
	demands := map[string][]catalog.TakeDown{}
	found, err := loadAssets(ctx, asking(tx), assets)
	if err != nil {
		return err
	}
	for _, a := range found {
		demands[string(a.ID)] = catalog.Demands(a)
	}
	for _, p := range posted {
		for _, t := range demands[p.Asset] {
			_, err := tx.NewRaw(`INSERT INTO take_downs (post, asset, person, consent, cause, owner, created_at, state, closed_by, note)
				SELECT ?0, ?1, ?2, ?3, ?4, ?5, ?6, ?7, '', '' WHERE NOT EXISTS (SELECT 1 FROM take_downs AS t WHERE t.post = ?0 AND t.asset = ?1
					AND t.person = ?2 AND (t.state = ?7 OR t.consent = ?3 AND t.cause = ?4))`,
				p.Post, p.Asset, t.Person, t.Consent, t.Cause, p.Owner, instant{at}, t.State).Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// demandOf does so for the assets that a query finds by an id.
func demandOf(ctx context.Context, tx bun.Tx, query, id string, at time.Time) error {
	var assets []string
	if err := tx.NewRaw(query, id).Scan(ctx, &assets); err != nil {
		return err
	}
	for part := range slices.Chunk(assets, chunk) {
		if err := demandFor(ctx, tx, part, at); err != nil {
			return err
		}
	}
	return nil
}

// Get implements catalog.TakeDownStore.
func (s *TakeDowns) Get(ctx context.Context, id catalog.TakeDownID) (catalog.TakeDown, error) {
	var t catalog.TakeDown
	err := s.db.read(ctx, "find task to take down", func(db bun.IDB) (err error) {
		t, err = oneTakeDown(ctx, db, id)
		return err
	})
	return t, err
}

func oneTakeDown(ctx context.Context, db bun.IDB, id catalog.TakeDownID) (catalog.TakeDown, error) {
	number, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		return catalog.TakeDown{}, catalog.Missing("take_down")
	}
	var rows []takeDownRow
	if err := selectTakeDowns(db, &rows).Where("t.id = ?", number).Scan(ctx); err != nil {
		return catalog.TakeDown{}, err
	}
	if len(rows) == 0 {
		return catalog.TakeDown{}, catalog.Missing("take_down")
	}
	return rows[0].task(), nil
}

func selectTakeDowns(db bun.IDB, rows *[]takeDownRow) *bun.SelectQuery {
	return joinPosts(db.NewSelect().Model(rows).ColumnExpr("?TableColumns").
		ColumnExpr("p.posted_at, p.permalink, p.account, a.name AS account_name, a.channel, coalesce(a.library, '') AS library, coalesce(l.name, '') AS library_name").
		ColumnExpr("pa.title, pe.display_name AS person_name, coalesce(u.name, '') AS owner_name, coalesce(c.name, '') AS closed_name")).
		Join("LEFT JOIN libraries AS l ON l.id = a.library").Join("JOIN post_assets AS pa ON pa.post = t.post AND pa.asset = t.asset").
		Join("JOIN people AS pe ON pe.id = t.person").Join("LEFT JOIN users AS u ON u.id = t.owner").Join("LEFT JOIN users AS c ON c.id = t.closed_by")
}

func joinPosts(q *bun.SelectQuery) *bun.SelectQuery {
	return q.Join("JOIN posts AS p ON p.id = t.post").Join("JOIN accounts AS a ON a.id = p.account")
}

// List implements catalog.TakeDownStore. Open ones come oldest first.
func (s *TakeDowns) List(ctx context.Context, f catalog.TakeDownFilter) (catalog.Page[catalog.TakeDown], error) {
	var page catalog.Page[catalog.TakeDown]
	err := s.db.read(ctx, "list tasks to take down", func(db bun.IDB) error {
		var rows []takeDownRow
		q := narrowTakeDowns(selectTakeDowns(db, &rows), f)
		limit, skip := limitOf(f.ListFilter), 0
		if f.Cursor != "" {
			after, err := spotAt(f.Cursor)
			if err != nil {
				return err
			}
			if skip, err = strconv.Atoi(after.Key); err != nil || skip < 0 {
				return badCursor(err)
			}
		}
		err := q.OrderExpr("CASE WHEN t.state = ? THEN t.created_at ELSE NULL END IS NULL, CASE WHEN t.state = ? THEN t.created_at ELSE -t.closed_at END, t.id",
			catalog.TakeDownOpen, catalog.TakeDownOpen).Offset(int64(skip)).Limit(int64(limit) + 1).Scan(ctx)
		if err != nil {
			return err
		}
		page.Next = ""
		if len(rows) > limit {
			rows = rows[:limit]
			page.Next = spot{Key: strconv.Itoa(skip + limit)}.cursor()
		}
		page.Items = collect(rows, takeDownRow.task)
		return nil
	})
	return page, err
}

func narrowTakeDowns(q *bun.SelectQuery, f catalog.TakeDownFilter) *bun.SelectQuery {
	for _, want := range []struct{ column, value string }{{"t.state", string(f.State)}, {"t.person", string(f.Person)}, {"t.post", string(f.Post)}} {
		if want.value != "" {
			q = q.Where("? = ?", bun.Ident(want.column), want.value)
		}
	}
	switch {
	case f.Library != "":
		q = q.Where("(a.library = ? OR a.library IS NULL OR t.owner = ?)", f.Library, f.By)
	case f.By != "":
		q = q.Where("t.owner = ?", f.By)
	}
	return q
}

// Count implements catalog.TakeDownStore.
func (s *TakeDowns) Count(ctx context.Context, f catalog.TakeDownFilter) (int, error) {
	var n int64
	err := s.db.read(ctx, "count tasks to take down", func(db bun.IDB) (err error) {
		n, err = narrowTakeDowns(joinPosts(db.NewSelect().Model((*takeDownRow)(nil))), f).Count(ctx)
		return err
	})
	return int(n), err
}

// Update implements catalog.TakeDownStore.
func (s *TakeDowns) Update(ctx context.Context, by string, id catalog.TakeDownID, at time.Time, change func(*catalog.TakeDown) error) (catalog.TakeDown, error) {
	var t catalog.TakeDown
	err := s.db.write(ctx, "change task to take down", func(tx bun.Tx) (err error) {
		if t, err = oneTakeDown(ctx, tx, id); err != nil {
			return err
		}
		was := t.State
		if err := change(&t); err != nil {
			return refusal{err}
		}
		if _, err := tx.NewUpdate().Model(newTakeDownRow(t)).WherePK().Exec(ctx); err != nil {
			return err
		}
		if t.State != was {
			if err := settleTakeDown(ctx, tx, by, was, t, at); err != nil {
				return err
			}
		}
		t, err = oneTakeDown(ctx, tx, id)
		return err
	})
	if err != nil {
		return catalog.TakeDown{}, err
	}
	return t, nil
}

// settleTakeDown carries the state of a task over to the post and to the other tasks about the same asset in it, and notes
// it of each: what is removed is so for all of them, and what turns out to be there still is open for all.
func settleTakeDown(ctx context.Context, tx bun.Tx, by string, was catalog.TakeDownState, t catalog.TakeDown, at time.Time) error {
	removed := instant{}
	if t.State == catalog.TakeDownRemoved {
		removed.Time = t.ClosedAt
	}
	_, err := tx.NewRaw("UPDATE post_assets SET removed_at = ? WHERE post = ? AND asset = ?", removed, t.Post, t.Asset).Exec(ctx)
	if err != nil {
		return err
	}
	var others []takeDownRow
	switch {
	case t.State == catalog.TakeDownRemoved:
		err = tx.NewRaw("UPDATE take_downs SET state = ?0, closed_at = ?1, closed_by = ?2, note = ?3 WHERE post = ?4 AND asset = ?5 AND state <> ?0 RETURNING id, person, state",
			t.State, removed, t.ClosedBy, t.Note, t.Post, t.Asset).Scan(ctx, &others)
	case was == catalog.TakeDownRemoved:
		err = tx.NewRaw("UPDATE take_downs SET state = ?, closed_at = NULL, closed_by = '' WHERE post = ? AND asset = ? AND state = ? RETURNING id, person, state",
			catalog.TakeDownOpen, t.Post, t.Asset, was).Scan(ctx, &others)
	}
	if err != nil {
		return err
	}
	for _, one := range append(others, *newTakeDownRow(t)) {
		line := catalog.AuditLine{At: at, Actor: by, Action: takeDownAction(one.State), Kind: catalog.KindTakeDown, Entry: string(one.task().ID), Person: one.Person,
			Detail: string(one.State)}
		if err := audit(ctx, tx, line); err != nil {
			return err
		}
	}
	return nil
}

func takeDownAction(state catalog.TakeDownState) string {
	switch state {
	case catalog.TakeDownRemoved:
		return catalog.AuditTakenDown
	case catalog.TakeDownKept:
		return catalog.AuditNotTakenDown
	}
	return catalog.AuditToTakeDownAgain
}
