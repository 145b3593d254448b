package delivery

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// opens reports whether a link opens a rendition.
func opens(link catalog.ReuseLink, name string) bool {
	return len(link.Renditions) == 0 || slices.Contains(link.Renditions, name)
}

// widths lists the stills of one shape in growing width that a link opens, without doubles.
func widths(link catalog.ReuseLink, a catalog.Asset) []catalog.Rendition {
	var out []catalog.Rendition
	for _, name := range []string{"w320", "w640", "w1280", "w2048"} {
		r, ok := a.Rendition(name)
		if ok && opens(link, name) && (len(out) == 0 || out[len(out)-1].Width < r.Width) {
			out = append(out, r)
		}
	}
	return out
}

// still chooses the picture to show.
func still(link catalog.ReuseLink, a catalog.Asset) (catalog.Rendition, bool) {
	order := []string{"w1280", "w2048", "w640", "w320", "poster"}
	if a.Kind != catalog.Photo {
		order = []string{"poster", "w1280", "w2048", "w640", "w320"}
	}
	for _, name := range order {
		if r, ok := a.Rendition(name); ok && opens(link, name) {
			return r, true
		}
	}
	return catalog.Rendition{}, false
}

// onlyCrop finds the crop of a link that opens no other still.
func onlyCrop(link catalog.ReuseLink, a catalog.Asset) (string, bool) {
	for _, name := range link.Renditions {
		if _, made := a.Rendition(name); !made && isCrop(name) && slices.Contains(catalog.RenditionNames(a.Kind), name) {
			return name, true
		}
	}
	return "", false
}

func isCrop(name string) bool {
	return slices.Contains([]string{"square", "portrait", "tall", "landscape", "story"}, name)
}

// playable finds what a player plays: the web version, else the preview.
func playable(link catalog.ReuseLink, a catalog.Asset) (catalog.Rendition, bool) {
	for _, name := range []string{"web", "preview"} {
		if r, ok := a.Rendition(name); ok && opens(link, name) && a.Kind != catalog.Photo {
			return r, true
		}
	}
	return catalog.Rendition{}, false
}

// placeholderSize is the size in pixels of the picture that stands in the place of a rendition: that of a crop, else as
// wide as the rendition may be. Nothing of the asset is looked at.
func placeholderSize(file string) (width, height int) {
	name, _, _ := strings.Cut(file, ".")
	switch strings.TrimPrefix(name, "clip-") {
	case "square":
		return 1080, 1080
	case "portrait":
		return 1080, 1350
	case "tall":
		return 1080, 1440
	case "landscape":
		return 1200, 630
	case "story":
		return 1080, 1920
	case "w320", "w640", "w1280", "w2048":
		width, _ = strconv.Atoi(name[1:])
		return width, width * 9 / 16
	}
	return frameSide, frameSide * 9 / 16
}
