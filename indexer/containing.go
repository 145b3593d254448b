package indexer

import "github.com/fellesmappa/fellesmappa/indexer/norwegian"

// containing tells, by value number, which values of a facet have a name in which every word typed begins a word. Of
// several labels with one id the first number stands for all. It is nil when no word is typed, which keeps everything.
// A name counts only while a document that the marks may see bears it.
func (s *search) containing(facet int, typed string) ([]bool, error) {
	beginnings := norwegian.Surfaces(typed)
	if len(beginnings) == 0 {
		return nil, nil
	}
	if isCode(Facets()[facet]) {
		codes := s.view.values[facet].list()
		keep := make([]bool, len(codes))
		for n, code := range codes {
			keep[n] = beginAll(norwegian.Key(code), beginnings)
		}
		return keep, nil
	}
	inUse, err := s.view.total(facet, s.marks)
	if err != nil {
		return nil, err
	}
	keep := make([]bool, len(inUse))
	first := s.view.names.entities(facet)
	for _, n := range s.view.names.fitting(facet, beginnings) {
		if int(n) >= len(inUse) || inUse[n] == 0 {
			continue
		}
		if first != nil {
			n = first[n]
		}
		keep[n] = true
	}
	return keep, nil
}
