package database

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type responseRow struct {
	bun.BaseModel `bun:"table:responses,alias:r"`

	Post     string  `bun:"post"`
	At       instant `bun:"at"`
	Views    *int    `bun:"views"`
	Reach    *int    `bun:"reach"`
	Likes    *int    `bun:"likes"`
	Comments *int    `bun:"comments"`
	Shares   *int    `bun:"shares"`
	Saves    *int    `bun:"saves"`
}

func (r responseRow) response() catalog.Response {
	return catalog.Response{At: r.At.Time, Views: r.Views, Reach: r.Reach, Likes: r.Likes, Comments: r.Comments, Shares: r.Shares, Saves: r.Saves}
}

func storeResponses(ctx context.Context, tx bun.Tx, p catalog.Post) error {
	if len(p.Responses) == 0 {
		return nil
	}
	rows := make([]responseRow, len(p.Responses))
	for i, r := range p.Responses {
		rows[i] = responseRow{Post: p.ID, At: instant{r.At}, Views: r.Views, Reach: r.Reach, Likes: r.Likes, Comments: r.Comments, Shares: r.Shares, Saves: r.Saves}
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

func replaceResponses(ctx context.Context, tx bun.Tx, p catalog.Post) error {
	if _, err := tx.NewRaw("DELETE FROM responses WHERE post = ?", p.ID).Exec(ctx); err != nil {
		return err
	}
	return storeResponses(ctx, tx, p)
}

// responsesOf lists the responses of posts, each post's in the order of time.
func responsesOf(ctx context.Context, db bun.IDB, posts []string) (map[string][]catalog.Response, error) {
	var found []responseRow
	err := db.NewSelect().Model(&found).Where("r.post IN (?)", bun.List(posts)).OrderExpr("r.post, r.at").Scan(ctx)
	out := map[string][]catalog.Response{}
	for _, r := range found {
		out[r.Post] = append(out[r.Post], r.response())
	}
	return out, err
}

// received ranks the responses of an asset's posts: by the newest post, then by the newest response.
const received question = `SELECT asset, post, account, name, posted_at, at, views, reach, likes, comments, shares, saves FROM (
		SELECT pa.asset, pa.post, p.account, a.name, p.posted_at, r.at, r.views, r.reach, r.likes, r.comments, r.shares, r.saves,
			row_number() OVER (PARTITION BY pa.asset ORDER BY p.posted_at DESC, p.id DESC, r.at DESC) AS place
		FROM post_assets AS pa JOIN posts AS p ON p.id = pa.post JOIN responses AS r ON r.post = p.id JOIN accounts AS a ON a.id = p.account
		WHERE pa.asset {ids}) AS ranked WHERE place = 1`

// Received implements catalog.PostStore.
func (s *Posts) Received(ctx context.Context, ids []catalog.AssetID) (map[catalog.AssetID]catalog.Received, error) {
	out := map[catalog.AssetID]catalog.Received{}
	err := s.db.ask(ctx, "find responses of assets", func(from asker) error {
		for part := range slices.Chunk(ids, chunk) {
			err := from.ask(ctx, received, func(rows *sql.Rows) error {
				var asset catalog.AssetID
				var r responseRow
				var postedAt instant
				var one catalog.Received
				err := rows.Scan(&asset, &one.Post, &one.Account.ID, &one.Account.Name, &postedAt, &r.At, &r.Views, &r.Reach, &r.Likes, &r.Comments, &r.Shares, &r.Saves)
				one.PostedAt, one.Response = postedAt.Time, r.response()
				out[asset] = one
				return err
			}, collect(part, func(id catalog.AssetID) string { return string(id) }))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
