package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// LogView is the log: what was posted where, and how it went.
type LogView struct {
	Frame
	Rows         []LogRow
	Libraries    []Option
	Accounts     []Option
	ContentTypes []Option
	Spoken       []Option
	Text         string
	From, To     string
	Problem      Form // what was refused of what it is narrowed to
	Mine         bool
	FollowUps    int
	MoreURL      string
	TableURL     string
	MayPost      bool
}

// LogRow is one post in the log.
type LogRow struct {
	catalog.Post
	URL     string
	Title   string
	Newest  catalog.Response
	Noted   bool
	Chores  []catalog.DueChore
	ByName  string // who is to answer
	Numbers []LogNumber
}

// LogNumber is a number of a response; Known is false where nobody has noted it.
type LogNumber struct {
	Label string // translation key
	N     int
	Known bool
}

func (p *Pages) logRoutes(in gin.IRouter) {
	in.GET("/posts", edge.Handle(p.log))
	in.GET("/posts/follow-ups", edge.Handle(p.followUps))
	in.POST("/posts/reminders", edge.Handle(p.remind))
	in.GET("/posts/responses", edge.Handle(p.importPage))
	in.POST("/posts/responses", edge.Handle(p.importResponses))
	in.GET("/posts/new", edge.Handle(p.newPost))
	in.POST("/posts/new", edge.Handle(p.addPost))
	in.GET("/posts/:id", edge.Handle(p.post))
	in.POST("/posts/:id", edge.Handle(p.changePost))
	in.POST("/posts/:id/responses", edge.Handle(p.noteResponse))
	in.POST("/posts/:id/responses/remove", edge.Handle(p.unnote))
	in.POST("/posts/:id/answered", edge.Handle(p.answered))
	in.POST("/posts/:id/remove", edge.Handle(p.removePost))
	in.GET("/reports", edge.Handle(p.report))
	in.GET("/reports/reuse", edge.Handle(p.ledger))
	in.POST("/reports/reuse/thanks", edge.Handle(p.thank))
}

func postPath(id string) string { return "/posts/" + url.PathEscape(id) }

// log is GET /posts.
func (p *Pages) log(c *gin.Context) error {
	ctx, actor, l, asked := c.Request.Context(), edge.Actor(c), p.localizer(c), c.Request.URL.Query()
	view := LogView{Frame: p.frame(c, "posts", "log.title"), MayPost: catalog.MayPost(actor) == nil,
		ContentTypes: coded(l, "content_type", "log.any", contentTypes(), catalog.ContentType(asked.Get("content_type"))),
		Spoken:       coded(l, "language", "log.any", []string{"nb", "nn", "en"}, asked.Get("language"))}
	var err error
	if view.Libraries, err = p.logLibraries(c, asked.Get("library")); err != nil {
		return err
	}
	accounts, err := p.Accounts.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return err
	}
	view.Accounts = accountChoices(l, "log.any", accounts.Items, asked.Get("account"))
	keepOffered(asked, "library", view.Libraries)
	keepOffered(asked, "account", view.Accounts)
	keepOffered(asked, "content_type", view.ContentTypes)
	keepOffered(asked, "language", view.Spoken)
	f := logFilter(l, asked, actor)
	view.Text, view.From, view.To, view.Mine = f.Text, asked.Get("from"), asked.Get("to"), f.By != ""
	var page catalog.Page[catalog.Post]
	status := http.StatusOK
	if refused := f.Check(); refused != nil {
		view.Problem, status = refusedStretch(refused), edge.Status(catalog.CodeOf(refused))
	} else if page, err = paged(asked.Get("cursor"), func(cursor string) (catalog.Page[catalog.Post], error) {
		f.Cursor = cursor
		return p.Posts.List(ctx, actor, f)
	}); err != nil {
		return err
	}
	view.MoreURL = nextURL("/posts", asked, page.Next)
	if view.FollowUps, err = p.Posts.CountFollowUps(ctx, actor, false); err != nil {
		return err
	}
	asked.Del("cursor")
	view.TableURL = "/api/v1/posts/table.csv?" + asked.Encode()
	for _, post := range page.Items {
		view.Rows = append(view.Rows, p.logRow(l, post))
	}
	return p.show(c, status, "log", view)
}

// refusedStretch tells at the fields of a filter why its days are refused.
func refusedStretch(refused error) Form {
	f := Form{Fields: []Field{{Name: "from", Label: "search.from"}, {Name: "to", Label: "search.to"}}}
	f.refuse(refused)
	return f
}

// keepOffered forgets what an address narrows to that is none of the options: it narrows nothing.
func keepOffered(asked url.Values, name string, options []Option) {
	if offered(options, asked.Get(name)) == "" {
		asked.Del(name)
	}
}

// offered is a value that one of the options has, or else nothing.
func offered(options []Option, value string) string {
	if slices.ContainsFunc(options, func(o Option) bool { return o.Value == value }) {
		return value
	}
	return ""
}

// logFilter reads what narrows the log. Days that are none narrow nothing, and are forgotten.
func logFilter(l *locale.Localizer, asked url.Values, actor catalog.Actor) catalog.PostFilter {
	f := catalog.PostFilter{ListFilter: catalog.ListFilter{Text: asked.Get("q"), Limit: 50}, Account: asked.Get("account"), Library: catalog.LibraryID(asked.Get("library")),
		ContentType: catalog.ContentType(asked.Get("content_type")), Language: asked.Get("language"), Offer: asked.Get("offer")}
	if asked.Get("mine") != "" {
		f.By = actor.ID
	}
	day := func(name string) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, asked.Get(name), l.Zone())
		if err != nil {
			asked.Del(name)
		}
		return t
	}
	f.From = day("from")
	if to := day("to"); !to.IsZero() {
		f.To = to.AddDate(0, 0, 1)
	}
	return f
}

// logLibraries are the libraries to narrow by.
func (p *Pages) logLibraries(c *gin.Context, chosen string) ([]Option, error) {
	libraries, err := p.libraryChoices(c, catalog.Ref{})
	libraries[0].Label = p.localizer(c).T("log.any", nil)
	return chosenOf(libraries, chosen), err
}

func (p *Pages) logRow(l *locale.Localizer, post catalog.Post) LogRow {
	row := LogRow{Post: post, URL: postPath(post.ID), Chores: post.Chores(p.Now()), ByName: post.Answerer().Name}
	var titles []string
	for _, a := range post.Assets {
		if a.Title != "" {
			titles = append(titles, a.Title)
		}
	}
	if row.Title = strings.Join(titles, ", "); row.Title == "" {
		row.Title = l.T("log.untitled", map[string]any{"date": l.Date(post.PostedAt)})
	}
	row.Newest, row.Noted = post.Response(catalog.MarkNewest)
	row.Numbers = logNumbers(row.Newest)
	return row
}

func logNumbers(r catalog.Response) (out []LogNumber) {
	for _, m := range catalog.Measures() {
		n, known := r.Number(m)
		out = append(out, LogNumber{"measure." + string(m), n, known})
	}
	return out
}

// FollowUpsView lists what is due of posts.
type FollowUpsView struct {
	Frame
	Rows    []LogRow
	All     bool
	MayAll  bool
	Cut     bool // there are more, less urgent ones
	Letters AnswerLetters
}

// followUps is GET /posts/follow-ups.
func (p *Pages) followUps(c *gin.Context) error {
	actor := edge.Actor(c)
	view := FollowUpsView{Frame: p.frame(c, "posts", "follow.title"), All: c.Query("show") == "all",
		MayAll: catalog.MayChangePost(actor, catalog.Post{Library: catalog.Ref{ID: "-"}}) == nil}
	found, err := p.Posts.FollowUps(c.Request.Context(), actor, view.All)
	if err != nil {
		return err
	}
	for _, f := range found {
		view.Rows = append(view.Rows, p.logRow(p.localizer(c), f.Post))
	}
	view.Cut, view.Count = len(found) == catalog.MostFollowUps, len(found)
	if view.Letters, err = p.answerLetters(c); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "follow_ups", view)
}

// PostView is the page of one post.
type PostView struct {
	Frame
	Row       LogRow
	Files     []PostFile
	History   []PostResponse
	NoteForm  Form
	Form      Form
	PlanURL   string
	MayChange bool
	MayRemove bool
}

// PostFile is an asset in a post.
type PostFile struct {
	catalog.PostedAsset
	URL string // empty for who may not see it
}

// PostResponse is how the post was received at a time.
type PostResponse struct {
	At      time.Time
	Numbers []LogNumber
}

// Stamp is the time as the form for removing it sends it.
func (r PostResponse) Stamp() string { return r.At.Format(time.RFC3339Nano) }

// post is GET /posts/:id.
func (p *Pages) post(c *gin.Context) error {
	view, err := p.postView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "post", view)
}

func (p *Pages) postView(c *gin.Context) (PostView, error) {
	l := p.localizer(c)
	post, err := p.Posts.Get(c.Request.Context(), edge.Actor(c), catalog.PostID(c.Param("id")))
	if err != nil {
		return PostView{}, err
	}
	row := p.logRow(l, post)
	view := PostView{Frame: p.frame(c, "posts", row.Title), Row: row, MayChange: catalog.MayChangePost(edge.Actor(c), post) == nil,
		MayRemove: catalog.MayRemovePost(edge.Actor(c), post) == nil, NoteForm: noteForm(row.URL), Form: Form{Action: row.URL, Version: post.Version}}
	if view.Form.Fields, err = p.postFields(c, post); err != nil {
		return view, err
	}
	if post.Plan != "" {
		view.PlanURL = planPath(string(post.Plan))
	}
	for _, a := range post.Assets {
		f := PostFile{PostedAsset: a}
		if a.Title != "" {
			f.URL = assetPath(a.ID)
		}
		view.Files = append(view.Files, f)
	}
	for _, r := range post.Responses {
		view.History = append(view.History, PostResponse{r.At, logNumbers(r)})
	}
	return view, nil
}

func noteForm(path string) Form {
	f := Form{Action: path + "/responses", Fields: []Field{{Kind: areaField, Name: "text", Label: "log.paste", Hint: "log.paste.hint", Rows: 2}}}
	for _, m := range catalog.Measures() {
		f.Fields = append(f.Fields, Field{Kind: "text", Name: string(m), Label: "measure." + string(m), Inputmode: "numeric"})
	}
	f.Fields = append(f.Fields, Field{Kind: "date", Name: "at", Label: "log.read_at", Hint: "log.read_at.hint"})
	return f
}

// changePost is POST /posts/:id.
func (p *Pages) changePost(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	version, _ := strconv.Atoi(sent.Get("version")) // what is no number asks for none
	change, err := p.readPost(c, sent)
	if err == nil {
		_, err = p.Posts.Edit(c.Request.Context(), edge.Actor(c), catalog.PostID(c.Param("id")), version, change)
	}
	if err == nil {
		return done(c, postPath(c.Param("id")), "saved")
	}
	return p.refusePost(c, err, func(v *PostView) *Form {
		v.Form.fill(sent, p.namer(c))
		return &v.Form
	})
}

func (p *Pages) refusePost(c *gin.Context, refused error, form func(*PostView) *Form) error {
	view, err := p.postView(c)
	if err != nil {
		return err
	}
	if !form(&view).refuse(refused) {
		return refused
	}
	return p.show(c, edge.Status(catalog.CodeOf(refused)), "post", view)
}

// noteResponse is POST /posts/:id/responses.
func (p *Pages) noteResponse(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	r, err := readNoted(c.Request.PostForm)
	if err == nil {
		r.At, err = p.noonOf("at", c.PostForm("at"), p.localizer(c).Zone())
	}
	if err == nil {
		_, err = p.Posts.Note(c.Request.Context(), edge.Actor(c), catalog.PostID(c.Param("id")), r)
	}
	if err == nil {
		return done(c, postPath(c.Param("id")), "noted")
	}
	return p.refusePost(c, err, func(v *PostView) *Form {
		v.NoteForm.fill(c.Request.PostForm, p.namer(c))
		return &v.NoteForm
	})
}

// unnote is POST /posts/:id/responses/remove: what was noted at a time was noted by mistake.
func (p *Pages) unnote(c *gin.Context) error {
	at, err := time.Parse(time.RFC3339Nano, c.PostForm("at"))
	if err != nil {
		return malformed(err)
	}
	if _, err := p.Posts.Unnote(c.Request.Context(), edge.Actor(c), catalog.PostID(c.Param("id")), at); err != nil {
		return err
	}
	return done(c, postPath(c.Param("id")), "unnoted")
}

// readNoted reads what was pasted and what was typed, which holds.
func readNoted(sent url.Values) (catalog.Response, error) {
	r := catalog.ReadResponse(sent.Get("text"))
	var refused []catalog.FieldError
	for _, m := range catalog.Measures() {
		typed := strings.TrimSpace(sent.Get(string(m)))
		if typed == "" {
			continue
		}
		n, ok := catalog.ReadCount(typed)
		if !ok {
			refused = append(refused, catalog.FieldError{Location: string(m), Key: catalog.KeyBadNumber, Args: catalog.Args{"value": typed}})
			continue
		}
		r.Set(m, n)
	}
	if len(refused) > 0 {
		return r, invalid(refused)
	}
	return r, nil
}

// answered is POST /posts/:id/answered.
func (p *Pages) answered(c *gin.Context) error {
	if _, err := p.Posts.Answered(c.Request.Context(), edge.Actor(c), catalog.PostID(c.Param("id"))); err != nil {
		return err
	}
	if c.PostForm("from") == "post" {
		return done(c, postPath(c.Param("id")), "answered")
	}
	return done(c, "/posts/follow-ups", "answered")
}

// removePost is POST /posts/:id/remove.
func (p *Pages) removePost(c *gin.Context) error {
	if err := p.Posts.Remove(c.Request.Context(), edge.Actor(c), catalog.PostID(c.Param("id"))); err != nil {
		return p.refusePost(c, err, func(v *PostView) *Form { return &v.Form })
	}
	return done(c, "/posts", "saved")
}
