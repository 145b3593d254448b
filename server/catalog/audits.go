package catalog

import "context"

// Audits is the service over the audit.
type Audits struct{ store AuditStore }

// NewAudits makes the service over the audit.
func NewAudits(store AuditStore) *Audits { return &Audits{store} }

// List lists what was done with people's data, newest first, for who may erase them.
func (s *Audits) List(ctx context.Context, actor Actor, f AuditFilter) (Page[AuditLine], error) {
	if err := MayErasePeople(actor); err != nil {
		return Page[AuditLine]{}, err
	}
	return s.store.Audit(ctx, f)
}
