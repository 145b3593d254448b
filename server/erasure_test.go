package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// canary stands in every text about the person that is erased.
const canary = "kanarifugl"

// TestNothingIsLeftOfWhoIsErased looks for a name in every table, object, file of the index, answer and page.
func TestNothingIsLeftOfWhoIsErased(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			cfg := b.config(t)
			s := start(t, cfg)
			person, paths := s.whoIsErased()
			index := filepath.Join(cfg.Data, "index")
			if s.tells() == "" || s.keeps() == "" {
				t.Fatal("the name is nowhere before it is erased")
			}
			s.call(204, "DELETE", "/people/"+person, nil)
			if left := s.tells(); left != "" {
				t.Errorf("in table %s", left)
			}
			if left := s.keeps(); left != "" {
				t.Errorf("in object %s", left)
			}
			s.eventually(patience, "the records are written anew", func() bool { return s.keeps() == "" })
			if left := holds(t, index); left != "" {
				t.Errorf("in %s of the index", left)
			}
			if b.database == "" {
				s.eventually(patience, "the database's files are written over", func() bool {
					_, err := s.app.db.SQL().Exec("PRAGMA wal_checkpoint(TRUNCATE)")
					return err == nil && holds(t, cfg.Data) == ""
				})
			}
			for _, path := range paths {
				if got := s.do("GET", path, nil); got.status != 200 && got.status != 404 || strings.Contains(strings.ToLower(string(got.body)), canary) {
					t.Errorf("%s answers %d and tells: %.300s", path, got.status, got.body)
				}
			}
		})
	}
}

// whoIsErased makes somebody of whom all is told, and gives the paths at which it could be read.
func (s *site) whoIsErased() (string, []string) {
	s.t.Helper()
	id := func(v map[string]any) string { return v["id"].(string) }
	person := id(s.call(201, "POST", "/people", map[string]any{"display_name": "Kanarifugl", "category": "child", "contact": "kanarifugl@example.no", "note": "Kanarifugl"}))
	twin := id(s.call(201, "POST", "/people", map[string]any{"display_name": "Kanarifugl to", "note": "Kanarifugl"}))
	s.call(200, "POST", "/people/"+twin+"/merge", map[string]any{"into": person})
	consent := id(s.call(201, "POST", "/consents", map[string]any{"person": person, "channels": []string{"website"}, "guardians": []string{"Kanarifuglmor"}, "child_asked": true,
		"given": "oral", "witness": "Kanarifuglvitne", "note": "Kanarifugl"}))
	taken := id(s.call(201, "POST", "/consents", map[string]any{"person": person, "channels": []string{"website"}, "guardians": []string{"Kanarifuglfar"}, "child_asked": true}))
	s.evidence(consent, "kanarifugl.pdf", "%PDF-1.4 kanarifugl")
	day := id(s.call(201, "POST", "/recording-days", map[string]any{"date": "2026-11-20", "people": []map[string]any{{"name": "Kanarifugl", "note": "Kanarifugl", "person": person}}}))
	asset := s.upload("bilde.jpg", picture(s.t, 400, 300, 7), map[string]any{"title": "Bilde", "recording_day": day})
	s.ready(asset)
	s.call(200, "POST", "/assets/bulk", map[string]any{"ids": []string{asset}, "patch": map[string]any{"people": []string{person}}})
	s.call(201, "POST", "/assets/"+asset+"/reuse-links", map[string]any{"channel": "website"})
	s.call(200, "POST", "/consents/"+taken+"/withdraw", map[string]any{"note": "Kanarifugl ringte"})
	s.signed(person)
	return person, []string{"/people", "/people/" + person, "/consents", "/consents/" + consent, "/consents/" + taken, "/privacy", "/audit", "/takedowns", "/takedowns/remaining",
		"/recording-days/" + day, "/assets/" + asset, "/api/v1/people/" + person, "/api/v1/people/" + person + "/export?format=json", "/api/v1/consents", "/api/v1/audit",
		"/api/v1/assets/" + asset, "/api/v1/assets/" + asset + "/clearance", "/api/v1/recording-days/" + day, "/api/v1/takedowns"}
}

// signed lays down what a person has signed themselves, with a letter that waits to be sent to them.
func (s *site) signed(person string) {
	s.t.Helper()
	now := time.Now()
	_, err := s.app.db.Signings().Sign(s.t.Context(), catalog.NewSigning{By: "guest",
		Consent: catalog.Consent{Entry: catalog.Entry{ID: "k1", Version: 1, CreatedAt: now, UpdatedAt: now}, Person: catalog.Ref{ID: person}, Category: catalog.CategoryAdult,
			Permission: catalog.Permission{Consent: "k1", Channels: []catalog.Channel{catalog.Print}, GivenAt: now, ValidFrom: now, ValidUntil: now.AddDate(1, 0, 0)}},
		Signed: catalog.Signed{Consent: "k1", KeyHash: "h1", SignedName: "Kanarifugl", Places: catalog.TextPlaces{Library: "Sola"}},
		Link:   catalog.ConsentLink{ID: "l1", Hash: "h1", Consent: "k1", CreatedAt: now, CreatedBy: "guest"},
		Letter: &catalog.Letter{ID: "m1", Kind: catalog.LetterCopy, To: "kanarifugl@example.no", Language: "nb", Link: "l1", DueAt: now.AddDate(0, 0, 1)}})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) evidence(consent, name, body string) {
	s.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	w, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if got := s.do("POST", "/api/v1/consents/"+consent+"/documents", &b, "Content-Type", form.FormDataContentType()); got.status != 201 {
		s.t.Fatalf("evidence: %d %s", got.status, got.body)
	}
}

// tells names a table with a row that holds the name; empty when there is none.
func (s *site) tells() string {
	s.t.Helper()
	found := ""
	look := func(table, row string) {
		if strings.Contains(strings.ToLower(row), canary) {
			found = table + ": " + row
		}
	}
	if pool := s.app.db.Pool(); pool != nil {
		s.eachRow(look, "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'", func(q string) ([]string, error) {
			var out []string
			rows, err := pool.Query(context.Background(), q)
			if err != nil {
				return nil, err
			}
			defer rows.Close()
			for rows.Next() {
				values, err := rows.Values()
				if err != nil {
					return nil, err
				}
				out = append(out, printed(values))
			}
			return out, rows.Err()
		})
		return found
	}
	s.eachRow(look, "SELECT name FROM sqlite_master WHERE type = 'table'", func(q string) ([]string, error) {
		var out []string
		rows, err := s.app.db.SQL().Query(q)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		for err == nil && rows.Next() {
			values, to := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				to[i] = &values[i]
			}
			err = rows.Scan(to...)
			out = append(out, printed(values))
		}
		return out, err
	})
	return found
}

func printed(values []any) string {
	var b strings.Builder
	for _, v := range values {
		if raw, ok := v.([]byte); ok {
			v = string(raw)
		}
		fmt.Fprintf(&b, "%v|", v)
	}
	return strings.TrimSuffix(b.String(), "|")
}

func (s *site) eachRow(look func(table, row string), tables string, ask func(q string) ([]string, error)) {
	s.t.Helper()
	names, err := ask(tables)
	for i := 0; err == nil && i < len(names); i++ {
		var rows []string
		if rows, err = ask(`SELECT * FROM "` + names[i] + `"`); err == nil {
			for _, row := range rows {
				look(names[i], row)
			}
		}
	}
	if err != nil || len(names) < 20 {
		s.t.Fatalf("read %d tables: %v", len(names), err)
	}
}

// keeps names an object in the bucket that holds the name, in its bytes or its key.
func (s *site) keeps() string {
	s.t.Helper()
	for _, group := range []storage.Prefix{storage.Originals, storage.Renditions, storage.Records, storage.Documents, storage.Inbox} {
		for info, err := range s.app.bucket.List(s.t.Context(), group) {
			if err != nil {
				s.t.Fatal(err)
			}
			r, _, err := s.app.bucket.Open(s.t.Context(), info.Key, nil)
			if err != nil {
				s.t.Fatal(err)
			}
			raw, err := io.ReadAll(r)
			r.Close()
			if err != nil {
				s.t.Fatal(err)
			}
			if bytes.Contains(bytes.ToLower(raw), []byte(canary)) || strings.Contains(info.Key.String(), canary) {
				return info.Key.String()
			}
		}
	}
	return ""
}

// holds names a file below a folder that holds the name.
func holds(t *testing.T, dir string) (found string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(raw), []byte(canary)) {
			found = path
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return found
}

// TestAnErasureIsFinishedAfterACrash stops between the transaction and the removing of bytes: nobody reads them from then
// on, and the upkeep removes them.
func TestAnErasureIsFinishedAfterACrash(t *testing.T) {
	s := start(t, backends()[0].config(t))
	person, _ := s.whoIsErased()
	documents, err := s.app.db.Records().Erase(t.Context(), "u1", catalog.PersonID(person), time.Now())
	if err != nil || len(documents) != 1 {
		t.Fatalf("erased: %v, %v", documents, err)
	}
	if left := s.tells(); left != "" {
		t.Errorf("in table %s", left)
	}
	if _, err := s.app.documents.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := s.keeps(); left != "" {
		t.Errorf("in object %s", left)
	}
}
