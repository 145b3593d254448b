package catalog

// Role is what a person or a program may do. Roles below County may be bound to one library.
type Role string

// The roles, from least to most.
const (
	Reader         Role = "reader"
	Contributor    Role = "contributor"
	Editor         Role = "editor"
	CountyEditor   Role = "county_editor"
	PrivacyOfficer Role = "privacy_officer"
	Administrator  Role = "administrator"
)

// Roles lists every role, from least to most.
func Roles() []Role {
	return []Role{Reader, Contributor, Editor, CountyEditor, PrivacyOfficer, Administrator}
}

// Bindable reports whether accounts with the role may be bound to a library.
func (r Role) Bindable() bool { return r == Reader || r == Contributor || r == Editor }

// ActorKind tells people from programs and from the server itself.
type ActorKind string

// The kinds of actor.
const (
	Person  ActorKind = "user"
	Program ActorKind = "token"
	System  ActorKind = "system"
	// Guest is somebody without an account, who has come by an invitation. Guests are not Known, so that no service but
	// Guests does anything for them.
	Guest ActorKind = "guest"
)

// Actor is who acts. The zero value is a stranger who may do nothing.
type Actor struct {
	Kind    ActorKind
	ID      string // a UserID, a TokenID or the name of a part of the server
	Name    string
	Role    Role
	Library LibraryID // empty: bound to no library
}

// SystemActor is the server itself, at work on what was already allowed.
func SystemActor(part string) Actor {
	return Actor{Kind: System, ID: "system:" + part, Role: Administrator}
}

// Known reports whether somebody is signed in.
func (a Actor) Known() bool { return a.Kind != "" && a.Role != "" }

// Scope says which assets an actor may find and see. Lists, searches and single reads all go through it.
type Scope struct {
	Everything bool      // the bins of all libraries too
	Shared     bool      // all that is not binned
	BinOf      LibraryID // the bin of one library
	BinnedBy   string    // what this actor uploaded and is binned
	Review     bool      // what waits to be reviewed, of all libraries
	ReviewOf   LibraryID // what waits to be reviewed, of one library and of none
	Withheld   bool      // what somebody who is shown no longer wants to be seen, of all libraries
	WithheldOf LibraryID // the same of one library
}

// ScopeOf is the scope of an actor. A stranger's scope is empty.
func ScopeOf(a Actor) Scope {
	switch {
	case !a.Known():
		return Scope{}
	case a.Role == Administrator, a.Role == CountyEditor, a.Role == PrivacyOfficer, a.Role == Editor && a.Library == "":
		return WholeScope()
	case a.Role == Editor:
		return Scope{Shared: true, BinOf: a.Library, BinnedBy: a.ID, ReviewOf: a.Library, WithheldOf: a.Library}
	case a.Role == Contributor:
		return Scope{Shared: true, BinnedBy: a.ID, WithheldOf: a.Library}
	}
	return Scope{Shared: true}
}

// WholeScope holds every asset there is: it is for what the server does with all of them, and nobody's to look with.
func WholeScope() Scope { return Scope{Everything: true, Shared: true, Review: true, Withheld: true} }

// around is the scope for looking around: what lies in a bin, or waits to be reviewed, shows only to those who ask for it.
func (s Scope) around(bin, review bool) Scope {
	out := Scope{Shared: s.Shared, Withheld: s.Withheld, WithheldOf: s.WithheldOf}
	if bin {
		out.Everything, out.BinOf, out.BinnedBy = s.Everything, s.BinOf, s.BinnedBy
	}
	if review {
		out.Review, out.ReviewOf = s.Review, s.ReviewOf
	}
	return out
}

// Visibility tokens, as stored with every document of the search index.
const (
	visibleToAll   = "all"
	visibleInBin   = "bin"
	visibleWaiting = "review"
	visibleToOwn   = "withheld"
)

// Tokens gives the scope as visibility tokens: an asset is visible when it carries one of them.
func (s Scope) Tokens() []string {
	var t []string
	if s.Shared {
		t = append(t, visibleToAll)
	}
	if s.Everything {
		t = append(t, visibleInBin)
	}
	if s.BinOf != "" {
		t = append(t, visibleInBin+":"+string(s.BinOf))
	}
	if s.BinnedBy != "" {
		t = append(t, visibleInBin+":by:"+s.BinnedBy)
	}
	if s.Review {
		t = append(t, visibleWaiting)
	}
	if s.ReviewOf != "" {
		t = append(t, visibleWaiting+":"+string(s.ReviewOf), visibleWaiting+":none")
	}
	if s.Withheld {
		t = append(t, visibleToOwn)
	}
	if s.WithheldOf != "" {
		t = append(t, visibleToOwn+":"+string(s.WithheldOf))
	}
	return t
}

// Visibility gives the tokens under which an asset is visible: the counterpart of Scope.Tokens.
func Visibility(a Asset) []string {
	var t []string
	mark := visibleInBin
	switch {
	case a.Binned():
		t = []string{visibleInBin, visibleInBin + ":by:" + a.CreatedBy}
	case a.Review == ReviewWaiting:
		t, mark = []string{visibleWaiting}, visibleWaiting
		if len(a.Libraries) == 0 {
			t = append(t, visibleWaiting+":none")
		}
	case a.Withheld():
		t, mark = []string{visibleToOwn}, visibleToOwn
	default:
		return []string{visibleToAll}
	}
	for _, l := range a.Libraries {
		t = append(t, mark+":"+string(l.ID))
	}
	return t
}

// Sees reports whether the scope holds an asset.
func (s Scope) Sees(a Asset) bool {
	for _, have := range Visibility(a) {
		for _, want := range s.Tokens() {
			if have == want {
				return true
			}
		}
	}
	return false
}

func refuse() error { return NewError(Forbidden, KeyForbidden, nil) }

func refuseLibrary() error { return NewError(Forbidden, KeyForbiddenLibrary, nil) }

// PeopleOnly refuses programs what is about whoever acts.
func PeopleOnly(a Actor) error {
	if a.Kind != Person {
		return NewError(Forbidden, KeyPeopleOnly, nil)
	}
	return nil
}

func known(a Actor) error {
	if !a.Known() {
		return NewError(Unauthenticated, KeyUnauthenticated, nil)
	}
	return nil
}

// MayUpload reports whether the actor may add files: nil, or why not.
func MayUpload(a Actor) error {
	if err := known(a); err != nil {
		return err
	}
	if a.Role == Reader || a.Role == PrivacyOfficer {
		return refuse()
	}
	return nil
}

// MayEdit reports whether the actor may change an asset's description, bin it or bring it back: nil, or why not.
// An editor bound to a library edits what that library takes part in and what belongs to no library yet; a
// contributor also needs to have uploaded it, or to belong to its library.
func MayEdit(actor Actor, a Asset) error {
	if err := MayUpload(actor); err != nil {
		return err
	}
	switch {
	case actor.Role == Administrator, actor.Role == CountyEditor, a.CreatedBy == actor.ID, actor.Role == Editor && actor.Library == "":
		return nil
	case actor.Library != "" && a.inLibrary(actor.Library):
		return nil
	case actor.Role == Editor && len(a.Libraries) == 0:
		return nil
	}
	return refuseLibrary()
}

// MayReview reports whether the actor may accept what came in without an account, or choose what is shown before others: the
// editors who may edit it.
func MayReview(actor Actor, a Asset) error {
	if err := MayEdit(actor, a); err != nil {
		return err
	}
	return MayPick(actor)
}

// MayPick reports whether the actor may choose what is shown before others among what they may edit: editors may.
func MayPick(actor Actor) error {
	if err := MayUpload(actor); err != nil {
		return err
	}
	if actor.Role == Contributor {
		return refuse()
	}
	return nil
}

// MayOverrideDuty reports whether the actor may let an asset go out that does not meet a duty: the editors who may edit it.
func MayOverrideDuty(actor Actor, a Asset) error { return MayReview(actor, a) }

// MayUndo reports whether the actor may undo a batch, as far as they may edit its assets: who made it, and editors.
func MayUndo(actor Actor, b Batch) error {
	if err := known(actor); err != nil {
		return err
	}
	switch {
	case b.By == actor.ID, actor.Role == Administrator, actor.Role == CountyEditor, actor.Role == Editor:
		return nil
	}
	return refuse()
}

// MayReplace reports whether the actor may put names in the place of others on assets: tags everywhere for who keeps them,
// else, as far as they may edit the assets, who may edit any.
func MayReplace(actor Actor, r Replacement) error {
	if r.Kind == KindTag && r.Query == nil {
		return MayKeepRegisters(actor, KindTag, false)
	}
	return MayUpload(actor)
}

// mayPutBack reports whether the actor may undo what a batch has done to an asset: as they may edit it, and tags as they
// may replace them.
func (s *Assets) mayPutBack(actor Actor, a Asset, p AssetPatch) error {
	if p == (AssetPatch{Tags: p.Tags}) && MayKeepRegisters(actor, KindTag, false) == nil {
		return nil
	}
	return s.mayPatch(actor, a, p)
}

// keepsLibrary reports whether libraries that are named for an asset hold the one that the actor is bound to: nobody
// uploads for other libraries alone, or gives away what is the own library's.
func keepsLibrary(actor Actor, libraries []LibraryRef) error {
	if actor.Library == "" || (Asset{Libraries: libraries}).inLibrary(actor.Library) {
		return nil
	}
	return refuseLibrary()
}

// keepsOwn is keepsLibrary for a change of an asset: of what libraries a patch names, and of what it takes over.
func keepsOwn(actor Actor, before, after Asset, p AssetPatch) error {
	if p.Libraries != nil || p.EditLibraries != nil || before.inLibrary(actor.Library) {
		return keepsLibrary(actor, after.Libraries)
	}
	return nil
}

// MayAssessPeople reports whether the actor may say who is shown on an asset.
func MayAssessPeople(actor Actor, a Asset) error {
	if actor.Role == PrivacyOfficer {
		return nil
	}
	return MayEdit(actor, a)
}

// MaySeePeople reports whether the actor may see the names of persons shown: whoever describes files, and the privacy
// officer.
func MaySeePeople(actor Actor) error {
	if err := known(actor); err != nil {
		return err
	}
	if actor.Role == Reader {
		return refuse()
	}
	return nil
}

// MaySearch reports whether the actor may search for what a query names: who may not see the persons shown does not find
// out by their ids where they are.
func MaySearch(actor Actor, q Query) error {
	if len(q.Filters[ByPerson]) > 0 {
		return MaySeePeople(actor)
	}
	return known(actor)
}

// MayAddPeople reports whether the actor may put persons on the register, and record a consent that they have given.
func MayAddPeople(actor Actor) error { return MaySeePeople(actor) }

// MayKeepPerson reports whether the actor may see and change all that is held of a person: the county, the privacy officer,
// and the editors of the library that keeps the record.
func MayKeepPerson(actor Actor, library LibraryID) error {
	if err := MaySeePeople(actor); err != nil {
		return err
	}
	switch {
	case actor.Role == Administrator, actor.Role == CountyEditor, actor.Role == PrivacyOfficer:
		return nil
	case actor.Role == Editor && (actor.Library == "" || actor.Library == library || library == ""):
		return nil
	}
	return refuse()
}

// MayErasePeople reports whether the actor may erase what is held of people and read the audit.
func MayErasePeople(actor Actor) error {
	if err := known(actor); err != nil {
		return err
	}
	if actor.Role != Administrator && actor.Role != PrivacyOfficer {
		return refuse()
	}
	return nil
}

// MayWriteConsentTexts reports whether the actor may add versions of the text that people agree to.
func MayWriteConsentTexts(actor Actor) error { return MayErasePeople(actor) }

// MayShare reports whether the actor may hand out reuse links: everybody who may upload.
func MayShare(actor Actor) error { return MayUpload(actor) }

// MayRevoke reports whether the actor may revoke a reuse link: its maker, the privacy officer, and the editors of
// the library it was made for.
func MayRevoke(actor Actor, l ReuseLink) error {
	if err := known(actor); err != nil {
		return err
	}
	switch {
	case l.CreatedBy == actor.ID, actor.Role == Administrator, actor.Role == CountyEditor, actor.Role == PrivacyOfficer:
		return nil
	case actor.Role == Editor && (actor.Library == "" || actor.Library == l.Library.ID):
		return nil
	}
	return refuse()
}

// MayKeepRegisters reports whether the actor may add to a register. Whoever describes files may add presenters,
// books, series and recording days; changing, merging and deleting is for editors; libraries are for the county.
func MayKeepRegisters(actor Actor, kind Kind, adding bool) error {
	if err := MayUpload(actor); err != nil {
		return err
	}
	switch {
	case actor.Role == Administrator, actor.Role == CountyEditor:
		return nil
	case kind == KindLibrary, (kind == KindAccount || kind == KindSchoolHoliday) && actor.Role != Editor:
		return refuse()
	case actor.Role == Editor, adding:
		return nil
	}
	return refuse()
}

// MayKeepOffer reports whether the actor may add or change an offer: the county, and whoever describes files for a library what
// that library takes part in. Offers have no owner among people. What is everybody's is the county's to keep.
func MayKeepOffer(actor Actor, o Offer) error {
	if err := MayUpload(actor); err != nil {
		return err
	}
	if forCounty(actor) || actor.Library != "" && o.belongsTo(actor.Library) {
		return nil
	}
	return refuseLibrary()
}

// MayRemoveOffer reports whether the actor may remove an offer: the county, and whoever keeps it for its only library. What
// several libraries share, none of them takes from the others.
func MayRemoveOffer(actor Actor, o Offer) error {
	if err := MayKeepOffer(actor, o); err != nil {
		return err
	}
	if forCounty(actor) || len(o.Libraries) == 1 {
		return nil
	}
	return refuseLibrary()
}

// MayKeepSchoolHoliday reports whether the actor may add or change a school holiday: the county, and the editors of a library
// those of its own schools. The county's pause the offers of every library.
func MayKeepSchoolHoliday(actor Actor, h SchoolHoliday) error {
	return mayKeepOwn(actor, KindSchoolHoliday, h.Library)
}

// MayKeepAccount reports whether the actor may add or change an account: the county, and the editors of a library its own. Whose
// an account is, and its channel, decide what may be shown there and who approves it.
func MayKeepAccount(actor Actor, a Account) error { return mayKeepOwn(actor, KindAccount, a.Library) }

// mayKeepOwn is for registers in which each library has entries of its own, beside the county's.
func mayKeepOwn(actor Actor, kind Kind, library Ref) error {
	if err := MayKeepRegisters(actor, kind, false); err != nil {
		return err
	}
	if forCounty(actor) || actor.Library != "" && library.ID == string(actor.Library) {
		return nil
	}
	return refuseLibrary()
}

// forCounty reports whether the actor acts for all libraries.
func forCounty(actor Actor) bool {
	return actor.Role == Administrator || actor.Role == CountyEditor || actor.Role == Editor && actor.Library == ""
}

// MayInvite reports whether the actor may invite people without an account to send files for a recording day: whoever may
// change the day.
func MayInvite(actor Actor) error { return MayKeepRegisters(actor, KindRecordingDay, false) }

// MayAdminister reports whether the actor may manage users and tokens.
func MayAdminister(actor Actor) error {
	if err := known(actor); err != nil {
		return err
	}
	if actor.Role != Administrator {
		return refuse()
	}
	return nil
}

// MayPost reports whether the actor may write down that something was posted: everybody who may upload.
func MayPost(actor Actor) error { return MayUpload(actor) }

// seesAllPosts reports whether the actor answers for what all libraries have posted.
func seesAllPosts(actor Actor) bool {
	switch actor.Role {
	case Administrator, CountyEditor, PrivacyOfficer:
		return true
	}
	return actor.Role == Editor && actor.Library == ""
}

// MayChangePost reports whether the actor may change what is written down of a post: who posted it, who is to follow it up,
// and the editors of the library whose account it is on. What is on the county's account is the county's.
func MayChangePost(actor Actor, p Post) error {
	if err := MayPost(actor); err != nil {
		return err
	}
	if actor.ID != "" && p.FollowUp.ID == actor.ID {
		return nil
	}
	return MayRemovePost(actor, p)
}

// MayRemovePost reports whether the actor may remove a post that was written down by mistake: whoever may change it, except
// for who only follows it up.
func MayRemovePost(actor Actor, p Post) error {
	if err := MayPost(actor); err != nil {
		return err
	}
	if p.PostedBy == actor.ID || seesAllPosts(actor) || actor.Role == Editor && p.Library.ID == string(actor.Library) {
		return nil
	}
	return refuseLibrary()
}

// MayThank reports whether the actor may say thanks for a use: the library that used it, and those who answer for all.
func MayThank(actor Actor, r Reuse) error {
	if err := MayPost(actor); err != nil {
		return err
	}
	if seesAllPosts(actor) || actor.Library != "" && actor.Library == r.By.ID {
		return nil
	}
	return refuseLibrary()
}

// MayTakeDown reports whether the actor answers for a task: who posted it, the editors of the library whose account it is
// on, and those who answer for all.
func MayTakeDown(actor Actor, t TakeDown) error {
	if err := known(actor); err != nil {
		return err
	}
	if actor.Role != Reader && t.Owner == actor.ID || seesAllPosts(actor) ||
		actor.Role == Editor && (t.Library.ID == "" || t.Library.ID == string(actor.Library)) {
		return nil
	}
	return refuseLibrary()
}

// MayPlan reports whether the actor may plan posts and say something of them: everybody who may upload.
func MayPlan(actor Actor) error { return MayUpload(actor) }

// MayPlanFor reports whether the actor may plan posts of a library: whoever is bound to another plans for that alone.
func MayPlanFor(actor Actor, library LibraryID) error {
	if err := MayPlan(actor); err != nil {
		return err
	}
	if actor.Library != "" && actor.Library != library {
		return refuseLibrary()
	}
	return nil
}

// MayChangePlanItem reports whether the actor may change a planned post: who has something to do with it, and who may
// approve it.
func MayChangePlanItem(actor Actor, p PlanItem) error {
	if err := MayPlan(actor); err != nil {
		return err
	}
	if p.Concerns(actor) {
		return nil
	}
	return editsPlanItem(actor, p)
}

// MayApprovePlanItem reports whether the actor may approve a planned post: the editors of its library, unless it is to be posted
// as another library, and those of the county.
func MayApprovePlanItem(actor Actor, p PlanItem) error {
	if err := editsPlanItem(actor, p); err != nil {
		return err
	}
	if home := p.AccountLibrary.ID; home != "" && actor.Library != "" && home != actor.Library && actor.Role == Editor {
		return refuseLibrary()
	}
	return nil
}

func editsPlanItem(actor Actor, p PlanItem) error {
	if err := MayPlan(actor); err != nil {
		return err
	}
	switch {
	case actor.Role == Administrator, actor.Role == CountyEditor, actor.Role == Editor && actor.Library == "":
		return nil
	case actor.Role == Editor && actor.Library == p.Library.ID:
		return nil
	case actor.Library != "" && actor.Library != p.Library.ID:
		return refuseLibrary()
	}
	return refuse()
}
