package catalog

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DueFilter says whose list is wanted, and of when.
type DueFilter struct {
	From, To    time.Time // zero: from today, and dueAhead further; To is exclusive
	DueBy       time.Time // only what comes, or is to be started on, before then; zero: all
	Library     string    // id or slug; empty: the county's
	Account     string    // on which is to be posted; empty: the best of whose list it is
	Limit       int       // of occurrences; 0 means 20, at most 1000
	Cursor      string
	Suggestions int // for each; 0 means 3, at most 10

	alone bool // one processor is enough
}

// DueItem is an occurrence with what can be posted for it.
type DueItem struct {
	Occurrence
	Account   Account    // on which it would be posted; without an id where nobody has one
	Planned   []PlanItem // for it, by time; what was cancelled is left out
	Proposals []Proposal // the best first
}

// DueList is what comes, by time.
type DueList struct {
	From, To time.Time
	Library  LibraryRef // zero: the county
	Items    []DueItem
	Next     string
}

// Limits and defaults of the due list.
const (
	dueAhead        = 28 // days
	furthestDue     = 400
	defaultDue      = 20
	mostDue         = 1000
	defaultProposed = 3
	mostProposed    = 10
)

// OccurrenceSource tells what comes.
type OccurrenceSource interface {
	// Occurrences lists what comes of all offers that are on, by time.
	Occurrences(ctx context.Context, actor Actor, f OccurrenceFilter) ([]Occurrence, error)
}

// DueStore knows what earlier posts and embargoes mean for what comes.
type DueStore interface {
	// UsesFor lists when assets were posted for offers, up to a time, the newest first, by offer and asset.
	UsesFor(ctx context.Context, offers []string, until time.Time) (map[string]map[AssetID][]time.Time, error)
	// Opening lists assets that may be cleared for more from some moment within a time on, the first to open first: their embargo
	// ends, or a consent of somebody on them begins.
	Opening(ctx context.Context, from, to time.Time, limit int) ([]AssetID, error)
}

// ReceivedSource tells how the newest of the posts of assets that has a response was received.
type ReceivedSource interface {
	Received(ctx context.Context, ids []AssetID) (map[AssetID]Received, error)
}

// DueDeps are what the due list is made of. Days begin in Zone.
type DueDeps struct {
	Offers    OccurrenceSource
	Assets    *Assets
	Accounts  RegisterStore[Account]
	Store     DueStore
	Posts     ReceivedSource
	Exposures ExposureSource
	Plan      *PlanItems
	Resemble  func(a, b []uint64) bool // tells by their fingerprints whether two pictures are versions of each other; nil: nobody knows
	Zone      *time.Location
	Now       Clock
}

// Due is the service that tells what can be posted again for what comes.
type Due struct {
	DueDeps
	memos dueMemos
}

// NewDue makes the service.
func NewDue(deps DueDeps) *Due { return &Due{DueDeps: deps} }

// List lists what comes within a time, with what can be posted for it: cleared, and within what the actor may find.
func (s *Due) List(ctx context.Context, actor Actor, f DueFilter) (DueList, error) {
	return s.list(ctx, actor, f, func(f DueFilter, coming []*Occurrence) ([]*Occurrence, string, error) {
		return duePage(coming, f.Cursor, f.Limit)
	})
}

// list lists those of what comes that are chosen, and where the next begin. What it is chosen of is shared and not altered.
func (s *Due) list(ctx context.Context, actor Actor, f DueFilter, choose func(DueFilter, []*Occurrence) ([]*Occurrence, string, error)) (DueList, error) {
	if err := known(actor); err != nil {
		return DueList{}, err
	}
	now := s.Now()
	if err := s.tidy(&f, now); err != nil {
		return DueList{}, err
	}
	out := DueList{From: f.From, To: f.To}
	accounts, err := s.resolve(ctx, &f, &out)
	if err != nil {
		return out, err
	}
	scope := ScopeOf(actor).around(false, false)
	m, err := s.memo(ctx, actor, scope, now)
	if err != nil {
		return out, err
	}
	coming, err := s.comes(ctx, actor, m, OccurrenceFilter{From: f.From, To: f.To, DueBy: f.DueBy, Library: out.Library.ID})
	if err != nil {
		return out, err
	}
	if coming, out.Next, err = choose(f, coming); err != nil {
		return out, err
	}
	d := &dueDay{Due: s, dueMemo: m, ctx: ctx, hands: f.hands(), now: now, to: f.To, offered: f.Suggestions, library: out.Library.ID,
		wanted: s.wanted(coming, out.Library, accounts, f.Account, now)}
	out.Items, err = d.items()
	return out, err
}

// comes lists what comes, in the order of the list.
func (s *Due) comes(ctx context.Context, actor Actor, m *dueMemo, f OccurrenceFilter) ([]*Occurrence, error) {
	key := comingKey{f.From.UnixMicro(), f.To.UnixMicro(), f.DueBy.UnixMicro(), f.Library}
	if kept, ok := m.coming.get(key); ok {
		return kept, nil
	}
	all, err := s.Offers.Occurrences(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	out := make([]*Occurrence, 0, len(all))
	for i := range all {
		if o := &all[i]; f.DueBy.IsZero() || o.Deadline.Before(f.DueBy) || o.StartsAt.Before(f.DueBy) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *Occurrence) int { return occurrenceSpot(a).compare(occurrenceSpot(b)) })
	if m.times.Add(int64(len(out))) <= mostKeptTimes {
		m.coming.put([]comingKey{key}, map[comingKey][]*Occurrence{key: out})
	}
	return out, nil
}

// tidy checks a filter and sets its defaults.
func (s *Due) tidy(f *DueFilter, now time.Time) error {
	if f.From.IsZero() {
		y, m, day := now.In(s.Zone).Date()
		f.From = time.Date(y, m, day, 0, 0, 0, 0, s.Zone)
	}
	if f.To.IsZero() {
		f.To = f.From.In(s.Zone).AddDate(0, 0, dueAhead)
	}
	f.Limit, f.Suggestions = cmp.Or(f.Limit, defaultDue), cmp.Or(f.Suggestions, defaultProposed)
	var c checker
	switch {
	case !f.To.After(f.From):
		c.refuse("to", KeyEndsBeforeStart, nil)
	case f.To.After(f.From.AddDate(0, 0, furthestDue)):
		c.refuse("to", KeyDateFar, Args{"days": furthestDue})
	case civilIn(f.To, time.UTC) > lastCivil:
		c.refuse("from", KeyBadTime, nil)
	}
	within(&c, "limit", &f.Limit, mostDue)
	within(&c, "suggestions", &f.Suggestions, mostProposed)
	return c.err()
}

// resolve looks up whose list it is, and on which accounts it can be posted.
func (s *Due) resolve(ctx context.Context, f *DueFilter, out *DueList) (dueAccounts, error) {
	var none dueAccounts
	if f.Library != "" {
		found, err := s.Assets.refs.LibraryRefs(ctx, []string{f.Library})
		if err != nil {
			return none, err
		}
		var ok bool
		if out.Library, ok = found[f.Library]; !ok {
			return none, invalidFields([]FieldError{{Location: "library", Key: KeyUnknownRef, Args: Args{"value": f.Library}}})
		}
	}
	accounts, err := s.Accounts.List(ctx, ListFilter{Limit: 1000})
	if err != nil {
		return none, err
	}
	if f.Account != "" && !slices.ContainsFunc(accounts.Items, func(a Account) bool { return a.ID == f.Account }) {
		return none, invalidFields([]FieldError{{Location: "account", Key: KeyUnknownRef, Args: Args{"value": f.Account}}})
	}
	return s.accountsOf(ctx, accounts.Items)
}

// dueAccounts are the accounts on which can be posted, and the libraries whose accounts are the county's.
type dueAccounts struct {
	all    []Account
	county map[string]bool
}

// accountsOf finds out whose accounts are the county's: those of no library, or else of the library under which others lie.
func (s *Due) accountsOf(ctx context.Context, all []Account) (dueAccounts, error) {
	out := dueAccounts{all, map[string]bool{"": true}}
	if slices.ContainsFunc(all, func(a Account) bool { return a.Library.ID == "" }) {
		return out, nil
	}
	libraries, err := s.Plan.Libraries.List(ctx, ListFilter{Limit: 1000})
	if err != nil {
		return out, err
	}
	lower := map[string]bool{}
	for _, l := range libraries.Items {
		lower[l.ID] = l.Parent.ID != ""
	}
	for _, l := range libraries.Items {
		if top := l.Parent.ID; top != "" && !lower[top] {
			out.county[top] = true
		}
	}
	return out, nil
}

// wanted says what is looked for for occurrences: on the account that was asked for, or on the best of whose list it is, or
// else on the county's, or else on one of the offer's libraries.
func (s *Due) wanted(coming []*Occurrence, of LibraryRef, accounts dueAccounts, account string, now time.Time) []Wanted {
	out := make([]Wanted, len(coming))
	byOffer := map[string]Wanted{}
	for i, o := range coming {
		w, ok := byOffer[o.Offer.ID]
		if !ok {
			w = s.wantedOf(o, of, accounts, account)
			w.Now = now
			byOffer[o.Offer.ID] = w
		}
		w.Occurrence = o
		out[i] = w
	}
	return out
}

func (s *Due) wantedOf(o *Occurrence, of LibraryRef, accounts dueAccounts, account string) Wanted {
	w := Wanted{Account: Account{Channel: Instagram}, Resemble: s.Resemble}
	for _, l := range o.Offer.Libraries {
		w.Own = append(w.Own, l.ID)
	}
	if of.ID != "" {
		w.Own = []LibraryID{of.ID}
	}
	best := len(accounts.all) * len(Channels()) * 4
	for _, a := range accounts.all {
		rank := accounts.rank(a, of.ID, w.Own)
		if a.ID == account {
			rank = -1
		}
		if rank < best {
			best, w.Account = rank, a
		}
	}
	return w
}

// rank puts the accounts of whose list it is first, then the county's, then those of other libraries that take part;
// and of each the channels in the order in which libraries use them. What is none of these is no choice.
func (d dueAccounts) rank(a Account, of LibraryID, own []LibraryID) int {
	whose := 3
	switch home := LibraryID(a.Library.ID); {
	case home == of:
		whose = 0
	case d.county[string(home)]:
		whose = 1
	case slices.Contains(own, home):
		whose = 2
	default:
		return 1 << 30
	}
	order := []Channel{Instagram, Facebook, Website, Screen, Print, Inside}
	return whose*len(order) + slices.Index(order, a.Channel)
}

// spot is a place in the list.
type dueSpot struct {
	at         int64 // microseconds
	name       string
	offer, day string
}

func occurrenceSpot(o *Occurrence) dueSpot {
	return dueSpot{o.StartsAt.UnixMicro(), o.Offer.Name, o.Offer.ID, o.Day}
}

func (s dueSpot) compare(o dueSpot) int {
	return cmp.Or(cmp.Compare(s.at, o.at), cmp.Compare(s.name, o.name), cmp.Compare(s.offer, o.offer), cmp.Compare(s.day, o.day))
}

func (s dueSpot) cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join([]string{strconv.FormatInt(s.at, 10), s.offer, s.day, s.name}, "\x00")))
}

// duePage takes a page out of what comes, and tells where the next begins.
func duePage(all []*Occurrence, cursor string, limit int) (page []*Occurrence, next string, err error) {
	if cursor != "" {
		raw, decoded := base64.RawURLEncoding.DecodeString(cursor)
		parts := strings.SplitN(string(raw), "\x00", 4)
		at, parsed := strconv.ParseInt(parts[0], 10, 64)
		if decoded != nil || parsed != nil || len(parts) != 4 {
			return nil, "", invalidFields([]FieldError{{Location: "cursor", Key: KeyBadCursor}})
		}
		after := dueSpot{at, parts[3], parts[1], parts[2]}
		i := slices.IndexFunc(all, func(o *Occurrence) bool { return occurrenceSpot(o).compare(after) > 0 })
		if i < 0 {
			return nil, "", nil
		}
		all = all[i:]
	}
	if len(all) > limit {
		next = occurrenceSpot(all[limit-1]).cursor()
	}
	return all[:min(limit, len(all))], next, nil
}
