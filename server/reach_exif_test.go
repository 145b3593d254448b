package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// corpusFolder lies beside the repository, where it does; found out before anything changes the working directory.
var corpusFolder, _ = filepath.Abs("../../shared/corpus")

// telling are tags that a public file must not carry: where it was taken, with which camera, by whom, and a second picture.
var telling = regexp.MustCompile(`GPS|Serial|Owner|Thumbnail|PreviewImage|OtherImage|JpgFromRaw|Location|Coordinates|Latitude|Longitude|Artist|HostComputer|UserComment|ImageUniqueID`)

// TestPublicFilesTellNothing hands out files that tell where, with what and by whom they were taken, and reads every file
// that their links open with exiftool.
func TestPublicFilesTellNothing(t *testing.T) {
	unhurried(t)
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("exiftool is not installed")
	}
	s := start(t, backends()[0].config(t))
	files := talkative(t)
	if found := tagsOf(t, files...); len(found) < len(files) {
		t.Fatalf("the files tell too little: %v", found)
	}
	out := t.TempDir()
	read := 0
	for i, path := range append(files, telltale(t)...) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		id := s.upload(filepath.Base(path), raw, map[string]any{"people_status": "nobody"})
		a := s.ready(id)
		link := s.call(201, "POST", "/assets/"+id+"/reuse-links", map[string]any{"purpose": "Nettsak"})
		page := link["url"].(string)
		kind := catalog.MediaKind(a["kind"].(string))
		anybody := *s
		anybody.token = ""
		for _, name := range catalog.RenditionNames(kind) {
			got := anybody.do("GET", page+"/"+name, nil)
			if got.status == 404 { // made to order, or larger than the file is
				continue
			}
			if got.status != 200 || len(got.body) == 0 {
				t.Errorf("%s of %s: %d", name, path, got.status)
				continue
			}
			if strings.HasSuffix(name, ".vtt") {
				continue
			}
			if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("%03d-%s.%s", i, name, extension(got.header.Get("Content-Type")))), got.body, 0o600); err != nil {
				t.Fatal(err)
			}
			read++
		}
		if got := anybody.do("GET", page+"/original", nil); got.status < 400 {
			t.Errorf("the original of %s is public: %d", path, got.status)
		}
	}
	if found := tagsOf(t, out); len(found) > 0 {
		t.Errorf("%d public files tell: %v", len(found), found)
	}
	t.Logf("%d public files of %d were read", read, len(files)+len(telltale(t)))
	if read < 20 {
		t.Errorf("only %d public files were read", read)
	}
}

func extension(mediaType string) string {
	return strings.Split(strings.TrimPrefix(mediaType[strings.Index(mediaType, "/")+1:], "x-"), ";")[0]
}

// talkative makes a photo and a clip that tell everything.
func talkative(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	photo, small, movie := filepath.Join(dir, "bilde.jpg"), filepath.Join(dir, "small.jpg"), filepath.Join(dir, "klipp.mp4")
	for path, body := range map[string][]byte{photo: picture(t, 2400, 1800, 3), small: picture(t, 160, 120, 4),
		movie: clip(t, "klipp.mp4", "-movflags", "use_metadata_tags", "-metadata", "location=+59.4137+005.2680/", "-metadata", "artist=Kari Nordmann")} {
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tell := func(path string, args ...string) {
		if said, err := exec.Command("exiftool", append(append([]string{"-q", "-overwrite_original"}, args...), path)...).CombinedOutput(); err != nil {
			t.Fatalf("exiftool: %v\n%s", err, said)
		}
	}
	tell(photo, "-GPSLatitude=59.4137", "-GPSLatitudeRef=N", "-GPSLongitude=5.268", "-GPSLongitudeRef=E", "-SerialNumber=12345", "-LensSerialNumber=67890", "-OwnerName=Kari Nordmann",
		"-Artist=Kari Nordmann", "-XMP:GPSLatitude=59.4137", "-XMP-aux:SerialNumber=12345", "-IPTC:Sub-location=Haugesund", "-ThumbnailImage<="+small)
	tell(movie, "-Keys:GPSCoordinates=59.4137, 5.268, 10", "-UserData:GPSCoordinates=59.4137, 5.268, 10", "-XMP:GPSLatitude=59.4137")
	if err := os.Remove(small); err != nil {
		t.Fatal(err)
	}
	return []string{photo, movie}
}

// telltale lists the real files beside the repository that tell something.
func telltale(t *testing.T) (paths []string) {
	t.Helper()
	for _, kind := range []string{"photos", "rotated", "clips"} {
		found, err := filepath.Glob(filepath.Join(corpusFolder, kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			for path := range tagsOf(t, found...) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// tagsOf gives the telling tags of each file that has some.
func tagsOf(t *testing.T, paths ...string) map[string][]string {
	t.Helper()
	raw, err := exec.Command("exiftool", append([]string{"-a", "-ee", "-G", "-j", "-q", "-r"}, paths...)...).Output()
	var files []map[string]any
	if len(raw) == 0 {
		t.Fatalf("exiftool tells nothing: %v", err)
	}
	if err := json.Unmarshal(raw, &files); err != nil {
		t.Fatalf("exiftool: %v\n%.300s", err, raw)
	}
	out := map[string][]string{}
	for _, f := range files {
		for tag := range f {
			if telling.MatchString(tag) {
				path := f["SourceFile"].(string)
				out[path] = append(out[path], tag)
			}
		}
	}
	return out
}
