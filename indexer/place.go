package indexer

import (
	"slices"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// What a word is worth where it is found; the best place counts, and the words of a query add up. A guess at what a
// mistyped word meant costs more than all words together can bring, so that it never outranks an exact find.
const (
	scoreTitleExact  = 100
	scoreTitle       = 90
	scoreName        = 80
	scoreTopicExact  = 70
	scoreTopic       = 65
	scoreTitlePart   = 50 // inside a word of the title
	scoreWord        = 45 // as written, anywhere
	scoreBody        = 40
	scorePart        = 25
	scoreInitial     = 20 // the first letter of a name
	scoreTitlePrefix = 14
	scoreTitleBent   = 12 // the beginning of a bent word of the title
	scorePrefix      = 8
	scoreTyping      = -1_000_000
	scoreWholeTitle  = 400 // the query is the title
	scoreWholeName   = 250 // the query is the name of something of the document's
)

// place is where a word is looked up.
type place struct {
	field  string
	terms  []string
	prefix bool
	score  int64
}

// minPrefix is how many letters a beginning needs before it stands for longer words.
const minPrefix = 2

// places lists where a word is looked for, worst first.
func places(l *leaf, guesses []guess) []place {
	out := guessed(guesses)
	w := l.words[0]
	canon := norwegian.Shipped().Form(w, nil).Canonical
	beginning := l.prefix && len(w) >= minPrefix
	if l.field != "" {
		return append(out, inField(l.field, w, canon, beginning)...)
	}
	if beginning {
		out = append(out, place{textWord, []string{w}, true, scorePrefix}, place{textTitle, []string{w}, true, scoreTitleBent},
			place{textBegin, []string{w}, true, scoreTitlePrefix})
	}
	if l.initial {
		out = append(out, place{textName, []string{w}, true, scoreInitial})
	}
	return append(out,
		place{textPart, []string{canon}, false, scorePart},
		place{textBody, []string{canon}, false, scoreBody},
		place{textWord, []string{w}, false, scoreWord},
		place{textHead, []string{canon}, false, scoreTitlePart},
		place{textTopic, []string{canon}, false, scoreTopic},
		place{textTopic, []string{w}, false, scoreTopicExact},
		place{textName, []string{w}, false, scoreName},
		place{textTitle, []string{canon}, false, scoreTitle},
		place{textTitle, []string{w}, false, scoreTitleExact})
}

// guessed lists where guesses are looked for: as written anywhere, and otherwise bent in titles and texts.
func guessed(guesses []guess) []place {
	var out []place
	for _, g := range slices.Backward(guesses) { // the farthest first
		canon, score := norwegian.Shipped().Form(g.word, nil).Canonical, scoreTyping-2*int64(g.distance)
		out = append(out, place{textBody, []string{canon}, false, score - 1}, place{textTitle, []string{canon}, false, score - 1},
			place{textWord, []string{g.word}, false, score})
	}
	return out
}

// inField lists the places of a word in one named field.
func inField(f Field, w, canon string, beginning bool) []place {
	in := inPrefix + string(f)
	var out []place
	if beginning {
		out = append(out, place{in, []string{w}, true, scorePrefix})
	}
	if f == FieldTitle {
		out = append(out, place{textHead, []string{canon}, false, scoreTitlePart})
	}
	return append(out, place{in, []string{w, canon}, false, scoreName})
}
