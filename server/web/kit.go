package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// KitView is the page from which a planned post is posted.
type KitView struct {
	Frame
	Item    catalog.PlanItem
	Name    string // of the planned post
	PlanURL string
	Refused *catalog.Reason // why there is no kit; nil when there is one
	Assets  []RefusedAsset  // that are why
	KitParts
	Chosen     []PlannedAssetRow // with the audiences that have seen them
	PostedForm Form
	MayPost    bool
	Posted     bool
	EditForm   KitForm
	MayEdit    bool
}

// RefusedAsset is an asset that may not be shown, and why. Title is empty for who does not see it.
type RefusedAsset struct {
	Title, URL string
	Reasons    []catalog.Reason
}

// KitParts is what the page shows of a kit.
type KitParts struct {
	Kit        catalog.Kit
	InLanguage []Chip // of the texts; the address of the one that is shown is empty
	Blocks     []KitCheck
	Warnings   []KitCheck
	Files      []KitFileRow
	Making     bool // some files are still being made
	ZipURL     string
	AgainURL   string // of the page in the language that is shown
	Texts      []CopyField
	Length     int // of the post's text, in characters
	Alts       []CopyField
}

// KitCheck is something that stands in the way, and where it can be mended.
type KitCheck struct {
	catalog.Finding
	URL      string
	Noted    string // the day on which a limit was looked up
	Override Form   // lets a duty pass; without an action where it is none, or for who may not
}

func checkOf(l *locale.Localizer, f catalog.Finding) KitCheck {
	check := KitCheck{Finding: f}
	if f.Limit != nil {
		check.Noted = l.Day(f.Limit.Noted)
	}
	return check
}

// graveFirst parts what cannot be posted so from what is only warned of.
func graveFirst(checks []KitCheck) (blocks, warnings []KitCheck) {
	for _, check := range checks {
		if check.Level == catalog.LevelBlock {
			blocks = append(blocks, check)
		} else {
			warnings = append(warnings, check)
		}
	}
	return blocks, warnings
}

// KitFileRow is one file of a kit.
type KitFileRow struct {
	catalog.KitFile
	URL      string
	Poster   string // address of a clip's cover, once it is there
	Size     string
	Failed   bool
	Preview  Picture // of the asset, while the file is held back
	Captions string  // names of the files with its captions; empty: it has none
}

// kit is GET /plan/:id/kit.
func (p *Pages) kit(c *gin.Context) error {
	view, status, err := p.kitView(c)
	if err != nil {
		return err
	}
	return p.show(c, status, "kit", view)
}

func kitPath(id string) string { return "/plan/" + url.PathEscape(id) + "/kit" }

// kitView is the page and its status: that of the refusal where there is no kit.
func (p *Pages) kitView(c *gin.Context) (KitView, int, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	item, err := p.Plan.Get(ctx, actor, catalog.PlanItemID(c.Param("id")))
	if err != nil {
		return KitView{}, 0, err
	}
	view := KitView{Frame: p.frame(c, "plan", "kit.title"), Item: item, Name: item.ShownTitle(), PlanURL: "/plan/" + url.PathEscape(item.ID),
		Posted: item.Post != "", MayEdit: catalog.MayChangePlanItem(actor, item) == nil}
	view.MayPost = view.MayEdit && !view.Posted && item.Open()
	view.PostedForm = p.postedForm(l, item)
	language := c.Query("language")
	if !slices.Contains(catalog.PostLanguages(), language) {
		language = ""
	}
	kit, err := p.Kits.Get(ctx, actor, catalog.PlanItemID(item.ID), language)
	if refused := (*catalog.Error)(nil); errors.As(err, &refused) && (refused.Code == catalog.Conflict || refused.Code == catalog.Withheld) {
		view.refuse(refused)
		return view, edge.Status(refused.Code), nil
	}
	if err != nil {
		return view, 0, err
	}
	view.KitParts = p.kitParts(l, actor, kit)
	view.Chosen = make([]PlannedAssetRow, len(item.Assets))
	for i, a := range item.Assets {
		view.Chosen[i].PlannedAsset = a
	}
	if err := p.seen(c, view.Chosen); err != nil {
		return view, 0, err
	}
	view.EditForm, err = p.kitForm(c, kit)
	return view, http.StatusOK, err
}

// refuse says why there is no kit.
func (view *KitView) refuse(e *catalog.Error) {
	view.Refused = &catalog.Reason{Key: e.Key, Args: e.Args}
	for i, a := range view.Item.Assets {
		row := RefusedAsset{Title: a.Title}
		if a.Title != "" {
			row.URL = assetPath(a.ID)
		}
		for _, f := range e.Fields {
			if f.Location == "assets["+strconv.Itoa(i)+"]" {
				row.Reasons = append(row.Reasons, catalog.Reason{Key: f.Key, Args: f.Args})
			}
		}
		if len(row.Reasons) > 0 {
			view.Assets = append(view.Assets, row)
		}
	}
}

func (p *Pages) kitParts(l *locale.Localizer, actor catalog.Actor, kit catalog.Kit) KitParts {
	base := kitPath(kit.Item.ID)
	parts := KitParts{Kit: kit, ZipURL: base + ".zip?language=" + kit.Language, AgainURL: base + "?language=" + kit.Language}
	for _, language := range catalog.PostLanguages() {
		chip := Chip{Label: l.T("language."+language, nil)}
		if language != kit.Language {
			chip.URL = base + "?language=" + language
		}
		parts.InLanguage = append(parts.InLanguage, chip)
	}
	var checks []KitCheck
	for _, f := range kit.Findings {
		check := checkOf(l, f)
		if f.Asset != "" {
			check.URL = assetPath(f.Asset)
		}
		if f.Duty != "" {
			check.URL += "#duties"
			check.Override = overrideForm(actor, kit, f)
		}
		checks = append(checks, check)
	}
	parts.Blocks, parts.Warnings = graveFirst(checks)
	for i, f := range kit.Files {
		row := KitFileRow{KitFile: f, URL: base + "/files/" + strconv.Itoa(i), Failed: f.Failure.Key != ""}
		if len(f.Held) > 0 {
			row.Preview = p.preview(f.Asset)
		}
		if f.Ready {
			row.Size = renditionSize(l, catalog.Rendition{Width: f.Width, Height: f.Height, Size: f.KitObject.Size})
		}
		if f.Cover && f.Ready {
			parts.Files[i-1].Poster = row.URL
		}
		parts.Making = parts.Making || !f.Ready && !row.Failed && len(f.Held) == 0
		parts.Files = append(parts.Files, row)
	}
	for _, c := range kit.Captions {
		row := &parts.Files[c.File]
		row.Captions = strings.TrimPrefix(row.Captions+", "+c.VTT+", "+c.SRT, ", ")
	}
	parts.copies()
	return parts
}

// copies are the texts to paste.
func (parts *KitParts) copies() {
	kit := parts.Kit
	add := func(name, text string, rows int) {
		if text != "" {
			parts.Texts = append(parts.Texts, CopyField{ID: "kit-" + name, Label: "kit." + name, Text: text, Rows: rows})
		}
	}
	parts.Length = utf8.RuneCountInString(kit.Text)
	add("text", kit.Text, 10)
	add("tags", words(kit.Tags), 1)
	add("suggested", words(kit.Suggested), 1)
	add("link", kit.Item.Link, 1)
	for i, f := range kit.Files {
		if f.AltText != "" && !f.Cover {
			parts.Alts = append(parts.Alts, CopyField{ID: "kit-alt-" + strconv.Itoa(i), Label: "asset.alt_text", Text: f.AltText, Rows: 2})
		}
	}
}
