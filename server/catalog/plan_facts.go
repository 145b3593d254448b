package catalog

import (
	"context"
	"fmt"
	"slices"
)

// planFacts are what planned posts refer to.
type planFacts struct {
	accounts  map[string]Account
	libraries map[string]Library // by id and slug
	users     map[string]User
	assets    map[AssetID]Asset
}

// lookUp finds what items refer to. What does not exist is missing.
func (s *PlanItems) lookUp(ctx context.Context, actor Actor, items []PlanItem) (f planFacts, err error) {
	var accounts, libraries, users []string
	var assets []AssetID
	for _, p := range items {
		accounts, libraries = append(accounts, p.Account.ID), append(libraries, string(p.Library.ID))
		users = append(users, p.Owner.ID, p.Deputy.ID, p.FollowUp.ID)
		for _, a := range p.Assets {
			assets = append(assets, a.ID)
		}
		for _, with := range p.Collaborators {
			libraries = append(libraries, string(with.Library.ID))
		}
	}
	if f.accounts, err = each(ctx, accounts, s.Accounts.Get); err != nil {
		return f, err
	}
	for _, a := range f.accounts {
		libraries = append(libraries, a.Library.ID)
	}
	if f.libraries, err = each(ctx, libraries, s.Libraries.Get); err != nil {
		return f, err
	}
	f.users, err = each(ctx, users, func(ctx context.Context, id string) (User, error) { return s.Users.Get(ctx, UserID(id)) })
	if err != nil {
		return f, err
	}
	f.assets, err = s.assetsOf(ctx, assets)
	return f, err
}

// each looks up what keys stand for, each once. What does not exist is missing.
func each[T any](ctx context.Context, keys []string, get func(context.Context, string) (T, error)) (map[string]T, error) {
	out := map[string]T{}
	for _, key := range distinct(keys) {
		if key == "" {
			continue
		}
		found, err := get(ctx, key)
		if err == nil {
			out[key] = found
		} else if !Is(err, NotFound) {
			return nil, err
		}
	}
	return out, nil
}

// assetsOf finds assets whoever may see them: an item tells that one must not be shown also to those who do not see it.
func (s *PlanItems) assetsOf(ctx context.Context, ids []AssetID) (map[AssetID]Asset, error) {
	out := map[AssetID]Asset{}
	if len(ids) == 0 {
		return out, nil
	}
	slices.Sort(ids)
	found, err := s.Assets.Shown(ctx, slices.Compact(ids), ScopeOf(SystemActor("plan")))
	for _, a := range found {
		out[a.ID] = a
	}
	return out, err
}

// settle checks an item as an actor has altered it, and gives it what follows from that. before is the zero item for a new one.
func (s *PlanItems) settle(actor Actor, f planFacts, before PlanItem, p *PlanItem) error {
	var c checker
	p.check(&c, s.Now())
	f.name(&c, before, p)
	f.policy(&c, before, *p)
	f.see(&c, actor, before, p)
	if err := p.fits(&c, before); err != nil {
		return err
	}
	if err := c.err(); err != nil {
		return err
	}
	if p.Library.ID != before.Library.ID || before.ID == "" {
		if err := MayPlanFor(actor, p.Library.ID); err != nil {
			return err
		}
	}
	return s.step(actor, f, before, p)
}

// name gives an item the names of what it refers to, and refuses what does not exist.
func (f planFacts) name(c *checker, before PlanItem, p *PlanItem) {
	p.Channel, p.AccountLibrary = "", LibraryRef{}
	if a, ok := f.accounts[p.Account.ID]; ok {
		p.Account, p.Channel = Ref{ID: a.ID, Name: a.Name}, a.Channel
		p.AccountLibrary = f.library(a.Library.ID)
	} else if p.Account.ID != "" {
		c.refuse("account", KeyUnknownRef, Args{"value": p.Account.ID})
	}
	named := func(at string, l *LibraryRef) {
		if key := string(l.ID); key != "" {
			if *l = f.library(key); l.ID == "" {
				c.refuse(at, KeyUnknownRef, Args{"value": key})
			}
		}
	}
	named("library", &p.Library)
	for i := range p.Collaborators {
		named(fmt.Sprintf("collaborators[%d]", i), &p.Collaborators[i].Library)
	}
	person := func(at string, had Ref, who *Ref) {
		if u, ok := f.users[who.ID]; ok && (u.Active || had.ID == who.ID) {
			who.Name = u.Name
		} else if who.ID != "" {
			c.refuse(at, KeyUnknownRef, Args{"value": who.ID})
		}
	}
	person("owner", before.Owner, &p.Owner)
	person("deputy", before.Deputy, &p.Deputy)
	person("follow_up", before.FollowUp, &p.FollowUp)
}

func (f planFacts) library(key string) LibraryRef {
	l := f.libraries[key]
	return LibraryRef{ID: LibraryID(l.ID), Slug: l.Slug, Name: l.Name}
}

// policy refuses a channel that the item's library, the account's or a collaborator's excludes: where it is chosen, and
// before it is approved. What was planned before the policy stays, and says so.
func (f planFacts) policy(c *checker, before, p PlanItem) {
	same := before.Account.ID == p.Account.ID && before.Library.ID == p.Library.ID && before.ID != ""
	approves := p.Status == PlanApproved && before.Status != PlanApproved
	refuse := func(at, library string) {
		if l := f.libraries[library]; l.Excludes(p.Channel) {
			c.refuse(at, KeyChannelExcluded, Args{"library": l.Name, "channel": string(p.Channel)})
		}
	}
	if p.Channel == "" || !p.Open() {
		return
	}
	if !same || approves {
		refuse("account", string(p.Library.ID))
		if p.AccountLibrary.ID != p.Library.ID {
			refuse("account", string(p.AccountLibrary.ID))
		}
	}
	for i, with := range p.Collaborators {
		had := slices.ContainsFunc(before.Collaborators, func(b Collaborator) bool { return b.Library.ID == with.Library.ID })
		if !same || !had || approves {
			refuse(fmt.Sprintf("collaborators[%d]", i), string(with.Library.ID))
		}
	}
}

// see refuses assets that the actor does not see, unless they stood there before, and parts of clips that are not there.
func (f planFacts) see(c *checker, actor Actor, before PlanItem, p *PlanItem) {
	for i, planned := range p.Assets {
		at := fmt.Sprintf("assets[%d]", i)
		a, ok := f.assets[planned.ID]
		had := slices.ContainsFunc(before.Assets, func(b PlannedAsset) bool { return b.ID == planned.ID })
		switch {
		case !had && (!ok || !ScopeOf(actor).Sees(a)):
			c.refuse(at, KeyUnknownFile, Args{"value": string(planned.ID)})
		case ok && a.Kind == Photo && (planned.From != 0 || planned.To != 0 || planned.CoverAt != nil):
			c.refuse(at, KeyOnlyClips, nil)
		case ok && a.Original.Duration > 0:
			if planned.To > a.Original.Duration {
				c.refuse(at+".to", KeyOutOfRange, Args{"min": 0, "max": a.Original.Duration.Seconds()})
			}
			if planned.CoverAt != nil {
				c.moment(at+".cover_at", *planned.CoverAt, a.Original.Duration)
			}
		}
	}
}

// step lets an item go on to its status: approving is for those who may approve, and for what is cleared.
func (s *PlanItems) step(actor Actor, f planFacts, before PlanItem, p *PlanItem) error {
	may := MayApprovePlanItem(actor, *p)
	if p.Status == PlanApproved && before.Status == PlanApproved && may != nil && !sameContent(before, *p) {
		p.Status = PlanToApprove
	}
	out := p.Status == PlanPublished || p.Status == PlanFollowed
	was := before.Status == PlanPublished || before.Status == PlanFollowed
	if was && out && !sameContent(before, *p) { // it was posted as it stands there
		return NewError(Conflict, KeyPlanOut, nil)
	}
	if before.Post != "" && !out {
		return NewError(Conflict, KeyPlanPosted, nil)
	}
	switch p.Status {
	case PlanApproved:
		if before.Status == PlanApproved && sameContent(before, *p) {
			return nil
		}
		if may != nil {
			return may
		}
		if reasons := s.uncleared(f, *p); len(reasons) > 0 {
			return &Error{Code: Conflict, Key: KeyNotCleared, Reasons: reasons}
		}
		p.ApprovedBy = actor.ID
	case PlanPublished, PlanFollowed:
		passed := slices.Contains([]PlanStatus{PlanApproved, PlanPublished, PlanFollowed}, before.Status)
		if !passed && may != nil {
			return NewError(Conflict, KeyPlanUnapproved, nil)
		}
	default:
		p.ApprovedBy = ""
	}
	return nil
}

// uncleared lists why assets of an item must not be shown there then.
func (s *PlanItems) uncleared(f planFacts, p PlanItem) (out []Reason) {
	for _, a := range p.Assets {
		out = addReasons(out, refusedAsset(f.assets, p, a.ID, s.ShownAt(p)))
	}
	return out
}
