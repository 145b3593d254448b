package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// sidecar is a file that says something about the one it lies beside.
type sidecar struct {
	path     string
	size     int64
	modified int64
	kind     string // xmp, or vtt or srt
	language string // of captions; empty: that of the asset
}

func (s sidecar) key() string { return fileKey(s.path, s.size, s.modified) }

// Kinds of sidecars, which are their extensions.
const (
	sidecarXMP = "xmp"
	sidecarVTT = "vtt"
	sidecarSRT = "srt"
)

// sidecarKind tells a sidecar by its name, or gives "".
func sidecarKind(name string) string {
	if ext := extension(name); slices.Contains([]string{sidecarXMP, sidecarVTT, sidecarSRT}, ext) {
		return ext
	}
	return ""
}

// family finds files by the names that sidecars have in common with them.
type family map[string][]int

// fold makes names that differ only in case or Unicode form the same.
func fold(name string) string { return catalog.FoldName(name) }

// newFamily knows every file by its whole name and by that without extension; exactly, or folded.
func newFamily(media []found, as func(string) string) family {
	f := family{}
	for i, m := range media {
		name := filepath.Base(m.path)
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		f[as(name)] = append(f[as(name)], i)
		if stem != name {
			f[as(stem)] = append(f[as(stem)], i)
		}
	}
	return f
}

// beside puts sidecars to the media in a folder that they belong to, by name: photo.xmp and photo.jpg.xmp; clip.vtt,
// clip.nb.vtt, clip.mp4.vtt and clip.mp4.nb.vtt. It gives back those that belong to none, and why.
func beside(dir string, media []found, names []string) map[string]string {
	exact, folded := newFamily(media, func(s string) string { return s }), newFamily(media, fold)
	lonely := map[string]string{}
	for _, name := range names {
		s := sidecar{path: filepath.Join(dir, name), kind: sidecarKind(name)}
		if info, err := os.Stat(s.path); err == nil {
			s.size, s.modified = info.Size(), info.ModTime().UnixNano()
		}
		why := whyLonely
		for _, call := range catalog.Callings(name) {
			of := suited(exact[call.Name], media, s.kind)
			if s.language = call.Language; len(of) == 0 {
				if of = suited(folded[fold(call.Name)], media, s.kind); len(stems(media, of)) > 1 {
					of, why = nil, whyAmbigous
				}
			}
			if len(of) > 0 {
				for _, i := range of {
					media[i].sidecars = append(media[i].sidecars, s)
				}
				why = ""
				break
			}
		}
		if why != "" {
			lonely[name] = why
		}
	}
	for i := range media {
		media[i].sidecars = preferred(media[i].sidecars, func(name string) { lonely[name] = "the .vtt file of the same name is taken" })
	}
	return lonely
}

// suited leaves out what cannot have captions.
func suited(of []int, media []found, kind string) []int {
	if kind == sidecarXMP {
		return of
	}
	return slices.DeleteFunc(slices.Clone(of), func(i int) bool { return !slices.Contains(catalog.CaptionedExtensions(), extension(media[i].path)) })
}

// stems are the different names without extension among some media.
func stems(media []found, of []int) map[string]bool {
	out := map[string]bool{}
	for _, i := range of {
		out[strings.TrimSuffix(media[i].path, filepath.Ext(media[i].path))] = true
	}
	return out
}

// preferred leaves out captions in SRT where there is WebVTT in the same language, and puts the most exact name first.
func preferred(all []sidecar, left func(name string)) []sidecar {
	out := slices.DeleteFunc(slices.Clone(all), func(s sidecar) bool {
		over := s.kind == sidecarSRT && slices.ContainsFunc(all, func(o sidecar) bool { return o.kind == sidecarVTT && o.language == s.language })
		if over {
			left(filepath.Base(s.path))
		}
		return over
	})
	slices.SortStableFunc(out, func(a, b sidecar) int { return len(b.path) - len(a.path) })
	return out
}
