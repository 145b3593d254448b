package database

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

const (
	defaultLimit = 100
	maxLimit     = 1000
)

// spot is a place in an ordered list: the key of the last row that was listed, with the row's id for rows alike.
type spot struct {
	Key string `bun:"sort_key"`
	ID  string `bun:"id"`
}

// cursor makes a spot opaque.
func (s spot) cursor() string {
	b, _ := json.Marshal([2]string{s.Key, s.ID}) // strings always can be
	return base64.RawURLEncoding.EncodeToString(b)
}

// spotAt reads a cursor. Invalid when it is not one of ours.
func spotAt(cursor string) (spot, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	var parts []string
	if err == nil {
		err = json.Unmarshal(b, &parts)
	}
	if err != nil || len(parts) != 2 {
		return spot{}, badCursor(err)
	}
	return spot{Key: parts[0], ID: parts[1]}, nil
}

func badCursor(err error) error {
	return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Err: err,
		Fields: []catalog.FieldError{{Location: "cursor", Key: catalog.KeyBadCursor}}}
}

func limitOf(f catalog.ListFilter) int {
	if f.Limit <= 0 {
		return defaultLimit
	}
	return min(f.Limit, maxLimit)
}

// spots lists one page of q, a query over rows with an id and a sort_key, in that order.
func spots(ctx context.Context, q *bun.SelectQuery, f catalog.ListFilter) (ids []string, next string, err error) {
	if f.Cursor != "" {
		after, err := spotAt(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("(sort_key, id) > (?, ?)", after.Key, after.ID)
	}
	var found []spot
	limit := limitOf(f)
	if err := q.Column("sort_key", "id").OrderExpr("sort_key, id").Limit(int64(limit)+1).Scan(ctx, &found); err != nil {
		return nil, "", err
	}
	if len(found) > limit {
		found = found[:limit]
		next = found[limit-1].cursor()
	}
	for _, s := range found {
		ids = append(ids, s.ID)
	}
	return ids, next, nil
}

// momentSpot is the spot of a row in a list that is ordered by a time.
func momentSpot(at instant, id string) spot {
	return spot{Key: strconv.FormatInt(at.UnixMicro(), 10), ID: id}
}

// newestAfter narrows a list, newest first by the columns at and id, to what comes after a cursor.
func newestAfter(q *bun.SelectQuery, cursor string, at, id bun.Ident) (*bun.SelectQuery, error) {
	moment, last, err := momentAt(cursor)
	if err != nil || cursor == "" {
		return q, err
	}
	return q.Where("(?, ?) < (?, ?)", at, id, moment, last), nil
}

// momentAt reads the cursor of a list that is ordered by a time; nothing for none.
func momentAt(cursor string) (moment int64, id string, err error) {
	if cursor == "" {
		return 0, "", nil
	}
	after, err := spotAt(cursor)
	if err != nil {
		return 0, "", err
	}
	if moment, err = strconv.ParseInt(after.Key, 10, 64); err != nil {
		return 0, "", badCursor(err)
	}
	return moment, after.ID, nil
}

// matching narrows a query over rows with a folded column to those that hold a text.
func matching(q *bun.SelectQuery, text string) *bun.SelectQuery {
	if strings.TrimSpace(text) == "" {
		return q
	}
	return q.Where(`folded LIKE ? ESCAPE '\'`, within(text))
}
