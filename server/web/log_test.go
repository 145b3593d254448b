package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestLogPages: a post is followed up by hand and by table, its file is thanked for, and what worked is told.
func TestLogPages(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	sola, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sola bibliotek"})
	must(t, err)
	tysvar, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Tysvær bibliotek"})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{Title: ptr("Babysang"), Libraries: ptr([]string{tysvar.ID})})
	account, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@sola", Channel: catalog.Instagram, Library: catalog.Ref{ID: sola.ID}})
	must(t, err)
	post, err := s.Posts.Add(ctx, admin, catalog.Post{Account: catalog.Ref{ID: account.ID}, Permalink: "https://www.instagram.com/p/abc/", ContentType: catalog.Literature, Language: "nn",
		Assets: []catalog.PostedAsset{{ID: a.ID}}})
	must(t, err)
	path := "/posts/" + post.ID
	s.get("/").expect(t, http.StatusOK, "1 innlegg venter på oppfølging")
	s.get("/posts/follow-ups").expect(t, http.StatusOK, "Svar på kommentarene")
	s.post(path+"/answered", nil).expect(t, http.StatusSeeOther)
	s.get("/posts/follow-ups").expect(t, http.StatusOK, "Ingenting venter")
	s.post(path+"/responses", url.Values{"text": {"1 234 visninger, 56 likerklikk"}, "likes": {"57"}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "1\u00a0234", ">57<")
	s.post(path+"/responses", url.Values{"views": {"mange"}}).expect(t, http.StatusUnprocessableEntity, "er ikke et helt tall")
	s.post(path+"/responses", nil).expect(t, http.StatusUnprocessableEntity, "minst ett tall")
	s.post(path, url.Values{"outcome": {"Ni nye lånere"}, "permalink": {"ikke en lenke"}, "content_type": {"literature"}}).expect(t, http.StatusUnprocessableEntity, "Ni nye lånere")
	s.post(path, url.Values{"outcome": {"Ni nye lånere"}, "permalink": {post.Permalink}, "content_type": {"literature"}, "language": {"nn"}}).expect(t, http.StatusSeeOther)
	table := "Permalink;Visninger;Lagringer\nhttps://instagram.com/reel/abc;2 000;7\nhttps://instagram.com/p/borte;1;1\nhttps://instagram.com/p/abc;mye;1\n"
	seen := s.post("/posts/responses", url.Values{"text": {table}}).expect(t, http.StatusOK, "Noter 1 rad", "Ingen innlegg i loggen", "er ikke et helt tall")
	if strings.Contains(s.get(path).body, "2\u00a0000") || seen.status != http.StatusOK {
		t.Error("what is only looked over is noted")
	}
	s.post("/posts/responses", url.Values{"text": {table}, "apply": {"1"}}).expect(t, http.StatusOK, "1 rad er notert")
	s.get("/posts").expect(t, http.StatusOK, "2\u00a0000", "Ni nye lånere", "Babysang")
	s.get("/reports").expect(t, http.StatusOK, "Formidling av litteratur", "<circle", "100 %", "fra 0 lengst til venstre til 2\u00a0000 lengst til høyre (Visninger)", "fra 2\u00a0000 til 2\u00a0000")
	s.get("/reports?lang=en").expect(t, http.StatusOK, "100% <svg")
	s.get("/reports?lang=nb").expect(t, http.StatusOK, "100 %")
	s.get("/reports/reuse").expect(t, http.StatusOK, "Sola bibliotek har brukt noe fra Tysvær bibliotek én gang", "Si takk til Tysvær bibliotek")
	for _, part := range []url.Values{{}, {"used": {post.ID}, "asset": {string(a.ID)}}, {"source": {tysvar.ID}}} {
		s.post("/reports/reuse/thanks", part).expect(t, http.StatusNotFound)
	}
	s.post("/reports/reuse/thanks", url.Values{"used": {post.ID}, "asset": {string(a.ID)}, "source": {tysvar.ID}}).expect(t, http.StatusSeeOther)
	s.get("/reports/reuse").expect(t, http.StatusOK, "takk: 1", "Takket")
	s.post("/posts/responses", url.Values{"text": {table}, "apply": {"1"}}).expect(t, http.StatusOK, "0 rader er notert", "Står i loggen fra før")
	s.post("/posts/responses", url.Values{"text": {"Navn;Tall\na;1\n"}}).expect(t, http.StatusUnprocessableEntity, "Velg kolonnen som har adressen", "Velg minst én kolonne med tall")
	if n := len(must2(s.Posts.Get(ctx, admin, catalog.PostID(post.ID)))(t).Responses); n != 2 {
		t.Errorf("%d responses, want 2: the same table was noted twice", n)
	}
	reader := s.as(catalog.Reader, sola.ID)
	reader.get("/posts").expect(t, http.StatusOK, "Babysang")
	reader.post(path+"/responses", url.Values{"views": {"1"}}).expect(t, http.StatusForbidden)
}

// TestPostForm: a post with several files in their order is written down, corrected, and refused without losing anything.
func TestPostForm(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	if page := s.get("/posts/new").expect(t, http.StatusOK, `href="/accounts/new"`); strings.Contains(page.main(), `name="posted_at"`) {
		t.Error("a post can be written down where there is no account")
	}
	one, two := s.add(1, catalog.AssetPatch{Title: ptr("Første")}), s.add(2, catalog.AssetPatch{Title: ptr("Andre")})
	account, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@sola", Channel: catalog.Instagram})
	must(t, err)
	offer, err := s.Offers.Add(ctx, admin, catalog.Offer{Name: "Språkkafé", Rule: catalog.Rule{Date: "02-14"}})
	must(t, err)
	both := url.Values{"account": {account.ID}, "assets": {string(two.ID), string(one.ID)}, "permalink": {"www.facebook.com/1"}, "outcome": {"Fullt hus"}, "offer_add": {"språkkafé"}, "action": {"save"}}
	chosen := func(a catalog.Account) string { return `<option value="` + a.ID + `" selected>` }
	s.get("/posts/new?asset="+string(one.ID)).expect(t, http.StatusOK, "Første", chosen(account))
	s.get(fmt.Sprintf("/assets/%s/posts", one.ID)).expect(t, http.StatusOK, chosen(account))
	klepp, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Klepp bibliotek"})
	must(t, err)
	other, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: "@klepp", Channel: catalog.Instagram, Library: catalog.Ref{ID: klepp.ID}})
	must(t, err)
	if page := s.get("/posts/new"); strings.Contains(page.body, chosen(account)) || strings.Contains(page.body, chosen(other)) {
		t.Error("one of two accounts is chosen already")
	}
	s.as(catalog.Editor, klepp.ID).get("/posts/new").expect(t, http.StatusOK, chosen(other))
	s.post("/posts/new", url.Values{"assets": both["assets"], "up": {string(one.ID)}}).expect(t, http.StatusOK, "Andre")
	s.post("/posts/new", both).expect(t, http.StatusUnprocessableEntity, "hører til en annen kanal", "Fullt hus", "Første", "Andre")
	for _, none := range []string{"instagram", "kl. 10.30", "1.234", "javascript:alert(1)", "kari@example.org", "ftp://example.org/x"} {
		both.Set("permalink", none)
		s.post("/posts/new", both).expect(t, http.StatusUnprocessableEntity, "Skriv en nettadresse", "Fullt hus")
	}
	both.Set("permalink", "www.instagram.com/p/1")
	s.post("/posts/new", url.Values{"account": {account.ID}, "action": {"save"}}).expect(t, http.StatusUnprocessableEntity, "Velg minst én fil.")
	s.post("/posts/new", both).expect(t, http.StatusSeeOther)
	post := must2(s.Posts.List(ctx, admin, catalog.PostFilter{}))(t).Items[0]
	if post.Permalink != "https://www.instagram.com/p/1" {
		t.Errorf("the address became %q", post.Permalink)
	}
	if len(post.Assets) != 2 || post.Assets[0].ID != two.ID || post.Offer.ID != offer.ID {
		t.Errorf("written down: %+v", post)
	}
	path := "/posts/" + post.ID
	user, err := s.Users.List(ctx, admin, catalog.ListFilter{})
	must(t, err)
	s.post(path, url.Values{"outcome": {"Fullt hus"}, "posted_at": {"2026-01-05"}, "follow_up": {string(user.Items[0].ID)}, "offer": {offer.ID}}).expect(t, http.StatusSeeOther)
	s.post(path, url.Values{"outcome": {"Fullt hus"}, "posted_at": {"2026-01-05"}, "offer_add": {"finnes ikke"}}).expect(t, http.StatusUnprocessableEntity, "Fullt hus")
	s.post(path+"/responses", url.Values{"views": {"12"}, "at": {"2026-01-10"}}).expect(t, http.StatusSeeOther)
	post = must2(s.Posts.Get(ctx, admin, catalog.PostID(post.ID)))(t)
	if post.FollowUp.ID != string(user.Items[0].ID) || post.PostedAt.Format("2006-01-02 15:04") != "2026-01-05 11:00" || len(post.Responses) != 1 {
		t.Errorf("corrected: %+v", post)
	}
	s.post(path+"/responses/remove", url.Values{"at": {post.Responses[0].At.Format("2006-01-02T15:04:05.999999999Z07:00")}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "Ingen tall er notert ennå", "Fullt hus", "Språkkafé")
}

func must2[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}
