package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
)

const (
	inRow    = 104 // posts of a row: two years of every week
	password = "en lang setning om bøker"
)

// measurement is of the program on one database.
type measurement struct {
	config
	process  *program.Process
	api      *program.Client
	pages    *http.Client // with the cookies of a county editor
	alone    *alone
	accounts []string
	homes    []string // of libraries, as the accounts
	assets   []string
	rows     []string // a post of each
	first    time.Time
}

// signIn makes a token for the API and signs a county editor in to the pages.
func (m *measurement) signIn(ctx context.Context, p program.Program) error {
	token, err := p.Token(ctx, "county_editor")
	if err != nil {
		return err
	}
	m.api = program.NewClient(m.process.Address, token, 1)
	added, err := p.Command(ctx, "user", "add", "kari@example.org", "--name", "Kari", "--role", "county_editor")
	if err != nil {
		return err
	}
	_, secret, found := strings.Cut(strings.TrimSpace(string(added.Out)), "/welcome/")
	if !found {
		return errors.New("adding a user gives no link")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	m.pages = &http.Client{Jar: jar, Timeout: time.Minute}
	res, err := m.pages.PostForm(m.process.Address+"/welcome/"+secret, url.Values{"password": {password}})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("sign in: %s", res.Status)
	}
	return nil
}

// fill plans rows of posts, a third of them beginning four years ago, two years ago and now.
func (m *measurement) fill(ctx context.Context, notes io.Writer) error {
	for i := range m.libraries {
		id, err := m.api.Add(ctx, "libraries", map[string]any{"name": fmt.Sprintf("Bibliotek %d", i), "slug": fmt.Sprintf("bibliotek-%d", i)})
		if err != nil {
			return err
		}
		account, err := m.api.Add(ctx, "accounts", map[string]any{"name": fmt.Sprintf("@bibliotek%d", i), "channel": "instagram", "library": id})
		if err != nil {
			return err
		}
		m.homes, m.accounts = append(m.homes, id), append(m.accounts, account)
	}
	for i := range m.files {
		file, err := picture(i)
		if err != nil {
			return err
		}
		id, err := m.api.Upload(ctx, fmt.Sprintf("%d.jpg", i), file, map[string]any{"title": fmt.Sprintf("Bilde %d", i), "people_status": "nobody", "alt_text": "Et bilde"})
		if err != nil {
			return err
		}
		m.assets = append(m.assets, id)
	}
	m.first = time.Now().UTC().Truncate(24 * time.Hour)
	for i := range m.items / inRow {
		id, err := m.api.Add(ctx, "plan", m.row(i))
		if err != nil {
			return err
		}
		if m.rows = append(m.rows, id); i%50 == 0 {
			fmt.Fprintf(notes, "planning: row %d of %d\n", i, m.items/inRow)
		}
	}
	return nil
}

// row is the nth row as the API takes it.
func (m *measurement) row(n int) map[string]any {
	begins := m.first.AddDate(0, 0, n%7-7*inRow*(2-n%3)).Add(time.Duration(8+n%10) * time.Hour)
	return map[string]any{"title": fmt.Sprintf("Rekke %d", n), "account": m.accounts[n%len(m.accounts)], "library": m.homes[n%len(m.homes)], "planned_at": begins,
		"deadline": begins.AddDate(0, 0, -3), "assets": []string{m.assets[n%m.files], m.assets[(n+1)%m.files]}, "hashtags": []string{"bok", "bibliotek"}, "caption": "Kom og se!",
		"collaborators": []string{m.homes[(n+1)%len(m.homes)]}, "repeat": map[string]any{"rrule": fmt.Sprintf("FREQ=WEEKLY;COUNT=%d", inRow), "content_types": []string{"service_info", "literature", "relations"}}}
}

// picture is a JPEG that differs with n.
func picture(n int) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(n * 37), 255})
		}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, nil)
	return b.Bytes(), err
}

// send sends a body to the API and decodes the answer, unless out is nil.
func (m *measurement) send(ctx context.Context, method, path string, body map[string]any, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if raw, err = m.api.Send(ctx, method, "/api/v1"+path, "application/json", raw); err != nil || out == nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

// page reads a page to its end.
func (m *measurement) page(ctx context.Context, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, m.process.Address+path, nil)
	if err != nil {
		return err
	}
	res, err := m.pages.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK || res.Request.URL.Path != req.URL.Path {
		return errors.Join(err, fmt.Errorf("%s: %s from %s", path, res.Status, res.Request.URL.Path))
	}
	return nil
}
