package catalog_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func asset(people catalog.PeopleStatus) catalog.Asset {
	return catalog.Asset{ID: "a1", Kind: catalog.Photo, State: catalog.Ready, PeopleStatus: people, CreatedBy: "u1"}
}

func TestClear(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	with := func(people catalog.PeopleStatus, change func(*catalog.Asset)) catalog.Asset {
		a := asset(people)
		change(&a)
		return a
	}
	tests := []struct {
		name    string
		asset   catalog.Asset
		use     catalog.Use
		cleared bool
		reason  string
	}{
		{"new", asset(catalog.PeopleNotAssessed), catalog.Use{}, false, catalog.ReasonNotAssessed},
		{"no status at all", asset(""), catalog.Use{}, false, catalog.ReasonNotAssessed},
		{"nobody", asset(catalog.PeopleNobody), catalog.Use{}, true, ""},
		{"crowd", asset(catalog.PeopleCrowd), catalog.Use{Channel: catalog.Instagram}, true, ""},
		{"registered without consents", asset(catalog.PeopleRegistered), catalog.Use{}, false, catalog.ReasonNoConsents},
		{"binned", with(catalog.PeopleNobody, func(a *catalog.Asset) { a.BinnedAt = now }), catalog.Use{}, false, catalog.ReasonBinned},
		{"processing", with(catalog.PeopleNobody, func(a *catalog.Asset) { a.State = catalog.Processing }), catalog.Use{}, false, catalog.ReasonNotReady},
		{"internal terms outside", with(catalog.PeopleNobody, func(a *catalog.Asset) { a.UsageTerms = catalog.TermsInternal }), catalog.Use{Channel: catalog.Website}, false, catalog.ReasonInternalOnly},
		{"internal terms anywhere", with(catalog.PeopleNobody, func(a *catalog.Asset) { a.UsageTerms = catalog.TermsInternal }), catalog.Use{}, false, catalog.ReasonInternalOnly},
		{"internal terms inside", with(catalog.PeopleNobody, func(a *catalog.Asset) { a.UsageTerms = catalog.TermsInternal }), catalog.Use{Channel: catalog.Inside}, true, ""},
		{"platform music", with(catalog.PeopleNobody, func(a *catalog.Asset) { a.Music = catalog.MusicPlatform }), catalog.Use{Channel: catalog.Facebook}, false, catalog.ReasonPlatformMusic},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := catalog.Clear(tt.asset, tt.use, now)
			if got.Cleared != tt.cleared {
				t.Fatalf("cleared = %v, want %v", got.Cleared, tt.cleared)
			}
			if tt.reason == "" && len(got.Reasons) > 0 || tt.reason != "" && (len(got.Reasons) == 0 || got.Reasons[0].Key != tt.reason) {
				t.Errorf("reasons = %v, want %q first", got.Reasons, tt.reason)
			}
		})
	}
}

// Adding a restriction never clears more.
func TestClearIsMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	restrict := []func(*catalog.Asset){
		func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed },
		func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleRegistered },
		func(a *catalog.Asset) { a.BinnedAt = time.Now() },
		func(a *catalog.Asset) { a.State = catalog.Failed },
		func(a *catalog.Asset) { a.UsageTerms = catalog.TermsInternal },
		func(a *catalog.Asset) { a.Music = catalog.MusicPlatform },
	}
	for range 2000 {
		a := asset(catalog.PeopleNobody)
		for _, f := range restrict {
			if r.IntN(3) == 0 {
				f(&a)
			}
		}
		use := catalog.Use{Channel: catalog.Channels()[r.IntN(len(catalog.Channels()))]}
		before := catalog.Clear(a, use, time.Now()).Cleared
		restrict[r.IntN(len(restrict))](&a)
		if after := catalog.Clear(a, use, time.Now()).Cleared; after && !before {
			t.Fatalf("a restriction cleared %+v for %s", a, use.Channel)
		}
	}
}

func TestZeroClearedOpensNothing(t *testing.T) {
	var c catalog.Cleared
	if _, ok := c.Asset(); ok || c.Allows("w320") || c.Allows(catalog.OriginalName) {
		t.Error("the zero value opens something")
	}
}
