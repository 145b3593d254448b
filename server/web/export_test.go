package web

import "sync"

// parsed are the templates of the first test: parsing them anew for every one took a third of the tests' time.
var (
	parsing sync.Once
	parsed  *templates
)

// NewParsed is New with templates that were parsed before, where they were: the words that deps speak must be the same.
func NewParsed(cfg Config, deps Deps) (*Pages, error) {
	var failed error
	parsing.Do(func() {
		p, err := New(cfg, deps)
		if failed = err; err == nil {
			parsed = p.templates
		}
	})
	if failed != nil || parsed == nil {
		return New(cfg, deps)
	}
	if err := deps.validate(); err != nil {
		return nil, err
	}
	files, err := loadStatic()
	if err != nil {
		return nil, err
	}
	return &Pages{Deps: deps, cfg: cfg, files: files, templates: parsed}, nil
}
