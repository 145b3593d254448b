package catalog

import (
	"context"
	"strings"
	"time"
)

// KitText is a file of a kit that is a text.
type KitText struct{ Name, Text string }

// Texts gives the files of a kit that are texts: the captions of its clips, cut as these are, and all that is to be pasted.
func (s *Kits) Texts(ctx context.Context, k Kit) ([]KitText, error) {
	var out []KitText
	had := map[AssetID][]CaptionFile{}
	for _, c := range k.Captions {
		f := k.Files[c.File]
		if _, ok := had[f.Asset.ID]; !ok {
			files, err := s.Assets.Captions(ctx, f.Asset.ID)
			if err != nil {
				return nil, err
			}
			had[f.Asset.ID] = files
		}
		for _, file := range had[f.Asset.ID] {
			if file.Language != c.Language {
				continue
			}
			vtt, srt, err := s.Captions.CutCaptions(file.VTT, f.From, f.To)
			if err != nil {
				return nil, err
			}
			if vtt != "" { // somebody says something there
				out = append(out, KitText{c.VTT, vtt}, KitText{c.SRT, srt})
			}
		}
	}
	return append(out, s.sheet(k)), nil
}

// sheet writes what is to be pasted into one file, in the language of the kit, for those who post from another machine.
func (s *Kits) sheet(k Kit) KitText {
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
	return KitText{say("sheet.file", nil) + ".txt", b.String()}
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
