package indexer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
)

// The layout of a file of bbolt, in which the engine keeps its list of snapshots: pages with a header of id, flags, count and
// overflow; elements that tell how far from themselves their key and value lie; and buckets within values. All of it is in the
// machine's own byte order, as bbolt writes it. See go.etcd.io/bbolt/internal/common.
const (
	boltMagic  = 0xED0CDAED
	boltHeader = 16 // bytes of a page, an element and a bucket's head alike
	boltMeta   = 64 // bytes, of which the last 8 are the checksum of the others
	boltBranch = 0x01
	boltLeaf   = 0x02
	boltFree   = 0x10
	boltBucket = 0x01       // flag of an element whose value is a bucket
	boltNoFree = ^uint64(0) // stands where no list of free pages is kept
)

// checkSnapshots makes sure that nothing in a file of bbolt points out of its page. bbolt believes what stands there: one flipped
// bit leads it to memory that is not its own, which ends the program. A file that is missing is the engine's to notice.
func checkSnapshots(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read list of snapshots: %w", err)
	}
	f, root, free, err := openBolt(b)
	if err != nil {
		return err
	}
	if err := f.tree(root); err != nil {
		return err
	}
	return f.free(free)
}

// boltFile is a file of bbolt that is looked through.
type boltFile struct {
	b    []byte
	size uint64          // of a page
	high uint64          // how many pages it has
	used map[uint64]bool // pages that hold something
}

// openBolt finds the newest of the two heads, and the pages at which its tree and its list of free pages begin.
func openBolt(b []byte) (f boltFile, root, free uint64, err error) {
	newest := uint64(0)
	for at := 0; at <= 1<<16; at = max(2*at, 1<<10) {
		if len(b) < at+boltHeader+boltMeta {
			break
		}
		m := b[at+boltHeader:][:boltMeta]
		sum := fnv.New64a()
		_, _ = sum.Write(m[:boltMeta-8]) // never fails
		size := uint64(binary.NativeEndian.Uint32(m[8:]))
		if binary.NativeEndian.Uint32(m) != boltMagic || sum.Sum64() != u64(m, 7) || size < 1<<9 || at > 0 && size != uint64(at) {
			continue
		}
		if txid := u64(m, 6); f.used == nil || txid > newest {
			newest, root, free = txid, u64(m, 2), u64(m, 4)
			f = boltFile{b: b, size: size, high: u64(m, 5), used: map[uint64]bool{0: true, 1: true}}
		}
	}
	if f.used == nil || f.high > uint64(len(b))/f.size {
		return f, 0, 0, fmt.Errorf("%w: head of the list of snapshots", ErrDamaged)
	}
	return f, root, free, nil
}

// u64 is the i-th 64 bits.
func u64(b []byte, i int) uint64 { return binary.NativeEndian.Uint64(b[8*i:]) }

// page gives a page with those that it goes over, and notes that they are in use.
func (f boltFile) page(id uint64) ([]byte, error) {
	if id < 2 || id >= f.high {
		return nil, f.damaged(id)
	}
	b := f.b[id*f.size:]
	more := uint64(binary.NativeEndian.Uint32(b[12:]))
	if u64(b, 0) != id || id+more >= f.high {
		return nil, f.damaged(id)
	}
	for i := id; i <= id+more; i++ {
		if f.used[i] {
			return nil, f.damaged(i)
		}
		f.used[i] = true
	}
	return b[:(more+1)*f.size], nil
}

func (f boltFile) damaged(page uint64) error {
	return fmt.Errorf("%w: page %d of the list of snapshots", ErrDamaged, page)
}

// tree looks through a page and all that hangs below it.
func (f boltFile) tree(id uint64) error {
	b, err := f.page(id)
	if err != nil {
		return err
	}
	return f.elements(id, b)
}

// elements looks through the elements of a page, or of a bucket that lies within a value of it.
func (f boltFile) elements(id uint64, b []byte) error {
	if len(b) < boltHeader {
		return f.damaged(id)
	}
	kind, count := binary.NativeEndian.Uint16(b[8:]), int(binary.NativeEndian.Uint16(b[10:]))
	if kind != boltLeaf && (kind != boltBranch || count == 0) || boltHeader*(1+count) > len(b) {
		return f.damaged(id)
	}
	var before []byte
	for i := range count {
		at := boltHeader * (1 + i)
		e := b[at:]
		part := func(n int) uint64 { return uint64(binary.NativeEndian.Uint32(e[4*n:])) }
		place, key, value := part(1), part(2), part(3)
		if kind == boltBranch {
			place, key, value = part(0), part(1), 0
		}
		if place+key+value > uint64(len(e)) {
			return f.damaged(id)
		}
		name := e[place : place+key]
		if i > 0 && bytes.Compare(before, name) >= 0 {
			return f.damaged(id)
		}
		before = name
		var err error
		switch {
		case kind == boltBranch:
			err = f.tree(u64(e, 1))
		case part(0)&boltBucket != 0:
			err = f.bucket(id, e[place+key:place+key+value])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bucket looks through a bucket: a tree of its own, or where it is small, one page within the value.
func (f boltFile) bucket(id uint64, value []byte) error {
	if len(value) < boltHeader {
		return f.damaged(id)
	}
	if root := u64(value, 0); root != 0 {
		return f.tree(root)
	}
	return f.elements(id, value[boltHeader:])
}

// free makes sure that no page is listed as free that holds something, from where it would be written over.
func (f boltFile) free(id uint64) error {
	if id == boltNoFree {
		return nil
	}
	b, err := f.page(id)
	if err != nil {
		return err
	}
	count, first := uint64(binary.NativeEndian.Uint16(b[10:])), uint64(2)
	if count == 0xFFFF {
		count, first = u64(b, 2), 3
	}
	if binary.NativeEndian.Uint16(b[8:]) != boltFree || count > uint64(len(b))/8 || 8*(first+count) > uint64(len(b)) {
		return f.damaged(id)
	}
	for i := range count {
		if at := u64(b, int(first+i)); at >= f.high || f.used[at] {
			return f.damaged(id)
		} else {
			f.used[at] = true
		}
	}
	return nil
}
