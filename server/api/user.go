package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// User is an account as the API answers it.
type User struct {
	ID        string              `json:"id"`
	Email     string              `json:"email"`
	Name      string              `json:"name"`
	Role      string              `json:"role" enum:"reader,contributor,editor,county_editor,privacy_officer,administrator"`
	Library   nullable[reference] `json:"library"`
	Active    bool                `json:"active"`
	Language  *string             `json:"language"`
	CreatedAt time.Time           `json:"created_at"`
}

// invitation is an account with the one-time link that its owner sets a password with.
type invitation struct {
	User
	Link string `json:"link" doc:"Works once, for a week; shown only now."`
}

type inviteInput struct {
	Body struct {
		Email   string `json:"email"`
		Name    string `json:"name"`
		Role    string `json:"role" doc:"reader, contributor, editor, county_editor, privacy_officer or administrator."`
		Library string `json:"library,omitempty" doc:"What the role is bound to: id or slug."`
	}
}

type userPatchInput struct {
	ID   string `path:"id"`
	Body userPatch
}

type userPatch struct {
	Name     optional[string] `json:"name,omitempty"`
	Role     optional[string] `json:"role,omitempty"`
	Library  optional[string] `json:"library,omitempty"`
	Active   optional[bool]   `json:"active,omitempty"`
	Language optional[string] `json:"language,omitempty"`
}

type linkBody struct {
	Link string `json:"link"`
}

func (r *routes) users() {
	handle(r, describe("Users", http.MethodGet, "/users", "list-user", "List", 200), r.listUsers)
	handle(r, describe("Users", http.MethodPost, "/users", "invite-user", "Invite", 201), r.inviteUser)
	handle(r, describe("Users", http.MethodPatch, "/users/{id}", "patch-user", "Change (JSON merge patch)", 200), r.patchUser)
	handle(r, describe("Users", http.MethodPost, "/users/{id}/invitation", "reinvite-user", "Make a new one-time link", 201), r.reinviteUser)
}

func userOf(u catalog.User) User {
	return User{ID: string(u.ID), Email: u.Email, Name: u.Name, Role: string(u.Role), Library: referenceOrNull(u.Library), Active: u.Active,
		Language: orNull(u.Language), CreatedAt: u.CreatedAt}
}

func (r *routes) welcome(secret string) string { return r.cfg.PublicURL + "/welcome/" + secret }

func (r *routes) listUsers(ctx context.Context, c call, in *listInput) (*answer[list[User]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	page, err := r.Users.List(ctx, c.actor, f)
	return listOf(page, userOf), err
}

func (r *routes) inviteUser(ctx context.Context, c call, in *inviteInput) (*answer[invitation], error) {
	b := in.Body
	u, secret, err := r.Users.Invite(ctx, c.actor, catalog.User{Email: b.Email, Name: b.Name, Role: catalog.Role(b.Role), Library: catalog.Ref{ID: b.Library}})
	return answerWith(invitation{User: userOf(u), Link: r.welcome(secret)}), err
}

func (r *routes) patchUser(ctx context.Context, c call, in *userPatchInput) (*answer[User], error) {
	p := in.Body
	u, err := r.Users.Edit(ctx, c.actor, catalog.UserID(in.ID), func(u *catalog.User) {
		p.Name.set(&u.Name)
		p.Active.set(&u.Active)
		p.Language.set(&u.Language)
		u.Role = catalog.Role(p.Role.or(string(u.Role)))
		if p.Library.sent {
			u.Library = catalog.Ref{ID: p.Library.value}
		}
	})
	return answerWith(userOf(u)), err
}

func (r *routes) reinviteUser(ctx context.Context, c call, in *byID) (*answer[linkBody], error) {
	secret, err := r.Users.Reinvite(ctx, c.actor, catalog.UserID(in.ID))
	return answerWith(linkBody{Link: r.welcome(secret)}), err
}
