package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// auditLine tells who did what with people's data.
type auditLine struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Actor  reference `json:"actor" doc:"Without a name when the account is gone."`
	Action string    `json:"action"`
	Text   string    `json:"text" doc:"What was done, in the language of Accept-Language."`
	Kind   string    `json:"kind"`
	Entry  string    `json:"entry" doc:"The id of what it was done with."`
	Person string    `json:"person" doc:"The id of whose data it was."`
	Detail string    `json:"detail"`
}

type auditInput struct {
	Limit  int    `query:"limit" doc:"Lines on a page, 1 to 1000; 100 unless told."`
	Cursor string `query:"cursor"`
	Person string `query:"person" doc:"Only of this person's data."`
	Kind   string `query:"kind" doc:"With entry: only of one consent, document, …"`
	Entry  string `query:"entry"`
}

func (r *routes) audit() {
	handle(r, describe(peopleTag, http.MethodGet, "/audit", "list-audit", "List what was done with people's data, newest first", 200), r.listAudit)
}

func (r *routes) listAudit(ctx context.Context, c call, in *auditInput) (*answer[list[auditLine]], error) {
	page, err := listInput{Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	found, err := r.Audits.List(ctx, c.actor, catalog.AuditFilter{ListFilter: page, Person: catalog.PersonID(in.Person), Kind: catalog.Kind(in.Kind), Entry: in.Entry})
	return listOf(found, c.auditLine), err
}

func (c call) auditLine(l catalog.AuditLine) auditLine {
	return auditLine{Seq: l.Seq, At: l.At, Actor: reference{ID: l.Actor, Name: l.By}, Action: l.Action, Text: edge.Text(c.gin, "audit."+l.Action, nil),
		Kind: string(l.Kind), Entry: l.Entry, Person: string(l.Person), Detail: l.Detail}
}
