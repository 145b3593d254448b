package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// UsersView lists the accounts, with the form that makes a new one.
type UsersView struct {
	Frame
	Rows    []UserRow
	Form    Form
	MoreURL string
}

// UserRow is one account in the list.
type UserRow struct {
	catalog.User
	EditURL string
}

// Invitation is a one-time link to pass on, shown once.
type Invitation struct {
	Name string
	Copy CopyField
}

// UserView is the page of one account.
type UserView struct {
	Frame
	User    catalog.User
	Form    Form
	Invited *Invitation
}

// users is GET /users.
func (p *Pages) users(c *gin.Context) error {
	view, err := p.usersView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "users", view)
}

// inviteUser is POST /users. The page of the new account, which follows, shows the one-time link.
func (p *Pages) inviteUser(c *gin.Context) error {
	view, err := p.usersView(c)
	if err != nil {
		return err
	}
	u, secret, err := p.Users.Invite(c.Request.Context(), edge.Actor(c), catalog.User{Email: c.PostForm("email"), Name: c.PostForm("name"),
		Role: catalog.Role(c.PostForm("role")), Library: catalog.Ref{ID: c.PostForm("library")}})
	if err == nil {
		return p.handOver(c, userPath(u.ID), secret)
	}
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "users", view)
}

func (p *Pages) invitation(u catalog.User, secret string) *Invitation {
	return &Invitation{Name: u.Name, Copy: CopyField{ID: "copy-invitation", Label: "user.invitation", Hint: "user.invitation.hint",
		Text: p.cfg.PublicURL + "/welcome/" + url.PathEscape(secret), Rows: 1}}
}

func (p *Pages) usersView(c *gin.Context) (UsersView, error) {
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.User], error) {
		return p.Users.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Cursor: cursor})
	})
	if err != nil {
		return UsersView{}, err
	}
	fields, err := p.userFields(c, catalog.User{Role: catalog.Contributor, Active: true})
	view := UsersView{Frame: p.frame(c, "users", "nav.users"), Form: Form{Action: "/users", Fields: fields}, MoreURL: nextURL("/users", nil, page.Next)}
	for _, u := range page.Items {
		view.Rows = append(view.Rows, UserRow{User: u, EditURL: userPath(u.ID)})
	}
	return view, err
}

func userPath(id catalog.UserID) string { return "/users/" + url.PathEscape(string(id)) }

func (p *Pages) userFields(c *gin.Context, u catalog.User) ([]Field, error) {
	libraries, err := p.libraryChoices(c, u.Library)
	return []Field{
		{Kind: "text", Name: "name", Label: "user.name", Required: true, Value: u.Name},
		{Kind: "email", Name: "email", Label: "user.email", Required: true, Value: u.Email},
		{Kind: choicesField, Name: "role", Label: "user.role", Options: coded(p.localizer(c), "role", "", catalog.Roles(), u.Role)},
		{Kind: selectField, Name: "library", Label: "user.library", Hint: "user.library.hint", Options: libraries},
	}, err
}
