package catalog

import (
	"context"
	"time"
)

// Actions on people's data that the audit notes.
const (
	AuditConsentAdded     = "consent_added"
	AuditConsentChanged   = "consent_changed"
	AuditConsentWithdrawn = "consent_withdrawn"
	AuditDocumentAdded    = "document_added"
	AuditDocumentOpened   = "document_opened"
	AuditDocumentRemoved  = "document_removed"
	AuditPersonExported   = "person_exported"
	AuditPersonErased     = "person_erased"
	AuditDutyOverridden   = "duty_overridden"
	AuditTakenDown        = "taken_down"
	AuditNotTakenDown     = "not_taken_down"
	AuditToTakeDownAgain  = "to_take_down_again"
	AuditPersonMerged     = "person_merged"
)

// AuditActions lists every action. The locale files hold a word for each under "audit.<action>".
func AuditActions() []string {
	return []string{AuditConsentAdded, AuditConsentChanged, AuditConsentWithdrawn, AuditDocumentAdded, AuditDocumentOpened, AuditDocumentRemoved,
		AuditPersonExported, AuditPersonErased, AuditDutyOverridden, AuditTakenDown, AuditNotTakenDown, AuditToTakeDownAgain, AuditPersonMerged}
}

// AuditLine tells who did what with people's data. It outlives them: it holds ids and no names.
type AuditLine struct {
	Seq    int64
	At     time.Time
	Actor  string // an Actor's ID
	By     string // their name; filled on reading, empty when they are gone
	Action string
	Kind   Kind
	Entry  string // the id of what it was done with
	Person PersonID
	Detail string // for the eye; without names
}

// AuditFilter narrows the audit.
type AuditFilter struct {
	ListFilter
	Person PersonID // empty: of all
	Kind   Kind
	Entry  string
}

// AuditStore keeps the audit. Lines are only ever added.
type AuditStore interface {
	// Note adds a line.
	Note(ctx context.Context, l AuditLine) error
	// Audit lists lines, newest first.
	Audit(ctx context.Context, f AuditFilter) (Page[AuditLine], error)
}
