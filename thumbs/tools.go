package thumbs

import "os/exec"

// Tools are the absolute paths of helper programs. An empty path means: not installed, do without.
type Tools struct {
	FFmpeg      string // frames, previews, web versions; rare JPEG codings; AVIF when heif-convert cannot
	FFprobe     string // codecs and shape of clips
	HeifConvert string // HEIC and AVIF, newer versions call it heif-dec; Debian: libheif-examples
	Prlimit     string // hard limits around the others; Debian: util-linux
}

// FindTools looks in PATH.
func FindTools() Tools {
	find := func(names ...string) string {
		for _, name := range names {
			if path, err := exec.LookPath(name); err == nil {
				return path
			}
		}
		return ""
	}
	return Tools{
		FFmpeg:      find("ffmpeg"),
		FFprobe:     find("ffprobe"),
		HeifConvert: find("heif-convert", "heif-dec"),
		Prlimit:     find("prlimit"),
	}
}

// Clips reports whether clips can be shown and played, not only stored and described.
func (t Tools) Clips() bool { return t.FFmpeg != "" && t.FFprobe != "" }

// Missing names what is not installed and what that costs, one short English line each; nil when nothing is degraded.
func (t Tools) Missing() []string {
	var lines []string
	add := func(path, line string) {
		if path == "" {
			lines = append(lines, line)
		}
	}
	add(t.FFmpeg, "ffmpeg: clips get no poster, preview or web version; rare JPEG codings cannot be read")
	add(t.FFprobe, "ffprobe: clips get no preview or web version")
	add(t.HeifConvert, "heif-convert (libheif-examples): HEIC photos take five seconds and 350 MiB each; AVIF cannot be read without ffmpeg")
	add(t.Prlimit, "prlimit (util-linux): helper programs run without memory and CPU limits")
	return lines
}
