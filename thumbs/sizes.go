package thumbs

import (
	"slices"
)

// Size is one named rendition. Only the sizes in this file exist: no request can order another one.
type Size struct {
	Name      string
	Width     int    // pixels; for a crop exact, else the most it may have: a smaller original is never enlarged
	Height    int    // pixels; 0 follows from the original's shape
	Crop      bool   // cut to the exact shape around the focal point, enlarged when the original is too small
	AtIngest  bool   // made when the file comes in; the others on first request
	Kinds     []Kind // what it can be made of
	MediaType string // of the rendition; sound may come out as audio/mpeg instead, see Maker.WebAudio
	Ext       string // without a dot
	Quality   int    // JPEG quality 1 to 100; 0 for what is not a JPEG
}

// Names of the renditions that are not plain pictures.
const (
	SizePoster   = "poster"     // a clip's still
	SizePreview  = "preview"    // a clip's short silent excerpt
	SizeWeb      = "web"        // what every browser plays
	SizeSprite   = "sprite"     // a sheet of small stills for scrubbing
	SizeVTT      = "sprite-vtt" // WebVTT that says which still belongs to which time
	SizeWaveform = "waveform"   // of sound

	SizeClipSquare   = "clip-square"   // moving crops, see Maker.Reframe: 1:1
	SizeClipPortrait = "clip-portrait" // 4:5
	SizeClipStory    = "clip-story"    // 9:16
)

// Sizes returns the whole table, pictures from small to large first.
func Sizes() []Size {
	return []Size{
		fit("w320", 320, 80), fit("w640", 640, 80), fit("w1280", 1280, 80), fit("w2048", 2048, 82),
		crop("square", 1080, 1080), crop("portrait", 1080, 1350), crop("tall", 1080, 1440),
		crop("landscape", 1200, 630), crop("story", 1080, 1920),
		reframe(SizeClipSquare, 1080, 1080), reframe(SizeClipPortrait, 1080, 1350), reframe(SizeClipStory, 1080, 1920),
		{Name: SizePoster, Width: 1920, AtIngest: true, Kinds: []Kind{Video}, MediaType: "image/jpeg", Ext: "jpg", Quality: 82},
		{Name: SizePreview, Width: 854, Height: 480, AtIngest: true, Kinds: []Kind{Video}, MediaType: "video/mp4", Ext: "mp4"},
		{Name: SizeWeb, Width: 1920, Height: 1920, AtIngest: true, Kinds: []Kind{Video, Audio}, MediaType: "video/mp4", Ext: "mp4"},
		{Name: SizeSprite, AtIngest: true, Kinds: []Kind{Video}, MediaType: "image/jpeg", Ext: "jpg", Quality: 75},
		{Name: SizeVTT, AtIngest: true, Kinds: []Kind{Video}, MediaType: "text/vtt", Ext: "vtt"},
		{Name: SizeWaveform, Width: 1280, Height: 320, AtIngest: true, Kinds: []Kind{Audio}, MediaType: "image/jpeg", Ext: "jpg", Quality: 82},
	}
}

func fit(name string, width, quality int) Size {
	return Size{Name: name, Width: width, AtIngest: true, Kinds: []Kind{Photo, Video}, MediaType: "image/jpeg", Ext: "jpg", Quality: quality}
}

// crop sizes go to social media, which encode them again: hence the high quality.
func crop(name string, width, height int) Size {
	return Size{Name: name, Width: width, Height: height, Crop: true, Kinds: []Kind{Photo, Video}, MediaType: "image/jpeg", Ext: "jpg", Quality: 92}
}

func reframe(name string, width, height int) Size {
	return Size{Name: name, Width: width, Height: height, Crop: true, Kinds: []Kind{Video}, MediaType: "video/mp4", Ext: "mp4"}
}

// LookupSize finds a size by its name.
func LookupSize(name string) (Size, bool) {
	sizes := Sizes()
	i := slices.IndexFunc(sizes, func(s Size) bool { return s.Name == name })
	if i < 0 {
		return Size{}, false
	}
	return sizes[i], true
}

// SizesOf returns the sizes that can be made of kind.
func SizesOf(kind Kind) []Size {
	return slices.DeleteFunc(Sizes(), func(s Size) bool { return !slices.Contains(s.Kinds, kind) })
}

// PictureSizes returns the JPEG sizes that [Picture.RenderSet] makes of kind at ingest: the w sizes, and a clip's poster.
func PictureSizes(kind Kind) []Size {
	return slices.DeleteFunc(SizesOf(kind), func(s Size) bool {
		return !s.AtIngest || s.Quality == 0 || s.Name == SizeSprite
	})
}

// Picture reports whether s is made from a [Picture]; the others come from the methods of [Maker] for clips and sound.
func (s Size) Picture() bool { return s.Quality > 0 && s.Name != SizeSprite }
