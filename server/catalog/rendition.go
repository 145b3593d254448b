package catalog

import "slices"

// RenditionNames lists the names of the renditions that exist for a kind of media, made or not: the whole outside
// contract. No other size can be asked for.
func RenditionNames(kind MediaKind) []string {
	pictures := []string{"w320", "w640", "w1280", "w2048", "square", "portrait", "tall", "landscape", "story"}
	switch kind {
	case Photo:
		return pictures
	case Video:
		return append(pictures, "poster", "preview", "web", "sprite", "sprite.vtt")
	case Audio:
		return []string{"w320", "w640", "w1280", "poster", "web"}
	}
	return nil
}

// offers reports whether a rendition exists for the asset's kind.
func (a Asset) offers(name string) bool { return slices.Contains(RenditionNames(a.Kind), name) }
