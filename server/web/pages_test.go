package web_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"golang.org/x/net/html"
)

// filled is a site with one entry of everything; it gives the paths of all pages.
func filled(t *testing.T) (*site, []string) {
	t.Helper()
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	lib, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Tysvær bibliotek", Municipality: "Tysvær", Number: "2114600", Language: "nn"})
	must(t, err)
	other, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek"})
	must(t, err)
	person, err := s.Presenters.Add(ctx, admin, catalog.Presenter{Name: "Nana Jakobsen", Library: catalog.Ref{ID: lib.ID}, Active: true})
	must(t, err)
	book, err := s.Books.Add(ctx, admin, catalog.Book{Title: "En prøvebok", Authors: []string{"Kari Nordmann"}, ISBNs: []catalog.ISBN{"9788203365133"}})
	must(t, err)
	series, err := s.Series.Add(ctx, admin, catalog.Series{Name: "Fredagsboka"})
	must(t, err)
	day, err := s.RecordingDays.Add(ctx, admin, catalog.RecordingDay{Date: "2025-10-20", Place: catalog.Ref{ID: lib.ID}, Libraries: []catalog.LibraryRef{{ID: catalog.LibraryID(lib.ID)}}})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff <b>siste</b> tirsdag"), Description: ptr("Kaffe & bøker"), AltText: ptr("Tre fedre leser"), ContentType: ptr(catalog.Literature),
		Libraries: &[]string{lib.ID}, Presenters: &[]string{person.ID}, Books: &[]string{book.ID}, Series: &series.ID, RecordingDay: &day.ID, Tags: &[]string{"pappatreff"},
		Language: ptr("nb"), PeopleStatus: ptr(catalog.PeopleNobody)})
	failed := s.add(2, catalog.AssetPatch{})
	_, err = s.assets.Update(ctx, "test", failed.ID, func(a *catalog.Asset) error {
		a.State, a.Failure, a.Renditions = catalog.Failed, catalog.Reason{Key: catalog.KeyCorrupt}, nil
		return nil
	})
	must(t, err)
	binned := s.add(3, catalog.AssetPatch{Title: ptr("Gammelt")})
	_, err = s.Assets.Bin(ctx, admin, binned.ID, 0)
	must(t, err)
	link, err := s.ReuseLinks.Issue(ctx, admin, a.ID, catalog.ReuseLink{Purpose: "Nettsak", Channel: catalog.Website})
	must(t, err)
	_, _, err = s.Tokens.Issue(ctx, admin, "import", catalog.Editor, "")
	must(t, err)
	_, like := s.pair()
	invitation, err := s.Invitations.Issue(ctx, admin, catalog.RecordingDayID(day.ID), catalog.InvitationTerms{})
	must(t, err)
	full, err := s.Invitations.Issue(ctx, admin, catalog.RecordingDayID(day.ID), catalog.InvitationTerms{})
	must(t, err)
	must(t, s.Invitations.Revoke(ctx, admin, full.ID))
	s.add(4, catalog.AssetPatch{Review: ptr(catalog.ReviewWaiting), SentBy: ptr("Ola <b>Nordmann</b>"), SentNote: ptr("Bak & foran"), RecordingDay: &day.ID})
	invitations := "/recording-days/" + day.ID + "/invitations"
	clips := append(append(s.clips(), s.shownPeople(day.ID)...), "/review", "/recording-days/"+day.ID+"/review", invitations, invitations+"/"+string(invitation.ID)+"/poster",
		"/day", "/day/"+s.Invitations.Code(invitation), "/day/"+s.Invitations.Code(invitation)+"?sent=2")
	account, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@tysvaer", Channel: catalog.Instagram, Library: catalog.Ref{ID: lib.ID}})
	must(t, err)
	posted, err := s.Posts.Add(ctx, admin, catalog.Post{Account: catalog.Ref{ID: account.ID}, Permalink: "https://instagram.example/p/1", Outcome: "Lånt ut", Assets: []catalog.PostedAsset{{ID: a.ID}, {ID: failed.ID}}})
	must(t, err)
	posted, err = s.Posts.Note(ctx, admin, catalog.PostID(posted.ID), catalog.ReadResponse("1 234 visninger"))
	must(t, err)
	plan := s.planned(account.ID, lib.ID, a.ID, failed.ID)
	clips = append(clips, s.kitPages(a.ID, lib.ID)...)
	clips = append(clips, s.offerPages(lib.ID, a.ID)...)
	own := s.signed(invitation)
	s.dueOffer(account.ID)
	follow, err := s.DueReaders.Set(ctx, admin, catalog.DueReaderTerms{Weekday: 1, Page: true})
	must(t, err)
	clips = append(clips, "/due", "/due?library="+lib.ID+"&days=7", "/due?library="+other.ID+"&account="+account.ID, "/due/"+s.DueReaders.Token(follow))
	clips = append(clips, "/day/"+s.Invitations.Code(invitation)+"/consent", own, own+"?signed=1&mailed=1&picture=lost", own+"?done=withdrawn", own+"/withdraw", own+"/copy",
		"/consent-form", "/consent-form?day="+day.ID, "/consent-texts", "/consents/ending", "/consents/ending?days=7", "/recording-days/"+day.ID+"/consents")
	id := "/assets/" + string(a.ID)
	return s, append(append(clips, plan...), "/", "/?q=pappatreff&library="+lib.ID+"&content_type=literature&recorded_from=2020-01-01&never_posted=true", "/?q=finnesikke&kind=video", "/?q=farge:r%C3%B8d&content_type=tull&recorded_to=i+fjor", "/?recorded_from=2025-10-01&recorded_to=2025-10-31&more=tag&facet_q.library=x",
		id, "/assets/"+string(failed.ID), "/assets/"+string(binned.ID), id+"/edit", id+"/reuse", id+"/reuse?link="+string(link.ID),
		"/assets/"+string(failed.ID)+"/reuse", "/bulk?id="+string(a.ID)+"&id="+string(failed.ID), "/bulk", "/upload", "/alike?id="+string(like.ID), "/alike?recording_day="+day.ID, "/inbox", "/reuse-links", "/reuse-links?show=all&by=all", "/bin",
		"/libraries", "/libraries/new", "/libraries/"+lib.ID, "/libraries/"+other.ID, "/presenters", "/presenters/new", "/presenters/"+person.ID,
		"/books", "/books/new", "/books/new?isbn=9788252531237", "/books/new?isbn=9788270012343", "/books/new?isbn=12", "/books/"+book.ID, "/series", "/series/new", "/series/"+series.ID, "/recording-days", "/recording-days/new",
		"/recording-days/"+day.ID, "/recording-days/"+day.ID+"/edit", s.fullDay(), "/recording-days/"+day.ID+"/alike", "/accounts", "/accounts/new", "/accounts/"+account.ID, id+"/posts", "/assets/"+string(failed.ID)+"/posts", "/posts", "/posts?library=x&from=2020-01-01&mine=1", "/posts/"+posted.ID, "/posts/follow-ups", "/posts/follow-ups?show=all", "/posts/responses", "/reports", "/reports?by=presenter&measure=interactions", "/reports/reuse", "/takedowns", "/shelf", "/takedowns?show=all", "/takedowns/remaining", "/tags", "/tags/replace?from=pappatreff", "/tags/replace?from=pappatreff&into=x&ask=1", "/presenters/replace", "/presenters/replace?from="+person.ID+"&none=true&ask=1&how=replace", "/bulk?all=1&from=%2F%3Fq%3Dpappatreff", "/table?id="+string(a.ID), "/table?q=pappatreff", "/table?from=/", "/assess?id="+string(a.ID)+"&id="+string(failed.ID), "/assess?recording_day="+day.ID+"&all=1", "/assess?q=finnesikke", "/users", "/users/"+admin.ID, "/tokens", "/account", "/help", "/?done=saved")
}

// clips adds clips and recordings in every state that their pages know; it gives the paths of the pages.
func (s *site) clips() []string {
	ctx, admin := s.t.Context(), s.administrator()
	clip, cut, making, sound := s.clip(10, "Høytlesing"), s.clip(11, "Et stykke"), s.media(12, catalog.Video, "Under arbeid", "poster"), s.media(13, catalog.Audio, "Podkast", "poster", "web")
	for _, id := range []catalog.AssetID{clip.ID, sound.ID} {
		for _, language := range []string{"nb", "en", "tlh"} {
			_, err := s.Assets.SetCaption(ctx, admin, id, language, []byte(vtt))
			must(s.t, err)
		}
	}
	s.change(clip.ID, func(a *catalog.Asset) {
		a.PosterAt = ptr(90 * time.Second)
		a.Orders = []catalog.Order{{Name: catalog.PosterName, Failure: catalog.Reason{Key: catalog.KeyTooSlow}}, {Name: "clip-square"}, {Name: "clip-story", Failure: catalog.Reason{Key: catalog.KeyProcessing}}}
		a.Renditions = append(a.Renditions, catalog.Rendition{Name: "clip-portrait", Ext: "mp4", MediaType: "video/mp4", Width: 1080, Height: 1350, Size: 1 << 20})
	})
	s.change(cut.ID, func(a *catalog.Asset) {
		a.DerivedFrom, a.Orders = clip.ID, []catalog.Order{{Name: catalog.PosterName, Progress: 10}}
	})
	s.change(making.ID, func(a *catalog.Asset) { a.State, a.Progress = catalog.Processing, 30 })
	var paths []string
	for _, a := range []catalog.Asset{clip, cut, making, sound} {
		paths = append(paths, assetPage(a), assetPage(a)+"/edit", assetPage(a)+"/reuse")
	}
	return paths
}

func assetPage(a catalog.Asset) string { return "/assets/" + string(a.ID) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryPageInEveryLanguage(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for one page after the other: nothing for the race detector")
	}
	keys := messageKeys(t) // before the embedded storage changes the working directory
	s, paths := filled(t)
	for _, lang := range locale.Languages() {
		for _, path := range paths {
			join := "?"
			if strings.Contains(path, "?") {
				join = "&"
			}
			got := s.get(path+join+"lang="+lang).expect(t, http.StatusOK, `<html lang="`+lang+`"`)
			check(t, lang+" "+path, got.body, keys)
		}
		check(t, lang+" error", s.get("/nowhere?lang="+lang).expect(t, http.StatusNotFound).body, keys)
		check(t, lang+" internal", s.get("/boom?lang="+lang).expect(t, http.StatusInternalServerError).body, keys)
	}
	stranger := *s
	stranger.client = newClient(t)
	for _, lang := range locale.Languages() {
		check(t, lang+" sign-in", stranger.get("/sign-in?lang="+lang).expect(t, http.StatusOK).body, keys)
	}
}

// messageKeys are the keys that must never be seen by a reader.
func messageKeys(t *testing.T) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("locale/nb.json")
	must(t, err)
	var messages map[string]any
	must(t, json.Unmarshal(raw, &messages))
	spaces := map[string]bool{}
	for key := range messages {
		spaces[key[:strings.Index(key, ".")]] = true
	}
	return spaces
}

var dotted = regexp.MustCompile(`^[a-z_-]+(\.[a-z_-]+)+$`)

// check holds a page to what any page must be: no key instead of words, no id twice, a name for every field, a heading,
// no script or style in the page itself, and no markup that came from what people typed.
func check(t *testing.T, name, body string, spaces map[string]bool) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	must(t, err)
	ids, labels, headings := map[string]bool{}, map[string]bool{}, 0
	var fields []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			if word := strings.TrimSpace(n.Data); dotted.MatchString(word) && spaces[word[:strings.Index(word, ".")]] {
				t.Errorf("%s: shows the key %s", name, word)
			}
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("%s: id %s twice", name, a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "style", strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s: %s has %s, which the policy forbids", name, n.Data, a.Key)
			case a.Key == "for":
				labels[a.Val] = true
			}
		}
		switch n.Data {
		case "h1":
			headings++
		case "input", "textarea", "select":
			fields = append(fields, n)
		case "style", "b":
			t.Errorf("%s: has a <%s>", name, n.Data)
		case "script":
			if attribute(n, "src") == "" {
				t.Errorf("%s: has an inline script", name)
			}
		case "img":
			if attribute(n, "width") == "" || attribute(n, "height") == "" {
				t.Errorf("%s: a picture without its size", name)
			}
		}
	}
	if headings != 1 {
		t.Errorf("%s: has %d headings of the first order, want 1", name, headings)
	}
	for _, f := range fields {
		if attribute(f, "type") != "hidden" && attribute(f, "aria-label") == "" && !labels[attribute(f, "id")] && !inLabel(f) {
			t.Errorf("%s: the field %s has no label", name, attribute(f, "name"))
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func inLabel(n *html.Node) bool {
	for p := range n.Ancestors() {
		if p.Data == "label" {
			return true
		}
	}
	return false
}
