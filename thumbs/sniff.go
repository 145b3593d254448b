package thumbs

import (
	"bytes"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/thumbs/isobmff"
)

// sniff recognises an accepted type by its first bytes.
func sniff(w *window) (Format, bool) {
	head := w.at(0, 4<<10)
	has := func(at int, magic string) bool {
		return len(head) >= at+len(magic) && string(head[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return format("jpg"), true
	case has(0, "\x89PNG\r\n\x1a\n"):
		return format("png"), true
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return format("gif"), true
	case has(0, "II*\x00"), has(0, "MM\x00*"): // not BigTIFF, whose version is 43
		return format("tif"), true
	case isBMP(head):
		return format("bmp"), true
	case has(0, "RIFF") && has(8, "WEBP"):
		return format("webp"), true
	case has(0, "RIFF") && has(8, "WAVE"):
		return format("wav"), true
	case has(0, "\x1a\x45\xdf\xa3"):
		if bytes.Contains(head[:min(64, len(head))], []byte("webm")) {
			return format("webm"), true
		}
		return format("mkv"), bytes.Contains(head[:min(64, len(head))], []byte("matroska"))
	case has(4, "ftyp"):
		return byBrand(isobmff.Brands(head))
	case has(4, "moov"), has(4, "mdat"), has(4, "wide"), has(4, "pnot"):
		return format("mov"), true // QuickTime before 2001 has no ftyp
	}
	return format("mp3"), isMP3(w)
}

// byBrand tells the members of the ISO base media family apart.
func byBrand(brands []string) (Format, bool) {
	if len(brands) == 0 {
		return Format{}, false
	}
	branded := func(names ...string) bool {
		return slices.ContainsFunc(brands, func(b string) bool { return slices.Contains(names, b) })
	}
	major := brands[0]
	switch {
	case branded("avif", "avis"):
		return format("avif"), true
	case branded("heic", "heix", "heim", "heis", "mif1", "msf1") && !branded("qt  ", "isom", "mp42"), branded("heic", "heix"):
		return format("heic"), true
	case branded("crx ", "jp2 ", "jpx ", "jxl "): // raw and JPEG 2000 families
		return Format{}, false
	case major == "qt  ":
		return format("mov"), true
	case major == "M4A ", major == "M4B ":
		return format("m4a"), true
	case strings.HasPrefix(major, "M4V"):
		return format("m4v"), true
	case strings.HasPrefix(major, "3gp"), strings.HasPrefix(major, "3g2"), strings.HasPrefix(major, "3gs"):
		return format("3gp"), true
	}
	return format("mp4"), true
}
