package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// InboxFile is a file that an S3 client laid into the bucket's inbox.
type InboxFile struct {
	Path    string    `json:"path" doc:"Below inbox/, as its sender named it."`
	Size    int64     `json:"size" doc:"Bytes."`
	SeenAt  time.Time `json:"seen_at" doc:"Since when it has been as it is."`
	At      time.Time `json:"at" doc:"When it was taken in or refused; for one that waits, when it was seen."`
	Asset   *string   `json:"asset" doc:"What it has become part of, or whose bytes it has."`
	MovedTo *string   `json:"moved_to" doc:"Where it lies below inbox/ now that it was refused; beside it lies a text ending in .reason.txt."`
	Reason  string    `json:"reason" doc:"Why it was not taken in, and what to do."`
}

// Inbox is what is known of the bucket's inbox, the newest first, at most 500 of each.
type Inbox struct {
	Waiting    []InboxFile `json:"waiting"`
	Refused    []InboxFile `json:"refused" doc:"Of the last 90 days."`
	Duplicates []InboxFile `json:"duplicates" doc:"Whose bytes were there already, of the last 7 days."`
	Taken      []InboxFile `json:"taken" doc:"Of the last 7 days."`
}

func (r *routes) inbox() {
	handle(r, describe("Inbox", http.MethodGet, "/inbox", "get-inbox", "What waits in the bucket's inbox, and what was refused", 200), r.getInbox)
}

func (r *routes) getInbox(ctx context.Context, c call, _ *struct{}) (*entryAnswer[Inbox], error) {
	list, err := r.Inbox.Files(ctx, c.actor)
	if err != nil {
		return nil, err
	}
	return &entryAnswer[Inbox]{Body: Inbox{Waiting: c.inboxFiles(list.Waiting), Refused: c.inboxFiles(list.Refused),
		Duplicates: c.inboxFiles(list.Duplicates), Taken: c.inboxFiles(list.Taken)}}, nil
}

func (c call) inboxFiles(files []catalog.InboxFile) []InboxFile {
	out := make([]InboxFile, 0, len(files))
	for _, f := range files {
		file := InboxFile{Path: f.Name, Size: f.Size, SeenAt: f.Since, At: f.At, Asset: orNull(string(f.Asset)), MovedTo: orNull(f.MovedTo)}
		if f.Reason.Key != "" {
			file.Reason = c.reasons([]catalog.Reason{f.Reason})[0]
		}
		out = append(out, file)
	}
	return out
}
