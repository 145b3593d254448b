package web

import "github.com/fellesmappa/fellesmappa/server/catalog"

// Snippets are the addresses of one reuse link and the code to embed it with.
type Snippets struct {
	Link   catalog.ReuseLink
	Fields []CopyField
}

// CopyField is a text to copy. Label and Hint are translation keys.
type CopyField struct {
	ID, Label, Hint, Text string
	Rows                  int
}

// snippets are what a link gives to paste elsewhere. A link made under another key has no address to tell.
func (p *Pages) snippets(a catalog.Asset, link catalog.ReuseLink) *Snippets {
	token := p.ReuseLinks.Token(link)
	if token == "" {
		return nil
	}
	s := &Snippets{Link: link}
	add := func(name, text string, rows int) {
		if text != "" {
			s.Fields = append(s.Fields, CopyField{ID: "copy-" + name, Label: "reuse." + name, Hint: "reuse." + name + ".hint", Text: text, Rows: rows})
		}
	}
	add("address", p.Links.Page(token), 1)
	add("image", p.Links.Image(token, link, a), 1)
	add("picture", p.Links.PictureHTML(token, link, a), 4)
	add("embed", p.Links.EmbedHTML(token, link, a), 3)
	add("oembed", p.Links.OEmbed(token), 2)
	return s
}
