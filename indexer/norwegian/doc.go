// Package norwegian knows how words of bokmål and nynorsk are written, bent and put together, as far as a search needs
// it: every spelling of a word is led to one folded surface and one canonical form, and compounds are taken apart at
// words that are known.
//
// It knows nothing of indexes or queries, of names and how they differ from other words, or of what a word means. Words
// of other languages and scripts pass through it folded and otherwise as they are.
package norwegian
