package database_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestBookFindings(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		kept, ctx, day := db.BookFindings(), t.Context(), 24*time.Hour
		found := catalog.FoundBook{Title: "En «prøvebok»", Authors: []string{"Kari Nordmann", "Åse Ødegård"}, Publisher: "Prøveforlaget", Published: "2019",
			Source: catalog.Ref{ID: "nb", Name: "Nasjonalbiblioteket"}}
		must(t, kept.KeepFinding(ctx, "9788203365133", catalog.FoundBook{}, at(), at().Add(day)))
		must(t, kept.KeepFinding(ctx, "9788203365133", found, at(), at().Add(90*day)))
		must(t, kept.KeepFinding(ctx, "9788205000001", catalog.FoundBook{}, at(), at().Add(day)))
		tests := []struct {
			isbn  catalog.ISBN
			after time.Duration
			want  catalog.FoundBook
			ok    bool
		}{
			{"9788203365133", 0, found, true},
			{"9788203365133", 89 * day, found, true},
			{"9788203365133", 90 * day, catalog.FoundBook{}, false},
			{"9788205000001", day - time.Second, catalog.FoundBook{}, true},
			{"9788205000001", day, catalog.FoundBook{}, false},
			{"9788270012343", 0, catalog.FoundBook{}, false},
		}
		for _, tt := range tests {
			got, ok, err := kept.Finding(ctx, tt.isbn, at().Add(tt.after))
			must(t, err)
			if ok != tt.ok || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s after %s: %+v %v, want %+v %v", tt.isbn, tt.after, got, ok, tt.want, tt.ok)
			}
		}
		// What is over goes when something new comes.
		must(t, kept.KeepFinding(ctx, "9788270012343", found, at().Add(2*day), at().Add(3*day)))
		if _, ok, err := kept.Finding(ctx, "9788205000001", at()); err != nil || ok {
			t.Errorf("what was over is still kept: %v %v", ok, err)
		}
	})
}
