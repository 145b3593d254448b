package indexer

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	manyLabels = 16 // with a word, for their documents to be remembered
	maxLabels  = 64 // words remembered by a segment
)

// labelCache remembers, for one segment, the documents of words that many names share ("bibliotek"). Labels that come
// later are in later segments, so what is remembered stays right.
type labelCache struct {
	mu   sync.Mutex
	docs map[labelKey]*roaring.Bitmap
}

type labelKey struct {
	facet int
	word  string
	how   manner
}

// get gives what is remembered, or what find finds.
func (c *labelCache) get(key labelKey, find func() (*roaring.Bitmap, error)) (*roaring.Bitmap, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if docs := c.docs[key]; docs != nil {
		return docs, nil
	}
	docs, err := find()
	if err != nil {
		return nil, err
	}
	docs.CloneCopyOnWriteContainers() // it must outlive the mapped file
	if c.docs == nil || len(c.docs) >= maxLabels {
		c.docs = map[labelKey]*roaring.Bitmap{}
	}
	c.docs[key] = docs
	return docs, nil
}
