package database

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// byAssets makes of each fact, which is about a post, one about each thing that the post's assets are; about nothing where they are
// nothing.
func byAssets(ctx context.Context, a asker, assets question, posts []catalog.PostFact) ([]catalog.PostFact, error) {
	pairs, known, err := assetsOf(ctx, a, posts)
	if err != nil {
		return nil, err
	}
	at, are := places(known), make([][]string, len(known))
	var asset sql.RawBytes
	err = a.ask(ctx, assets, func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&asset, &id); err != nil || id == "" {
			return err
		}
		n := at[string(asset)]
		are[n] = append(are[n], id)
		return nil
	}, known)
	if err != nil {
		return nil, err
	}
	out, told := make([]catalog.PostFact, 0, len(pairs)), make([]bool, len(posts))
	first := 0 // of the facts about the post that is being told of
	for i, pair := range pairs {
		if i == 0 || pair.post != pairs[i-1].post {
			first = len(out)
		}
		for _, id := range are[pair.asset] {
			if !slices.ContainsFunc(out[first:], func(f catalog.PostFact) bool { return f.Of.ID == id }) {
				f := posts[pair.post]
				f.Of, told[pair.post] = catalog.Ref{ID: id}, true
				out = append(out, f)
			}
		}
	}
	for i, f := range posts {
		if !told[i] {
			f.Of = catalog.Ref{}
			out = append(out, f)
		}
	}
	return out, nil
}

// postAsset is a post and one of its assets, by their places.
type postAsset struct{ post, asset int }

// assetsOf tells which assets posts have, post by post.
func assetsOf(ctx context.Context, a asker, posts []catalog.PostFact) ([]postAsset, []string, error) {
	ids := collect(posts, func(f catalog.PostFact) string { return f.Of.ID })
	var known []string
	at, seen, pairs := places(ids), map[string]int{}, make([]postAsset, 0, 2*len(ids))
	var post, asset sql.RawBytes
	err := a.askOfPosts(ctx, "post, asset", "post_assets", ids, func(rows *sql.Rows) error {
		if err := rows.Scan(&post, &asset); err != nil {
			return err
		}
		p, asked := at[string(post)]
		if !asked {
			return nil
		}
		n, had := seen[string(asset)]
		if !had {
			n, known = len(known), append(known, string(asset))
			seen[known[n]] = n
		}
		pairs = append(pairs, postAsset{p, n})
		return nil
	})
	return pairs, known, err
}

// places tells where each id stands.
func places(ids []string) map[string]int {
	out := make(map[string]int, len(ids))
	for i, id := range ids {
		out[id] = i
	}
	return out
}

// askOfPosts asks for columns of a table that has lines of posts, in the order of the columns. When most posts are asked for, all
// of it is read, those of others too: that is quicker than to look each post up.
func (a asker) askOfPosts(ctx context.Context, columns, table string, posts []string, scan func(*sql.Rows) error) error {
	few := 2 * len(posts)
	var all int
	if err := a.ask(ctx, "SELECT count(*) FROM (SELECT 1 FROM posts LIMIT {1}) AS counted", func(rows *sql.Rows) error { return rows.Scan(&all) }, few+1); err != nil {
		return err
	}
	if all <= few {
		return a.ask(ctx, question("SELECT "+columns+" FROM "+table+" ORDER BY "+columns), scan)
	}
	return a.ask(ctx, question("SELECT "+columns+" FROM "+table+" WHERE post {ids} ORDER BY "+columns), scan, posts)
}
