package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// plan is the service over an empty plan, with a library's and the county's account and two users.
func plan(t *testing.T, db *database.Database) *catalog.PlanItems {
	t.Helper()
	ctx := t.Context()
	registers(t, db)
	must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: entry("ac1"), Name: "@sandnes", Channel: catalog.Instagram, Library: catalog.Ref{ID: "l1"}}))
	must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: entry("ac2"), Name: "Fylket", Channel: catalog.Facebook}))
	for _, u := range []catalog.User{
		{ID: "u1", Email: "kari@example.org", Name: "Kari", Role: catalog.Editor, Library: catalog.Ref{ID: "l1"}, Active: true, CreatedAt: at(), Version: 1},
		{ID: "u2", Email: "ola@example.org", Name: "Ola", Role: catalog.Contributor, Library: catalog.Ref{ID: "l1"}, Active: true, CreatedAt: at(), Version: 1},
	} {
		must(t, db.Users().Create(ctx, u))
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	must(t, err)
	return catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(),
		Zone: zone, Now: at, NewID: ids()})
}

// ids makes ids in order.
func ids() catalog.IDSource {
	n := byte('a')
	return func() string {
		n++
		return "id" + string(n)
	}
}

var (
	editor      = catalog.Actor{Kind: catalog.Person, ID: "u1", Name: "Kari", Role: catalog.Editor, Library: "l1"}
	contributor = catalog.Actor{Kind: catalog.Person, ID: "u2", Name: "Ola", Role: catalog.Contributor, Library: "l1"}
	county      = catalog.Actor{Kind: catalog.Person, ID: "u3", Role: catalog.CountyEditor}
)

func TestPlanItemsComeBackAsTheyWere(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		s := plan(t, db)
		must(t, db.Assets().Create(t.Context(), by, asset("a1", "1"), false))
		cover, title := 2*time.Second, "Pappatreff"
		wish := catalog.PlanItem{Title: title, Account: catalog.Ref{ID: "ac1"}, PlannedAt: at().AddDate(0, 0, 7), ContentType: catalog.Relations, Owner: catalog.Ref{ID: "u1"},
			Deputy: catalog.Ref{ID: "u2"}, FollowUp: catalog.Ref{ID: "u2"}, Deadline: at().AddDate(0, 0, 3), Format: "portrait", Language: "nn", Caption: "Kom!",
			Hashtags: []string{"#bibliotek", "pappa"}, Tags: []string{"@sola"}, Link: "https://example.org", Notes: "Ring først",
			Assets: []catalog.PlannedAsset{{ID: "a1", FocalPoint: &catalog.Point{X: 0.25, Y: 0.5}}}, Collaborators: []catalog.Collaborator{{Library: catalog.LibraryRef{ID: "ha"}}}}
		p := got(s.Add(t.Context(), contributor, wish)).or(t)
		again := got(s.Get(t.Context(), editor, catalog.PlanItemID(p.ID))).or(t)
		same(t, again, p)
		if p.Library.Name != "Sandnes bibliotek" || p.Channel != catalog.Instagram || p.Owner.Name != "Kari" || p.CreatedName != "Ola" || p.Status != catalog.PlanDraft ||
			p.Hashtags[0] != "bibliotek" || p.Tags[0] != "sola" || p.Collaborators[0].Library.Name != "Hå folkebibliotek" || p.Assets[0].FocalPoint.X != 0.25 {
			t.Errorf("got %+v", p)
		}
		if len(p.Assets[0].Refused) != 1 || p.Assets[0].Title != "Bilde a1" || !p.Troubled() {
			t.Errorf("an asset on which nobody has said who is shown: got %+v", p.Assets[0])
		}
		_, err := s.Edit(t.Context(), editor, catalog.PlanItemID(p.ID), 1, func(p *catalog.PlanItem) { p.Assets[0].CoverAt = &cover })
		wantCode(t, err, catalog.Invalid)
		_, err = s.Edit(t.Context(), editor, catalog.PlanItemID(p.ID), 2, func(*catalog.PlanItem) {})
		wantCode(t, err, catalog.Stale)
		said := got(s.Comment(t.Context(), editor, catalog.PlanItemID(p.ID), " Fint ")).or(t)
		list := got(s.Comments(t.Context(), contributor, catalog.PlanItemID(p.ID))).or(t)
		if said.At = stored(said.At); len(list) != 1 || list[0] != said || list[0].Text != "Fint" {
			t.Errorf("got %+v, want %+v", list, said)
		}
		must(t, s.Remove(t.Context(), contributor, catalog.PlanItemID(p.ID), catalog.PlanThis))
		_, err = s.Get(t.Context(), editor, catalog.PlanItemID(p.ID))
		wantCode(t, err, catalog.NotFound)
	})
}
