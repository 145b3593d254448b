package catalog

import (
	"slices"
	"strings"
)

// Presenter is staff or a guest who presents, credited and searchable. One who has left stays, inactive.
type Presenter struct {
	Entry
	Name    string
	Library Ref // zero: none
	Aliases []string
	Active  bool
}

// Presenters is the service over the presenters.
type Presenters = Register[Presenter, *Presenter]

// Rename gives a presenter another name and keeps the old one, by which others may still look.
func (p *Presenter) Rename(name string) {
	if had := p.Name; had != "" && !strings.EqualFold(had, strings.TrimSpace(name)) && !slices.Contains(p.Aliases, had) {
		p.Aliases = append(slices.Clone(p.Aliases), had)
	}
	p.Name = name
}

func (p *Presenter) entry() *Entry { return &p.Entry }
func (p *Presenter) kind() Kind    { return KindPresenter }

func (p *Presenter) check(c *checker) {
	c.required("name", &p.Name, 120)
	c.words("aliases", &p.Aliases, 50, 120)
}
