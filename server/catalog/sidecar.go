package catalog

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// SidecarKind says what a file tells about the one that it lies beside.
type SidecarKind string

// The kinds of sidecars.
const (
	NoSidecar      SidecarKind = ""
	SidecarXMP     SidecarKind = "xmp"
	SidecarCaption SidecarKind = "caption" // WebVTT or SRT
)

// SidecarOf tells a sidecar by its name.
func SidecarOf(name string) SidecarKind {
	switch fileExt(name) {
	case "xmp":
		return SidecarXMP
	case "vtt", "srt":
		return SidecarCaption
	}
	return NoSidecar
}

// Calling is a name that a sidecar may call its file by, with or without the file's extension. Language is that of
// captions, and empty where the name does not tell it.
type Calling struct{ Name, Language string }

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// Callings gives the names that a sidecar may call its file by, the likeliest first: photo for photo.xmp and
// photo.jpg for photo.jpg.xmp; clip.nb and, in nb, clip for clip.nb.vtt.
func Callings(sidecar string) []Calling {
	rest := stemOf(sidecar)
	all := []Calling{{Name: rest}}
	if stem := stemOf(rest); stem != rest && SidecarOf(sidecar) == SidecarCaption && languageTag.MatchString(rest[len(stem)+1:]) {
		all = append(all, Calling{Name: stem, Language: strings.ToLower(rest[len(stem)+1:])})
	}
	return all
}

// Calls reports whether a file, which may be of any kind, goes by a name that a sidecar calls it by. Case and Unicode
// form do not matter: two systems seldom agree on them.
func (c Calling) Calls(file string, kind SidecarKind) bool {
	if SidecarOf(file) != NoSidecar || kind == SidecarCaption && !slices.Contains(CaptionedExtensions(), fileExt(file)) {
		return false
	}
	name := FoldName(c.Name)
	return name == FoldName(file) || name == FoldName(stemOf(file))
}

// CaptionedExtensions are those of files that may have captions.
func CaptionedExtensions() []string {
	return []string{"mp4", "mov", "m4v", "webm", "3gp", "mkv", "mp3", "m4a", "wav"}
}

// FoldName makes names that differ only in case or Unicode form the same.
func FoldName(name string) string { return cases.Fold().String(norm.NFC.String(name)) }

// stemOf is a name without its extension.
func stemOf(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[:i]
	}
	return name
}
