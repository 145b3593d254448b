package indexer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
)

// openGeneration opens an existing generation and makes sure that it is whole: every segment in use has its checksum, the state
// is ours, the live documents are those that were written, and a write goes through. Any doubt is ErrDamaged.
func openGeneration(dir string, cfg Config) (*generation, error) {
	type opened struct {
		g   *generation
		err error
	}
	done := make(chan opened, 1)
	go func() {
		var o opened
		defer func() { done <- o }()
		defer recovered(&o.err)
		o.g, o.err = openChecked(dir, cfg.WriteTimeout)
	}()
	select {
	case o := <-done:
		if o.err != nil && !errors.Is(o.err, ErrDamaged) {
			o.err = fmt.Errorf("%w: %v", ErrDamaged, o.err)
		}
		return o.g, o.err
	case <-time.After(cfg.OpenTimeout):
		return nil, fmt.Errorf("%w: open did not end within %s", ErrDamaged, cfg.OpenTimeout)
	}
}

func openChecked(dir string, timeout time.Duration) (*generation, error) {
	if err := dropDamaged(dir); err != nil {
		return nil, err
	}
	if err := checkSnapshots(filepath.Join(dir, "store", "root.bolt")); err != nil {
		return nil, err
	}
	idx, err := bleve.OpenUsing(dir, engineOptions())
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	g := newGeneration(dir, idx, nil, timeout)
	words, err := g.learned()
	if err != nil {
		_ = g.close() // as below
		return nil, err
	}
	g = newGeneration(dir, idx, words, timeout)
	if err := g.check(); err != nil {
		_ = g.close() // the reason to close it is worth more than what closing says
		return nil, err
	}
	return g, nil
}

// dropDamaged removes the segments whose checksum, in their last four bytes, is wrong, before the engine reads any: it
// believes what stands in them, and one flipped bit can ask it for more memory than there is, which ends the program. That a
// segment is missing the engine notices; one that no snapshot names, as a crash leaves it, is missed by nobody.
func dropDamaged(dir string) error {
	store := filepath.Join(dir, "store")
	entries, err := os.ReadDir(store)
	if err != nil {
		return fmt.Errorf("list segments: %w", err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".zap" {
			continue
		}
		path := filepath.Join(store, e.Name())
		err := checkFile(path)
		if errors.Is(err, ErrDamaged) {
			err = os.Remove(path)
		}
		if err != nil {
			return fmt.Errorf("check segment: %w", err)
		}
	}
	return nil
}

func checkFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < 4 {
		return fmt.Errorf("%w: segment of %d bytes", ErrDamaged, info.Size())
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-4); err != nil {
		return fmt.Errorf("read segment: %w", err)
	}
	var want [4]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return fmt.Errorf("read segment: %w", err)
	}
	if sum.Sum32() != binary.BigEndian.Uint32(want[:]) {
		return fmt.Errorf("%w: checksum of a segment", ErrDamaged)
	}
	return nil
}

// learned reads the words that the generation has learned.
func (g *generation) learned() ([]string, error) {
	snap, err := g.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	st, err := stateOf(snap)
	if err != nil {
		return nil, err
	}
	words, err := snap.GetInternal(learnedKey)
	if err != nil {
		return nil, fmt.Errorf("read learned words: %w", err)
	}
	if crc32.ChecksumIEEE(words) != st.learned {
		return nil, fmt.Errorf("%w: learned words", ErrDamaged)
	}
	return strings.Fields(string(words)), nil
}

// check publishes what is stored, compares it with what is said to be stored, and writes.
func (g *generation) check() error {
	if err := g.serve(); err != nil {
		return err
	}
	var st state
	err := g.read(func(v *view) (err error) {
		if st, err = stateOf(v.snap); err == nil && v.digest() != st.digest {
			err = fmt.Errorf("%w: live documents are not those that were written", ErrDamaged)
		}
		return err
	})
	if err != nil {
		return err
	}
	b := g.idx.NewBatch()
	b.SetInternal(stateKey, st.encode())
	return g.batch(b)
}

// digest is the digest of all live ids.
func (v *view) digest() uint64 {
	var sum uint64
	for _, s := range v.segs {
		for it := s.DocNumbersLive().Iterator(); it.HasNext(); {
			sum ^= digestOf(s.cols.id(it.Next()))
		}
	}
	return sum
}
