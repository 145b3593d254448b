package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func (s *site) day() (catalog.RecordingDay, string) {
	s.t.Helper()
	day, err := s.RecordingDays.Add(s.t.Context(), s.administrator(), catalog.RecordingDay{Date: "2025-10-20"})
	must(s.t, err)
	return day, "/recording-days/" + day.ID + "/invitations"
}

func TestInvitations(t *testing.T) {
	s := start(t)
	day, path := s.day()
	s.get("/recording-days/"+day.ID).expect(t, http.StatusOK, path, "/recording-days/"+day.ID+"/review")
	s.post(path, url.Values{"valid_until": {"2001-01-01"}, "max_files": {"mange"}, "max_bytes": {"-3"}}).
		expect(t, http.StatusUnprocessableEntity, "Datoen må ligge fram i tid", "Må være fra 1 til 100", `value="mange"`)
	until := time.Now().In(s.Due.Zone).AddDate(0, 0, 3).Format(time.DateOnly)
	s.post(path, url.Values{"valid_until": {until}, "max_files": {"7"}, "max_bytes": {"1,5"}}).expect(t, http.StatusSeeOther)
	all, err := s.Invitations.Of(t.Context(), s.administrator(), catalog.RecordingDayID(day.ID))
	must(t, err)
	if len(all) != 1 || all[0].MaxFiles != 7 || all[0].MaxBytes != 1_500_000_000 || all[0].ValidUntil.Add(-time.Second).In(s.Due.Zone).Format(time.DateOnly) != until {
		t.Fatalf("got %+v, want the terms that were sent, with the last day in full", all)
	}
	address := origin + "/day/" + s.Invitations.Code(all[0])
	one := path + "/" + string(all[0].ID)
	s.get(path).expect(t, http.StatusOK, address, "0 av 7 filer", one+"/poster?in=nn", "<svg")
	s.get(one+"/poster?in=nn").expect(t, http.StatusOK, `<html lang="nn"`, strings.TrimPrefix(address, "http://"), "Har du teke", "gje samtykke på den same adressa")
	s.post(one, url.Values{"action": {"save"}, "max_files": {"0"}}).expect(t, http.StatusUnprocessableEntity, "Må være fra 1 til")
	s.post(one, url.Values{"action": {"save"}, "max_files": {"9"}}).expect(t, http.StatusSeeOther)
	s.post(one, url.Values{"action": {"revoke"}}).expect(t, http.StatusSeeOther)
	s.get(one+"/poster").expect(t, http.StatusGone)
	if got := s.get(path); strings.Contains(got.body, address) {
		t.Error("a revoked address is still shown")
	}
	s.as(catalog.Contributor, "").get(path).expect(t, http.StatusForbidden)
}

func TestReviewWithoutScript(t *testing.T) {
	s := start(t)
	day, _ := s.day()
	var ids []string
	for n := range 3 {
		a := s.add(n, catalog.AssetPatch{Review: ptr(catalog.ReviewWaiting), SentBy: ptr("Ola"), SentNote: ptr("Bak kulissene"), RecordingDay: &day.ID})
		ids = append(ids, string(a.ID))
	}
	path := "/recording-days/" + day.ID + "/review"
	s.get(path).expect(t, http.StatusOK, "3 filer venter", "Fra Ola", "«Bak kulissene»", `value="`+ids[0]+`"`)
	s.get("/review").expect(t, http.StatusOK, "3 filer venter", "oktober")
	s.post(path, url.Values{"action": {"accept"}}).expect(t, http.StatusUnprocessableEntity, "Velg minst én fil")
	s.post(path, url.Values{"action": {"accept"}, "id": {ids[0]}}).expect(t, http.StatusSeeOther)
	s.post(path, url.Values{"action": {"bin"}, "id": {ids[1]}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusOK, "1 fil venter", `value="`+ids[2]+`"`)
	for i, want := range []struct {
		review catalog.ReviewState
		binned bool
	}{{catalog.ReviewAccepted, false}, {catalog.ReviewWaiting, true}, {catalog.ReviewWaiting, false}} {
		a, err := s.assets.Get(t.Context(), catalog.AssetID(ids[i]))
		must(t, err)
		if a.Review != want.review || a.Binned() != want.binned {
			t.Errorf("file %d: review %q, binned %t", i, a.Review, a.Binned())
		}
	}
	for _, role := range []catalog.Role{catalog.Reader, catalog.Contributor} {
		s.as(role, "").get(path).expect(t, http.StatusForbidden)
	}
}
