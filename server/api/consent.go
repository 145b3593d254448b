package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const consentsTag = "Consents"

type consent struct {
	ID            string              `json:"id"`
	Person        reference           `json:"person"`
	State         string              `json:"state" doc:"given, not_yet, expired or withdrawn."`
	Category      string              `json:"category" doc:"Of the person, when it was given."`
	Library       nullable[reference] `json:"library" doc:"For which it was given; null for any that the file belongs to."`
	RecordingDay  nullable[reference] `json:"recording_day" doc:"Only for what was recorded then; null for everything."`
	Basis         string              `json:"basis" doc:"For publishing: consent, newsworthy, minor, event or unrecognisable."`
	LegalBasis    string              `json:"legal_basis" doc:"For processing (GDPR): consent, contract, public_task or legitimate_interest."`
	Purposes      []string            `json:"purposes" doc:"service_info, literature and relations; empty for all."`
	Channels      []string            `json:"channels"`
	ReuseByOthers bool                `json:"reuse_by_others" doc:"By libraries that the file does not belong to."`
	NameShown     bool                `json:"name_shown"`
	Tagging       bool                `json:"tagging"`
	Voice         bool                `json:"voice"`
	Adaptation    bool                `json:"adaptation" doc:"Cut, translated or otherwise changed."`
	ValidFrom     string              `json:"valid_from" doc:"The first day."`
	ValidUntil    string              `json:"valid_until" doc:"The last day."`
	TextVersion   string              `json:"text_version"`
	Language      string              `json:"language" doc:"In which the text was read."`
	Given         string              `json:"given" doc:"form, paper, qr, email or oral."`
	GivenAt       time.Time           `json:"given_at"`
	RecordedBy    string              `json:"recorded_by"`
	Guardians     []string            `json:"guardians"`
	ChildAsked    bool                `json:"child_asked"`
	Witness       string              `json:"witness"`
	Note          string              `json:"note"`
	RemindAt      *time.Time          `json:"remind_at" doc:"Besides the usual times before the end; null: only those."`
	WithdrawnAt   *time.Time          `json:"withdrawn_at"`
	WithdrawnBy   string              `json:"withdrawn_by"`
	WithdrawnHow  string              `json:"withdrawn_how" doc:"person, recorded or erasure."`
	Documents     []document          `json:"documents"`
	Stamps
}

type consentsInput struct {
	Q            string `query:"q" doc:"Only of persons whose name holds this."`
	Limit        int    `query:"limit" doc:"Consents on a page, 1 to 1000; 100 unless told."`
	Cursor       string `query:"cursor" doc:"next_cursor of the page before."`
	Person       string `query:"person" doc:"Only of this person."`
	RecordingDay string `query:"recording_day" doc:"Only those given on this recording day."`
	Library      string `query:"library" doc:"Only of persons whose record this library keeps: id or slug."`
	State        string `query:"state" doc:"given, not_yet, expired or withdrawn."`
	EndingBefore string `query:"ending_before" doc:"Only those that stand and end before this day or time."`
}

func (r *routes) consents() {
	handle(r, describe(consentsTag, http.MethodGet, "/consents", "list-consent", "List, newest first", 200), r.listConsents)
	handle(r, describe(consentsTag, http.MethodPost, "/consents", "add-consent", "Record a consent", 201), r.addConsent)
	handle(r, describe(consentsTag, http.MethodGet, "/consents/{id}", "get-consent", "Read", 200), r.getConsent)
	handle(r, describe(consentsTag, http.MethodPatch, "/consents/{id}", "patch-consent", "Change (JSON merge patch)", 200), r.patchConsent)
	handle(r, describe(consentsTag, http.MethodPost, "/consents/{id}/withdraw", "withdraw-consent", "Take back, everywhere at once", 200), r.withdrawConsent)
}

func (r *routes) consent(c catalog.Consent) consent {
	return consent{ID: c.ID, Person: referenceOf(c.Person), State: string(c.StateAt(r.Now())), Category: c.Category,
		Library:      referenceOrNull(catalog.Ref{ID: string(c.Library), Name: c.LibraryName}),
		RecordingDay: referenceOrNull(catalog.Ref{ID: c.Day, Name: c.DayName}),
		Basis:        c.Basis, LegalBasis: c.LegalBasis, Purposes: texts(c.Purposes), Channels: texts(c.Channels),
		ReuseByOthers: c.ReuseByOthers, NameShown: c.NameShown, Tagging: c.Tagging, Voice: c.Voice, Adaptation: c.Adaptation,
		ValidFrom: r.day(c.ValidFrom), ValidUntil: r.day(c.ValidUntil.Add(-time.Nanosecond)), TextVersion: c.TextVersion, Language: c.Language,
		Given: c.Given, GivenAt: c.GivenAt, RecordedBy: c.RecordedBy, Guardians: append([]string{}, c.Guardians...), ChildAsked: c.ChildAsked,
		Witness: c.Witness, Note: c.Note, RemindAt: orNever(c.RemindAt), WithdrawnAt: orNever(c.WithdrawnAt), WithdrawnBy: c.WithdrawnBy,
		WithdrawnHow: c.WithdrawnHow, Documents: each(c.Documents, documentOf), Stamps: stampsOf(c.Entry)}
}

func (r *routes) day(t time.Time) string { return t.In(r.cfg.Zone).Format(time.DateOnly) }

func texts[T ~string](list []T) []string { return each(list, func(v T) string { return string(v) }) }

func (r *routes) answerConsent(c catalog.Consent, err error) (*entryAnswer[consent], error) {
	return &entryAnswer[consent]{ETag: tagOf(c.Version), Location: basePath + "/consents/" + c.ID, Body: r.consent(c)}, err
}

func (r *routes) listConsents(ctx context.Context, c call, in *consentsInput) (*answer[list[consent]], error) {
	page, err := listInput{Q: in.Q, Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	if states := catalog.ConsentStates(); in.State != "" && !slices.Contains(states, catalog.ConsentState(in.State)) {
		return nil, refuseField("state", catalog.KeyUnknownValue, catalog.Args{"value": in.State, "allowed": strings.Join(texts(states), ", ")})
	}
	times, keys := moments{zone: r.cfg.Zone}, libraryKeys{routes: r, call: c}
	f := catalog.ConsentFilter{ListFilter: page, Person: catalog.PersonID(in.Person), Day: in.RecordingDay, State: catalog.ConsentState(in.State),
		Until: times.start("ending_before", in.EndingBefore)}
	if !f.Until.IsZero() {
		f.Until = f.Until.Add(time.Microsecond) // what ends with the day before ends when this one begins
	}
	if err := times.err(); err != nil {
		return nil, err
	}
	l, err := keys.find(ctx, "library", in.Library)
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	f.Library = catalog.LibraryID(l.ID)
	found, err := r.Consents.List(ctx, c.actor, f)
	return listOf(found, r.consent), err
}

func (r *routes) getConsent(ctx context.Context, c call, in *byID) (*entryAnswer[consent], error) {
	return r.answerConsent(r.Consents.Get(ctx, c.actor, catalog.ConsentID(in.ID)))
}

func (r *routes) addConsent(ctx context.Context, c call, in *entryInput[consentPatch]) (*entryAnswer[consent], error) {
	change, err := r.changeConsent(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	fresh := catalog.Consent{Person: catalog.Ref{ID: in.Body.Person.value}}
	change(&fresh)
	return r.answerConsent(r.Consents.Add(ctx, c.actor, fresh))
}

func (r *routes) patchConsent(ctx context.Context, c call, in *entryPatchInput[consentPatch]) (*entryAnswer[consent], error) {
	version, err := wanted(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if in.Body.Person.sent {
		return nil, refuseField("person", catalog.KeyUnknownField, catalog.Args{"field": "person"})
	}
	change, err := r.changeConsent(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	return r.answerConsent(r.Consents.Edit(ctx, c.actor, catalog.ConsentID(in.ID), version, change))
}

type withdrawInput struct {
	ID   string `path:"id"`
	Body *struct {
		Note string `json:"note,omitempty" doc:"How it was told; without names."`
	}
}

func (r *routes) withdrawConsent(ctx context.Context, c call, in *withdrawInput) (*entryAnswer[consent], error) {
	note := ""
	if in.Body != nil {
		note = in.Body.Note
	}
	return r.answerConsent(r.Consents.Withdraw(ctx, c.actor, catalog.ConsentID(in.ID), note))
}
