package storage

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrKey is returned for a name that is not one of ours.
var ErrKey = errors.New("invalid object name")

// Prefix is the beginning of a group of keys, ending in a slash.
type Prefix string

// The groups of objects in the bucket.
const (
	Originals  Prefix = "originals/"  // originals/<asset id>.<ext>, never changed
	Renditions Prefix = "renditions/" // renditions/<asset id>/<version>/<name>.<ext>, derived
	Kits       Prefix = "kits/"       // kits/<asset id>/<name>.<ext>, made for a post and removed some days after
	Records    Prefix = "records/"    // records/<asset id>.json, enough to rebuild the catalogue
	Documents  Prefix = "documents/"  // documents/<id>.<ext>, evidence of consents, private
	Inbox      Prefix = "inbox/"      // written by any S3 client under names of its own, taken in from there
)

// The lengths in bytes that every S3 service and every file system of the embedded gateway accepts.
const (
	maxID   = 64
	maxWord = 40
	maxName = 255
	maxKey  = 1024
)

// Key is the valid name of an object. Apart from the inbox it holds ids and our own words only: what a person typed,
// and the name of an uploaded file, never become part of it. The zero Key is not valid.
type Key struct{ name string }

// String is the name as S3 knows it, and as ParseKey reads it.
func (k Key) String() string { return k.name }

// In reports whether the key begins with p.
func (k Key) In(p Prefix) bool { return strings.HasPrefix(k.name, string(p)) }

// OriginalKey names an uploaded file. The id is [a-z0-9]{1,64}; ext has no dot before it.
func OriginalKey(assetID, ext string) (Key, error) { return plainKey(Originals, assetID, ext) }

// RecordKey names the sidecar record of an asset.
func RecordKey(assetID string) (Key, error) { return plainKey(Records, assetID, "json") }

// DocumentKey names a stored document.
func DocumentKey(documentID, ext string) (Key, error) { return plainKey(Documents, documentID, ext) }

// RenditionKey names a file made from an original. The version is [a-z0-9]{1,64}; name and ext are words of lower-case
// letters and digits, which dots and hyphens may join.
func RenditionKey(assetID, version, name, ext string) (Key, error) {
	s := fmt.Sprintf("%s%s/%s/%s.%s", Renditions, assetID, version, name, ext)
	if !isID(assetID) || !isID(version) || !isWord(name) || !isWord(ext) {
		return Key{}, fmt.Errorf("%w %q", ErrKey, s)
	}
	return Key{s}, nil
}

// KitKey names a file made of an original for a post. Name and ext are words, as in RenditionKey.
func KitKey(assetID, name, ext string) (Key, error) {
	s := fmt.Sprintf("%s%s/%s.%s", Kits, assetID, name, ext)
	if !isID(assetID) || !isWord(name) || !isWord(ext) {
		return Key{}, fmt.Errorf("%w %q", ErrKey, s)
	}
	return Key{s}, nil
}

// KitsOf is the group of everything made of one asset for posts.
func KitsOf(assetID string) (Prefix, error) {
	if !isID(assetID) {
		return "", fmt.Errorf("%w: asset id %q", ErrKey, assetID)
	}
	return Kits + Prefix(assetID) + "/", nil
}

// RenditionsOf is the group of everything made from one asset.
func RenditionsOf(assetID string) (Prefix, error) {
	if !isID(assetID) {
		return "", fmt.Errorf("%w: asset id %q", ErrKey, assetID)
	}
	return Renditions + Prefix(assetID) + "/", nil
}

// ParseKey reads a key that was kept as text. Names in the inbox may be any that a person would give a file; all
// others must be ones that the functions above make.
func ParseKey(s string) (Key, error) {
	group, rest, _ := strings.Cut(s, "/")
	ok := false
	switch Prefix(group + "/") {
	case Originals, Documents:
		id, ext, _ := strings.Cut(rest, ".")
		ok = isID(id) && isWord(ext)
	case Records:
		id, ext, _ := strings.Cut(rest, ".")
		ok = isID(id) && ext == "json"
	case Renditions:
		ok = isRendition(rest)
	case Kits:
		id, file, _ := strings.Cut(rest, "/")
		dot := strings.LastIndexByte(file, '.')
		ok = isID(id) && dot > 0 && isWord(file[:dot]) && isWord(file[dot+1:])
	case Inbox:
		ok = isForeign(s, rest)
	}
	if !ok {
		return Key{}, fmt.Errorf("%w %q", ErrKey, s)
	}
	return Key{s}, nil
}

func plainKey(p Prefix, id, ext string) (Key, error) {
	s := string(p) + id + "." + ext
	if !isID(id) || !isWord(ext) {
		return Key{}, fmt.Errorf("%w %q", ErrKey, s)
	}
	return Key{s}, nil
}

func isRendition(rest string) bool {
	parts := strings.Split(rest, "/")
	if len(parts) != 3 {
		return false
	}
	dot := strings.LastIndexByte(parts[2], '.')
	return dot > 0 && isID(parts[0]) && isID(parts[1]) && isWord(parts[2][:dot]) && isWord(parts[2][dot+1:])
}

// isForeign accepts the names that the embedded gateway and MinIO treat alike: no empty or relative steps, no control
// characters.
func isForeign(s, rest string) bool {
	if len(s) > maxKey || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return false
	}
	for _, step := range strings.Split(rest, "/") {
		if step == "" || step == "." || step == ".." || len(step) > maxName {
			return false
		}
	}
	return true
}

func isID(s string) bool { return len(s) <= maxID && isPlain(s) }

// isWord accepts plain pieces joined by single dots or hyphens.
func isWord(s string) bool {
	if len(s) > maxWord {
		return false
	}
	for _, piece := range strings.Split(strings.ReplaceAll(s, "-", "."), ".") {
		if !isPlain(piece) {
			return false
		}
	}
	return true
}

func isPlain(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
