package catalog

import "slices"

// PosterName names the still that stands for a clip or a recording.
const PosterName = "poster"

// RenditionNames lists the names of the renditions that exist for a kind of media, made or not: the whole outside
// contract. No other size can be asked for.
func RenditionNames(kind MediaKind) []string {
	pictures := []string{"w320", "w640", "w1280", "w2048", "square", "portrait", "tall", "landscape", "story"}
	switch kind {
	case Photo:
		return pictures
	case Video:
		return append(append(pictures, PosterName, "preview", "web", "sprite", "sprite.vtt"), ClipCrops()...)
	case Audio:
		return []string{"w320", "w640", "w1280", PosterName, "web"}
	}
	return nil
}

// ClipCrops lists the renditions that are clips cut to a shape. They are made when somebody orders them.
func ClipCrops() []string { return []string{"clip-square", "clip-portrait", "clip-story"} }

// offers reports whether a rendition exists for the asset's kind.
func (a Asset) offers(name string) bool { return slices.Contains(RenditionNames(a.Kind), name) }

// Unmade says why a rendition of the asset that has not been made is not there, and what to do about it.
func (a Asset) Unmade(name string) error {
	switch {
	case !a.offers(name):
		return NewError(NotFound, KeyNoRendition, Args{"name": name})
	case a.State == Pending, a.State == Processing, a.ordered(name):
		return NewError(NotFound, KeyNotReady, nil)
	case slices.Contains(ClipCrops(), name):
		return NewError(NotFound, KeyNotOrdered, Args{"name": name})
	}
	return NewError(NotFound, KeyNoRendition, Args{"name": name})
}
