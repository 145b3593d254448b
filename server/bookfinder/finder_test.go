package bookfinder_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/bookfinder"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// outside is every catalogue on this machine, the clock, and what is kept.
type outside struct {
	t      *testing.T
	server *httptest.Server
	log    bytes.Buffer

	mu      sync.Mutex
	answers map[string]http.HandlerFunc // by the first part of the path, which names the endpoint
	asked   []string                    // endpoints
	queries []string
	now     time.Time
	kept    map[catalog.ISBN]kept
	broken  bool // the store fails
}

type kept struct {
	found catalog.FoundBook
	until time.Time
}

func newOutside(t *testing.T) *outside {
	o := &outside{t: t, answers: map[string]http.HandlerFunc{}, now: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC), kept: map[catalog.ISBN]kept{}}
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		endpoint, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		o.mu.Lock()
		o.asked, o.queries = append(o.asked, endpoint), append(o.queries, r.URL.RequestURI())
		h := o.answers[endpoint]
		o.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(o.server.Close)
	for endpoint := range bookfinder.Endpoints() {
		o.answers[endpoint] = o.sends(emptyOf(endpoint))
	}
	return o
}

func emptyOf(endpoint string) string {
	if endpoint == "bibbi-sru" {
		return endpoint + "-empty.xml"
	}
	return endpoint + "-empty.json"
}

// sends answers with a fixture.
func (o *outside) sends(file string) http.HandlerFunc {
	body, mediaType := fixture(o.t, file), "application/hal+json;charset=utf-8"
	if strings.HasSuffix(file, ".xml") {
		mediaType = "text/xml"
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.Write(body)
	}
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

func (o *outside) config() bookfinder.Config {
	cfg := bookfinder.DefaultConfig()
	cfg.Patience, cfg.Contact, cfg.Addresses = time.Minute, "https://mappa.example", map[string]string{}
	for endpoint := range bookfinder.Endpoints() {
		cfg.Addresses[endpoint] = o.server.URL + "/" + endpoint + "/"
	}
	return cfg
}

func (o *outside) finder(cfg bookfinder.Config) *bookfinder.Finder {
	o.t.Helper()
	f, err := bookfinder.New(cfg, bookfinder.Deps{Findings: o, Now: o.clock, Log: slog.New(slog.NewTextHandler(&o.log, nil))})
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

func (o *outside) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *outside) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func (o *outside) answer(endpoint string, h http.HandlerFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers[endpoint] = h
}

// questions lists the endpoints that were asked since the last time.
func (o *outside) questions() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	asked := o.asked
	o.asked, o.queries = nil, nil
	return asked
}

// Finding implements catalog.BookFindings.
func (o *outside) Finding(_ context.Context, isbn catalog.ISBN, at time.Time) (catalog.FoundBook, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	k, ok := o.kept[isbn]
	if o.broken {
		return catalog.FoundBook{}, false, errors.New("the store is broken")
	}
	return k.found, ok && k.until.After(at), nil
}

// KeepFinding implements catalog.BookFindings.
func (o *outside) KeepFinding(_ context.Context, isbn catalog.ISBN, found catalog.FoundBook, _, until time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return errors.New("the store is broken")
	}
	o.kept[isbn] = kept{found, until}
	return nil
}

func ids(refs []catalog.Ref) (out []string) {
	for _, r := range refs {
		out = append(out, r.ID)
	}
	return out
}

func TestOrder(t *testing.T) {
	order := []string{"nb", "nb", "bibbi", "bibbi-sru", "openlibrary", "google"}
	for i, tt := range []struct{ endpoint, file string }{
		{"nb", "nb.json"}, {"nb", "nb.json"}, {"bibbi", "bibbi.json"}, {"bibbi-sru", "bibbi-sru.xml"}, {"openlibrary", "openlibrary.json"}, {"google", "google.json"},
	} {
		if i == 1 {
			continue // the first question has been answered
		}
		o := newOutside(t)
		o.answers[tt.endpoint] = o.sends(tt.file)
		cfg := o.config()
		cfg.Sources = []string{"google", "openlibrary", "bibbi", "nb"} // whatever the order in which they are chosen
		got := o.finder(cfg).Find(t.Context(), isbn)
		if want := strings.TrimSuffix(tt.endpoint, "-sru"); got.Found.Title == "" || got.Found.Source.ID != want || got.Found.Source.Name == "" || got.Unasked != nil {
			t.Errorf("%s has it: %+v", tt.endpoint, got)
		}
		if asked := o.questions(); !slices.Equal(asked, order[:i+1]) {
			t.Errorf("%s has it: asked %v, want %v", tt.endpoint, asked, order[:i+1])
		}
	}
}

func TestOnlyDigitsGoOut(t *testing.T) {
	o := newOutside(t)
	var agents []string
	for endpoint, h := range o.answers {
		o.answers[endpoint] = func(w http.ResponseWriter, r *http.Request) {
			agents = append(agents, r.UserAgent())
			if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" {
				t.Errorf("%s: headers %v", endpoint, r.Header)
			}
			h(w, r)
		}
	}
	cfg := o.config()
	cfg.Sources = bookfinder.Sources()
	if got := o.finder(cfg).Find(t.Context(), "9788205000001"); got.Found.Title != "" || got.Unasked != nil {
		t.Errorf("nobody has it: %+v", got)
	}
	want := []string{
		"/nb/catalog/v1/items?expand=metadata&q=isbn%3A9788205000001&size=10", "/nb/catalog/v1/items?expand=metadata&q=isbn%3A820500000X&size=10",
		"/bibbi/v1/works?limit=10&query=9788205000001", "/bibbi-sru/mlnb?maximumRecords=10&operation=searchRetrieve&query=dc.identifier%3D9788205000001&version=1.1",
		"/openlibrary/api/books?bibkeys=ISBN%3A9788205000001%2CISBN%3A820500000X&format=json&jscmd=data", "/google/books/v1/volumes?maxResults=10&q=isbn%3A9788205000001",
	}
	if !slices.Equal(o.queries, want) {
		t.Errorf("asked %q, want %q", o.queries, want)
	}
	for _, a := range agents {
		if a != "Fellesmappa (+https://mappa.example)" {
			t.Errorf("User-Agent %q", a)
		}
	}
}

func TestACatalogueThatFailsIsSkipped(t *testing.T) {
	big := `{"_embedded":{"items":[{"metadata":{"title":"En prøvebok","identifiers":{"isbn13":["9788203365133"]},"summary":"` + strings.Repeat("x", bookfinder.LargestAnswer) + `"}}]}}`
	elsewhere := httptest.NewServer(status(http.StatusOK))
	defer elsewhere.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	tests := map[string]http.HandlerFunc{
		"500":        status(500),
		"404":        status(404),
		"429":        status(429, "Retry-After", "5"),
		"no content": status(204),
		"page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "{}")
		},
		"no type": func(w http.ResponseWriter, _ *http.Request) { w.Header()["Content-Type"] = nil; fmt.Fprint(w, "{}") },
		"broken JSON": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"_emb`)
		},
		"huge": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, big)
		},
		"redirect away":     status(302, "Location", elsewhere.URL+"/nb"),
		"redirect to file":  status(302, "Location", "file:///etc/passwd"),
		"redirect for ever": status(302, "Location", "/nb/x"),
		"slow":              func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"slow body": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, "{")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, h := range tests {
		t.Run(name, func(t *testing.T) {
			o := newOutside(t)
			o.answers["nb"], o.answers["openlibrary"] = h, o.sends("openlibrary.json")
			cfg := o.config()
			if strings.HasPrefix(name, "slow") {
				cfg.Patience = 2 * time.Second
			}
			got := o.finder(cfg).Find(t.Context(), isbn)
			if got.Found.Source.ID != "openlibrary" || !slices.Equal(ids(got.Unasked), []string{"nb"}) {
				t.Errorf("got %+v", got)
			}
			if !strings.Contains(o.log.String(), "source=nb") {
				t.Errorf("log: %s", o.log.String())
			}
			// A better catalogue did not answer: this answer is kept for a day only.
			if until := o.kept[isbn].until; !until.Equal(o.now.Add(24 * time.Hour)) {
				t.Errorf("kept until %s", until)
			}
		})
	}
}

func TestRedirectsWithinTheHostAreFollowed(t *testing.T) {
	o := newOutside(t)
	there := o.sends("nb.json")
	o.answers["nb"] = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/nb/new" {
			http.Redirect(w, r, "/nb/new", http.StatusMovedPermanently)
			return
		}
		there(w, r)
	}
	if got := o.finder(o.config()).Find(t.Context(), isbn); got.Found.Source.ID != "nb" {
		t.Errorf("got %+v", got)
	}
}

func TestAnswersAreKept(t *testing.T) {
	o := newOutside(t)
	f, another := o.finder(o.config()), o.finder(o.config()) // two nodes
	o.answer("nb", o.sends("nb.json"))
	first := f.Find(t.Context(), isbn)
	for _, step := range []struct {
		after time.Duration
		asked []string
	}{{0, nil}, {89 * 24 * time.Hour, nil}, {24 * time.Hour, []string{"nb"}}} {
		o.pass(step.after)
		o.questions()
		if got := another.Find(t.Context(), isbn); !reflect.DeepEqual(got, first) {
			t.Errorf("after %s: %+v, want %+v", step.after, got, first)
		}
		if asked := o.questions(); !slices.Equal(asked, step.asked) {
			t.Errorf("after %s: asked %v, want %v", step.after, asked, step.asked)
		}
	}

	const none catalog.ISBN = "9788252531237"
	for _, step := range []struct {
		after time.Duration
		asked int
	}{{0, 5}, {23 * time.Hour, 0}, {2 * time.Hour, 5}} {
		o.pass(step.after)
		if got := f.Find(t.Context(), none); got.Found.Title != "" || got.Unasked != nil {
			t.Errorf("nobody has it: %+v", got)
		}
		if asked := o.questions(); len(asked) != step.asked {
			t.Errorf("nobody has it, after %s: asked %v", step.after, asked)
		}
	}

	// That nobody has a book is not sure while one of them does not answer.
	o.answer("bibbi-sru", status(500))
	const unsure catalog.ISBN = "9788270012343"
	for range 2 {
		if got := f.Find(t.Context(), unsure); got.Found.Title != "" || !slices.Equal(ids(got.Unasked), []string{"bibbi"}) {
			t.Errorf("got %+v", got)
		}
		if asked := o.questions(); len(asked) != 5 {
			t.Errorf("asked %v", asked)
		}
	}
}

func TestABrokenStoreIsNoHindrance(t *testing.T) {
	o := newOutside(t)
	o.answers["nb"], o.broken = o.sends("nb.json"), true
	if got := o.finder(o.config()).Find(t.Context(), isbn); got.Found.Title == "" {
		t.Errorf("got %+v", got)
	}
	if n := strings.Count(o.log.String(), "the store is broken"); n != 2 {
		t.Errorf("%d lines in the log:\n%s", n, o.log.String())
	}
}

func TestACatalogueThatFailsOftenRests(t *testing.T) {
	o := newOutside(t)
	o.answer("nb", status(500))
	f := o.finder(o.config())
	numbers := []catalog.ISBN{"9788203365133", "9788205000001", "9788270012343", "9788298123458", "9788299123457", "9788269123456", "9788289000003"}
	ask := func(i int) int {
		if got := f.Find(t.Context(), numbers[i]); !slices.Equal(ids(got.Unasked), []string{"nb"}) {
			t.Errorf("number %d: %+v", i, got)
		}
		return len(slices.DeleteFunc(o.questions(), func(e string) bool { return e != "nb" }))
	}
	for i, want := range []int{2, 2, 2, 0} {
		if got := ask(i); got != want {
			t.Errorf("number %d: asked %d times, want %d", i, got, want)
		}
	}
	o.pass(time.Minute) // one question to see how it is
	if first, second := ask(4), ask(5); first != 2 || second != 0 {
		t.Errorf("after a rest: asked %d and %d times", first, second)
	}
	o.pass(time.Minute)
	o.answer("nb", o.sends("nb-empty.json"))
	for range 2 {
		if got := f.Find(t.Context(), numbers[6]); got.Unasked != nil {
			t.Errorf("well again: %+v", got)
		}
	}
}

func TestACatalogueThatAsksForRestGetsIt(t *testing.T) {
	for wait, want := range map[string]time.Duration{"120": 2 * time.Minute, "5": time.Minute, "99999999": 15 * time.Minute, "-1": time.Minute, "Wed, 21 Oct 2026 07:28:00 GMT": time.Minute} {
		o := newOutside(t)
		o.answer("nb", status(http.StatusTooManyRequests, "Retry-After", wait))
		f := o.finder(o.config())
		f.Find(t.Context(), isbn)
		o.questions()
		for _, step := range []struct {
			after time.Duration
			asked bool
		}{{want - time.Second, false}, {time.Second, true}} {
			o.pass(step.after)
			delete(o.kept, "9788205000001")
			f.Find(t.Context(), "9788205000001")
			if asked := slices.Contains(o.questions(), "nb"); asked != step.asked {
				t.Errorf("Retry-After %s: asked %v", wait, asked)
			}
		}
	}
}

func TestThoseWhoAskAtOnceShareOneAnswer(t *testing.T) {
	o := newOutside(t)
	arrived, goOn := make(chan struct{}), make(chan struct{})
	send := o.sends("nb.json")
	o.answers["nb"] = func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-goOn
		send(w, r)
	}
	cfg := o.config()
	cfg.Patience = 10 * time.Second
	f := o.finder(cfg)
	first, leave := context.WithCancel(t.Context())
	results := make(chan catalog.BookFinding, 20)
	var all sync.WaitGroup
	all.Go(func() { results <- f.Find(first, isbn) })
	<-arrived
	leave() // whoever began it goes away
	if got := <-results; got.Found.Title != "" || len(got.Unasked) != 3 {
		t.Errorf("whoever goes away is told %+v", got)
	}
	for range 20 {
		all.Go(func() { results <- f.Find(t.Context(), isbn) })
	}
	time.Sleep(100 * time.Millisecond)
	close(goOn)
	all.Wait()
	for range 20 {
		if got := <-results; got.Found.Title == "" {
			t.Errorf("got %+v", got)
		}
	}
	if asked := o.questions(); len(asked) != 1 {
		t.Errorf("asked %v", asked)
	}
}

func TestConfig(t *testing.T) {
	if err := bookfinder.DefaultConfig().Validate(); err != nil {
		t.Errorf("the default: %v", err)
	}
	if slices.Contains(bookfinder.DefaultConfig().Sources, "google") {
		t.Error("Google is asked without having been chosen")
	}
	for address, ok := range map[string]bool{
		"https://api.example.org": true, "https://api.example.org/v2": true, "http://127.0.0.1:8000": true, "http://[::1]:80": true, "http://localhost": true,
		"http://api.example.org": false, "http://10.0.0.1": false, "ftp://example.org": false, "https://": false, "api.example.org": false, "": false,
		"https://user:pass@example.org": false, "https://example.org?x=1": false, "https://example.org#x": false, "http://localhost.example.org": false, "\x00": false,
	} {
		cfg := bookfinder.DefaultConfig()
		cfg.Addresses = map[string]string{"nb": address}
		if err := cfg.Validate(); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
	for name, spoil := range map[string]func(*bookfinder.Config){
		"endpoint": func(c *bookfinder.Config) { c.Addresses = map[string]string{"amazon": "https://example.org"} },
		"source":   func(c *bookfinder.Config) { c.Sources = []string{"amazon"} },
		"patience": func(c *bookfinder.Config) { c.Patience = 0 },
		"failures": func(c *bookfinder.Config) { c.Failures = 0 },
	} {
		cfg := bookfinder.DefaultConfig()
		spoil(&cfg)
		if cfg.Validate() == nil {
			t.Errorf("%s: is taken", name)
		}
	}
	if _, err := bookfinder.New(bookfinder.DefaultConfig(), bookfinder.Deps{}); err == nil {
		t.Error("a finder without a store is made")
	}
}

func TestReadSources(t *testing.T) {
	for words, want := range map[string]string{"on": "nb bibbi openlibrary", "off": "", "": "", "google nb": "google nb"} {
		got, err := bookfinder.ReadSources(strings.Fields(words))
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %v, %v", words, got, err)
		}
	}
	for _, words := range [][]string{{"on", "off"}, {"amazon"}, {"nb", ""}, {"OFF"}} {
		if got, err := bookfinder.ReadSources(words); err == nil {
			t.Errorf("%q is taken: %v", words, got)
		}
	}
}
