package ingest_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestTheClockIsFollowed ends an embargo: one change comes of it, however often somebody looks, and the record tells of what
// is shown and who has let a duty pass.
func TestTheClockIsFollowed(t *testing.T) {
	r := newRig(t)
	ctx, actor := t.Context(), anybody()
	person, err := catalog.NewPeople(r.db.People(), r.now, newID).Add(ctx, actor, catalog.PersonShown{DisplayName: "Ola Nordmann"})
	if err != nil {
		t.Fatal(err)
	}
	embargo, speech := r.now().Add(time.Hour), catalog.SpeechNone
	a := r.upload("a.jpg", photo(t, 500, 400, 9), catalog.AssetPatch{EmbargoUntil: &embargo, Speech: &speech, People: &[]string{person.ID}})
	if err := r.assets.OverrideDuty(ctx, actor, catalog.Override{Asset: a.ID, Duty: catalog.DutyAltText, Reason: "haster", Name: "Kari"}); err != nil {
		t.Fatal(err)
	}
	changes := func() int64 {
		t.Helper()
		last, err := r.db.Changes().Last(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return last
	}
	before := changes()
	for _, step := range []struct {
		ahead time.Duration
		more  int64
	}{{0, 0}, {time.Hour + time.Second, 0}, {time.Hour + time.Minute, 1}, {time.Hour + 2*time.Minute, 0}} {
		r.ahead.Store(int64(step.ahead))
		if err := r.in.PassBoundaries(ctx); err != nil {
			t.Fatal(err)
		}
		if now := changes(); now != before+step.more {
			t.Errorf("%v ahead: %d changes, want %d", step.ahead, now-before, step.more)
		} else {
			before = now
		}
	}
	if err := r.in.Follow(ctx); err != nil {
		t.Fatal(err)
	}
	got, err := r.record(a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.People) != 1 || got.People[0] != person.ID || !got.EmbargoUntil.Equal(embargo.Truncate(time.Microsecond)) || got.Speech != speech ||
		len(got.Overrides) != 1 || got.Overrides[0].Reason != "haster" || got.Overrides[0].Duty != "alt_text" {
		t.Errorf("the record lacks something: %+v", got)
	}
}
