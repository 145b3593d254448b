package collection

import "fmt"

func assetID(n int) string { return fmt.Sprintf("a%07d", n) }

// Library is library number i.
func Library(i int) Ref {
	return Ref{fmt.Sprintf("lib%d", i), placeStarts[i%len(placeStarts)] + placeEnds[i/len(placeStarts)%len(placeEnds)] + " bibliotek"}
}

// Presenter is presenter number i.
func Presenter(i int) Ref { return Ref{fmt.Sprintf("pres%d", i), person(i)} }

// Book is book number i.
func Book(i int) Ref { return Ref{fmt.Sprintf("book%d", i), Word(i) + " og " + Word(i*7%words)} }

// Author is who wrote book number i; an author has ten books.
func Author(i int) string { return person(Presenters - 1 - i/10%Presenters) }

// SeriesAt is series number i.
func SeriesAt(i int) Ref {
	return Ref{fmt.Sprintf("series%d", i), Word(20+i%20*19) + " i " + placeStarts[i/20%len(placeStarts)] + "dalen"}
}

// Tag is tag number i.
func Tag(i int) Ref { return Ref{fmt.Sprintf("tag%d", i), Word(i)} }

func person(i int) string {
	return firstNames[i%len(firstNames)] + " " + lastStarts[i/len(firstNames)%len(lastStarts)] + lastEnds[i/len(firstNames)/len(lastStarts)%len(lastEnds)]
}
