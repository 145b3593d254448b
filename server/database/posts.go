package database

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Posts are what was published.
type Posts struct{ db *Database }

var _ catalog.PostStore = (*Posts)(nil)

type postRow struct {
	bun.BaseModel `bun:"table:posts,alias:p"`
	entryRow

	Account      string          `bun:"account"`
	AccountName  string          `bun:"account_name,scanonly"`
	Channel      catalog.Channel `bun:"channel,scanonly"`
	Library      string          `bun:"library,scanonly"`
	LibraryName  string          `bun:"library_name,scanonly"`
	PostedAt     instant         `bun:"posted_at"`
	Permalink    string          `bun:"permalink"`
	Outcome      string          `bun:"outcome"`
	PostedBy     string          `bun:"posted_by"`
	PostedByName string          `bun:"posted_by_name,scanonly"`

	Offer        string              `bun:"offer"`
	OfferName    string              `bun:"offer_name,scanonly"`
	Day          string              `bun:"day"`
	Plan         catalog.PlanItemID  `bun:"plan"`
	ContentType  catalog.ContentType `bun:"content_type"`
	Language     string              `bun:"language"`
	Format       string              `bun:"format"`
	FollowUp     string              `bun:"follow_up"`
	FollowUpName string              `bun:"follow_up_name,scanonly"`
	AnsweredAt   instant             `bun:"answered_at"`
	Folded       string              `bun:"folded"`
}

type postAssetRow struct {
	bun.BaseModel `bun:"table:post_assets,alias:pa"`

	Post      string              `bun:"post"`
	Asset     catalog.AssetID     `bun:"asset"`
	Position  int                 `bun:"position"`
	Title     string              `bun:"title"`
	Refused   document[[]refused] `bun:"refused"`
	RemovedAt instant             `bun:"removed_at"`
}

// refused is a reason as it is stored with a post: Channel and At are the arguments that reasons have.
type refused struct {
	Key     string    `json:"key"`
	Channel string    `json:"channel,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

func refusedOf(r catalog.Reason) refused {
	out := refused{Key: r.Key}
	out.Channel, _ = r.Args["channel"].(string)
	out.At, _ = r.Args["at"].(time.Time)
	return out
}

func (r refused) reason() catalog.Reason {
	return catalog.Reason{Key: r.Key, Args: catalog.Args{"channel": r.Channel, "at": r.At}}
}

func (r postRow) post() catalog.Post {
	return catalog.Post{Entry: r.entry(), Account: catalog.Ref{ID: r.Account, Name: r.AccountName}, Channel: r.Channel,
		Library: catalog.Ref{ID: r.Library, Name: r.LibraryName}, PostedAt: r.PostedAt.Time, Permalink: r.Permalink, Outcome: r.Outcome,
		Offer: catalog.Ref{ID: r.Offer, Name: r.OfferName}, Day: r.Day, Plan: r.Plan, ContentType: r.ContentType, Language: r.Language, Format: r.Format,
		PostedBy: r.PostedBy, PostedByName: r.PostedByName, FollowUp: catalog.Ref{ID: r.FollowUp, Name: r.FollowUpName}, AnsweredAt: r.AnsweredAt.Time}
}

func newPostRow(p catalog.Post) *postRow {
	return &postRow{entryRow: entryRowOf(p.Entry), Account: p.Account.ID, PostedAt: instant{p.PostedAt}, Permalink: p.Permalink, Outcome: p.Outcome,
		Offer: p.Offer.ID, Day: p.Day, Plan: p.Plan, ContentType: p.ContentType, Language: p.Language, Format: p.Format,
		PostedBy: p.PostedBy, FollowUp: p.FollowUp.ID, AnsweredAt: instant{p.AnsweredAt}, Folded: fold(p.Permalink, p.Outcome)}
}

// postClaims are what a post refers to and has to be there.
func postClaims(p catalog.Post) []claim {
	return []claim{{"account", "accounts", p.Account.ID}, {"follow_up", "users", p.FollowUp.ID}, {"offer", "offers", p.Offer.ID}}
}

// Create implements catalog.PostStore.
func (s *Posts) Create(ctx context.Context, by string, p catalog.Post) error {
	return s.db.write(ctx, "store post", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, postClaims(p)); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(newPostRow(p)).Exec(ctx); err != nil {
			return err
		}
		rows := make([]postAssetRow, len(p.Assets))
		for i, a := range p.Assets {
			rows[i] = postAssetRow{Post: p.ID, Asset: a.ID, Position: i, Title: a.Title, Refused: documentOf(collect(a.Refused, refusedOf))}
		}
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return err
		}
		if err := errors.Join(storeSources(ctx, tx, p), storeResponses(ctx, tx, p)); err != nil {
			return err
		}
		if err := followPlanned(ctx, tx, by, catalog.Post{}, p); err != nil {
			return err
		}
		if err := demandFor(ctx, tx, collect(p.Assets, func(a catalog.PostedAsset) string { return string(a.ID) }), p.CreatedAt); err != nil {
			return err
		}
		return recordPost(ctx, tx, by, p)
	})
}

// recordPost appends a post to the changes, as a change of its assets.
func recordPost(ctx context.Context, tx bun.Tx, by string, p catalog.Post) error {
	return record(ctx, tx, by, catalog.KindAsset, collect(p.Assets, func(a catalog.PostedAsset) string { return string(a.ID) })...)
}

// Get implements catalog.PostStore.
func (s *Posts) Get(ctx context.Context, id catalog.PostID) (catalog.Post, error) {
	var p catalog.Post
	err := s.db.snapshot(ctx, "find post", func(db bun.IDB) (err error) {
		p, err = onePost(ctx, db, id)
		return err
	})
	return p, err
}

func onePost(ctx context.Context, db bun.IDB, id catalog.PostID) (catalog.Post, error) {
	var rows []postRow
	if err := selectPosts(db, &rows).Where("p.id = ?", id).Scan(ctx); err != nil {
		return catalog.Post{}, err
	}
	if len(rows) == 0 {
		return catalog.Post{}, catalog.Missing("post")
	}
	found, err := wholePosts(ctx, db, rows)
	if err != nil {
		return catalog.Post{}, err
	}
	return found[0], nil
}

func selectPosts(db bun.IDB, rows *[]postRow) *bun.SelectQuery {
	return db.NewSelect().Model(rows).ColumnExpr("?TableColumns").
		ColumnExpr("a.name AS account_name, a.channel, coalesce(a.library, '') AS library, coalesce(l.name, '') AS library_name, coalesce(u.name, '') AS posted_by_name, coalesce(f.name, '') AS follow_up_name, coalesce(o.name, '') AS offer_name").
		Join("JOIN accounts AS a ON a.id = p.account").Join("LEFT JOIN libraries AS l ON l.id = a.library").Join("LEFT JOIN users AS u ON u.id = p.posted_by").
		Join("LEFT JOIN users AS f ON f.id = p.follow_up").Join("LEFT JOIN offers AS o ON o.id = p.offer")
}

// wholePosts gives posts their assets and responses.
func wholePosts(ctx context.Context, db bun.IDB, rows []postRow) ([]catalog.Post, error) {
	posts := collect(rows, postRow.post)
	if len(posts) == 0 {
		return posts, nil
	}
	ids := collect(posts, func(p catalog.Post) string { return p.ID })
	assets, err := postedAssets(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	responses, err := responsesOf(ctx, db, ids)
	for i := range posts {
		posts[i].Assets, posts[i].Responses = assets[posts[i].ID], responses[posts[i].ID]
	}
	return posts, err
}

func postedAssets(ctx context.Context, db bun.IDB, posts []string) (map[string][]catalog.PostedAsset, error) {
	var found []postAssetRow
	if err := db.NewSelect().Model(&found).Where("pa.post IN (?)", bun.List(posts)).OrderExpr("pa.post, pa.position").Scan(ctx); err != nil {
		return nil, err
	}
	sources, err := sourcesOf(ctx, db, posts)
	assets := map[string][]catalog.PostedAsset{}
	for _, r := range found {
		assets[r.Post] = append(assets[r.Post], catalog.PostedAsset{ID: r.Asset, Title: r.Title, Refused: collect(r.Refused.v, refused.reason), RemovedAt: r.RemovedAt.Time,
			Sources: sources[posted{r.Post, r.Asset}]})
	}
	return assets, err
}

// List implements catalog.PostStore.
func (s *Posts) List(ctx context.Context, f catalog.PostFilter) (catalog.Page[catalog.Post], error) {
	var page catalog.Page[catalog.Post]
	err := s.db.snapshot(ctx, "list posts", func(db bun.IDB) error {
		var rows []postRow
		q, err := narrowPosts(selectPosts(db, &rows), f)
		if err != nil {
			return err
		}
		limit := limitOf(f.ListFilter)
		if err := q.OrderExpr("p.posted_at DESC, p.id DESC").Limit(int64(limit) + 1).Scan(ctx); err != nil {
			return err
		}
		page.Next = ""
		if len(rows) > limit {
			rows = rows[:limit]
			last := rows[limit-1]
			page.Next = momentSpot(last.PostedAt, last.ID).cursor()
		}
		page.Items, err = wholePosts(ctx, db, rows)
		return err
	})
	return page, err
}

// Update implements catalog.PostStore.
func (s *Posts) Update(ctx context.Context, by string, id catalog.PostID, change func(*catalog.Post) error) (catalog.Post, error) {
	var p catalog.Post
	err := s.db.write(ctx, "change post", func(tx bun.Tx) (err error) {
		if err := lockRow(ctx, s.db.dialect, tx, "posts", string(id), "post"); err != nil {
			return err
		}
		if p, err = onePost(ctx, tx, id); err != nil {
			return err
		}
		was := p
		if err := change(&p); err != nil {
			return refusal{err}
		}
		if err := requireAll(ctx, tx, postClaims(p)); err != nil {
			return err
		}
		if err := storePost(ctx, tx, by, was, p); err != nil {
			return err
		}
		p, err = onePost(ctx, tx, id)
		return err
	})
	if err != nil {
		return catalog.Post{}, err
	}
	return p, nil
}

// ByIDs implements catalog.PostStore.
func (s *Posts) ByIDs(ctx context.Context, ids []catalog.PostID) ([]catalog.Post, error) {
	var out []catalog.Post
	err := s.db.snapshot(ctx, "find posts", func(db bun.IDB) error {
		out = nil
		return eachPosts(ctx, db, ids, func(p catalog.Post) error { out = append(out, p); return nil })
	})
	return out, err
}

// UpdateAll implements catalog.PostStore.
func (s *Posts) UpdateAll(ctx context.Context, by string, ids []catalog.PostID, change func(*catalog.Post) bool) error {
	return s.db.write(ctx, "change posts", func(tx bun.Tx) error {
		return eachPosts(ctx, tx, ids, func(p catalog.Post) error {
			was := p
			if !change(&p) {
				return nil
			}
			return storePost(ctx, tx, by, was, p)
		})
	})
}

// eachPosts reads posts, so many at once.
func eachPosts(ctx context.Context, db bun.IDB, ids []catalog.PostID, do func(catalog.Post) error) error {
	for part := range slices.Chunk(ids, chunk) {
		var rows []postRow
		if err := selectPosts(db, &rows).Where("p.id IN (?)", bun.List(part)).Scan(ctx); err != nil {
			return err
		}
		found, err := wholePosts(ctx, db, rows)
		if err != nil {
			return err
		}
		for _, p := range found {
			if err := do(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// storePost stores what was altered of a post.
func storePost(ctx context.Context, tx bun.Tx, by string, was, p catalog.Post) error {
	if _, err := tx.NewUpdate().Model(newPostRow(p)).WherePK().Exec(ctx); err != nil {
		return err
	}
	if err := replaceResponses(ctx, tx, p); err != nil {
		return err
	}
	if err := followPlanned(ctx, tx, by, was, p); err != nil {
		return err
	}
	return recordPost(ctx, tx, by, p)
}

// Delete implements catalog.PostStore.
func (s *Posts) Delete(ctx context.Context, by string, id catalog.PostID, at time.Time) error {
	return s.db.write(ctx, "remove post", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "posts", string(id), "post"); err != nil {
			return err
		}
		p, err := onePost(ctx, tx, id)
		if err != nil {
			return err
		}
		count, err := countReferences(ctx, tx, []reference{{"take_downs", "post", ""}}, string(id))
		if err != nil {
			return err
		}
		if count > 0 {
			return catalog.NewError(catalog.Conflict, catalog.KeyHasTasks, catalog.Args{"count": count})
		}
		for _, statement := range []string{"DELETE FROM posts WHERE id = ?", "DELETE FROM thanks WHERE used = ?"} {
			if _, err := tx.NewRaw(statement, id).Exec(ctx); err != nil {
				return err
			}
		}
		if err := followPlanned(ctx, tx, by, p, catalog.Post{Entry: catalog.Entry{UpdatedAt: at}}); err != nil {
			return err
		}
		return recordPost(ctx, tx, by, p)
	})
}

// keepPosted notes who is shown on an asset that is about to be deleted, where it was posted: it may still be seen there.
func keepPosted(ctx context.Context, tx bun.Tx, asset catalog.AssetID) error {
	_, err := tx.NewRaw("INSERT INTO post_people (post, asset, person) SELECT pa.post, pa.asset, ap.person FROM post_assets AS pa"+
		" JOIN asset_people AS ap ON ap.asset = pa.asset WHERE pa.asset = ?", asset).Exec(ctx)
	return err
}
