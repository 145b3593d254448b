package web_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// agreed is a form that is filled in, for a page that gives the key and the version of the text.
func agreed(page string) url.Values {
	hidden := func(name string) string {
		found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
		if found == nil {
			return ""
		}
		return found[1]
	}
	return url.Values{"key": {hidden("key")}, "text_version": {hidden("text_version")}, "category": {"adult"}, "name": {"Ola <b>Nordmann</b>"},
		"purposes": {"literature", "relations"}, "channels": {"website", "instagram"}, "reuse": {"true"}, "email": {"ola@example.org"}, "signed_name": {"Ola Nordmann"}}
}

// drawing is a signature as a page draws it.
func drawing(t *testing.T) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 90, 30))
	for x := range 90 {
		img.SetNRGBA(x, 15, color.NRGBA{A: 255})
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

func selfie(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 40)), nil))
	return b.Bytes()
}

// sends posts a form as the page does: the picture comes last.
func (s *site) sends(path string, form url.Values, picture []byte) page {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			must(s.t, w.WriteField(name, v))
		}
	}
	if picture != nil {
		part, err := w.CreateFormFile("picture", "selfie.jpg")
		must(s.t, err)
		_, err = part.Write(picture)
		must(s.t, err)
	}
	must(s.t, w.Close())
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+path, &body)
	must(s.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return s.do(req)
}

// stranger is a phone of somebody without an account.
func (s *site) stranger() *site {
	other := *s
	other.client = newClient(s.t)
	return &other
}

// signed lets somebody sign by an invitation and gives the path of their personal page.
func (s *site) signed(i catalog.Invitation) string {
	s.t.Helper()
	path := "/day/" + s.Invitations.Code(i) + "/consent"
	form := agreed(s.stranger().get(path+"?lang=nb").expect(s.t, http.StatusOK).body)
	got := s.stranger().sends(path+"?lang=nb", form, nil).expect(s.t, http.StatusSeeOther)
	own, _, _ := strings.Cut(got.header.Get("Location"), "?")
	return own
}

// invited is a day with an invitation, and the path at which people sign.
func (s *site) invited() (day catalog.RecordingDay, i catalog.Invitation, path string) {
	s.t.Helper()
	ctx, admin := s.t.Context(), s.administrator()
	lib, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: "Sandnes bibliotek"})
	must(s.t, err)
	day, err = s.RecordingDays.Add(ctx, admin, catalog.RecordingDay{Date: "2026-11-29", Place: catalog.Ref{ID: lib.ID}})
	must(s.t, err)
	i, err = s.Invitations.Issue(ctx, admin, catalog.RecordingDayID(day.ID), catalog.InvitationTerms{})
	must(s.t, err)
	return day, i, "/day/" + s.Invitations.Code(i) + "/consent"
}

// given lists the consents of a day, oldest first.
func (s *site) given(day string) []catalog.Consent {
	s.t.Helper()
	page, err := s.Consents.List(s.t.Context(), s.administrator(), catalog.ConsentFilter{Day: day})
	must(s.t, err)
	slices.Reverse(page.Items)
	return page.Items
}

func TestSign(t *testing.T) {
	s := start(t)
	day, _, path := s.invited()
	phone := s.stranger()
	phone.get(strings.TrimSuffix(path, "/consent")).expect(t, http.StatusOK, path)
	opened := phone.get(path+"?lang=nn").expect(t, http.StatusOK, "Sandnes bibliotek", "Datatilsynet", "Kven spør deg?")
	form := agreed(opened.body)
	form.Set("signature", drawing(t))
	got := phone.sends(path+"?lang=nn", form, selfie(t)).expect(t, http.StatusSeeOther)
	where := got.header.Get("Location")
	if again := phone.sends(path+"?lang=nn", form, selfie(t)).expect(t, http.StatusSeeOther).header.Get("Location"); again != where {
		t.Errorf("the same form leads to %s and then to %s", where, again)
	}
	all := s.given(day.ID)
	if len(all) != 1 {
		t.Fatalf("%d consents, want 1", len(all))
	}
	c := all[0]
	if c.Given != catalog.GivenQR || c.Language != "nn" || c.TextVersion != "2026-11" || c.Day != day.ID || !c.ReuseByOthers || c.NameShown || c.Tagging ||
		c.LibraryName != "Sandnes bibliotek" || len(c.Channels) != 2 || len(c.Purposes) != 2 || c.LegalBasis != catalog.LegalConsent {
		t.Errorf("stored: %+v", c)
	}
	if want := c.GivenAt.AddDate(5, 0, 0); !c.ValidUntil.Equal(want) {
		t.Errorf("it ends %s, want %s", c.ValidUntil, want)
	}
	var purposes []string
	for _, d := range c.Documents {
		purposes = append(purposes, d.Purpose)
	}
	if slices.Sort(purposes); !slices.Equal(purposes, []string{catalog.DocumentPicture, catalog.DocumentSignature}) {
		t.Errorf("documents: %q", purposes)
	}
	d, err := s.RecordingDays.Get(t.Context(), s.administrator(), day.ID)
	must(t, err)
	if len(d.People) != 1 || string(d.People[0].Person) != c.Person.ID || d.People[0].Name != "Ola <b>Nordmann</b>" {
		t.Errorf("people of the day: %+v", d.People)
	}
	page := phone.get(where).expect(t, http.StatusOK, "Takk! Samtykket er lagra.", "Ola &lt;b&gt;", "Kven spør deg?", "Instagram")
	if page.header.Get("X-Robots-Tag") == "" || page.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("headers of the personal page: %v", page.header)
	}
	token := strings.TrimPrefix(strings.Split(where, "?")[0], "/consent/")
	if raw, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(raw) < 16 {
		t.Errorf("the token %q has less than 128 bits", token)
	}
}

func TestSigningIsRefused(t *testing.T) {
	s := start(t)
	day, _, path := s.invited()
	phone := s.stranger()
	opened := phone.get(path+"?lang=nb").expect(t, http.StatusOK).body
	year := time.Now().In(s.Due.Zone).Year()
	child := map[string]string{"category": "child", "born": fmt.Sprintf("%d-%d", year-11, year-9), "guardians": "Kari Nordmann", "child_asked": "true"}
	tests := []struct {
		name   string
		change map[string]string // an empty value takes the field away
		want   string            // empty: it is taken
	}{
		{"no name", map[string]string{"name": ""}, "Feltet må fylles ut"},
		{"nobody said who", map[string]string{"category": ""}, "Feltet må fylles ut"},
		{"staff do not sign so", map[string]string{"category": "staff"}, "staff"},
		{"no channel", map[string]string{"channels": ""}, "Feltet må fylles ut"},
		{"no purpose", map[string]string{"purposes": ""}, "Feltet må fylles ut"},
		{"strange channel", map[string]string{"channels": "tiktok"}, "tiktok"},
		{"not signed", map[string]string{"signed_name": ""}, "tegn underskriften"},
		{"no drawing", map[string]string{"signature": "data:image/png;base64,AAAA"}, "klarte ikke å lese tegningen"},
		{"bad address", map[string]string{"email": "ola"}, "ola"},
		{"a national identity number", map[string]string{"name": "Ola 01019010046"}, "ødselsnummer"},
		{"a child alone", map[string]string{"category": "child", "born": child["born"]}, "foresatt"},
		{"a child that was not asked", map[string]string{"category": "child", "born": child["born"], "guardians": "Kari"}, "spurt"},
		{"a child of any age", map[string]string{"category": "child", "guardians": "Kari", "child_asked": "true"}, "Feltet må fylles ut"},
		{"an old text", map[string]string{"text_version": "2020-01"}, "Teksten er endret"},
		{"no key", map[string]string{"key": "x"}, "class=\"sheet bad\""},
		{"a child", child, ""},
	}
	for _, test := range tests {
		form := agreed(opened)
		for name, v := range test.change {
			if form.Set(name, v); v == "" {
				form.Del(name)
			}
		}
		before := len(s.given(day.ID))
		got := phone.sends(path+"?lang=nb", form, selfie(t))
		if test.want == "" {
			got.expect(t, http.StatusSeeOther)
			continue
		}
		if got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict || !strings.Contains(got.body, test.want) {
			t.Errorf("%s: status %d, the page lacks %q\n%.3000s", test.name, got.status, test.want, got.main())
		}
		if form.Has("name") && !strings.Contains(got.body, `value="Ola`) {
			t.Errorf("%s: what was typed is lost", test.name)
		}
		if after := len(s.given(day.ID)); after != before {
			t.Errorf("%s: a consent was stored", test.name)
		}
	}
	c := s.given(day.ID)[0]
	if end := time.Date(year-11+15, 1, 1, 0, 0, 0, 0, time.UTC); c.Category != catalog.CategoryChild || c.ValidUntil.After(end) || !slices.Equal(c.Guardians, []string{"Kari Nordmann"}) {
		t.Errorf("the child's consent: %+v", c)
	}
}

func TestSigningEndsWithTheInvitation(t *testing.T) {
	s := start(t)
	day, i, path := s.invited()
	one := 1
	_, err := s.Invitations.Change(t.Context(), s.administrator(), i.ID, catalog.InvitationTerms{MaxFiles: &one})
	must(t, err)
	phone := s.stranger()
	opened := phone.get(path+"?lang=nb").expect(t, http.StatusOK).body
	s.signed(i)
	phone.sends(path+"?lang=nb", agreed(opened), selfie(t)).expect(t, http.StatusConflict, "Så mange som kan")
	must(t, s.Invitations.Revoke(t.Context(), s.administrator(), i.ID))
	phone.get(path).expect(t, http.StatusGone)
	phone.sends(path, agreed(opened), nil).expect(t, http.StatusGone)
	phone.get("/day/"+"0000-0000-0000"+"/consent").expect(t, http.StatusNotFound)
	if n := len(s.given(day.ID)); n != 1 {
		t.Errorf("%d consents, want 1", n)
	}
}

func TestOwnConsent(t *testing.T) {
	s := start(t)
	day, i, _ := s.invited()
	own := s.signed(i)
	phone := s.stranger()
	copy := phone.get(own+"/copy?lang=en").expect(t, http.StatusOK, "In force until", own, "Hvem spør deg?")
	if got := copy.header.Get("Content-Disposition"); got != `attachment; filename="consent.html"` {
		t.Errorf("Content-Disposition %q", got)
	}
	if c := s.given(day.ID)[0]; c.Language != "nb" || !strings.Contains(copy.body, `lang="nb"`) {
		t.Errorf("the copy does not hold the text as it was read")
	}
	a := s.add(1, catalog.AssetPatch{RecordingDay: &day.ID, People: &[]string{s.given(day.ID)[0].Person.ID}, Title: ptr("Hemmelig tittel")})
	account, err := s.Accounts.Add(t.Context(), s.administrator(), catalog.Account{Name: "@sandnes", Channel: catalog.Instagram})
	must(t, err)
	phone.get(own+"?lang=nb").expect(t, http.StatusOK, "Vi har ikke lagt ut noe av deg andre steder.")
	_, err = s.Posts.Add(t.Context(), s.administrator(), catalog.Post{Account: catalog.Ref{ID: account.ID}, Permalink: "https://instagram.example/p/1", Assets: []catalog.PostedAsset{{ID: a.ID}}})
	must(t, err)
	posted := phone.get(own+"?lang=nb").expect(t, http.StatusOK, "@sandnes · Instagram", `href="https://instagram.example/p/1"`, "får de som la det ut, straks beskjed")
	if strings.Contains(posted.body, "Skal tas ned") || strings.Contains(posted.body, "Hemmelig") {
		t.Error("a post has to be taken down before the consent is withdrawn, or what stands in the catalogue is told")
	}
	phone.get(own+"/withdraw?lang=nb").expect(t, http.StatusOK, "Ja, trekk det tilbake")
	if s.given(day.ID)[0].Withdrawn() {
		t.Fatal("opening the page has withdrawn it")
	}
	phone.post(own+"/withdraw", nil).expect(t, http.StatusSeeOther)
	if got := phone.post(own+"/withdraw?lang=nn", nil).expect(t, http.StatusSeeOther).header.Get("Location"); got != own+"?done=withdrawn&lang=nn" {
		t.Errorf("withdrawing leads to %s", got)
	}
	c := s.given(day.ID)[0]
	if !c.Withdrawn() || c.WithdrawnHow != catalog.WithdrawnByPerson || c.WithdrawnBy != "person" {
		t.Errorf("withdrawn: %+v", c)
	}
	if page := phone.get(own+"?lang=nb").expect(t, http.StatusOK, "Samtykke trukket tilbake"); strings.Contains(page.body, own+"/withdraw") {
		t.Error("what is withdrawn can be withdrawn")
	}
	phone.get(own+"?lang=nb").expect(t, http.StatusOK, "Skal tas ned")
	tasks, err := s.TakeDowns.List(t.Context(), s.administrator(), catalog.TakeDownFilter{})
	if err != nil || len(tasks.Items) != 1 {
		t.Fatalf("%d tasks, %v", len(tasks.Items), err)
	}
	at := "/takedowns/" + string(tasks.Items[0].ID)
	s.post(at+"?show=all", url.Values{"state": {"not_removed"}}).expect(t, http.StatusUnprocessableEntity, "Skriv hvorfor", `action="`+at+`?show=all"`)
	s.post(at, url.Values{"state": {"not_removed"}, "note": {"01010150074"}}).expect(t, http.StatusUnprocessableEntity, "Fødselsnummer lagres ikke her", `value="01010150074"`)
	if got := s.post(at+"?show=all", url.Values{"state": {"removed"}}); got.header.Get("Location") != "/takedowns?done=saved&show=all" {
		t.Errorf("taken down: %d %s", got.status, got.header.Get("Location"))
	}
	phone.get(own+"?lang=nb").expect(t, http.StatusOK, "Tatt ned ")
	phone.get("/consent/nobody").expect(t, http.StatusNotFound)
	for _, path := range []string{"/withdraw", "/decline"} {
		phone.post("/consent/nobody"+path, nil).expect(t, http.StatusNotFound)
	}
}

func TestRenewal(t *testing.T) {
	s := start(t)
	day, i, _ := s.invited()
	own := s.signed(i)
	old := s.given(day.ID)[0]
	admin := s.administrator()
	_, err := s.Consents.Edit(t.Context(), admin, old.Consent, 0, func(c *catalog.Consent) { c.ValidUntil = time.Now().AddDate(0, 0, 20) })
	must(t, err)
	s.get("/?lang=nb").expect(t, http.StatusOK, "1 samtykke går snart ut")
	s.get(dayPage(day)+"?lang=nb").expect(t, http.StatusOK, "1 samtykke går snart ut")
	s.get("/consents/ending?days=7&lang=nb").expect(t, http.StatusOK, "Ingen samtykker går ut innen 7 dager")
	s.get("/consents/ending?lang=nb").expect(t, http.StatusOK, "Ikke spurt", "/consents/"+old.ID+"/ask")
	s.post("/consents/"+old.ID+"/ask", nil).expect(t, http.StatusSeeOther)
	shown := s.get("/consents/ending?mailed=1&lang=nb").expect(t, http.StatusOK, "En e-post er på vei", "/consent/")
	asked := regexp.MustCompile(`/consent/[A-Za-z0-9_-]{32}`).FindString(shown.body)
	if strings.Contains(s.get("/consents/ending?lang=nb").body, asked) || asked == own {
		t.Errorf("the link %q is shown more than once", asked)
	}
	phone := s.stranger()
	page := phone.get(asked+"?lang=nb").expect(t, http.StatusOK, "Vil du at samtykket skal gjelde videre?")
	form := agreed(page.body)
	form.Del("reuse")
	form.Set("channels", "print")
	form.Set("signature", drawing(t))
	phone.sends(asked+"/renew?lang=nb", url.Values{"key": form["key"], "text_version": form["text_version"]}, nil).expect(t, http.StatusUnprocessableEntity)
	phone.sends(asked+"/renew?lang=nb", form, nil).expect(t, http.StatusSeeOther)
	phone.sends(asked+"/renew?lang=nb", form, nil).expect(t, http.StatusSeeOther)
	all := s.given(day.ID)
	if len(all) != 2 {
		t.Fatalf("%d consents, want 2", len(all))
	}
	next := all[1]
	if next.Person.ID != old.Person.ID || next.ReuseByOthers || !slices.Equal(next.Channels, []catalog.Channel{catalog.Print}) || next.Given != catalog.GivenForm {
		t.Errorf("renewed: %+v", next)
	}
	noted, err := s.Audits.List(t.Context(), admin, catalog.AuditFilter{Person: catalog.PersonID(next.Person.ID)})
	must(t, err)
	if last := noted.Items[0]; last.Action != catalog.AuditDocumentAdded || last.Actor != next.RecordedBy {
		t.Errorf("the last line: %+v, want the signature, by %s", last, next.RecordedBy)
	}
	for _, path := range []string{asked, own} {
		if body := phone.get(path+"?lang=nb").expect(t, http.StatusOK, "Trykk").body; strings.Contains(body, "/renew") {
			t.Errorf("%s can be renewed again", path)
		}
	}
	s.get("/consents/ending?lang=nb").expect(t, http.StatusOK, "Ingen samtykker går ut")
	s.as(catalog.Reader, "").get("/consents/ending").expect(t, http.StatusForbidden)
	s.as(catalog.Contributor, "").post("/consents/"+old.ID+"/ask", nil).expect(t, http.StatusForbidden)
}

func dayPage(d catalog.RecordingDay) string { return "/recording-days/" + d.ID }

func TestConsentTexts(t *testing.T) {
	s := start(t)
	_, i, path := s.invited()
	own := s.signed(i)
	opened := s.get("/consent-texts?lang=nb").expect(t, http.StatusOK, "Følger med programmet").body
	if !strings.Contains(opened, "{library}") {
		t.Error("the form does not offer the text to go on from")
	}
	form := url.Values{"nb": {"# Ny\n{controller} spør."}, "nn": {"# Ny\n{controller} spør nynorsk."}, "en": {"no name"}}
	s.post("/consent-texts", form).expect(t, http.StatusUnprocessableEntity)
	form.Set("en", "{controller} asks.")
	s.post("/consent-texts", form).expect(t, http.StatusSeeOther)
	s.post("/consent-texts", form).expect(t, http.StatusSeeOther)
	now, err := s.ConsentTexts.Current(t.Context(), "nb")
	must(t, err)
	s.get("/consent-texts?version="+now.Version+"&lang=nb").expect(t, http.StatusOK, "(brukes nå)")
	s.get("/consent-texts?version=2026-11&lang=nb").expect(t, http.StatusOK, "Hvem spør deg?")
	s.get("/consent-texts?version=none").expect(t, http.StatusNotFound)
	phone := s.stranger()
	phone.get(path+"?lang=nn").expect(t, http.StatusOK, "Sandnes bibliotek spør nynorsk.")
	phone.get(own).expect(t, http.StatusOK, "Hvem spør deg?")
	s.get("/consent-form?in=en").expect(t, http.StatusOK, `<html lang="en"`, "asks.")
	editor := s.as(catalog.Editor, "")
	if body := editor.get("/consent-texts").expect(t, http.StatusOK).body; strings.Contains(body, "<textarea") {
		t.Error("an editor is offered to change the text")
	}
	editor.post("/consent-texts", form).expect(t, http.StatusForbidden)
	s.as(catalog.Reader, "").get("/consent-form").expect(t, http.StatusForbidden)
}

func TestMatching(t *testing.T) {
	s := start(t)
	day, _, path := s.invited()
	phone := s.stranger()
	phone.sends(path+"?lang=nb", agreed(phone.get(path+"?lang=nb").body), selfie(t)).expect(t, http.StatusSeeOther)
	a, b := s.add(1, catalog.AssetPatch{RecordingDay: &day.ID}), s.add(2, catalog.AssetPatch{RecordingDay: &day.ID})
	c := s.given(day.ID)[0]
	action := dayPage(day) + "/consents"
	page := s.get(action+"?lang=nb").expect(t, http.StatusOK, "Se bildet personen tok", string(a.ID), `class="clear-mark"`)
	if want := fmt.Sprintf(`src="/consents/%s/documents/%s"`, c.ID, c.Documents[0].ID); !strings.Contains(page.body, want) {
		t.Errorf("the page lacks %s", want)
	}
	s.post(action, url.Values{"person": {c.Person.ID}, "id": {string(a.ID), string(b.ID)}, "how": {"add"}}).expect(t, http.StatusSeeOther)
	s.post(action, url.Values{"person": {c.Person.ID}, "id": {string(b.ID)}, "how": {"remove"}}).expect(t, http.StatusSeeOther)
	chosen := s.post(action, url.Values{"person": {c.Person.ID}}).expect(t, http.StatusUnprocessableEntity, "Velg en person og minst én fil.")
	if n := strings.Count(chosen.main(), " checked"); n != 1 {
		t.Errorf("%d boxes are as they were, want 1", n)
	}
	s.post(action, url.Values{"id": {string(b.ID)}}).expect(t, http.StatusUnprocessableEntity, `value="`+string(b.ID)+`" checked`)
	on := func(id catalog.AssetID) []catalog.ShownPerson {
		got, err := s.Assets.Get(t.Context(), s.administrator(), id)
		must(t, err)
		return got.People
	}
	if got := on(a.ID); len(got) != 1 || string(got[0].ID) != c.Person.ID || len(on(b.ID)) != 0 {
		t.Errorf("on the files: %v and %v", got, on(b.ID))
	}
	s.post(action, url.Values{"matched": {c.ID}}).expect(t, http.StatusSeeOther)
	if strings.Contains(s.get(action).body, "signer-picture") || len(s.given(day.ID)[0].Documents) != 0 {
		t.Error("the picture is still offered")
	}
	s.as(catalog.Reader, "").get(action).expect(t, http.StatusForbidden)
}
