package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// AnswerLetters is whether somebody is written to when comments wait.
type AnswerLetters struct {
	Shown bool // to people alone, where letters are sent
	On    bool
}

func (p *Pages) answerLetters(c *gin.Context) (AnswerLetters, error) {
	actor := edge.Actor(c)
	if !p.AnswerReaders.Mail || actor.Kind != catalog.Person || catalog.MayPost(actor) != nil {
		return AnswerLetters{}, nil
	}
	on, err := p.AnswerReaders.Wants(c.Request.Context(), actor)
	return AnswerLetters{Shown: true, On: on}, err
}

// remind is POST /posts/reminders.
func (p *Pages) remind(c *gin.Context) error {
	if err := p.AnswerReaders.SetWants(c.Request.Context(), edge.Actor(c), c.PostForm("on") != ""); err != nil {
		return err
	}
	return done(c, "/posts/follow-ups", "saved")
}

// AnswerStopRoutes adds the pages by which letters about comments are stopped to the group /answers/stop/:code. A mail program
// posts there by itself.
func (p *Pages) AnswerStopRoutes(r gin.IRouter) {
	r.GET("", edge.Handle(p.answerStopPage))
	r.POST("", edge.Handle(p.answerStop))
}

// answerStopPage is GET /answers/stop/:code. Looking at it stops nothing: programs look at addresses in letters, too.
func (p *Pages) answerStopPage(c *gin.Context) error {
	if err := p.AnswerReaders.MayStop(c.Request.Context(), c.Param("code")); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "due_stop", DueStopView{GuestFrame: p.guestFrame(c, "due.stop"), Ask: "follow.stop.ask"})
}

// answerStop is POST /answers/stop/:code.
func (p *Pages) answerStop(c *gin.Context) error {
	if err := p.AnswerReaders.Stop(c.Request.Context(), c.Param("code")); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "due_stop", DueStopView{GuestFrame: p.guestFrame(c, "due.stop"), Done: "follow.stop.done", Stopped: true})
}
