package catalog

import (
	"context"
	"time"
)

// The most that captions may be.
const (
	MaxCaption       = 2 << 20 // bytes of a file as it comes
	captionLanguages = 20      // of one asset
)

// Caption says that an asset has captions in a language: a tag as in Asset.Language, never empty.
type Caption struct {
	Language  string
	UpdatedAt time.Time
}

// CaptionFile is captions with their text.
type CaptionFile struct {
	Caption
	VTT   string // WebVTT (https://www.w3.org/TR/webvtt1/), clean: cues with text and nothing else
	Words string // what is said, without times
}

// CaptionReader understands the files that captions come in.
type CaptionReader interface {
	// ReadCaptions turns a WebVTT or SRT file into clean WebVTT and plain words. What is not captions is refused with
	// Invalid and a sentence that names the line.
	ReadCaptions(file []byte) (vtt, words string, err error)
}

// CaptionCutter cuts captions as clips are cut.
type CaptionCutter interface {
	// CutCaptions gives of clean WebVTT what belongs to the part of a clip between from and to, told by the times of the part, as
	// WebVTT and as SRT. A to of 0 is the end. Both are empty when nothing is said there.
	CutCaptions(vtt string, from, to time.Duration) (part, srt string, err error)
}

// CaptionStore keeps the captions of assets. Like every write, theirs append to the changes and set the asset's
// UpdatedAt; what may fails with comes back as it is and nothing is stored.
type CaptionStore interface {
	// SetCaption stores captions in place of those of the same language, after may has judged the asset under a lock.
	SetCaption(ctx context.Context, by string, id AssetID, c CaptionFile, may func(Asset) error) (Asset, error)
	// RemoveCaption removes the captions of a language, after may has judged the asset under a lock. NotFound with
	// KeyNoCaption when there are none.
	RemoveCaption(ctx context.Context, by string, id AssetID, c Caption, may func(Asset) error) (Asset, error)
	// Captions gives all captions of an asset with their text, by language.
	Captions(ctx context.Context, id AssetID) ([]CaptionFile, error)
	// CaptionWords gives the words of all languages of those of the assets that have captions.
	CaptionWords(ctx context.Context, ids []AssetID) (map[AssetID]string, error)
}

// SetCaption attaches a WebVTT or SRT file to a clip or a recording, in place of the one of the same language. The
// asset's version stays: the captions are no part of its description.
func (s *Assets) SetCaption(ctx context.Context, actor Actor, id AssetID, language string, file []byte) (Asset, error) {
	language, err := captionLanguage(language)
	if err != nil {
		return Asset{}, err
	}
	if err := known(actor); err != nil { // before work is done for a stranger
		return Asset{}, err
	}
	switch {
	case len(file) > MaxCaption:
		return Asset{}, NewError(TooLarge, KeyTooLarge, Args{"max": int64(MaxCaption)})
	case len(file) == 0:
		return Asset{}, NewError(Invalid, KeyEmptyFile, nil)
	case s.captions == nil:
		return Asset{}, NewError(Unavailable, KeyUnavailable, nil)
	}
	c := CaptionFile{Caption: Caption{Language: language, UpdatedAt: s.now()}}
	if c.VTT, c.Words, err = s.captions.ReadCaptions(file); err != nil {
		return Asset{}, err
	}
	return s.store.SetCaption(ctx, actor.ID, id, c, func(a Asset) error {
		if err := s.mayCaption(actor, a); err != nil {
			return err
		}
		if _, replaced := a.caption(language); !replaced && len(a.Captions) >= captionLanguages {
			return NewError(Conflict, KeyCaptionLanguages, Args{"max": captionLanguages})
		}
		return nil
	})
}

// RemoveCaption takes the captions of a language off an asset. NotFound when there are none.
func (s *Assets) RemoveCaption(ctx context.Context, actor Actor, id AssetID, language string) (Asset, error) {
	language, err := captionLanguage(language)
	if err != nil {
		return Asset{}, err
	}
	return s.store.RemoveCaption(ctx, actor.ID, id, Caption{Language: language, UpdatedAt: s.now()},
		func(a Asset) error { return s.mayCaption(actor, a) })
}

func (s *Assets) mayCaption(actor Actor, a Asset) error {
	if err := s.mayPatch(actor, a, AssetPatch{Title: new(string)}); err != nil {
		return err
	}
	if a.Kind == Photo {
		return NewError(Conflict, KeyCaptionKind, nil)
	}
	return nil
}

// Caption gives the WebVTT of a language of what may be opened. NotFound when there is none.
func (s *Assets) Caption(ctx context.Context, cleared Cleared, language string) (string, error) {
	a, ok := cleared.Asset()
	if !ok {
		return "", Missing("asset")
	}
	if _, ok := a.caption(language); !ok {
		return "", noCaption(language)
	}
	files, err := s.store.Captions(ctx, a.ID)
	if err != nil {
		return "", err
	}
	for _, f := range files {
		if f.Language == language {
			return f.VTT, nil
		}
	}
	return "", noCaption(language)
}

func noCaption(language string) error {
	return NewError(NotFound, KeyNoCaption, Args{"language": language})
}

func (a Asset) caption(language string) (Caption, bool) {
	for _, c := range a.Captions {
		if c.Language == language {
			return c, true
		}
	}
	return Caption{}, false
}

// captionLanguage tidies the language of captions, which must be named.
func captionLanguage(language string) (string, error) {
	var c checker
	c.language("language", &language)
	if language == "" {
		c.refuse("language", KeyRequired, nil)
	}
	return language, c.err()
}
