package bookfinder

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// sruAnswer is an answer of SRU's searchRetrieve with MARC 21 in XML, whatever the namespaces are called.
type sruAnswer struct {
	XMLName     xml.Name
	Records     []marcRecord `xml:"records>record>recordData>record"`
	Diagnostics []string     `xml:"diagnostics>diagnostic>message"`
}

type marcRecord struct {
	Fields []struct {
		Tag       string `xml:"tag,attr"`
		Subfields []struct {
			Code string `xml:"code,attr"`
			Text string `xml:",chardata"`
		} `xml:"subfield"`
	} `xml:"datafield"`
}

// subfields lists what the fields with a tag hold under a code.
func (r marcRecord) subfields(tag, code string) (out []string) {
	for _, f := range r.Fields {
		if f.Tag != tag {
			continue
		}
		for _, s := range f.Subfields {
			if s.Code == code && len(out) < mostValues {
				out = append(out, s.Text)
			}
		}
	}
	return out
}

func (r marcRecord) subfield(tag, code string) string { return firstOf(r.subfields(tag, code)...) }

// readMARC reads 020 ISBN, 100 and 700 authors, 245 title, 264 (before RDA: 260) publisher and year.
func readMARC(body []byte, isbn catalog.ISBN) (catalog.FoundBook, error) {
	var answer sruAnswer
	if err := xml.Unmarshal(body, &answer); err != nil {
		return catalog.FoundBook{}, fmt.Errorf("read XML: %w", err)
	}
	if answer.XMLName.Local != "searchRetrieveResponse" {
		return catalog.FoundBook{}, fmt.Errorf("read SRU: the answer is a %.50q", answer.XMLName.Local)
	}
	if len(answer.Records) == 0 && len(answer.Diagnostics) > 0 {
		return catalog.FoundBook{}, errors.New("read SRU: " + tidy(answer.Diagnostics[0], 200))
	}
	for _, r := range answer.Records[:min(len(answer.Records), mostHits)] {
		t := title(r.subfield("245", "a"), r.subfield("245", "b"))
		if t == "" || !carries(isbn, r.subfields("020", "a")...) {
			continue
		}
		return book(t, r.authors(), firstOf(r.subfield("264", "b"), r.subfield("260", "b")), firstOf(r.subfield("264", "c"), r.subfield("260", "c"))), nil
	}
	return catalog.FoundBook{}, nil
}

// authors are the main entry and, of those added, whose relation to the work says so.
func (r marcRecord) authors() (names []string) {
	for _, f := range r.Fields {
		var name, relation string
		for _, s := range f.Subfields {
			switch s.Code {
			case "a":
				name = firstOf(name, s.Text)
			case "4", "e":
				relation = firstOf(relation, strings.Trim(bare(s.Text), "."))
			}
		}
		if f.Tag == "100" || f.Tag == "110" || f.Tag == "700" && (relation == "aut" || relation == "forfatter") {
			names = append(names, bare(name))
		}
	}
	return names
}
