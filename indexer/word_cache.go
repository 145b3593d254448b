package indexer

import (
	"strings"
	"sync"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

const maxCachedWords = 1 << 16

// word is one analysed word.
type word struct {
	norwegian.Form
	spelling string // its term in keySpell, or empty
	hash     uint64 // of the surface form
}

// wordCache remembers analysed words: in running text nearly every word has just been seen. It is safe for concurrent
// use and forgets everything when it is full.
type wordCache struct {
	learned *norwegian.Learned

	mu    sync.RWMutex
	words map[string]*word // by the word as written
}

func newWordCache(learned *norwegian.Learned) *wordCache {
	return &wordCache{learned: learned, words: map[string]*word{}}
}

// get analyses a word as written. The result is not to be changed.
func (c *wordCache) get(written string) *word {
	c.mu.RLock()
	w := c.words[written]
	c.mu.RUnlock()
	if w != nil {
		return w
	}
	w = c.analyse(written)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.words) >= maxCachedWords {
		clear(c.words)
	}
	c.words[strings.Clone(written)] = w // the text it stands in may be long
	return w
}

func (c *wordCache) analyse(written string) *word {
	surface := strings.Clone(norwegian.Surface(written))
	w := &word{Form: norwegian.Shipped().Form(surface, c.learned), hash: hash64(surface)}
	if low := strings.ToLower(written); low != surface && len(low) <= maxSpelling {
		w.spelling = surface + "\x00" + low
	}
	return w
}

// maxSpelling is the longest spelling that is remembered, in bytes.
const maxSpelling = 80
