package api

import "github.com/fellesmappa/fellesmappa/server/catalog"

// sought is something that a list is narrowed to by its id.
type sought struct {
	at, id string               // where it is sent; without an id nothing is asked for
	find   func() error         // NotFound when there is none
	named  func() (bool, error) // reports whether what is listed names it although there is none any more; nil: it never does
}

// expectAll refuses what is sought and there is none of: an empty list would say that nothing was done with it.
func (k *libraryKeys) expectAll(all ...sought) error {
	for _, s := range all {
		if s.id == "" {
			continue
		}
		err := s.find()
		if catalog.Is(err, catalog.NotFound) && s.named != nil {
			if outlived, failed := s.named(); failed != nil || outlived {
				err = failed
			}
		}
		if err := k.expect(s.at, s.id, err); err != nil {
			return err
		}
	}
	return nil
}

// failing is the error of a look-up whose answer is not wanted.
func failing[T any](_ T, err error) error { return err }
