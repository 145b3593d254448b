package api

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

const exportPath = "/people/{id}/export"

// personRecord is all that is held of a person.
type personRecord struct {
	ExportedAt    time.Time   `json:"exported_at"`
	Person        person      `json:"person"`
	Consents      []consent   `json:"consents"`
	Files         []shownFile `json:"files" doc:"That show them, those in the bin too."`
	Posts         []postOf    `json:"posts" doc:"Of those files."`
	RecordingDays []presence  `json:"recording_days" doc:"On which they were present."`
	Audit         []auditLine `json:"audit" doc:"What was done with their data, newest first."`
}

// shownFile is a file that shows a person, with all links by which it was handed out.
type shownFile struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	FileName   string      `json:"file_name"`
	Kind       string      `json:"kind"`
	State      string      `json:"state"`
	RecordedAt *time.Time  `json:"recorded_at"`
	Cleared    bool        `json:"cleared" doc:"May be shown on a website now."`
	ReuseLinks []ReuseLink `json:"reuse_links"`
}

// postOf is a post of files that show a person.
type postOf struct {
	ID        string    `json:"id"`
	Account   reference `json:"account"`
	PostedAt  time.Time `json:"posted_at"`
	Permalink string    `json:"permalink"`
	Files     []string  `json:"files" doc:"Ids."`
}

type presence struct {
	RecordingDay reference `json:"recording_day"`
	Note         string    `json:"note"`
}

// exports mounts the export of a person's record, which is a file.
func (r *routes) exports(v1 gin.IRouter) {
	v1.GET(ginPath(exportPath), edge.Handle(r.exportPerson))
	op := describe(peopleTag, http.MethodGet, exportPath, "export-person", "All that is held of a person, as a ZIP with record.json and the documents, or as JSON alone", 200)
	op.Parameters = []*huma.Param{pathParam("id", nil), {Name: "format", In: "query", Description: "zip unless told, or json.",
		Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"zip", "json"}}}}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.Responses = map[string]*huma.Response{"default": r.problem(), "200": {Description: "The record.",
		Content: map[string]*huma.MediaType{"application/zip": {Schema: binary}, "application/json": {Schema: &huma.Schema{Type: huma.TypeObject}}}}}
	r.huma.OpenAPI().AddOperation(&op)
}

func (r *routes) exportPerson(c *gin.Context) error {
	ctx, by := c.Request.Context(), call{gin: c, actor: edge.Actor(c)}
	format := c.DefaultQuery("format", "zip")
	if format != "zip" && format != "json" {
		return refuseField("format", catalog.KeyUnknownValue, catalog.Args{"value": format, "allowed": "zip, json"})
	}
	record, err := r.Records.Export(ctx, by.actor, c.Param("id"))
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(r.personRecord(by, record), "", "  ")
	if err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	// The address and the file's name hold an id: names of people stand in neither.
	c.Header("Cache-Control", "private, no-store")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "person-"+record.Person.ID+"."+format))
	if format == "json" {
		c.Data(http.StatusOK, "application/json", raw)
		return nil
	}
	c.Header("Content-Type", "application/zip")
	c.Status(http.StatusOK)
	if err := r.zipRecord(ctx, c.Writer, by.actor, record, raw); err != nil {
		return fmt.Errorf("send record: %w", err)
	}
	return nil
}

func (r *routes) zipRecord(ctx context.Context, to io.Writer, actor catalog.Actor, record catalog.Record, raw []byte) error {
	out := zip.NewWriter(to)
	w, err := out.Create("record.json")
	if err == nil {
		_, err = w.Write(raw)
	}
	if err != nil {
		return err
	}
	for _, k := range record.Consents {
		for _, d := range k.Documents {
			if err := r.zipDocument(ctx, out, actor, d); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

func (r *routes) zipDocument(ctx context.Context, out *zip.Writer, actor catalog.Actor, d catalog.Document) error {
	_, body, err := r.Documents.Open(ctx, actor, d.Consent, d.ID)
	if err != nil {
		return err
	}
	defer body.Close()
	w, err := out.CreateHeader(&zip.FileHeader{Name: "documents/" + string(d.ID) + "-" + d.FileName, Method: zip.Store, Modified: d.AddedAt})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, body)
	return err
}

func (r *routes) personRecord(c call, record catalog.Record) personRecord {
	return personRecord{ExportedAt: r.Now().UTC(), Person: personOf(record.Person), Consents: each(record.Consents, r.consent),
		Files: each(record.Shown, r.shownFile), Posts: each(record.Posts, postOfRecord), Audit: each(record.Audit, c.auditLine),
		RecordingDays: each(record.Days, func(p catalog.Presence) presence { return presence{referenceOf(p.Day), p.Note} })}
}

func (r *routes) shownFile(s catalog.Showing) shownFile {
	a := s.Asset
	return shownFile{ID: string(a.ID), Title: a.ShownTitle(), FileName: a.Original.FileName, Kind: string(a.Kind), State: string(a.State),
		RecordedAt: orNever(a.RecordedAt), Cleared: catalog.Clear(a, catalog.Use{Channel: catalog.Website}, r.Now()).Cleared, ReuseLinks: each(s.Links, r.reuseLink)}
}

func postOfRecord(p catalog.Post) postOf {
	return postOf{ID: p.ID, Account: referenceOf(p.Account), PostedAt: p.PostedAt, Permalink: p.Permalink,
		Files: each(p.Assets, func(a catalog.PostedAsset) string { return string(a.ID) })}
}
