package web

import (
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) seriesRegister() register[catalog.Series] {
	return register[catalog.Series]{
		pages: p, name: "series", kind: catalog.KindSeries, filter: catalog.BySeries, service: p.Series,
		columns: []string{"series.description"},
		entry:   func(e *catalog.Series) *catalog.Entry { return &e.Entry },
		title:   func(_ *locale.Localizer, e catalog.Series) string { return e.Name },
		cells:   func(_ *locale.Localizer, e catalog.Series) []string { return []string{e.Description} },
		fields:  seriesFields,
		read:    readSeries,
	}
}

func seriesFields(_ *gin.Context, e catalog.Series) ([]Field, error) {
	return []Field{
		{Kind: "text", Name: "name", Label: "series.name", Required: true, Value: e.Name},
		{Kind: areaField, Name: "description", Label: "series.description", Rows: 3, Value: e.Description},
		{Kind: areaField, Name: "post_text.nb", Label: "series.post_text.nb", Hint: "series.post_text.nb.hint", Rows: 5, Value: string(e.PostText.NB)},
		{Kind: areaField, Name: "post_text.nn", Label: "series.post_text.nn", Hint: "series.post_text.nn.hint", Rows: 5, Value: string(e.PostText.NN)},
		{Kind: areaField, Name: "post_text.en", Label: "series.post_text.en", Hint: "series.post_text.en.hint", Rows: 5, Value: string(e.PostText.EN)},
	}, nil
}

func readSeries(_ *gin.Context, sent url.Values) (func(*catalog.Series), error) {
	text := func(language string) catalog.PostTemplate {
		return catalog.PostTemplate(sent.Get("post_text." + language))
	}
	return func(e *catalog.Series) {
		e.Name, e.Description = sent.Get("name"), sent.Get("description")
		e.PostText = catalog.PostTexts{NB: text("nb"), NN: text("nn"), EN: text("en")}
	}, nil
}
