package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type recordingDay struct {
	ID          string              `json:"id"`
	Name        string              `json:"name" doc:"Date and place."`
	Date        string              `json:"date" format:"date"`
	Until       *string             `json:"until" doc:"The last date of a day that lasts several."`
	Place       nullable[reference] `json:"place"`
	Libraries   []libraryReference  `json:"libraries"`
	Presenters  []reference         `json:"presenters"`
	Books       []bookReference     `json:"books"`
	ContentType *string             `json:"content_type"`
	CreditLine  string              `json:"credit_line"`
	Language    *string             `json:"language"`
	Notes       string              `json:"notes"`
	Shots       []shot              `json:"shots"`
	People      []dayPerson         `json:"people" doc:"Who was present and may be recognised."`
	Stamps
}

// shot is one planned clip, in answers and in writes.
type shot struct {
	ID          string `json:"id,omitempty" doc:"Given by the server; send it again to keep the shot's files."`
	Title       string `json:"title"`
	Presenter   string `json:"presenter,omitempty" doc:"An id."`
	Book        string `json:"book,omitempty" doc:"An id."`
	ContentType string `json:"content_type,omitempty"`
	Note        string `json:"note,omitempty"`
	Status      string `json:"status,omitempty" doc:"planned, filmed, in or edited."`
}

type dayPerson struct {
	Name     string `json:"name"`
	Category string `json:"category,omitempty" doc:"staff, guest, adult, youth or child."`
	Note     string `json:"note,omitempty"`
	Person   string `json:"person,omitempty" doc:"The id of who of the people they are, where that is known."`
}

type recordingDayPatch struct {
	Date        optional[string]      `json:"date,omitempty" doc:"Such as 2025-10-20."`
	Until       optional[string]      `json:"until,omitempty" doc:"The last date, when it lasts several days."`
	Place       optional[string]      `json:"place,omitempty" doc:"A library's id or slug."`
	Libraries   optional[[]string]    `json:"libraries,omitempty" doc:"Ids or slugs."`
	Presenters  optional[[]string]    `json:"presenters,omitempty" doc:"Ids."`
	Books       optional[[]string]    `json:"books,omitempty" doc:"Ids."`
	ContentType optional[string]      `json:"content_type,omitempty"`
	CreditLine  optional[string]      `json:"credit_line,omitempty"`
	Language    optional[string]      `json:"language,omitempty"`
	Notes       optional[string]      `json:"notes,omitempty"`
	Shots       optional[[]shot]      `json:"shots,omitempty"`
	People      optional[[]dayPerson] `json:"people,omitempty"`
}

func (r *routes) recordingDays() {
	shelf[catalog.RecordingDay, recordingDay, recordingDayPatch]{
		routes: r, service: r.RecordingDays, tag: "Recording days", path: "/recording-days", one: "recording-day",
		body: recordingDayOf, entry: func(d catalog.RecordingDay) catalog.Entry { return d.Entry }, change: r.changeRecordingDay,
	}.mount()
}

func recordingDayOf(d catalog.RecordingDay) recordingDay {
	return recordingDay{ID: d.ID, Name: d.Name(), Date: d.Date, Until: orNull(d.Until), Place: referenceOrNull(d.Place), Libraries: each(d.Libraries, libraryReferenceOf),
		Presenters: each(d.Presenters, referenceOf), Books: each(d.Books, bookReferenceOf), ContentType: orNull(string(d.ContentType)),
		CreditLine: d.CreditLine, Language: orNull(d.Language), Notes: d.Notes, Shots: each(d.Shots, shotOf),
		People: each(d.People, dayPersonOf), Stamps: stampsOf(d.Entry)}
}

func dayPersonOf(p catalog.DayPerson) dayPerson {
	return dayPerson{Name: p.Name, Category: p.Category, Note: p.Note, Person: string(p.Person)}
}

func (p dayPerson) person() catalog.DayPerson {
	return catalog.DayPerson{Name: p.Name, Category: p.Category, Note: p.Note, Person: catalog.PersonID(p.Person)}
}

func shotOf(s catalog.Shot) shot {
	return shot{ID: string(s.ID), Title: s.Title, Presenter: s.Presenter, Book: s.Book, ContentType: string(s.ContentType), Note: s.Note, Status: s.Status}
}

func (s shot) shot() catalog.Shot {
	return catalog.Shot{ID: catalog.ShotID(s.ID), Title: s.Title, Presenter: s.Presenter, Book: s.Book, ContentType: catalog.ContentType(s.ContentType), Note: s.Note,
		Status: s.Status}
}

func (r *routes) changeRecordingDay(ctx context.Context, c call, w recordingDayPatch) (func(*catalog.RecordingDay), error) {
	keys := libraryKeys{routes: r, call: c}
	place, err := keys.find(ctx, "place", w.Place.value)
	if err != nil {
		return nil, err
	}
	libraries, err := keys.refs(ctx, w.Libraries.value)
	if err != nil {
		return nil, err
	}
	return func(d *catalog.RecordingDay) {
		w.Date.set(&d.Date)
		w.Until.set(&d.Until)
		w.CreditLine.set(&d.CreditLine)
		w.Language.set(&d.Language)
		w.Notes.set(&d.Notes)
		d.ContentType = catalog.ContentType(w.ContentType.or(string(d.ContentType)))
		if w.Place.sent {
			d.Place = catalog.Ref{ID: place.ID, Name: place.Name}
		}
		if w.Libraries.sent {
			d.Libraries = libraries
		}
		if w.Presenters.sent {
			d.Presenters = each(w.Presenters.value, func(id string) catalog.Ref { return catalog.Ref{ID: id} })
		}
		if w.Books.sent {
			d.Books = each(w.Books.value, func(id string) catalog.BookRef { return catalog.BookRef{ID: catalog.BookID(id)} })
		}
		if w.Shots.sent {
			d.Shots = each(w.Shots.value, shot.shot)
		}
		if w.People.sent {
			d.People = each(w.People.value, dayPerson.person)
		}
	}, keys.err()
}
