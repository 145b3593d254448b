package ingest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/ingest"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

func (r *rig) lay(name string, body []byte) {
	r.t.Helper()
	key, err := storage.InboxKey(name)
	if err == nil {
		_, err = r.bucket.Put(context.Background(), key, bytes.NewReader(body), int64(len(body)), "application/octet-stream")
	}
	if err != nil {
		r.t.Fatalf("lay %q into the inbox: %v", name, err)
	}
}

// lie puts a file into the folder of the bucket, as somebody does who copies it there.
func (r *rig) lie(name string, body []byte) {
	r.t.Helper()
	path := filepath.Join("/proc/self/cwd", r.bucket.Name(), "inbox", name) // the gateway's folder is the working directory
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, body, 0o644)); err != nil {
		r.t.Fatal(err)
	}
}

func never() bool { return false }

// look looks into the inbox once, and again when time has passed.
func (r *rig) look(after ...time.Duration) (sum catalog.InboxLook) {
	r.t.Helper()
	for _, d := range append([]time.Duration{0}, after...) {
		r.ahead.Add(int64(d))
		look, err := r.inbox.TakeIn(context.Background(), never)
		if err != nil {
			r.t.Errorf("look into the inbox: %v", err)
		}
		sum = catalog.InboxLook{Taken: sum.Taken + look.Taken, Duplicates: sum.Duplicates + look.Duplicates, Refused: sum.Refused + look.Refused, Waiting: look.Waiting}
	}
	return sum
}

// inInbox lists what lies in the inbox by name, refused or not.
func (r *rig) inInbox() []string {
	r.t.Helper()
	var names []string
	for _, name := range r.objects(storage.Inbox) {
		names = append(names, strings.TrimPrefix(name, "inbox/"))
	}
	return names
}

func (r *rig) all() map[string]catalog.Asset {
	r.t.Helper()
	ids, err := r.db.Changes().AllAssets(context.Background(), "", 10_000)
	if err != nil {
		r.t.Fatal(err)
	}
	out := map[string]catalog.Asset{}
	for _, id := range ids {
		a := r.get(id)
		out[a.Original.FileName+"#"+string(id)] = a
	}
	return out
}

func (r *rig) only() catalog.Asset {
	r.t.Helper()
	all := r.all()
	if len(all) != 1 {
		r.t.Fatalf("there are %d assets, want one", len(all))
	}
	for _, a := range all {
		return a
	}
	panic("unreachable")
}

func TestInboxTakesIn(t *testing.T) {
	r := newRig(t)
	day, err := r.days.Add(t.Context(), anybody(), catalog.RecordingDay{Date: "2026-11-24"})
	if err != nil {
		t.Fatal(err)
	}
	nfd := norm.NFD.String("åpning 100% 😀")
	body := photo(t, 400, 300, 1)
	r.lay("2026-11-24/Kamera 2/"+nfd+".jpg", body)
	r.lay("Noe ukjent/b.jpg", photo(t, 400, 300, 2))
	r.lay(day.ID+"/c.jpg", photo(t, 400, 300, 3))
	r.lay("d.jpg", photo(t, 400, 300, 4))
	if look := r.look(); look.Taken != 0 || look.Waiting != 4 {
		t.Errorf("the first look: %+v, want all waiting", look)
	}
	if look := r.look(5 * time.Second); look.Taken != 4 || look.Waiting != 0 {
		t.Errorf("the next look: %+v, want all taken", look)
	}
	if left := r.inInbox(); len(left) != 0 {
		t.Errorf("the inbox holds %q", left)
	}
	want := map[string][2]string{"b.jpg": {"", "inbox/Noe ukjent"}, "c.jpg": {day.ID, ""}, "d.jpg": {"", ""}}
	want[nfd+".jpg"] = [2]string{day.ID, "inbox/Kamera 2"}
	sum := sha256.Sum256(body)
	for _, a := range r.all() {
		name := a.Original.FileName
		if got := [2]string{a.RecordingDay.ID, a.SentNote}; got != want[name] {
			t.Errorf("%s: day and note %q, want %q", name, got, want[name])
		}
		if name == nfd+".jpg" && (a.Original.SHA256 != hex.EncodeToString(sum[:]) || a.Original.Size != int64(len(body))) {
			t.Errorf("%s: %+v", name, a.Original)
		}
		if a.CreatedBy != "system:inbox" {
			t.Errorf("%s was added by %s", name, a.CreatedBy)
		}
		delete(want, name)
	}
	if len(want) != 0 {
		t.Errorf("missing: %v", want)
	}
	if look := r.look(time.Minute); look != (catalog.InboxLook{}) {
		t.Errorf("an empty inbox: %+v", look)
	}
}

// A file that somebody copies into the folder is not taken while it grows.
func TestInboxWaitsForGrowingFiles(t *testing.T) {
	r := newRig(t)
	body := photo(t, 400, 300, 1)
	for size := 1000; size < len(body); size += len(body) / 5 {
		r.lie("vokser.jpg", body[:size])
		if look := r.look(8 * time.Second); look.Waiting != 1 || look.Taken+look.Refused != 0 {
			t.Fatalf("at %d bytes: %+v, want it to wait", size, look)
		}
	}
	r.lie("vokser.jpg", nil) // somebody begins anew: no bytes yet is no empty file
	if look := r.look(time.Minute); look.Refused != 0 {
		t.Errorf("a file without bytes yet: %+v", look)
	}
	r.lie("vokser.jpg", body)
	if look := r.look(5*time.Second, 6*time.Second); look.Taken != 1 {
		t.Errorf("the whole file: %+v, want it taken", look)
	}
	if a := r.only(); a.Original.Size != int64(len(body)) {
		t.Errorf("taken with %d bytes, want %d", a.Original.Size, len(body))
	}
}

// writer is a bucket into which somebody writes while a file is taken out.
type writer struct {
	catalog.InboxBucket
	once sync.Once
	meet func()
}

func (w *writer) Take(ctx context.Context, o catalog.InboxObject, id catalog.AssetID, ext string) (string, error) {
	sum, err := w.InboxBucket.Take(ctx, o, id, ext)
	w.once.Do(w.meet)
	return sum, err
}

// What is written over a file while it is taken in comes in as well.
func TestInboxLosesNoLaterVersion(t *testing.T) {
	r := newRig(t)
	first, second := photo(t, 400, 300, 1), photo(t, 500, 300, 2)
	r.inbox = r.newInbox(r.db.Inbox(), &writer{InboxBucket: ingest.NewInbox(r.bucket), meet: func() { r.lay("a.jpg", second) }}, r.uploads)
	r.lay("a.jpg", first)
	r.look(5*time.Second, 5*time.Second, 5*time.Second)
	sizes := map[int64]bool{}
	for _, a := range r.all() {
		sizes[a.Original.Size] = true
	}
	if !sizes[int64(len(first))] || !sizes[int64(len(second))] || len(sizes) != 2 {
		t.Errorf("taken: %v bytes, want %d and %d", sizes, len(first), len(second))
	}
}

func TestInboxRefuses(t *testing.T) {
	r := newRig(t)
	jpeg := photo(t, 400, 300, 1)
	long := strings.Repeat("æ", 120) + ".txt" // 244 bytes
	files := map[string]struct {
		body []byte
		key  string
	}{
		"mappe/notat.txt":           {[]byte("hei"), catalog.KeyUnsupported},
		"tom.jpg":                   {nil, catalog.KeyEmptyFile},
		"halv.jpg":                  {jpeg[:len(jpeg)/2], catalog.KeyTruncated},
		"side.jpg":                  {[]byte("<!doctype html><script>alert(1)</script>"), catalog.KeyUnsupported},
		"dag/.DS_Store":             {[]byte("x"), catalog.KeyInboxHidden},
		"alene.vtt":                 {[]byte("WEBVTT\n"), catalog.KeyInboxLonely},
		"dypt/ned/her/alene.xmp":    {[]byte("<x/>"), catalog.KeyInboxLonely},
		long:                        {[]byte("hei"), catalog.KeyUnsupported},
		"100% & + # ? \"' rar.docx": {[]byte("hei"), catalog.KeyUnsupported},
		"halvferdig.jpg.part":       {[]byte("hei"), catalog.KeyUnsupported},
	}
	for name, f := range files {
		r.lay(name, f.body)
	}
	r.lay("mappe/", nil) // what programs that show folders lay down for one
	if look := r.look(10*time.Second, 6*time.Minute); look.Refused != len(files) || look.Taken != 0 {
		t.Errorf("%+v, want %d refused", look, len(files))
	}
	var kept, notes []string
	for _, name := range r.inInbox() {
		switch {
		case strings.HasSuffix(name, ".reason.txt"):
			notes = append(notes, name)
		default:
			kept = append(kept, name)
		}
	}
	if len(kept) != len(files) || len(notes) != len(files) {
		t.Errorf("kept %q with reasons %q, want %d of each", kept, notes, len(files))
	}
	list, err := r.inbox.Files(t.Context(), anybody())
	if err != nil || len(list.Refused) != len(files) {
		t.Fatalf("%d refused in the list, %v", len(list.Refused), err)
	}
	for _, f := range list.Refused {
		want := files[f.Name]
		if f.Reason.Key != want.key || r.text(f.MovedTo+".reason.txt") != want.key && f.Name != long {
			t.Errorf("%s: refused for %s, want %s", f.Name, f.Reason.Key, want.key)
		}
		if got := r.text(f.MovedTo); got != string(want.body) {
			t.Errorf("%s: kept %q, want %q", f.Name, got, want.body)
		}
	}
	if left := r.objects(storage.Originals); len(left) != 0 {
		t.Errorf("originals hold %q", left)
	}
	// The same name again is not written over the first.
	r.lay("mappe/notat.txt", []byte("noe annet"))
	r.look(10 * time.Second)
	if r.text("refused/mappe/notat.txt") != "hei" || r.text("refused/mappe/notat (2).txt") != "noe annet" {
		t.Errorf("the inbox holds %q", r.inInbox())
	}
}

// Nothing that lies among what was refused is written over: neither by names that become the same there, nor by a name
// without its folders where a file lies in their way.
func TestInboxKeepsAllThatIsRefused(t *testing.T) {
	r := newRig(t)
	alike := []string{"a\tb.txt", "a\nb.txt", "a_b.txt"}
	for _, name := range alike {
		r.lie(name, []byte(name))
	}
	r.lie("refused/mappe", []byte("i veien"))
	r.lie("refused/mappe_notat.txt", []byte("gammelt"))
	r.lie("mappe/notat.txt", []byte("nytt"))
	for range 4 {
		_, _ = r.inbox.TakeIn(t.Context(), never) // that a file lies in the way is an error
		r.ahead.Add(int64(15 * time.Second))
	}
	kept := map[string]bool{}
	for _, name := range r.inInbox() {
		kept[r.text(name)] = true
		if !strings.HasPrefix(name, "refused/") {
			t.Errorf("%q is left", name)
		}
	}
	for _, want := range append(alike, "i veien", "gammelt", "nytt") {
		if !kept[want] {
			t.Errorf("%q is lost; there are %q", want, r.inInbox())
		}
	}
}

// The text that tells of a duplicate does not stand beside what was refused under the same name.
func TestInboxTellsOfDuplicatesApart(t *testing.T) {
	r := newRig(t)
	body := photo(t, 400, 300, 1)
	r.lay("der.jpg", body)
	r.lay("a.jpg", body[:len(body)/2])
	if look := r.look(5 * time.Second); look.Taken != 1 || look.Refused != 1 {
		t.Fatalf("%+v, want one taken and one refused", look)
	}
	for range 2 {
		r.lay("a.jpg", body)
		if look := r.look(5*time.Second, 5*time.Second); look.Duplicates != 1 {
			t.Errorf("%+v, want a duplicate", look)
		}
		time.Sleep(1100 * time.Millisecond) // the same bytes of the same second are the same file
	}
	if r.text("refused/a.jpg.reason.txt") != catalog.KeyTruncated || r.text("refused/a (2).jpg.reason.txt") != catalog.KeyInboxDuplicate || len(r.inInbox()) != 3 {
		t.Errorf("the inbox holds %q", r.inInbox())
	}
}

// full is a bucket that has no room for a while.
type full struct {
	catalog.InboxBucket
	left int
}

func (b *full) Take(ctx context.Context, o catalog.InboxObject, id catalog.AssetID, ext string) (string, error) {
	if b.left--; b.left >= 0 {
		return "", catalog.NewError(catalog.Full, catalog.KeyFull, nil)
	}
	return b.InboxBucket.Take(ctx, o, id, ext)
}

// A disk that is full for long is no reason to refuse a file.
func TestInboxWaitsForRoom(t *testing.T) {
	r := newRig(t)
	bucket := &full{ingest.NewInbox(r.bucket), 50}
	r.inbox = r.newInbox(r.db.Inbox(), bucket, r.uploads)
	r.lay("a.jpg", photo(t, 400, 300, 1))
	for range 52 {
		_, _ = r.inbox.TakeIn(t.Context(), never)
		r.ahead.Add(int64(5 * time.Second))
	}
	if r.only(); len(r.inInbox()) != 0 {
		t.Errorf("the inbox holds %q", r.inInbox())
	}
}

// What has a name that is no text is told of where it lies, whatever it is.
func TestInboxTellsOfGarbledNames(t *testing.T) {
	r := newRig(t)
	r.lie("klipp\xff.vtt", []byte("WEBVTT\n"))
	r.lie("bilde\xff.jpg", photo(t, 40, 30, 1))
	r.look(15*time.Second, 6*time.Minute, 15*time.Second)
	list, err := r.inbox.Files(t.Context(), anybody())
	if err != nil || len(list.Refused) != 2 {
		t.Fatalf("%+v, %v, want both refused", list, err)
	}
	for _, f := range list.Refused {
		if f.Reason.Key != catalog.KeyInboxName {
			t.Errorf("%q: %s", f.Name, f.Reason.Key)
		}
	}
}

func (r *rig) text(name string) string {
	r.t.Helper()
	key, err := storage.InboxKey(name)
	if err != nil {
		r.t.Fatal(err)
	}
	body, _, err := r.bucket.Open(context.Background(), key, nil)
	if err != nil {
		return err.Error()
	}
	defer body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(body); err != nil {
		r.t.Fatal(err)
	}
	return b.String()
}

// The same bytes again are let go, with a text that names the asset; a sidecar beside them finds it.
func TestInboxDuplicates(t *testing.T) {
	r := newRig(t)
	body := clip(t, "1")
	r.lay("a/klipp.mov", body)
	r.look(5 * time.Second)
	a := r.only()
	r.lay("b/igjen.mov", body)
	r.lay("b/igjen.nn.vtt", []byte("WEBVTT\n\n00:00.000 --> 00:01.000\nHei\n"))
	if look := r.look(5 * time.Second); look.Duplicates != 1 || look.Taken != 1 {
		t.Errorf("%+v, want a duplicate and a sidecar taken", look)
	}
	if got := r.inInbox(); !slices.Equal(got, []string{"refused/b/igjen.mov.reason.txt"}) || r.text(got[0]) != catalog.KeyInboxDuplicate {
		t.Errorf("the inbox holds %q", got)
	}
	if back := r.only(); back.ID != a.ID || len(back.Captions) != 1 || back.Captions[0].Language != "nn" {
		t.Errorf("captions %v", back.Captions)
	}
	if left := r.objects(storage.Originals); len(left) != 1 {
		t.Errorf("originals hold %q", left)
	}
}

// Sidecars wait for their file, come after it, and do not write over what is there.
func TestInboxSidecars(t *testing.T) {
	r := newRig(t)
	const said, other = "WEBVTT\n\n00:00.000 --> 00:01.000\nHei\n", "WEBVTT\n\n00:00.000 --> 00:01.000\nNei\n"
	r.lay("dag/klipp.nb.vtt", []byte(said))
	r.lay("dag/klipp.xmp", []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Fra fila ved siden av</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`))
	if look := r.look(time.Minute, 2*time.Minute); look.Waiting != 2 {
		t.Errorf("sidecars alone: %+v, want them to wait", look)
	}
	r.lay("dag/Klipp.MOV", clip(t, "1"))
	if look := r.look(5 * time.Second); look.Taken != 3 {
		t.Errorf("with their clip: %+v, want all taken", look)
	}
	a := r.only()
	if a.Title != "Fra fila ved siden av" || len(a.Captions) != 1 || a.Captions[0].Language != "nb" {
		t.Errorf("title %q, captions %v", a.Title, a.Captions)
	}
	time.Sleep(1100 * time.Millisecond)     // the same bytes of the same second are the same file
	r.lay("dag/klipp.nb.vtt", []byte(said)) // again
	r.lay("dag/klipp.en.srt", []byte("1\n00:00:00,000 --> 00:00:01,000\nHello\n"))
	if look := r.look(time.Hour, 5*time.Second); look.Taken != 2 {
		t.Errorf("later: %+v, want both taken", look)
	}
	r.lay("dag/klipp.nb.vtt", []byte(other))
	if look := r.look(5 * time.Second); look.Refused != 1 || r.text("refused/dag/klipp.nb.vtt.reason.txt") != catalog.KeyInboxCaption {
		t.Errorf("other words: %+v, the inbox holds %q", look, r.inInbox())
	}
}

// Only one of several programs looks into the inbox.
func TestInboxTurns(t *testing.T) {
	r := newRig(t)
	for _, step := range []struct {
		holder string
		after  time.Duration
		want   bool
	}{{"a", 0, true}, {"b", 0, false}, {"a", 30 * time.Second, true}, {"b", 50 * time.Second, false}, {"b", 11 * time.Second, true}, {"a", 0, false}} {
		r.ahead.Add(int64(step.after))
		if got, err := r.inbox.Turn(t.Context(), step.holder, time.Minute); err != nil || got != step.want {
			t.Errorf("%s after %s: %v, %v, want %v", step.holder, step.after, got, err, step.want)
		}
	}
}

// The job does it all by itself.
func TestInboxJob(t *testing.T) {
	r := newRig(t)
	r.start()
	began := time.Now()
	r.lay("dag/a.jpg", photo(t, 400, 300, 1))
	r.lie("dag/b.jpg", photo(t, 400, 300, 2))
	for len(r.all()) < 2 {
		if time.Since(began) > r.patience {
			t.Fatalf("there are %d assets, and in the inbox %q", len(r.all()), r.inInbox())
		}
		time.Sleep(100 * time.Millisecond)
	}
	for _, a := range r.all() {
		r.ready(a.ID)
	}
}

// Thousands of files: none is lost, none comes twice.
func TestInboxTakesThousands(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	r := newRig(t)
	small := photo(t, 16, 12, 1)
	const count = 2000
	for i := range count {
		r.lie(fmt.Sprintf("dag/%d/b%04d.jpg", i%7, i), append(slices.Clone(small), fmt.Sprintf("%08d", i)...))
	}
	r.lie("refused/gammel.txt", []byte("x")) // is not looked at
	if look := r.look(20 * time.Second); look.Taken != count {
		t.Errorf("%+v, want %d taken", look, count)
	}
	if got := len(r.all()); got != count {
		t.Errorf("%d assets, want %d", got, count)
	}
	if got := r.inInbox(); !slices.Equal(got, []string{"refused/gammel.txt"}) {
		t.Errorf("the inbox holds %q", got)
	}
}
