package catalog

import (
	"context"
	"strings"
	"time"
)

// mostComments bounds what is shown of the talk about one planned post.
const mostComments = 500

// PlanComment is what somebody has said of a planned post.
type PlanComment struct {
	ID     string
	Item   PlanItemID
	By     string // an Actor's ID
	ByName string // filled on reading
	Text   string
	At     time.Time
}

// PlanCommentStore keeps what is said of planned posts.
type PlanCommentStore interface {
	// Comments lists what was said of an item, the oldest first.
	Comments(ctx context.Context, id PlanItemID, limit int) ([]PlanComment, error)
	// AddComment stores a comment. NotFound when there is no such item.
	AddComment(ctx context.Context, c PlanComment) error
}

// Comment says something of a planned post.
func (s *PlanItems) Comment(ctx context.Context, actor Actor, id PlanItemID, text string) (PlanComment, error) {
	if err := MayPlan(actor); err != nil {
		return PlanComment{}, err
	}
	var c checker
	c.text("text", &text, 2_000)
	if strings.TrimSpace(text) == "" {
		c.refuse("text", KeyRequired, nil)
	}
	c.noIdentityNumber("text", text)
	if err := c.err(); err != nil {
		return PlanComment{}, err
	}
	said := PlanComment{ID: s.NewID(), Item: id, By: actor.ID, ByName: actor.Name, Text: text, At: s.Now()}
	return said, s.Store.AddComment(ctx, said)
}

// Comments lists what was said of a planned post, the oldest first.
func (s *PlanItems) Comments(ctx context.Context, actor Actor, id PlanItemID) ([]PlanComment, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	if _, err := s.Store.Get(ctx, id); err != nil {
		return nil, err
	}
	return s.Store.Comments(ctx, id, mostComments)
}
