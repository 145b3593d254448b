package catalog

import "slices"

// ListEdit changes a list entry by entry: Remove leaves it, Instead takes the place of what has left, but only where
// something has, and Add comes last. What is there already is not added again.
type ListEdit struct{ Add, Remove, Instead []string }

// listEdits gives the edits of lists that a patch holds, by the lists' names.
func (p AssetPatch) listEdits() map[string]*ListEdit {
	out := map[string]*ListEdit{}
	for name, e := range map[string]*ListEdit{"libraries": p.EditLibraries, "presenters": p.EditPresenters, "books": p.EditBooks, "people": p.EditPeople,
		"tags": p.EditTags} {
		if e != nil {
			out[name] = e
		}
	}
	return out
}

// grows reports whether a patch may make lists longer than it is itself.
func (p AssetPatch) grows() bool { return len(p.listEdits()) > 0 }

// clean tidies the words of an edit of tags, and bounds that of any list.
func (e *ListEdit) clean(c *checker, at string) {
	if e == nil {
		return
	}
	clean := func(part string, list *[]string) {
		if at == "tags" {
			*list = slices.Clone(*list)
			c.words(at+part, list, mostTags, 80)
		} else {
			c.most(at+part, len(*list), mostRefs)
		}
	}
	clean(".add", &e.Add)
	clean(".remove", &e.Remove)
	clean(".instead", &e.Instead)
}

// listEdit is a ListEdit whose references are looked up.
type listEdit[T any] struct{ add, remove, instead []T }

// apply makes the new list out of the one there was. Entries with the same key are the same.
func (e listEdit[T]) apply(had []T, key func(T) string) []T {
	out, place := make([]T, 0, len(had)), -1
	for _, h := range had {
		if !among(e.remove, h, key) {
			out = append(out, h)
		} else if place < 0 {
			place = len(out)
		}
	}
	if place >= 0 {
		out = slices.Insert(out, place, fresh(out, e.instead, key)...)
	}
	return append(out, fresh(out, e.add, key)...)
}

// fresh gives those of some entries that a list does not have.
func fresh[T any](had, given []T, key func(T) string) []T {
	return slices.DeleteFunc(slices.Clone(given), func(g T) bool { return among(had, g, key) })
}

func among[T any](list []T, e T, key func(T) string) bool {
	return slices.ContainsFunc(list, func(o T) bool { return key(o) == key(e) })
}
