package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// How far one call looks for titles.
const (
	maxTitleDocs  = 500 // documents that are met
	maxTitlesRead = 50  // different titles that are read
)

// sharedTitle is a title that fits what is typed.
type sharedTitle struct {
	hash  uint32 // see titleHash
	key   string
	use   int // visible documents; of those met, until it is recounted
	close int // see closeness

	seg  int // of a document with it; of the newest, when recounted
	doc  uint32
	text string // as that document has it
}

func (t *sharedTitle) compare(o *sharedTitle) int {
	return cmp.Or(cmp.Compare(o.use, t.use), cmp.Compare(o.close, t.close), strings.Compare(t.key, o.key))
}

// titles gives the titles that fit, the most used first.
func (s *suggester) titles(ctx context.Context, limit int) ([]Suggestion, error) {
	met, err := s.meet(ctx)
	if err != nil {
		return nil, err
	}
	var found []*sharedTitle
	for _, t := range mostMet(met, maxTitlesRead) {
		if err := s.read(t); err != nil {
			return nil, err
		}
		if beginAll(t.key, s.typed) {
			t.close = closeness(t.key, s.typed)
			found = append(found, t)
		}
	}
	slices.SortFunc(found, (*sharedTitle).compare)
	found = found[:min(len(found), limit)]
	for _, t := range found {
		if err := s.recount(t); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, (*sharedTitle).compare)
	var out []Suggestion
	for _, t := range found {
		out = append(out, Suggestion{Text: t.text, Kind: FieldTitle, ID: s.view.segs[t.seg].cols.id(t.doc), Count: t.use})
	}
	return out, nil
}

// metTitle is a title in a visible document.
type metTitle struct {
	hash uint32
	doc  uint32
	seg  int
	at   int // the how many-th it was
}

// meet gives titles of visible documents that may fit, until there are enough.
func (s *suggester) meet(ctx context.Context) ([]metTitle, error) {
	var out []metTitle
	for i, seg := range s.view.segs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		seg.cols.titles.candidates(s.typed, func(d uint32) bool {
			if s.live[i].Contains(d) {
				out = append(out, metTitle{seg.cols.titleHash[d], d, i, len(out)})
			}
			return len(out) < maxTitleDocs
		})
		if len(out) >= maxTitleDocs {
			break
		}
	}
	return out, nil
}

// mostMet gives the titles that were met in most documents, those before that were met first, and at most n.
func mostMet(met []metTitle, n int) []*sharedTitle {
	slices.SortFunc(met, func(a, b metTitle) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at))
	})
	type group struct{ first, use int }
	var groups []group
	for i, m := range met {
		if i == 0 || m.hash != met[i-1].hash {
			groups = append(groups, group{i, 0})
		}
		groups[len(groups)-1].use++
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.use, a.use), cmp.Compare(met[a.first].at, met[b.first].at))
	})
	out := make([]*sharedTitle, min(len(groups), n))
	for i := range out {
		m := met[groups[i].first]
		out[i] = &sharedTitle{hash: m.hash, use: groups[i].use, seg: m.seg, doc: m.doc}
	}
	return out
}

// read reads a title as its document has it.
func (s *suggester) read(t *sharedTitle) (err error) {
	seg := s.view.segs[t.seg]
	t.text, err = seg.cols.title(seg.Segment(), t.doc)
	t.key = norwegian.Key(t.text)
	return err
}

// recount counts all visible documents with a title, and finds the newest of them. Two titles with one hash that share
// a rare word, too, are taken for one.
func (s *suggester) recount(t *sharedTitle) error {
	where := s.view.segs[t.seg].cols.titles
	rarest := slices.MinFunc(strings.Fields(t.key), func(a, b string) int {
		return cmp.Compare(len(where.exactly(a)), len(where.exactly(b)))
	})
	t.use = 0
	newest := hit{}
	for i, seg := range s.view.segs {
		for _, d := range seg.cols.titles.exactly(rarest) {
			if seg.cols.titleHash[d] != t.hash || !s.live[i].Contains(d) {
				continue
			}
			t.use++
			key := seg.cols.key(orderNewest, d)
			if t.use > 1 && key.compare(newest.key) > 0 {
				continue
			}
			if h := (hit{key, seg.cols.id(d)}); t.use == 1 || h.compare(newest) < 0 {
				newest, t.seg, t.doc = h, i, d
			}
		}
	}
	return s.read(t)
}
