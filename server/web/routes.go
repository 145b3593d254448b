package web

import (
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// registerNames lists the registers in the order of the menu, as they stand in addresses.
func registerNames() []string {
	return []string{"libraries", "presenters", "books", "series", "recording-days", "tags", "accounts"}
}

// Routes adds every page to a group, which must have told edge who acts. It makes the group answer errors with pages.
func (p *Pages) Routes(r gin.IRouter) {
	open := p.openable(r.Group("/", edge.ErrorPages(p.ErrorPage), p.rememberLanguage))
	open.GET("/static/:sum/*name", p.files.serve)
	open.HEAD("/static/:sum/*name", p.files.serve)
	open.GET("/sign-in", edge.Handle(p.signInPage))
	open.POST("/sign-in", edge.Handle(p.signIn))
	open.POST("/sign-out", edge.Handle(p.signOut))
	open.GET("/welcome/:token", edge.Handle(p.welcomePage))
	open.POST("/welcome/:token", edge.Handle(p.welcome))

	in := p.openable(open.Group("/", edge.RequireActor()))
	in.GET("/", edge.Handle(p.search))
	in.GET("/upload", edge.Handle(p.uploadPage))
	in.POST("/upload", edge.Handle(p.upload))
	in.GET("/inbox", edge.Handle(p.inbox))
	in.GET("/bulk", edge.Handle(p.bulk))
	in.POST("/bulk", edge.Handle(p.saveBulk))
	in.GET("/table", edge.Handle(p.table))
	in.GET("/assess", edge.Handle(p.assess))
	in.POST("/assess", edge.Handle(p.saveAssessment))
	in.POST("/batches/:id/undo", edge.Handle(p.undoBatch))
	in.GET("/alike", edge.Handle(p.alike))
	in.POST("/alike", edge.Handle(p.decideAlike))
	in.GET("/bin", edge.Handle(p.bin))
	in.GET("/reuse-links", edge.Handle(p.reuseLinks))
	in.POST("/reuse-links/:id/revoke", edge.Handle(p.revokeLink))
	in.GET("/account", edge.Handle(p.account))
	in.POST("/account", edge.Handle(p.changePassword))
	in.GET("/help", edge.Handle(p.help))
	p.assetRoutes(in)
	p.kitRoutes(in)
	p.invitationRoutes(in)
	p.reviewRoutes(in)
	p.takeDownRoutes(in)
	p.shelfRoutes(in)
	p.logRoutes(in)
	p.planRoutes(in)
	p.offerRoutes(in)
	p.dueRoutes(in)
	p.peopleRoutes(in)
	p.consentTextRoutes(in)
	p.endingRoutes(in)
	p.dayConsentRoutes(in)
	p.registerRoutes(in)
}

func (p *Pages) assetRoutes(in gin.IRouter) {
	in.GET("/assets/:id", edge.Handle(p.asset))
	in.GET("/assets/:id/edit", edge.Handle(p.editAsset))
	in.POST("/assets/:id/edit", edge.Handle(p.saveAsset))
	in.GET("/assets/:id/reuse", edge.Handle(p.reusePage))
	in.POST("/assets/:id/reuse", edge.Handle(p.reuse))
	in.POST("/assets/:id/bin", edge.Handle(p.binAsset))
	in.POST("/assets/:id/restore", edge.Handle(p.restoreAsset))
	in.POST("/assets/:id/retry", edge.Handle(p.retryAsset))
	in.POST("/assets/:id/captions", edge.Handle(p.setCaption))
	in.POST("/assets/:id/captions/:language/remove", edge.Handle(p.removeCaption))
	in.POST("/assets/:id/poster", edge.Handle(p.setPoster))
	in.POST("/assets/:id/renditions/:name", edge.Handle(p.orderRendition))
	in.POST("/assets/:id/duties/:duty", edge.Handle(p.overrideDuty))
	in.POST("/assets/:id/trim", edge.Handle(p.trim))
}

func (p *Pages) kitRoutes(in gin.IRouter) {
	in.GET("/plan/:id/kit", edge.Handle(p.kit))
	in.POST("/plan/:id/kit", edge.Handle(p.changeKit))
	in.POST("/plan/:id/kit/posted", edge.Handle(p.kitPosted))
	in.POST("/plan/:id/kit/duties/:asset/:duty", edge.Handle(p.kitDuty))
}

func (p *Pages) dayRoutes(in gin.IRouter) {
	days := p.recordingDaysRegister()
	in.GET("/recording-days", edge.Handle(days.list))
	in.GET("/recording-days/new", edge.Handle(days.newPage))
	in.POST("/recording-days/new", edge.Handle(days.add))
	in.GET("/recording-days/:id", edge.Handle(p.day))
	in.POST("/recording-days/:id", edge.Handle(days.change))
	in.GET("/recording-days/:id/edit", edge.Handle(days.page))
	in.POST("/recording-days/:id/edit", edge.Handle(days.change))
	in.GET("/recording-days/:id/alike", edge.Handle(p.dayAlike))
	in.POST("/recording-days/:id/shots", edge.Handle(p.addShots))
	in.POST("/recording-days/:id/shots/:shot", edge.Handle(p.changeShot))
	in.POST("/recording-days/:id/people", edge.Handle(p.addPeople))
	in.POST("/recording-days/:id/people/remove", edge.Handle(p.removePerson))
	in.POST("/recording-days/:id/update-files", edge.Handle(p.updateFiles))
	in.POST("/recording-days/:id/take", edge.Handle(p.takeFiles))
}

func (p *Pages) registerRoutes(in gin.IRouter) {
	p.librariesRegister().routes(in)
	p.presentersRegister().routes(in)
	p.booksRegister().routes(in)
	p.seriesRegister().routes(in)
	p.dayRoutes(in)
	in.GET("/tags", edge.Handle(p.tags))
	p.tagNames().routes(in)
	names{pages: p, kind: catalog.KindPresenter, name: "presenters"}.routes(in)
	in.GET("/users", edge.Handle(p.users))
	in.POST("/users", edge.Handle(p.inviteUser))
	in.GET("/users/:id", edge.Handle(p.user))
	in.POST("/users/:id", edge.Handle(p.changeUser))
	in.GET("/tokens", edge.Handle(p.tokens))
	in.POST("/tokens", edge.Handle(p.issueToken))
	in.POST("/tokens/:id/revoke", edge.Handle(p.revokeToken))
}
