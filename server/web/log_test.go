package web_test

import (
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
	s.get("/reports").expect(t, http.StatusOK, "Formidling av litteratur", "<circle", "100 %")
	s.get("/reports/reuse").expect(t, http.StatusOK, "Sola bibliotek har brukt 1 gang fra Tysvær bibliotek", "Si takk til Tysvær bibliotek")
	s.post("/reports/reuse/thanks", url.Values{"used": {post.ID}, "asset": {string(a.ID)}, "source": {tysvar.ID}}).expect(t, http.StatusSeeOther)
	s.get("/reports/reuse").expect(t, http.StatusOK, "takk: 1", "Takket")
	reader := s.as(catalog.Reader, sola.ID)
	reader.get("/posts").expect(t, http.StatusOK, "Babysang")
	reader.post(path+"/responses", url.Values{"views": {"1"}}).expect(t, http.StatusForbidden)
}
