package catalog

import "context"

// Matched says that a signer was found on the files of the day: the picture that they took of themselves has served, and
// goes. For who keeps the record.
func (s *Signings) Matched(ctx context.Context, actor Actor, id ConsentID) error {
	c, err := s.Consents.Get(ctx, actor, id)
	if err != nil {
		return err
	}
	for _, d := range c.Documents {
		if d.Purpose != DocumentPicture {
			continue
		}
		if err := s.Documents.Remove(ctx, actor, id, d.ID); err != nil && !Is(err, NotFound) {
			return err
		}
	}
	return nil
}

// Unfilled are the places of a text where no day is known.
func (s *Signings) Unfilled() TextPlaces {
	p := TextPlaces{Library: "{library}", Controller: s.Controller, Years: s.Consents.terms.Years, OwnAge: s.Consents.terms.OwnAge}
	if p.Controller == "" {
		p.Controller = "{controller}"
	}
	return p
}
