package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// kinWorld is a catalogue of files that are versions of each other in every way: cuts of cuts, the same bytes and frames of a moment.
// Some suit an offer, and others nobody has looked at.
type kinWorld struct {
	*dueWorld
	asked *watched
	files []catalog.AssetID
	posts []kinPost
	added int
	all   int64 // how many files a list that is found out anew asks about
}

type kinPost struct {
	id   catalog.PostID
	file catalog.AssetID
}

func newKinWorld(t *testing.T, seed uint64) *kinWorld {
	w := &kinWorld{dueWorld: newDueWorld(t, seed)}
	for i := range w.assets {
		w.files = append(w.files, catalog.AssetID(fmt.Sprintf("a%03d", i)))
	}
	for range 20 {
		w.addKin()
		w.publish()
	}
	w.asked = w.watch()
	return w
}

func (w *kinWorld) one() catalog.AssetID { return w.files[w.IntN(len(w.files))] }

// addKin adds a file of which nobody knows yet what it is a version of.
func (w *kinWorld) addKin() {
	id := fmt.Sprintf("k%03d", w.added)
	w.added++
	w.add(id, func(a *catalog.Asset) {
		if a.Fingerprints = []uint64{w.Uint64() | 1}; w.IntN(2) == 0 {
			a.Tags = nil
		}
	})
	w.files = append(w.files, catalog.AssetID(id))
	w.relate(catalog.AssetID(id))
}

// relate makes a file another's cut, its copy or a frame of its moment, or nothing of these.
func (w *kinWorld) relate(id catalog.AssetID) {
	other := must(w.db.Assets().Get(w.t.Context(), w.one()))
	n := w.IntN(4)
	w.edit(id, func(a *catalog.Asset) {
		switch {
		case n == 0 && other.ID < id: // so that nothing is cut from itself
			a.DerivedFrom = other.ID
		case n == 1:
			a.Original.SHA256 = other.Original.SHA256
		case n == 2 && len(other.Fingerprints) > 0:
			a.Fingerprints = []uint64{other.Fingerprints[0] ^ 1<<w.IntN(64)}
		default:
			a.DerivedFrom, a.Original.SHA256, a.Fingerprints = "", string(id), []uint64{w.Uint64() | 1}
		}
	})
}

// publish notes in the log that a file was posted.
func (w *kinWorld) publish() kinPost {
	file := w.one()
	w.post(string(file), w.account(), "", w.before())
	w.posts = append(w.posts, kinPost{catalog.PostID(fmt.Sprintf("p%05d", w.ids)), file})
	return w.posts[len(w.posts)-1]
}

func (w *kinWorld) account() string { return []string{"county", "sandnes"}[w.IntN(2)] }

func (w *kinWorld) before() time.Time { return w.now.AddDate(0, 0, -w.IntN(400)) }

func (w *kinWorld) edit(id catalog.AssetID, change func(*catalog.Asset)) {
	w.t.Helper()
	_, err := w.db.Assets().Update(w.t.Context(), "u1", id, func(a *catalog.Asset) error { a.Version++; change(a); return nil })
	w.must(err)
}

// alter does something that what audiences have seen may depend on, or not.
func (w *kinWorld) alter() string {
	i, at := w.IntN(len(w.posts)), w.IntN(len(w.files))
	switch n := w.IntN(9); {
	case n < 2:
		return fmt.Sprintf("a post of %s", w.publish().file)
	case n < 4 && len(w.posts) > 10:
		p := w.posts[i]
		w.posts = slices.Delete(w.posts, i, i+1)
		w.must(w.db.Posts().Delete(w.t.Context(), "u1", p.id, w.now))
		return fmt.Sprintf("a post of %s is taken back", p.file)
	case n < 5:
		_, err := w.db.Posts().Update(w.t.Context(), "u1", w.posts[i].id, func(p *catalog.Post) error {
			p.Version, p.Account.ID, p.PostedAt = p.Version+1, w.account(), w.before()
			return nil
		})
		w.must(err)
		return fmt.Sprintf("a post of %s is altered", w.posts[i].file)
	case n < 8:
		id := w.files[at]
		if n == 5 && slices.Contains(w.files, w.posts[i].file) {
			id = w.posts[i].file
		}
		w.relate(id)
		return fmt.Sprintf("what %s is a version of", id)
	case w.IntN(3) == 0 && len(w.files) > 30:
		id := w.files[at]
		w.files = slices.Delete(w.files, at, at+1)
		w.edit(id, func(a *catalog.Asset) { a.BinnedAt = w.now })
		w.must(w.db.Assets().Delete(w.t.Context(), "u1", id))
		return fmt.Sprintf("that %s is deleted", id)
	}
	w.addKin()
	return "another file"
}

// seen writes down what audiences have seen of all that is proposed.
func seen(items []catalog.DueItem) string {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintln(&b, i.Offer.ID, i.Day)
		for _, p := range i.Proposals {
			fmt.Fprintln(&b, " ", p.Asset.ID, p.Score, keys(p))
			for _, e := range p.Exposures {
				fmt.Fprintln(&b, "   ", e.Account.ID, e.Count, e.LastAt.Unix(), e.Alike)
			}
		}
	}
	return b.String()
}

// compare asks the list that keeps what it has found out, and one that keeps nothing.
func (w *kinWorld) compare(what string) (asked int64) {
	w.t.Helper()
	w.indexed()
	f := catalog.DueFilter{Suggestions: 10}
	w.asked.files.Store(0)
	got := seen(w.list(f).Items)
	asked = w.asked.files.Swap(0)
	list, err := catalog.NewDue(w.due.DueDeps).List(w.t.Context(), editor, f)
	w.must(err)
	w.all += w.asked.files.Load()
	if want := seen(list.Items); got != want {
		w.t.Fatalf("after %s: kept is\n%s\nfound out anew\n%s", what, got, want)
	}
	return asked
}

// TestDueKinWorld: whatever is posted, altered, taken back, cut, copied or deleted, what is kept of what audiences have seen is what is
// found out anew; and most of it is kept.
func TestDueKinWorld(t *testing.T) {
	asked, all := int64(0), int64(0)
	for seed := range uint64(2) {
		w := newKinWorld(t, seed)
		w.compare("nothing")
		w.all = 0
		for range 40 {
			what := w.alter()
			if w.IntN(3) == 0 {
				what += " and " + w.alter()
			}
			asked += w.compare(fmt.Sprintf("seed %d, %s", seed, what))
			w.now = w.now.Add(time.Duration(w.IntN(70)) * time.Second)
		}
		all += w.all
	}
	if asked*2 > all {
		t.Errorf("%d files are asked about, and %d by a list that keeps nothing", asked, all)
	}
}

// TestTakenBackPostOfAnother: when a post of a file that no list has looked at is taken back, what is cut from it has not been seen.
func TestTakenBackPostOfAnother(t *testing.T) {
	r := newDueRig(t, tuesdays(pappatreff, 1))
	r.add("clip", func(a *catalog.Asset) { a.Tags = nil })
	r.add("cut", func(a *catalog.Asset) { a.DerivedFrom = "clip" })
	r.post("clip", "county", "", r.now.AddDate(0, -1, 0))
	r.indexed()
	if p := r.list(catalog.DueFilter{}).Items[0].Proposals; len(p) != 1 || len(p[0].Exposures) != 1 {
		t.Fatalf("proposed is %+v", p)
	}
	if err := r.db.Posts().Delete(t.Context(), "u1", "p00001", r.now); err != nil {
		t.Fatal(err)
	}
	r.indexed()
	if p := r.list(catalog.DueFilter{}).Items[0].Proposals; len(p) != 1 || len(p[0].Exposures) != 0 {
		t.Errorf("after the post was taken back, proposed is %+v", p)
	}
}
