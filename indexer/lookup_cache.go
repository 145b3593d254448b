package indexer

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	manyLabels   = 4       // with a word, for their documents to be remembered
	lookupBytes  = 16      // per document of a segment, for what is remembered
	leastLookups = 1 << 18 // bytes, however small the segment
	perLookup    = 200     // bytes beside the documents
)

// lookupCache remembers, for one segment, what takes many terms to find: the documents of words that many names share
// ("bibliotek"), of beginnings ("bi") and of bounds on RecordedAt. Segments never change, and labels that come later are in later segments, so
// what is remembered stays right. Deleted and invisible documents are among it.
type lookupCache struct {
	mu   sync.Mutex
	docs map[lookupKey]*roaring.Bitmap
	size int // bytes
}

type lookupKey struct {
	field string
	word  string
	how   manner
}

// lookup gives what is remembered, or what find finds. It is not to be changed.
func (c *columns) lookup(key lookupKey, find func() (*roaring.Bitmap, error)) (*roaring.Bitmap, error) {
	if docs := c.remembered(key); docs != nil {
		return docs, nil
	}
	docs, err := find()
	if err == nil {
		docs.CloneCopyOnWriteContainers() // it must outlive the mapped file
		c.remember(key, docs)
	}
	return docs, err
}

// remembered gives what is remembered, or nil.
func (c *columns) remembered(key lookupKey) *roaring.Bitmap {
	l := &c.lookups
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.docs[key]
}

// remember keeps documents, and forgets others at random where there is no room.
func (c *columns) remember(key lookupKey, docs *roaring.Bitmap) {
	l, room := &c.lookups, max(leastLookups, lookupBytes*c.n)
	l.mu.Lock()
	defer l.mu.Unlock()
	size := perLookup + int(docs.GetSizeInBytes())
	if l.docs[key] != nil || size > room {
		return
	}
	for other, old := range l.docs {
		if l.size+size <= room {
			break
		}
		l.size -= perLookup + int(old.GetSizeInBytes())
		delete(l.docs, other)
	}
	if l.docs == nil {
		l.docs = map[lookupKey]*roaring.Bitmap{}
	}
	l.docs[key] = docs
	l.size += size
}
