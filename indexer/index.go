package indexer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// Config says where the index lives and how patient it is.
type Config struct {
	// Dir is the index's own folder; it is made when missing.
	Dir string
	// LockTimeout is how long Open waits for another process to let go of the folder.
	LockTimeout time.Duration
	// OpenTimeout is how long opening and checking may take before the index counts as damaged.
	OpenTimeout time.Duration
	// WriteTimeout is how long one batch may take before the index counts as damaged.
	WriteTimeout time.Duration
	// Codes says, for the facets that are plain codes, which code a typed word means: kind → "film" → "video". Words are
	// given in lower case; they are folded here. The codes themselves can always be typed.
	Codes map[Field]map[string]string
}

// DefaultConfig is a Config that lacks only Dir and Codes.
func DefaultConfig() Config {
	return Config{LockTimeout: 500 * time.Millisecond, OpenTimeout: time.Minute, WriteTimeout: time.Minute}
}

// Validate tells what is wrong with a Config.
func (c Config) Validate() error {
	switch {
	case c.Dir == "":
		return fmt.Errorf("%w: search index needs a folder", ErrInvalid)
	case c.LockTimeout < 0 || c.OpenTimeout <= 0 || c.WriteTimeout <= 0:
		return fmt.Errorf("%w: search index needs positive time-outs", ErrInvalid)
	}
	for f := range c.Codes {
		if !isCode(f) {
			return fmt.Errorf("%w: field %q does not hold codes", ErrInvalid, f)
		}
	}
	return nil
}

// Index is a search index in a folder. It is safe for concurrent use; batches are applied one after the other.
type Index struct {
	cfg    Config
	codes  map[Field]map[string]string // by folded word
	folder *folder
	damage error

	write   sync.Mutex             // held while a batch is applied or a rebuild begins or ends
	rebuild *rebuild               // nil unless one is under way
	writer  atomic.Pointer[Writer] // of that rebuild

	mu  sync.RWMutex // held for reading while gen is used
	gen *generation  // nil when closed

	news signal // the sequence number may have changed
}

// Open opens the index in cfg.Dir, or makes an empty one. When another process has it open, the error is ErrLocked. An
// index that is damaged, or of another version, is put aside and an empty one opened in its place: Seq is then 0, Damage
// tells why, and the caller fills it again from the first change or with Rebuild. When only the last write is damaged, the
// index opens as it was before it, with the Seq of then.
func Open(cfg Config) (*Index, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	x := &Index{cfg: cfg, codes: foldCodes(cfg.Codes)}
	var err error
	if x.folder, err = openFolder(cfg.Dir, cfg.LockTimeout); err != nil {
		return nil, err
	}
	if err := x.openCurrent(); err != nil {
		_ = x.folder.close() // the error at hand is the one to tell
		return nil, err
	}
	return x, nil
}

func foldCodes(codes map[Field]map[string]string) map[Field]map[string]string {
	out := map[Field]map[string]string{}
	for f, ws := range codes {
		out[f] = map[string]string{}
		for w, c := range ws {
			out[f][norwegian.Fold(w)] = c
		}
	}
	return out
}

// openCurrent opens the generation in use, or a fresh one.
func (x *Index) openCurrent() error {
	dir, err := x.folder.current()
	if err == nil && dir != "" {
		if x.gen, err = openGeneration(dir, x.cfg); err == nil {
			return x.folder.sweep(dir)
		}
	}
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	x.damage = err
	if dir != "" {
		if err := x.folder.putAside(dir); err != nil {
			return err
		}
	}
	fresh := x.folder.next()
	if x.gen, err = createGeneration(fresh, nil, x.cfg.WriteTimeout); err != nil {
		return err
	}
	if err := x.folder.setCurrent(fresh); err != nil {
		return errors.Join(err, x.gen.close())
	}
	return x.folder.sweep(fresh)
}

// Damage tells why an earlier index was put aside when this one was opened, or nil.
func (x *Index) Damage() error { return x.damage }

// Close ends the use of the index and lets go of the folder. Calls under way end first; later ones give ErrClosed.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.gen == nil {
		return nil
	}
	err := x.gen.close()
	x.gen = nil
	x.news.wake()
	return errors.Join(err, x.folder.close())
}

// Apply makes a batch of changes durable and searchable, and remembers its Seq with it. After an error nothing is
// promised about the batch; to apply it again is always right.
func (x *Index) Apply(ctx context.Context, b Batch) error {
	x.write.Lock()
	defer x.write.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := x.use(func(g *generation) error { return g.apply(ctx, b) }); err != nil {
		return err
	}
	if x.rebuild != nil {
		x.rebuild.pending = append(x.rebuild.pending, b)
	}
	x.news.wake()
	return nil
}

// use calls f with the generation in use, which stays open until f returns.
func (x *Index) use(f func(*generation) error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.gen == nil {
		return ErrClosed
	}
	return f(x.gen)
}

func (x *Index) read(ctx context.Context, f func(*view) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return x.use(func(g *generation) error { return g.read(f) })
}

// Seq is the number of the last change in the index; 0 when it is empty, closed or cannot be read.
func (x *Index) Seq() int64 {
	var st state
	err := x.use(func(g *generation) (err error) {
		st, err = g.state()
		return err
	})
	if err != nil {
		return 0
	}
	return st.seq
}

// WaitFor returns when the index holds the change with that number, or with the context's error.
func (x *Index) WaitFor(ctx context.Context, seq int64) error {
	for {
		news := x.news.wait()
		if err := x.use(func(*generation) error { return nil }); err != nil {
			return err
		}
		if x.Seq() >= seq {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Search answers a query. Errors are ErrCursor, ErrInvalid for a field that is no facet or an interval that is none, the
// context's, ErrClosed and ErrDamaged; nothing that a person types is an error.
func (x *Index) Search(ctx context.Context, q Query) (res Result, err error) {
	start := time.Now()
	q = q.normal()
	for f := range q.Filters {
		if !slices.Contains(Facets(), f) {
			return Result{}, fmt.Errorf("%w: no facet %q", ErrInvalid, f)
		}
	}
	s := &search{query: q, marks: newMarkSet(q.Visibility), codes: x.codes}
	s.clauses, s.hints = parse(q.Text, x.codes, q.Zone)
	err = x.read(ctx, func(v *view) error {
		s.view = v
		res, err = s.run(ctx)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	res.Took = time.Since(start)
	return res, nil
}

// Status is what an operator wants to know.
type Status struct {
	Documents  int
	Seq        int64
	Rebuilding bool
	Rebuilt    int // documents written by the rebuild under way
	Total      int // documents it will write, as told by Writer.Expect; 0 when it has not been told
}

// Status describes the index.
func (x *Index) Status() (Status, error) {
	var st Status
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.gen == nil {
		return st, ErrClosed
	}
	err := x.gen.read(func(v *view) error {
		s, err := stateOf(v.snap)
		st.Documents, st.Seq = v.documents(), s.seq
		return err
	})
	if err != nil {
		return Status{}, err
	}
	if w := x.writer.Load(); w != nil {
		st.Rebuilding, st.Rebuilt, st.Total = true, int(w.written.Load()), int(w.total.Load())
	}
	return st, nil
}

// signal wakes all who wait. The zero value is ready.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait gives a channel that is closed by the next wake.
func (s *signal) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

func (s *signal) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}
