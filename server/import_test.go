package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/deploy/bench/wire"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/cli"
)

// imports runs the import command in this process and gives its summary, what it told people, and how it ended.
func (s *site) imports(address string, change func(*cli.Import), paths ...string) (cli.Summary, string, error) {
	s.t.Helper()
	client, err := cli.NewClient(address, s.token)
	if err != nil {
		s.t.Fatal(err)
	}
	var out, status bytes.Buffer
	im := cli.Import{Client: client, Server: s.base, Folder: filepath.Join(s.t.TempDir(), "journals"), Paths: paths,
		FilesAtOnce: cli.DefaultFilesAtOnce, PartsAtOnce: cli.DefaultPartsAtOnce, Out: &out, Status: &status}
	if change != nil {
		change(&im)
	}
	ended := im.Run(s.t.Context())
	var sum cli.Summary
	if err := json.Unmarshal(out.Bytes(), &sum); err != nil {
		s.t.Fatalf("the summary is not JSON: %v\n%s", err, out.Bytes())
	}
	return sum, status.String(), ended
}

// lay writes files into a folder of the test, by their paths in it.
func lay(t *testing.T, files map[string][]byte) string {
	t.Helper()
	root := t.TempDir()
	for name, body := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// line opens a line to the site that counts.
func (s *site) line() *wire.Line {
	s.t.Helper()
	l, err := wire.New(strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := l.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return l
}

const importedXMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="%s"/></rdf:RDF></x:xmpmeta>`

// TestImportOfAFolder sends a folder twice with everything odd that folders hold.
func TestImportOfAFolder(t *testing.T) {
	s := start(t, backends()[0].config(t))
	film := clip(t, "film.mp4")
	root := lay(t, map[string][]byte{
		"IMG_1.jpg": picture(t, 64, 48, 1), "IMG_1.xmp": fmt.Appendf(nil, importedXMP, "Sola folkebibliotek"),
		"img_2.JPG": picture(t, 64, 48, 2), "IMG_2.jpg.xmp": fmt.Appendf(nil, importedXMP, "Tysvær folkebibliotek"),
		"bilde.jpg": picture(t, 64, 48, 3), "kopi.jpg": picture(t, 64, 48, 3), "tom.jpg": {}, "film.mp4": film, "under/tekst.jpg": []byte("<!DOCTYPE html><html>not a picture</html>"),
		"film.nn.srt": []byte("1\n00:00:01,000 --> 00:00:02,000\nHei på deg\n"), "film.vtt": []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nHei\n"),
		"ensom.vtt": []byte("WEBVTT\n"), ".DS_Store": {1}, "notat.docx": {1}, "stor.wav": wav(20 << 20),
	})
	if err := os.Symlink("IMG_1.jpg", filepath.Join(root, "lenke.jpg")); err != nil {
		t.Fatal(err)
	}
	folder, l := t.TempDir(), s.line()
	keep := func(im *cli.Import) { im.Folder = folder }
	sum, said, err := s.imports(l.Address(), keep, root)
	if !errors.Is(err, cli.ErrNotAll) || sum.Imported != 5 || sum.Duplicates != 1 || sum.Ignored != 4 || len(sum.Failed) != 2 || sum.Sidecars.Applied != 4 {
		t.Fatalf("first run: %v, %+v\n%s", err, sum, said)
	}
	for file, want := range map[string]string{".DS_Store": "hidden", "ensom.vtt": "belongs to no file", "lenke.jpg": "link", "notat.docx": "kind of file"} {
		at := slices.IndexFunc(sum.IgnoredFiles, func(i cli.Ignored) bool { return i.File == filepath.Join(root, file) })
		if at < 0 || !strings.Contains(sum.IgnoredFiles[at].Reason, want) {
			t.Errorf("%s is not ignored as %q: %+v", file, want, sum.IgnoredFiles)
		}
	}
	for file, want := range map[string]string{"tom.jpg": "empty", "under/tekst.jpg": "JPEG"} {
		if !strings.Contains(said, filepath.Join(root, file)) || !slices.ContainsFunc(sum.Failed, func(f cli.Failure) bool {
			return f.File == filepath.Join(root, file) && f.Class == "refused" && strings.Contains(f.Error, want)
		}) {
			t.Errorf("%s is not refused with %q: %+v", file, want, sum.Failed)
		}
	}
	for name, want := range map[string]string{"IMG_1.jpg": "Sola folkebibliotek", "img_2.JPG": "Tysvær folkebibliotek", "stor.wav": ""} {
		if a := s.byName(name); a["credit_line"] != want {
			t.Errorf("%s: credit line %v, want %q", name, a["credit_line"], want)
		}
	}
	if captions := s.byName("film.mp4")["captions"].([]any); len(captions) != 2 || captions[0].(map[string]any)["language"] != "nb" {
		t.Errorf("captions: %v", captions)
	}
	sent := l.Counts()
	sum, said, _ = s.imports(l.Address(), keep, root)
	if sum.Imported != 0 || sum.ImportedBefore != 6 || sum.BytesSent != 0 || sum.Sidecars.Before != 4 || sum.Sidecars.Applied != 0 {
		t.Errorf("second run: %+v\n%s", sum, said)
	}
	// The one that was refused is tried again: another version of the server may take it.
	if now := l.Counts(); now.Parts != sent.Parts || now.Posts != sent.Posts+1 || sent.Repeated != 0 {
		t.Errorf("second run sent: %+v after %+v, want one more", now, sent)
	}
	s.sidecarsThatChange(l, keep, root)
	if got := s.call(200, "GET", "/assets?limit=1", nil); got["total"] != 5.0 {
		t.Errorf("%v assets, want 5", got["total"])
	}
}

// sidecarsThatChange applies what came or changed after the files, and leaves what people did.
func (s *site) sidecarsThatChange(l *wire.Line, keep func(*cli.Import), root string) {
	s.t.Helper()
	id := s.byName("film.mp4")["id"].(string)
	put := s.do("PUT", "/api/v1/assets/"+id+"/captions/en", strings.NewReader("WEBVTT\n\n00:01.000 --> 00:02.000\nBy hand\n"), "Content-Type", "text/vtt")
	if put.status != 200 {
		s.t.Fatalf("captions: %d %s", put.status, put.body)
	}
	for name, body := range map[string]string{"film.nn.srt": "1\n00:00:01,000 --> 00:00:03,000\nHei på deg der\n",
		"film.en.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nFrom a file\n", "stor.wav.xmp": fmt.Sprintf(importedXMP, "Kom seint")} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(body), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	sum, said, _ := s.imports(l.Address(), keep, root)
	if sum.BytesSent != 0 || sum.Sidecars.Applied != 2 || sum.Sidecars.Kept != 1 || sum.Sidecars.Before != 3 {
		s.t.Errorf("sidecars that came later: %+v\n%s", sum.Sidecars, said)
	}
	if a := s.byName("stor.wav"); a["credit_line"] != "Kom seint" {
		s.t.Errorf("the sidecar that came later: %v", a["credit_line"])
	}
	for language, want := range map[string]string{"nn": "Hei på deg der", "en": "By hand"} {
		if got := s.do("GET", "/api/v1/assets/"+id+"/captions/"+language, nil); !strings.Contains(string(got.body), want) {
			s.t.Errorf("captions in %s: %s, want %q", language, got.body, want)
		}
	}
}

// byName finds the asset of a file.
func (s *site) byName(name string) map[string]any {
	s.t.Helper()
	for _, item := range s.call(200, "GET", "/assets?limit=200", nil)["items"].([]any) {
		if a := s.call(200, "GET", "/assets/"+item.(map[string]any)["id"].(string), nil); a["original"].(map[string]any)["file_name"] == name {
			return a
		}
	}
	s.t.Fatalf("no asset of %s", name)
	return nil
}

// TestImportMapsFolders finds days and series by the names of folders.
func TestImportMapsFolders(t *testing.T) {
	s := start(t, backends()[0].config(t))
	for _, l := range []string{"Tysvær folkebibliotek", "Sola folkebibliotek"} {
		s.call(201, "POST", "/libraries", map[string]any{"slug": strings.ToLower(l[:4]), "name": l})
	}
	day := func(date, place string) string {
		body := map[string]any{"date": date}
		if place != "" {
			body["place"] = place
		}
		return s.call(201, "POST", "/recording-days", body)["id"].(string)
	}
	tysvær, sola, other := day("2026-11-24", "tysv"), day("2026-11-24", "sola"), day("2026-04-08", "")
	root := lay(t, map[string][]byte{
		"2026-11-24 Tysvær/a.jpg": picture(t, 32, 32, 1), "2026-11-24 Tysvær/kamera 2/b.jpg": picture(t, 32, 32, 2),
		sola + "/c.jpg": picture(t, 32, 32, 3), "8.4.2026/d.jpg": picture(t, 32, 32, 4), "2026-11-24/e.jpg": picture(t, 32, 32, 5),
		"2026-11-24 Bergen/f.jpg": picture(t, 32, 32, 6), "annet/g.jpg": picture(t, 32, 32, 7), "2026-12-01 Sola/h.jpg": picture(t, 32, 32, 8),
	})
	folder := t.TempDir()
	days := func(im *cli.Import) { im.Folder, im.Folders = folder, cli.FoldersDays }
	sum, said, err := s.imports(s.base, days, root)
	if err != nil || sum.Imported != 8 || len(sum.Folders) != 7 {
		t.Fatalf("%v, %+v\n%s", err, sum, said)
	}
	for name, want := range map[string]string{"a.jpg": tysvær, "b.jpg": tysvær, "c.jpg": sola, "d.jpg": other, "e.jpg": "", "f.jpg": "", "g.jpg": "", "h.jpg": ""} {
		if got, _ := s.byName(name)["recording_day"].(map[string]any); fmt.Sprint(got["id"]) != want && (want != "" || got != nil) {
			t.Errorf("%s: recording day %v, want %q", name, got, want)
		}
	}
	for _, want := range []string{"several recording days", "is at \"Bergen\"", "no recording day's", "no recording day on 2026-12-01"} {
		if !strings.Contains(said, want) {
			t.Errorf("nobody is told %q:\n%s", want, said)
		}
	}
	if got := s.call(200, "GET", "/recording-days", nil)["items"].([]any); len(got) != 3 {
		t.Errorf("%d recording days, want 3: none is made silently", len(got))
	}
	s.mapsOnRequest(root)
}

// mapsOnRequest makes what is missing, and refuses what stands for nothing, when asked to.
func (s *site) mapsOnRequest(root string) {
	s.t.Helper()
	add := func(name string, seed int) {
		if err := os.WriteFile(filepath.Join(root, name), picture(s.t, 32, 32, seed), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	add("2026-12-01 Sola/i.jpg", 9)
	add("annet/j.jpg", 10)
	sum, said, err := s.imports(s.base, func(im *cli.Import) { im.Folders, im.Create, im.Strict = cli.FoldersDays, true, true },
		filepath.Join(root, "2026-12-01 Sola"), filepath.Join(root, "annet"))
	if !errors.Is(err, cli.ErrNotAll) || sum.Imported != 1 || sum.Classes["refused"] != 2 {
		s.t.Errorf("%v, %+v\n%s", err, sum, said)
	}
	if got, _ := s.byName("i.jpg")["recording_day"].(map[string]any); got["name"] != "2026-12-01 Sola folkebibliotek" {
		s.t.Errorf("i.jpg: recording day %v", got)
	}
	for _, create := range []bool{false, true, false} {
		add("annet/j.jpg", 10)
		sum, _, _ = s.imports(s.base, func(im *cli.Import) { im.Folders, im.Create = cli.FoldersSeries, create }, filepath.Join(root, "annet"))
		if got := sum.Folders[0]; (got.Error == "") != (create || len(s.call(200, "GET", "/series", nil)["items"].([]any)) == 1) || got.Created != create {
			s.t.Errorf("create %v: %+v", create, got)
		}
	}
}

// TestImportOfOddNames sends names that differ only in case or Unicode form, and folders that cannot be read.
func TestImportOfOddNames(t *testing.T) {
	s := start(t, backends()[0].config(t))
	files := map[string][]byte{}
	const each = 3
	names := []string{"påske", "pa\u030aske", "PÅSKE", "PA\u030aSKE", "Påske", "påSKE"}
	for i, name := range names {
		for n := range each {
			files[fmt.Sprintf("%s %d.jpg", name, n)] = picture(t, 16, 16, i*each+n)
		}
	}
	files["lukket/x.jpg"] = picture(t, 16, 16, 90)
	root := lay(t, files)
	closed := filepath.Join(root, "lukket")
	if err := os.WriteFile(filepath.Join(root, "PÅSKE 1.xmp"), fmt.Appendf(nil, importedXMP, "Den ene"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(closed, 0o700) })
	sum, said, err := s.imports(s.base, nil, root)
	if want := len(names) * each; sum.Imported < want {
		t.Errorf("%v, %d imported, want %d\n%s", err, sum.Imported, want, said)
	}
	if _, readable := os.ReadDir(closed); readable != nil && (sum.Classes["unreadable"] != 1 || !strings.Contains(said, closed+": it cannot be read: permission denied")) {
		t.Errorf("the closed folder: %+v\n%s", sum, said) // root reads everything
	}
	if sum.Sidecars.Applied != 1 || sum.SidecarsApplied[0].Asset != s.byName("PÅSKE 1.jpg")["id"] {
		t.Errorf("the sidecar of one of six: %+v", sum.SidecarsApplied)
	}
}

// TestImportWithForeignJournals goes on where a journal is another server's, or none at all.
func TestImportWithForeignJournals(t *testing.T) {
	s := start(t, backends()[0].config(t))
	root := lay(t, map[string][]byte{"a.jpg": picture(t, 32, 32, 1)})
	foreign := "{\"fellesmappa_import_journal\":1,\"server\":\"https://annen.example\"}\n"
	for name, test := range map[string]struct{ body, says string }{
		"another": {foreign, "belongs to another server, https://annen.example"},
		"none":    {"{\"a\": \"b\"}\nmer\n", "cannot be read"},
		"newer":   {strings.Replace(foreign, ":1,", ":9,", 1), "newer version"},
	} {
		path := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(path, []byte(test.body), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			sum, said, err := s.imports(s.base, func(im *cli.Import) { im.Journal = path }, root)
			if err != nil || !strings.Contains(said, test.says) || len(sum.Warnings) != 1 || sum.Journal != path+"-2" || sum.Imported+sum.Duplicates != 1 {
				t.Errorf("%s: %v, %+v\n%s", name, err, sum, said)
			}
		}
		if raw, err := os.ReadFile(path); err != nil || string(raw) != test.body {
			t.Errorf("%s: the journal was changed: %q, %v", name, raw, err)
		}
	}
	if got := s.call(200, "GET", "/assets?limit=1", nil); got["total"] != 1.0 {
		t.Errorf("%v assets, want 1: its bytes are found", got["total"])
	}
}

// TestImportIsRefused ends at once where no file can go in.
func TestImportIsRefused(t *testing.T) {
	s := start(t, backends()[0].config(t))
	root := lay(t, map[string][]byte{"a.jpg": picture(t, 32, 32, 1), "b.jpg": picture(t, 32, 32, 2)})
	reader := s.as(catalog.Reader, "")
	sum, _, err := reader.imports(s.base, nil, root)
	if err == nil || sum.Imported != 0 {
		t.Errorf("a reader: %v, %+v", err, sum)
	}
	stranger := *s
	stranger.token = "feil"
	if sum, _, err := stranger.imports(s.base, nil, root); err == nil || sum.Complete || len(sum.Failed) > 0 {
		t.Errorf("a stranger: %v, %+v", err, sum)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client, err := cli.NewClient(s.base, s.token)
	if err != nil {
		t.Fatal(err)
	}
	var out, status bytes.Buffer
	err = cli.Import{Client: client, Server: s.base, Folder: t.TempDir(), Paths: []string{root}, Out: &out, Status: &status}.Run(ctx)
	if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(out.String(), `"complete":false`) {
		t.Errorf("ended: %v %s", err, out.String()) // not as if all was well
	}
}
