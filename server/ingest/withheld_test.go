package ingest_test

import (
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestWhatIsWithheldIsWorkedOn: a file whose job was lost is found again although somebody on it no longer wants to be seen.
func TestWhatIsWithheldIsWorkedOn(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	person, err := catalog.NewPeople(r.db.People(), r.now, newID).Add(ctx, anybody(), catalog.PersonShown{DisplayName: "Ola Nordmann"})
	if err != nil {
		t.Fatal(err)
	}
	a := r.upload("a.jpg", photo(t, 500, 400, 9), catalog.AssetPatch{People: &[]string{person.ID}})
	if _, err := r.db.Records().Erase(ctx, "test", catalog.PersonID(person.ID), r.now()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.db.SQL().ExecContext(ctx, "DELETE FROM river_job"); err != nil {
		t.Fatal(err)
	}
	if err := r.in.Sweep(ctx, r.now()); err != nil {
		t.Fatal(err)
	}
	var jobs int
	if err := r.db.SQL().QueryRowContext(ctx, "SELECT count(*) FROM river_job WHERE kind = 'process'").Scan(&jobs); err != nil {
		t.Fatal(err)
	}
	if got := r.get(a.ID); !got.Withheld() || jobs != 1 {
		t.Errorf("withheld %v, %d jobs, want 1", got.Withheld(), jobs)
	}
}
