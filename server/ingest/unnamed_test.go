package ingest_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// first does something before the first byte is read.
type first struct {
	io.Reader
	do func()
}

func (f *first) Read(p []byte) (int, error) {
	if f.do != nil {
		f.do()
		f.do = nil
	}
	return f.Reader.Read(p)
}

// TestUploadOfSomebodyWhoIsGone: who was named when a file was announced is merged while it is on its way. They are on the picture
// all the same, so that the others' consent does not clear it.
func TestUploadOfSomebodyWhoIsGone(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	people := catalog.NewPeople(r.db.People(), r.now, newID)
	var ids []string
	for _, name := range []string{"Ola Nordmann", "Kari Hansen", "Ola N"} {
		p, err := people.Add(ctx, anybody(), catalog.PersonShown{DisplayName: name})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	body := &first{bytes.NewReader(photo(t, 500, 400, 9)), func() {
		if _, err := people.Merge(ctx, anybody(), ids[0], ids[2]); err != nil {
			t.Error(err)
		}
	}}
	named := ids[:2]
	a, err := r.uploads.Receive(ctx, anybody(), catalog.NewUpload{FileName: "a.jpg", Metadata: catalog.AssetPatch{People: &named}}, body)
	if err != nil {
		t.Fatal(err)
	}
	if a.PeopleStatus != catalog.PeopleNotAssessed || len(a.People) != 1 || string(a.People[0].ID) != ids[1] {
		t.Errorf("%s, shown: %v", a.PeopleStatus, a.People)
	}
}
