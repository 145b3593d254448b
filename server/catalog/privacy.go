package catalog

import (
	"context"
	"slices"
	"strings"
	"time"
)

// publishedAtOnce bounds how many published files an overview looks at.
const publishedAtOnce = 5_000

// recently is how far back an overview tells of what was withdrawn.
const recently = 30 * 24 * time.Hour

// Privacy is how it stands with the privacy of people shown.
type Privacy struct {
	Withdrawn int         // consents taken back in the last 30 days
	Ending    map[int]int // consents that end within so many days
	// Uncovered are the persons on published files whose permission to be shown there does not stand, and Files those files.
	Uncovered []ShownPerson
	Files     []Asset
}

// Privacy tells how it stands: with the library that the actor is bound to, else with all.
func (s *Records) Privacy(ctx context.Context, actor Actor) (Privacy, error) {
	if err := MayKeepPerson(actor, actor.Library); err != nil {
		return Privacy{}, err
	}
	now, out := s.now(), Privacy{Ending: map[int]int{}}
	var err error
	f := ConsentFilter{Library: actor.Library, Now: now, State: ConsentWithdrawn, Since: now.Add(-recently)}
	if out.Withdrawn, err = s.consents.store.Count(ctx, f); err != nil {
		return Privacy{}, err
	}
	for _, days := range WarnDays() {
		f := ConsentFilter{Library: actor.Library, Now: now, Until: now.AddDate(0, 0, days)}
		if out.Ending[days], err = s.consents.store.Count(ctx, f); err != nil {
			return Privacy{}, err
		}
	}
	ids, err := s.store.Published(ctx, actor.Library, now, publishedAtOnce)
	if err != nil || len(ids) == 0 {
		return out, err
	}
	assets, err := s.assets.store.ByIDs(ctx, ids, ScopeOf(actor))
	out.uncovered(assets, now)
	return out, err
}

// uncovered collects who is on published files without a permission that stands.
func (p *Privacy) uncovered(assets []Asset, now time.Time) {
	seen := map[PersonID]bool{}
	for _, a := range assets {
		bare := false
		for _, person := range a.People {
			if person.state(a, now) == ConsentGiven && !person.Erased {
				continue
			}
			if bare = true; !seen[person.ID] {
				seen[person.ID] = true
				p.Uncovered = append(p.Uncovered, person)
			}
		}
		if bare {
			p.Files = append(p.Files, a)
		}
	}
	slices.SortFunc(p.Uncovered, func(a, b ShownPerson) int { return strings.Compare(a.Name, b.Name) })
}
