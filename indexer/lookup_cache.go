package indexer

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	manyLabels = 4   // with a word, for their documents to be remembered
	maxLookups = 256 // remembered by a segment; each takes n/8 bytes of a segment of n documents at most
)

// lookupCache remembers, for one segment, what takes many terms to find: the documents of words that many names share
// ("bibliotek") and of beginnings ("bi"). Segments never change, and labels that come later are in later segments, so
// what is remembered stays right. Deleted and invisible documents are among it.
type lookupCache struct {
	mu   sync.Mutex
	docs map[lookupKey]*roaring.Bitmap
}

type lookupKey struct {
	field string
	word  string
	how   manner
}

// get gives what is remembered, or what find finds. It is not to be changed.
func (c *lookupCache) get(key lookupKey, find func() (*roaring.Bitmap, error)) (*roaring.Bitmap, error) {
	c.mu.Lock()
	docs := c.docs[key]
	c.mu.Unlock()
	if docs != nil {
		return docs, nil
	}
	docs, err := find()
	if err != nil {
		return nil, err
	}
	docs.CloneCopyOnWriteContainers() // it must outlive the mapped file
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.docs == nil || len(c.docs) >= maxLookups {
		c.docs = map[lookupKey]*roaring.Bitmap{}
	}
	c.docs[key] = docs
	return docs, nil
}
