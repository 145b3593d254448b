package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// InboxView shows what S3 clients have laid into the bucket's inbox.
type InboxView struct {
	Frame
	Waiting, Refused, Duplicates []InboxRow
	Taken                        int
}

// InboxRow is one file.
type InboxRow struct {
	Name, At string
	Size     int64
	Reason   catalog.Reason
	URL      string // of the asset whose bytes it has
}

// inbox is GET /inbox.
func (p *Pages) inbox(c *gin.Context) error {
	list, err := p.Inbox.Files(c.Request.Context(), edge.Actor(c))
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "inbox", InboxView{Frame: p.frame(c, "upload", "inbox.title"), Waiting: p.inboxRows(c, list.Waiting),
		Refused: p.inboxRows(c, list.Refused), Duplicates: p.inboxRows(c, list.Duplicates), Taken: len(list.Taken)})
}

func (p *Pages) inboxRows(c *gin.Context, files []catalog.InboxFile) []InboxRow {
	l := p.localizer(c)
	rows := make([]InboxRow, 0, len(files))
	for _, f := range files {
		row := InboxRow{Name: f.Name, At: l.DateTime(f.At), Size: f.Size, Reason: f.Reason}
		if f.Asset != "" {
			row.URL = "/assets/" + string(f.Asset)
		}
		rows = append(rows, row)
	}
	return rows
}
