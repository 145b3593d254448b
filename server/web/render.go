package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

//go:embed templates
var templateFiles embed.FS

// templates hold the pages in every language. The functions that translate and format are bound to the language when
// a page is parsed, so that a template never has to carry it along. A page is made of its own file and a copy of all that
// pages share when it is first shown in a language: all of them in all languages would lie around in 30 MiB.
type templates struct {
	shared map[string]*template.Template // by language: the layout and the parts of pages. Only ever copied
	files  map[string]string             // by page

	mu    sync.Mutex
	pages map[spoken]*template.Template
}

// spoken is a page in a language.
type spoken struct{ lang, page string }

// parseTemplates reads every page, so that a mistake in one stops the start.
func parseTemplates(words *locale.Bundle, files *staticFiles) (*templates, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	t := &templates{shared: map[string]*template.Template{}, files: map[string]string{}, pages: map[spoken]*template.Template{}}
	for _, lang := range locale.Languages() {
		t.shared[lang], err = template.New("layout").Funcs(functions(words.Localizer(lang), files)).
			ParseFS(templateFiles, "templates/layout.html", "templates/partial/*.html")
		if err != nil {
			return nil, fmt.Errorf("parse layout: %w", err)
		}
	}
	for _, name := range names {
		page := strings.TrimSuffix(path.Base(name), ".html")
		if page == "layout" {
			continue
		}
		if _, err := template.New(page).Funcs(functions(words.Localizer(locale.Bokmal), files)).ParseFS(templateFiles, name); err != nil {
			return nil, fmt.Errorf("parse page %s: %w", page, err)
		}
		t.files[page] = name
	}
	return t, nil
}

// page finds a page in a language.
func (t *templates) page(lang, page string) (*template.Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := spoken{lang, page}
	if made, ok := t.pages[key]; ok {
		return made, nil
	}
	name, ok := t.files[page]
	shared := t.shared[lang]
	if !ok || shared == nil {
		return nil, fs.ErrNotExist
	}
	made, err := shared.Clone()
	if err == nil {
		made, err = made.ParseFS(templateFiles, name)
	}
	if err == nil {
		t.pages[key] = made
	}
	return made, err
}

func functions(l *locale.Localizer, files *staticFiles) template.FuncMap {
	return template.FuncMap{
		"lang":     l.Lang,
		"t":        func(key string, pairs ...any) (string, error) { return translate(l, key, pairs) },
		"say":      func(m catalog.Reason) string { return l.T(m.Key, m.Args) },
		"date":     l.Date,
		"datetime": l.DateTime,
		"weekday": func(t time.Time) string {
			return l.T("post_text.weekday."+strconv.Itoa(int(t.In(l.Zone()).Weekday())), nil)
		},
		"number":    func(n int) string { return l.Number(int64(n)) },
		"size":      l.Size,
		"static":    files.url,
		"registers": registerNames,
		"dict":      dict,
		"day":       func(t time.Time) string { return t.In(l.Zone()).Format(time.DateOnly) },
	}
}

// dict lets a template give another several things in pairs: {{template "x" (dict "Card" . "Self" $.URL)}}.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}

// translate lets a template name arguments in pairs: {{t "key" "count" 3}}.
func translate(l *locale.Localizer, key string, pairs []any) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("translate %s: arguments come in pairs", key)
	}
	args := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return "", fmt.Errorf("translate %s: argument %v is no name", key, pairs[i])
		}
		args[name] = pairs[i+1]
	}
	return l.T(key, args), nil
}

// render writes a page, or fails before a byte of it is written.
func (t *templates) render(lang, page string, view any) ([]byte, error) {
	own, err := t.page(lang, page)
	if err != nil {
		return nil, fmt.Errorf("render %s in %s: %w", page, lang, err)
	}
	var b bytes.Buffer
	if err := own.ExecuteTemplate(&b, "layout", view); err != nil {
		return nil, fmt.Errorf("render %s in %s: %w", page, lang, err)
	}
	return b.Bytes(), nil
}

// scanButton is on the pages that read barcodes, which therefore may use the camera.
var scanButton = []byte(" data-scan=")

// show answers with a page. Pages hold what only this reader may see, so no cache keeps them.
func (p *Pages) show(c *gin.Context, status int, page string, view any) error {
	body, err := p.templates.render(edge.Lang(c), page, view)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	if bytes.Contains(body, scanButton) {
		c.Header("Permissions-Policy", edge.OwnCamera)
	}
	c.Data(status, "text/html; charset=utf-8", body)
	return nil
}
