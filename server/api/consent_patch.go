package api

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type consentPatch struct {
	Person        optional[string]   `json:"person,omitempty" doc:"The id of who gave it; it never changes."`
	Category      optional[string]   `json:"category,omitempty" doc:"That of the person unless told."`
	Library       optional[string]   `json:"library,omitempty" doc:"Id or slug."`
	RecordingDay  optional[string]   `json:"recording_day,omitempty"`
	Basis         optional[string]   `json:"basis,omitempty"`
	LegalBasis    optional[string]   `json:"legal_basis,omitempty"`
	Purposes      optional[[]string] `json:"purposes,omitempty"`
	Channels      optional[[]string] `json:"channels,omitempty" doc:"website, instagram, facebook, print, screen and internal; at least one."`
	ReuseByOthers optional[bool]     `json:"reuse_by_others,omitempty"`
	NameShown     optional[bool]     `json:"name_shown,omitempty"`
	Tagging       optional[bool]     `json:"tagging,omitempty"`
	Voice         optional[bool]     `json:"voice,omitempty"`
	Adaptation    optional[bool]     `json:"adaptation,omitempty"`
	ValidFrom     optional[string]   `json:"valid_from,omitempty" doc:"A day or a time; when it was given unless told."`
	ValidUntil    optional[string]   `json:"valid_until,omitempty" doc:"The last day, or a time; as long as is usual unless told."`
	TextVersion   optional[string]   `json:"text_version,omitempty"`
	Language      optional[string]   `json:"language,omitempty"`
	Given         optional[string]   `json:"given,omitempty"`
	GivenAt       optional[string]   `json:"given_at,omitempty" doc:"A time or a day, of which today is now; now unless told."`
	Guardians     optional[[]string] `json:"guardians,omitempty" doc:"Names; needed for a child."`
	ChildAsked    optional[bool]     `json:"child_asked,omitempty" doc:"The child was asked, and did not say no."`
	Witness       optional[string]   `json:"witness,omitempty" doc:"Needed for an oral consent."`
	Note          optional[string]   `json:"note,omitempty"`
	RemindAt      optional[string]   `json:"remind_at,omitempty" doc:"A day or a time."`
}

// changeConsent makes of a patch what it does to a consent.
func (r *routes) changeConsent(ctx context.Context, c call, w consentPatch) (func(*catalog.Consent), error) {
	times, keys := moments{zone: r.cfg.Zone}, libraryKeys{routes: r, call: c}
	library, err := keys.find(ctx, "library", w.Library.value)
	if err != nil {
		return nil, err
	}
	from, until := times.start("valid_from", w.ValidFrom.value), times.end("valid_until", w.ValidUntil.value)
	given, remind := times.start("given_at", w.GivenAt.value), times.start("remind_at", w.RemindAt.value)
	return func(k *catalog.Consent) {
		w.setPlain(k)
		if w.Library.sent {
			k.Library = catalog.LibraryID(library.ID)
		}
		if w.ValidFrom.sent {
			k.ValidFrom = from
		}
		if w.ValidUntil.sent {
			k.ValidUntil = until
		}
		if w.GivenAt.sent {
			if len(w.GivenAt.value) == len(time.DateOnly) {
				given = k.GivenOn(given, r.Now())
			}
			k.GivenAt = given
		}
		if w.RemindAt.sent {
			k.RemindAt = remind
		}
	}, refuseFields(append(times.refused, keys.refused...))
}

// setPlain sets what needs no looking up.
func (w consentPatch) setPlain(k *catalog.Consent) {
	w.Category.set(&k.Category)
	w.RecordingDay.set(&k.Day)
	w.Basis.set(&k.Basis)
	w.LegalBasis.set(&k.LegalBasis)
	w.ReuseByOthers.set(&k.ReuseByOthers)
	w.NameShown.set(&k.NameShown)
	w.Tagging.set(&k.Tagging)
	w.Voice.set(&k.Voice)
	w.Adaptation.set(&k.Adaptation)
	w.TextVersion.set(&k.TextVersion)
	w.Language.set(&k.Language)
	w.Given.set(&k.Given)
	w.Guardians.set(&k.Guardians)
	w.ChildAsked.set(&k.ChildAsked)
	w.Witness.set(&k.Witness)
	w.Note.set(&k.Note)
	if w.Purposes.sent {
		k.Purposes = each(w.Purposes.value, func(s string) catalog.ContentType { return catalog.ContentType(s) })
	}
	if w.Channels.sent {
		k.Channels = each(w.Channels.value, func(s string) catalog.Channel { return catalog.Channel(s) })
	}
}
