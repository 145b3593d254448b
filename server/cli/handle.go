package cli

import (
	"context"
	"errors"
	"net/http"
	"slices"
)

// deal hands out the files of a folder, after the server was asked which of their sizes it has.
func (r *run) deal(ctx context.Context, f folder, jobs chan<- job) error {
	about, why := r.mapping.describe(ctx, f, r.About)
	if why != nil && !asFileError(why) {
		return why
	}
	for some := range slices.Chunk(f.media, mostChecked) {
		list, err := r.unknown(ctx, some)
		if err != nil {
			return err
		}
		for _, j := range list {
			j.about, j.err = about, why
			select {
			case jobs <- j:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// unknown marks those files whose bytes may be there already. What the journal knows needs no asking.
func (r *run) unknown(ctx context.Context, files []found) ([]job, error) {
	list := make([]job, len(files))
	var ask []sums
	var of []int
	for i, f := range files {
		list[i] = job{found: f, maybe: r.twice[f.size]}
		n, err := r.sender.journal.get(f.key())
		if err != nil {
			return nil, err
		}
		if n == (note{}) {
			ask, of = append(ask, sums{Size: f.size}), append(of, i)
		}
	}
	if len(ask) == 0 {
		return list, nil
	}
	told, err := r.Client.check(ctx, ask)
	for k, i := range of {
		list[i].maybe = list[i].maybe || err == nil && told[k].SameSize
	}
	return list, err
}

// handle lets one file go in and counts what became of it.
func (r *run) handle(ctx context.Context, j job) {
	fate, a, err := r.one(ctx, j)
	if err == nil {
		err = r.attach(ctx, r.report, j.found, a, fate == fateSent)
	}
	if err != nil && ctx.Err() != nil {
		return // it has not had its turn
	}
	if r.bar.file(); err != nil || fate != fateSent {
		r.bar.add(j.size)
	}
	var lost *unreachable
	if errors.As(err, &lost) {
		r.end(err)
	}
	if err != nil {
		r.failed(j.path, err)
		return
	}
	r.update(func(s *Summary) {
		switch fate {
		case fateSent:
			s.Imported++
		case fateBefore:
			s.ImportedBefore++
			s.Duplicates++
		default:
			s.Duplicates++
		}
	})
}

// fate is what became of a file that did not fail.
type fate int

const (
	fateSent   fate = iota
	fateBefore      // an earlier run sent it
	fateThere       // its bytes are there
)

// one sends a file unless it is there.
func (r *run) one(ctx context.Context, j job) (fate, asset, error) {
	if j.err != nil {
		return 0, asset{}, j.err
	}
	n, err := r.sender.journal.get(j.key())
	if err != nil {
		return 0, asset{}, err
	}
	if n.Asset != "" {
		if a, err := r.stillThere(ctx, j.found, n.Asset); err != nil || a.ID != "" {
			return fateBefore, a, err
		}
	}
	file, err := openSource(j.found)
	if err != nil {
		return 0, asset{}, err
	}
	defer file.Close()
	if !j.maybe || n.Upload != "" {
		return r.sendOne(ctx, file, sums{}, j.about)
	}
	told, err := file.sums(ctx)
	if err != nil {
		return 0, asset{}, err
	}
	return r.sendOnce(ctx, file, told, j.about)
}

// stillThere finds the asset of a file that an earlier run has sent; one that was deleted for good is sent again.
func (r *run) stillThere(ctx context.Context, f found, id string) (a asset, err error) {
	err = r.Client.again(ctx, func() error { return r.Client.Call(ctx, http.MethodGet, "/assets/"+id, nil, &a) })
	var p *Problem
	if errors.As(err, &p) && p.Status == http.StatusNotFound {
		return asset{}, r.sender.journal.forget(f.key())
	}
	return a, err
}

// sendOnce sends a file whose bytes may be there, unless they are.
func (r *run) sendOnce(ctx context.Context, file *source, told sums, about Description) (fate, asset, error) {
	release, there, err := r.twins.claim(ctx, told.key())
	switch {
	case err != nil:
		return 0, asset{}, err
	case there != "":
		return fateThere, asset{ID: there}, r.arrived(file, there)
	}
	known, err := r.Client.check(ctx, []sums{told})
	if err != nil {
		release("")
		return 0, asset{}, err
	}
	if d := known[0].Duplicate; d != nil {
		release(d.ID)
		return fateThere, asset{ID: d.ID}, r.arrived(file, d.ID)
	}
	f, a, err := r.sendOne(ctx, file, told, about)
	if err != nil {
		a.ID = ""
	}
	release(a.ID)
	return f, a, err
}

func (r *run) sendOne(ctx context.Context, file *source, told sums, about Description) (fate, asset, error) {
	a, err := r.send(ctx, file, told, about)
	var p *Problem
	switch {
	case errors.As(err, &p) && p.DuplicateOf != "":
		return fateThere, asset{ID: p.DuplicateOf}, r.arrived(file, p.DuplicateOf)
	case err != nil:
		return 0, asset{}, err
	}
	return fateSent, a, r.arrived(file, a.ID)
}

// arrived notes the asset of a file.
func (r *run) arrived(file *source, id string) error {
	return r.sender.journal.put(note{Key: file.key(), Asset: id}, false)
}
