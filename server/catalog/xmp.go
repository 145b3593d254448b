package catalog

import (
	"context"
	"errors"
	"reflect"
)

// MaxXMP is the most that an XMP sidecar may be, in bytes.
const MaxXMP = 1 << 20

// XMPReader understands XMP sidecars: the files that photo programs lay beside those they must not change.
type XMPReader interface {
	// ReadXMP gives what a sidecar says as a function that writes it into the empty fields of an asset and leaves the
	// others alone. What is not XMP is refused with Invalid.
	ReadXMP(file []byte) (fill func(*Asset), err error)
}

// errNothingNew ends an update that would change nothing.
var errNothingNew = errors.New("nothing new")

// FillFromXMP writes what an XMP sidecar says into the fields of an asset that are empty, or that hold what its recording
// day says: what a person or the file itself has said stays. Sending the same sidecar again changes nothing.
func (s *Assets) FillFromXMP(ctx context.Context, actor Actor, id AssetID, file []byte) (Asset, error) {
	if err := known(actor); err != nil { // before work is done for a stranger
		return Asset{}, err
	}
	switch {
	case len(file) > MaxXMP:
		return Asset{}, NewError(TooLarge, KeyTooLarge, Args{"max": int64(MaxXMP)})
	case len(file) == 0:
		return Asset{}, NewError(Invalid, KeyEmptyFile, nil)
	case s.xmp == nil:
		return Asset{}, NewError(Unavailable, KeyUnavailable, nil)
	}
	fill, err := s.xmp.ReadXMP(file)
	if err != nil {
		return Asset{}, err
	}
	a, err := s.store.Update(ctx, actor.ID, id, func(a *Asset) error {
		if err := s.mayPatch(actor, *a, AssetPatch{Title: new(string)}); err != nil {
			return err
		}
		before := *a
		if fill(a); reflect.DeepEqual(before, *a) {
			return errNothingNew
		}
		s.touch(a)
		return nil
	})
	if errors.Is(err, errNothingNew) {
		return s.store.Get(ctx, id)
	}
	return a, err
}
