package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// user is GET /users/:id.
func (p *Pages) user(c *gin.Context) error {
	view, err := p.userView(c)
	if err != nil {
		return err
	}
	if secret := p.handedOver(c, userPath(view.User.ID)); secret != "" {
		view.Invited = p.invitation(view.User, secret)
	}
	return p.show(c, http.StatusOK, "user", view)
}

// changeUser is POST /users/:id: it saves the account, or makes a new one-time link when that button was pressed.
func (p *Pages) changeUser(c *gin.Context) error {
	view, err := p.userView(c)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), edge.Actor(c)
	if c.PostForm("action") == "invite" {
		secret, err := p.Users.Reinvite(ctx, actor, view.User.ID)
		if err != nil {
			return err
		}
		return p.handOver(c, userPath(view.User.ID), secret)
	}
	_, err = p.Users.Edit(ctx, actor, view.User.ID, func(u *catalog.User) {
		u.Name, u.Email, u.Role = c.PostForm("name"), c.PostForm("email"), catalog.Role(c.PostForm("role"))
		u.Library, u.Active = catalog.Ref{ID: c.PostForm("library")}, c.PostForm("active") == "true"
	})
	if err == nil {
		return done(c, "/users", "saved")
	}
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "user", view)
}

func (p *Pages) userView(c *gin.Context) (UserView, error) {
	if err := catalog.MayAdminister(edge.Actor(c)); err != nil {
		return UserView{}, err
	}
	u, err := p.Users.Current(c.Request.Context(), catalog.UserID(c.Param("id")))
	if err != nil {
		return UserView{}, err
	}
	fields, err := p.userFields(c, u)
	fields = append(fields, Field{Kind: checkboxField, Name: "active", Label: "user.active", Hint: "user.active.hint", Value: truth(u.Active)})
	return UserView{Frame: p.frame(c, "users", u.Name), User: u, Form: Form{Action: userPath(u.ID), Fields: fields}}, err
}
