package web

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// patchReader reads what a form says about an asset into a patch. A field that the form did not have is left as it is.
type patchReader struct {
	form   url.Values
	filled bool // only fields with something in them count, as for a batch
	patch  catalog.AssetPatch
	wrong  []catalog.FieldError
}

// readPatch reads the form of an asset, or with filled that of a batch. Names typed into pickers are looked up in r.
func readPatch(l *locale.Localizer, form url.Values, r registersOf, filled bool) (catalog.AssetPatch, error) {
	read := &patchReader{form: form, filled: filled}
	p := &read.patch
	text(read, "title", &p.Title)
	text(read, "description", &p.Description)
	text(read, "alt_text", &p.AltText)
	text(read, "content_type", &p.ContentType)
	text(read, "language", &p.Language)
	text(read, "credit_line", &p.CreditLine)
	text(read, "creator", &p.Creator)
	text(read, "inspired_by", &p.InspiredBy)
	text(read, "recording_day", &p.RecordingDay)
	text(read, "shot", &p.Shot)
	text(read, "editing", &p.Editing)
	read.review()
	read.people(r.people)
	read.rights(l.Zone())
	read.picked("libraries", r.libraries, &p.Libraries, &p.EditLibraries)
	read.picked("presenters", r.presenters, &p.Presenters, &p.EditPresenters)
	read.picked("books", r.books, &p.Books, &p.EditBooks)
	read.series(r.series)
	read.tags()
	read.recorded(l.Zone())
	read.focal()
	return *p, invalid(read.wrong)
}

// invalid is the refusal of the fields of a form, or nil when none is refused.
func invalid(fields []catalog.FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: fields}
}

// checkPatch adds to what could not be read of a form what the catalogue would refuse of the rest, so that the reader
// sees all of it at once.
func (p *Pages) checkPatch(ctx context.Context, patch catalog.AssetPatch, unread error) error {
	var e, more *catalog.Error
	if !errors.As(unread, &e) {
		return unread
	}
	if err := p.Assets.Check(ctx, patch); errors.As(err, &more) && more.Code == catalog.Invalid {
		return invalid(append(e.Fields, more.Fields...))
	}
	return unread
}

func text[T ~string](read *patchReader, name string, to **T) {
	said := T(read.form.Get(name))
	if read.cleared(name) {
		said = ""
	} else if !read.form.Has(name) || said == "" && read.filled {
		return
	}
	*to = &said
}

// cleared reports whether the form of a batch says that a field is to be emptied.
func (read *patchReader) cleared(name string) bool {
	return read.filled && (read.form.Get(name+"_how") == clearField || read.form.Get(name) == clearField)
}

// review reads whether what waits to be reviewed is accepted.
func (read *patchReader) review() {
	text(read, "review", &read.patch.Review)
	if said := read.patch.Review; said != nil && *said == catalog.ReviewedAccepted {
		*said = catalog.ReviewAccepted
	}
}

// terms joins the box for internal use with the free text.
func (read *patchReader) terms() {
	text(read, "usage_terms", &read.patch.UsageTerms)
	if read.form.Get("internal") == "true" {
		internal := catalog.TermsInternal
		read.patch.UsageTerms = &internal
	}
}

// names lists what a picker holds: the ids that are marked, and those of the names that were typed.
func (read *patchReader) names(name string, known []Option) []string {
	ids := append([]string{}, read.form[name]...)
	for _, typed := range strings.FieldsFunc(read.form.Get(name+"_add"), func(r rune) bool { return r == ';' || r == '\n' }) {
		if typed = strings.TrimSpace(typed); typed == "" {
			continue
		}
		if id := idOf(known, typed); id != "" {
			ids = append(ids, id)
		} else {
			read.wrong = append(read.wrong, catalog.FieldError{Location: name, Key: catalog.KeyUnknownRef, Args: catalog.Args{"value": typed}})
		}
	}
	return ids
}

// idOf finds the entry that a typed name means: the label, or the part of it before its authors, or a book's number.
func idOf(known []Option, typed string) string {
	isbn, err := catalog.ParseISBN(typed)
	for _, o := range known {
		title, _, _ := strings.Cut(o.Label, " – ")
		if strings.EqualFold(o.Label, typed) || strings.EqualFold(title, typed) || err == nil && slices.Contains(o.ISBNs, isbn) {
			return o.Value
		}
	}
	return ""
}

// shown reports whether the page had the picker: its box is sent even when nothing is marked.
func (read *patchReader) shown(name string) bool { return read.form.Has(name + "_add") }

func (read *patchReader) picked(name string, known []Option, to **[]string, edit **catalog.ListEdit) {
	if read.shown(name) || read.cleared(name) {
		read.list(name, read.names(name, known), to, edit)
	}
}

// list says what is to become of a list: in the form of one asset it is the whole, in that of a batch what how says. Only a
// clear word replaces what people have written.
func (read *patchReader) list(name string, given []string, to **[]string, edit **catalog.ListEdit) {
	how := read.form.Get(name + "_how")
	switch {
	case !read.filled:
		*to = &given
	case how == clearField:
		*to = &[]string{}
	case len(given) == 0:
	case how == replaceList:
		*to = &given
	case how == removeFromList:
		*edit = &catalog.ListEdit{Remove: given}
	case how == addToList, how == "":
		*edit = &catalog.ListEdit{Add: given}
	default:
		read.wrong = append(read.wrong, catalog.FieldError{Location: name, Key: catalog.KeyUnknownValue,
			Args: catalog.Args{"value": how, "allowed": strings.Join([]string{addToList, removeFromList, replaceList, clearField}, ", ")}})
	}
}

func (read *patchReader) series(known []Option) {
	if !read.shown("series") && !read.cleared("series") {
		return
	}
	id := ""
	if ids := read.names("series", known); len(ids) > 0 && !read.cleared("series") {
		id = ids[len(ids)-1]
	}
	if id != "" || !read.filled || read.cleared("series") {
		read.patch.Series = &id
	}
}

func (read *patchReader) tags() {
	if read.shown("tags") || read.cleared("tags") {
		words := append(append([]string{}, read.form["tags"]...), splitWords(read.form.Get("tags_add"))...)
		read.list("tags", words, &read.patch.Tags, &read.patch.EditTags)
	}
}

// recorded reads a day, with or without the time.
func (read *patchReader) recorded(zone *time.Location) {
	v := strings.TrimSpace(read.form.Get("recorded_at"))
	if cleared := read.cleared("recorded_at"); cleared {
		v = ""
	} else if !read.form.Has("recorded_at") || v == "" && read.filled {
		return
	}
	var at time.Time
	if v != "" {
		var err error
		if at, err = time.ParseInLocation(minuteLayout, v, zone); err != nil {
			if at, err = time.ParseInLocation(time.DateOnly, v, zone); err != nil {
				read.wrong = append(read.wrong, catalog.FieldError{Location: "recorded_at", Key: catalog.KeyBadTime})
				return
			}
		}
	}
	read.patch.RecordedAt = &at
}

func (read *patchReader) focal() {
	if !read.form.Has("focal_point") {
		return
	}
	point, ok := readFocal(read.form.Get("focal_point"))
	if !ok {
		read.wrong = append(read.wrong, catalog.FieldError{Location: "focal_point", Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": 0, "max": 100}})
		return
	}
	read.patch.FocalPoint = &point
}
