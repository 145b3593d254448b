package bookfinder

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

const (
	// mostHits bounds how many records of an answer are read.
	mostHits = 10
	// mostValues bounds how many numbers, names and editions are read of one record.
	mostValues = 200
)

// node is a part of a JSON answer of which nothing is known: what is missing, or of another shape than it should be, is
// simply not there.
type node struct{ v any }

func readJSON(body []byte) (node, error) {
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		return node{}, fmt.Errorf("read JSON: %w", err)
	}
	if v == nil {
		return node{}, errors.New("read JSON: the answer is null")
	}
	return node{v}, nil
}

// at goes down by names; through a list, to its first thing.
func (n node) at(names ...string) node {
	for _, name := range names {
		object, _ := n.first().v.(map[string]any)
		n = node{object[name]}
	}
	return n
}

func (n node) first() node {
	if list, ok := n.v.([]any); ok {
		if len(list) == 0 {
			return node{}
		}
		return node{list[0]}
	}
	return n
}

// upTo is the first things of a list, or the one thing that stands in the place of one.
func (n node) upTo(most int) []node {
	list, ok := n.v.([]any)
	if !ok {
		if n.v == nil {
			return nil
		}
		return []node{n}
	}
	var out []node
	for _, v := range list[:min(len(list), most)] {
		out = append(out, node{v})
	}
	return out
}

func (n node) hits() []node   { return n.upTo(mostHits) }
func (n node) values() []node { return n.upTo(mostValues) }

// text is a word or a number, or the first of a list of them.
func (n node) text() string {
	switch v := n.first().v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// texts is text of all values.
func (n node) texts() (out []string) {
	for _, one := range n.values() {
		if t := one.text(); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// names is what a list of names, or of objects that have one, holds.
func (n node) names() (out []string) {
	for _, one := range n.values() {
		if t := firstOf(one.text(), one.at("name").text()); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
