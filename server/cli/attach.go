package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// attach gives an asset the sidecars of its file that it has not had yet. a may hold no more than its id.
func (s *sender) attach(ctx context.Context, r *report, f found, a asset, whole bool) error {
	for _, c := range f.sidecars {
		key := a.ID + " " + c.kind + " " + c.language + " " + c.key()
		had, err := s.journal.get(key)
		if err != nil {
			return err
		}
		if had.Asset != "" {
			r.update(func(sum *Summary) { sum.Sidecars.Before++ })
			continue
		}
		if !whole && c.kind != sidecarXMP {
			err := s.client.again(ctx, func() error { return s.client.Call(ctx, http.MethodGet, "/assets/"+a.ID, nil, &a) })
			if err != nil {
				return err
			}
			whole = true
		}
		switch as, err := s.give(ctx, &a, c); {
		case ctx.Err() != nil:
			return err
		case err != nil:
			r.update(func(sum *Summary) { sum.Sidecars.Failed++ })
			r.failed(c.path, err)
		case as == "":
			r.update(func(sum *Summary) { sum.Sidecars.Kept++ })
		default:
			r.update(func(sum *Summary) {
				sum.Sidecars.Applied++
				named(&sum.SidecarsApplied, Applied{c.path, a.ID, as})
			})
			if err := s.journal.put(note{Key: key, Asset: a.ID}, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// give sends one sidecar, and tells as what: xmp or a language; "" when the asset keeps the captions it has.
func (s *sender) give(ctx context.Context, a *asset, c sidecar) (as string, err error) {
	if c.kind == sidecarXMP {
		return sidecarXMP, s.putBeside(ctx, "/assets/"+a.ID+"/xmp", "application/rdf+xml", c, catalog.MaxXMP)
	}
	language := c.language
	if language == "" {
		if language = "nb"; a.Language != nil && *a.Language != "" {
			language = *a.Language
		}
	}
	ours := a.ID + " captions " + language // those that an earlier run gave may be replaced, those of people stay
	given, err := s.journal.get(ours)
	if err != nil {
		return "", err
	}
	for _, there := range a.Captions {
		if there.Language == language && given.Asset == "" {
			return "", nil
		}
	}
	mediaType := map[string]string{sidecarVTT: "text/vtt", sidecarSRT: "application/x-subrip"}[c.kind]
	if err := s.putBeside(ctx, "/assets/"+a.ID+"/captions/"+url.PathEscape(language), mediaType, c, catalog.MaxCaption); err != nil {
		return "", err
	}
	return language, s.journal.put(note{Key: ours, Asset: a.ID}, false)
}

func (s *sender) putBeside(ctx context.Context, path, mediaType string, c sidecar, most int64) error {
	if c.size > most {
		return &fileError{classRefused, fmt.Sprintf("the file is too large: at most %d MiB", most>>20), nil}
	}
	raw, err := os.ReadFile(c.path)
	if err != nil {
		return unreadable(err)
	}
	return s.client.again(ctx, func() error { return s.client.send(ctx, http.MethodPut, path, mediaType, bytes.NewReader(raw), nil) })
}
