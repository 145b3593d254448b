package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// Chooser is the part of a form in which files are looked for and put in order, without script. The form sends those that are
// chosen as assets, those to come along as add, what was looked for as find, and the buttons up and drop with the file they mean.
type Chooser struct {
	Address  string // of the form
	Chosen   []PlannedAssetRow
	Asked    string // what files were looked for
	Found    []PlannedAssetRow
	Looked   bool
	Problems []catalog.Reason
}

// findFiles looks for files that are not chosen yet, when that was asked for.
func (p *Pages) findFiles(c *gin.Context, chooser *Chooser, action, text string) error {
	if chooser.Asked = text; action != "find" {
		return nil
	}
	chooser.Looked = true
	found, err := p.Assets.Find(c.Request.Context(), edge.Actor(c), catalog.Query{Text: text, Limit: mostOffered})
	if err != nil {
		return err
	}
	l := p.localizer(c)
	for _, a := range found.Items {
		if !slices.ContainsFunc(chooser.Chosen, func(h PlannedAssetRow) bool { return h.ID == a.ID }) {
			chooser.Found = append(chooser.Found, PlannedAssetRow{PlannedAsset: catalog.PlannedAsset{ID: a.ID, Title: a.ShownTitle()}, Card: p.card(l, a, false)})
		}
	}
	return p.seen(c, chooser.Found)
}

// refuse puts beside the files what was refused of them: at names them in the catalogue's field errors. It gives back the rest.
func (f *Chooser) refuse(err error, at string) error {
	var e *catalog.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = nil
	for _, wrong := range e.Fields {
		if wrong.Location == at || strings.HasPrefix(wrong.Location, at+"[") {
			f.Problems = append(f.Problems, catalog.Reason{Key: wrong.Key, Args: wrong.Args})
		} else {
			out.Fields = append(out.Fields, wrong)
		}
	}
	return &out
}
