package catalog_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var today = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func years(n int) time.Time { return today.AddDate(n, 0, 0) }

// agreed is a permission for everything that was given a year ago and holds for two more.
func agreed(change ...func(*catalog.Permission)) catalog.Permission {
	p := catalog.Permission{Consent: "c", Channels: catalog.Channels(), ReuseByOthers: true, GivenAt: years(-1), ValidFrom: years(-1), ValidUntil: years(2)}
	for _, c := range change {
		c(&p)
	}
	return p
}

func showing(permissions ...catalog.Permission) catalog.Asset {
	a := of("x", "tysvaer")
	a.State, a.PeopleStatus, a.RecordingDay = catalog.Ready, catalog.PeopleRegistered, catalog.Ref{ID: "day"}
	a.People = []catalog.ShownPerson{{ID: "p", Name: "Kari", Permissions: permissions}}
	return a
}

func TestClearAsksThePersonsShown(t *testing.T) {
	tests := []struct {
		name        string
		permissions []catalog.Permission
		use         catalog.Use
		reason      string // "" when cleared
		until       time.Time
	}{
		{"nobody has asked", nil, catalog.Use{}, catalog.ReasonNoConsent, time.Time{}},
		{"agreed", []catalog.Permission{agreed()}, catalog.Use{Channel: catalog.Instagram}, "", years(2)},
		{"the longer of two", []catalog.Permission{agreed(), agreed(func(p *catalog.Permission) { p.ValidUntil = years(4) })}, catalog.Use{}, "", years(4)},
		{"ended", []catalog.Permission{agreed(func(p *catalog.Permission) { p.ValidUntil = today })}, catalog.Use{}, catalog.ReasonConsentEnded, time.Time{}},
		{"begins later", []catalog.Permission{agreed(func(p *catalog.Permission) { p.ValidFrom = years(1) })}, catalog.Use{}, catalog.ReasonConsentLater, time.Time{}},
		{"another channel", []catalog.Permission{agreed(func(p *catalog.Permission) { p.Channels = []catalog.Channel{catalog.Print} })},
			catalog.Use{Channel: catalog.Facebook}, catalog.ReasonChannel, time.Time{}},
		{"another day", []catalog.Permission{agreed(func(p *catalog.Permission) { p.Day = "other" })}, catalog.Use{}, catalog.ReasonOtherDay, time.Time{}},
		{"own library", []catalog.Permission{agreed(func(p *catalog.Permission) { p.ReuseByOthers = false })}, catalog.Use{Library: "tysvaer"}, "", years(2)},
		{"another library", []catalog.Permission{agreed(func(p *catalog.Permission) { p.ReuseByOthers = false })},
			catalog.Use{Library: "sandnes"}, catalog.ReasonLibrary, time.Time{}},
		{"a purpose, where nobody has said what it is for", []catalog.Permission{agreed(func(p *catalog.Permission) { p.Purposes = []catalog.ContentType{catalog.Literature} })},
			catalog.Use{}, catalog.ReasonPurpose, time.Time{}},
		{"withdrawn", []catalog.Permission{agreed(func(p *catalog.Permission) { p.WithdrawnAt = today })}, catalog.Use{}, catalog.ReasonWithdrawn, time.Time{}},
		{"withdrawn, of two", []catalog.Permission{agreed(), agreed(func(p *catalog.Permission) { p.WithdrawnAt = today })}, catalog.Use{}, catalog.ReasonWithdrawn, time.Time{}},
		{"agreed again", []catalog.Permission{agreed(func(p *catalog.Permission) { p.GivenAt = today.Add(time.Hour) }), agreed(func(p *catalog.Permission) { p.WithdrawnAt = today })},
			catalog.Use{}, "", years(2)},
		{"withdrawn for another day", []catalog.Permission{agreed(), agreed(func(p *catalog.Permission) { p.Day, p.WithdrawnAt = "other", today })}, catalog.Use{}, "", years(2)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := catalog.Clear(showing(tt.permissions...), tt.use, today)
			if c.Cleared != (tt.reason == "") || !c.Until.Equal(tt.until) || !c.Cleared && (len(c.Reasons) == 0 || c.Reasons[0].Key != tt.reason || c.Reasons[0].Person != "p") {
				t.Errorf("got %v until %v because of %v", c.Cleared, c.Until, c.Reasons)
			}
		})
	}
}

// TestWithheld: what somebody has said no to is found by the libraries that it belongs to, and by those who answer for all.
func TestWithheld(t *testing.T) {
	a := showing(agreed(func(p *catalog.Permission) { p.WithdrawnAt = today }))
	for _, tt := range []struct {
		actor catalog.Actor
		want  bool
	}{
		{actor(catalog.Reader, "tysvaer"), false}, {actor(catalog.Contributor, "tysvaer"), true}, {actor(catalog.Editor, "tysvaer"), true},
		{actor(catalog.Editor, "sandnes"), false}, {actor(catalog.CountyEditor, ""), true}, {actor(catalog.PrivacyOfficer, ""), true},
	} {
		if got := catalog.ScopeOf(tt.actor).Sees(a); got != tt.want {
			t.Errorf("%s of %q: sees it %v, want %v", tt.actor.Role, tt.actor.Library, got, tt.want)
		}
	}
}

// TestNamesAreForWhoMaySeeThem: a reason names the person in the way only to those who may know.
func TestNamesAreForWhoMaySeeThem(t *testing.T) {
	c := catalog.Clear(showing(), catalog.Use{}, today)
	if r := c.For(actor(catalog.Reader, "")).Reasons[0]; r.Key != catalog.ReasonNoConsent || r.Args["person"] != nil {
		t.Errorf("a reader is told %v", r)
	}
	if r := c.For(actor(catalog.Editor, "")).Reasons[0]; r.Key != catalog.ReasonNoConsent+catalog.NamedSuffix || r.Args["person"] != "Kari" {
		t.Errorf("an editor is told %v", r)
	}
}
