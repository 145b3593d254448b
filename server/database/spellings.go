package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Spellings tells what else libraries, presenters and books are called: other names, accounts in channels, ISBNs. Those
// without are missing from the answer.
func (s *Assets) Spellings(ctx context.Context, kind catalog.Kind, ids []string) (map[string][]string, error) {
	q, ok := map[catalog.Kind]question{
		catalog.KindLibrary:   "SELECT id, aliases, instagram, facebook FROM libraries WHERE id {ids}",
		catalog.KindPresenter: "SELECT id, aliases, '', '' FROM presenters WHERE id {ids}",
		catalog.KindBook:      "SELECT book, '[]', isbn, '' FROM book_isbns WHERE book {ids} ORDER BY book, position",
	}[kind]
	if !ok || len(ids) == 0 {
		return nil, nil
	}
	out := map[string][]string{}
	err := s.db.ask(ctx, "read further names of "+string(kind), func(a asker) error {
		clear(out) // asked again after a lost connection
		return a.ask(ctx, q, func(rows *sql.Rows) error {
			var id string
			var more [2]string
			var aliases document[[]string]
			if err := rows.Scan(&id, &aliases, &more[0], &more[1]); err != nil {
				return err
			}
			for _, name := range append(aliases.v, more[:]...) {
				if name != "" {
					out[id] = append(out[id], name)
				}
			}
			return nil
		}, ids)
	})
	return out, err
}
