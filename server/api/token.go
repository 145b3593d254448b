package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Token is an API token, without its secret, as the API answers it.
type Token struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Role       string              `json:"role"`
	Library    nullable[reference] `json:"library"`
	CreatedBy  string              `json:"created_by"`
	CreatedAt  time.Time           `json:"created_at"`
	LastUsedAt *time.Time          `json:"last_used_at" doc:"To the minute."`
}

type issuedToken struct {
	Token
	Secret string `json:"token" doc:"Shown only now."`
}

type tokenInput struct {
	Body struct {
		Name    string `json:"name"`
		Role    string `json:"role" doc:"reader, contributor, editor, county_editor, privacy_officer or administrator."`
		Library string `json:"library,omitempty" doc:"What the role is bound to: id or slug."`
	}
}

func (r *routes) tokens() {
	handle(r, describe("Tokens", http.MethodGet, "/tokens", "list-token", "List", 200), r.listTokens)
	handle(r, describe("Tokens", http.MethodPost, "/tokens", "issue-token", "Issue", 201), r.issueToken)
	handle(r, describe("Tokens", http.MethodDelete, "/tokens/{id}", "revoke-token", "Revoke at once", 204), r.revokeToken)
}

func tokenOf(t catalog.Token) Token {
	return Token{ID: string(t.ID), Name: t.Name, Role: string(t.Role), Library: referenceOrNull(t.Library), CreatedBy: t.CreatedBy,
		CreatedAt: t.CreatedAt, LastUsedAt: orNever(t.LastUsedAt)}
}

func (r *routes) listTokens(ctx context.Context, c call, in *listInput) (*answer[list[Token]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	page, err := r.Tokens.List(ctx, c.actor, f)
	return listOf(page, tokenOf), err
}

func (r *routes) issueToken(ctx context.Context, c call, in *tokenInput) (*answer[issuedToken], error) {
	t, secret, err := r.Tokens.Issue(ctx, c.actor, in.Body.Name, catalog.Role(in.Body.Role), in.Body.Library)
	return answerWith(issuedToken{Token: tokenOf(t), Secret: secret}), err
}

func (r *routes) revokeToken(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.Tokens.Revoke(ctx, c.actor, catalog.TokenID(in.ID))
}
