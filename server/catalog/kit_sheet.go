package catalog

import (
	"strings"
	"time"
)

// Sheet writes the texts of a kit into one file, in the language of the kit, for those who post from another machine.
func (s *Kits) Sheet(k Kit) (name, text string) {
	var b strings.Builder
	say := func(key string, args Args) string { return s.Words.Text(k.Language, key, args) }
	part := func(key string, lines ...string) {
		if text := joined("\n", lines...); text != "" {
			b.WriteString("== " + say(key, nil) + " ==\n\n" + text + "\n\n")
		}
	}
	part("sheet.text", k.Text)
	part("sheet.tags", strings.Join(k.Tags, " "))
	var asked, alternatives []string
	for _, c := range k.Collaborators {
		asked = append(asked, joined(" – ", joined(" ", c.Library.Name, c.Handle), say("collaborator."+string(c.Status), nil)))
	}
	part("sheet.collaborators", asked...)
	for _, f := range k.Files {
		if f.AltText != "" && !f.Cover {
			alternatives = append(alternatives, f.Name+":\n"+f.AltText)
		}
	}
	part("sheet.alt_text", strings.Join(alternatives, "\n\n"))
	part("sheet.credits", k.Credits...)
	part("sheet.link", k.Item.Link)
	return say("sheet.file", nil) + ".txt", b.String()
}

// ZipName is what a kit is called when it is saved: by what it is of and when it is to be posted.
func (k Kit) ZipName() string {
	title := k.Item.ShownTitle()
	if title == "" && len(k.Files) > 0 {
		title = k.Files[0].Asset.ShownTitle()
	}
	parts := []string{"fellesmappa", clipped(Slug(title))}
	if !k.Item.PlannedAt.IsZero() {
		parts = append(parts, k.Item.PlannedAt.Format(time.DateOnly))
	}
	return joined("-", parts...) + ".zip"
}
