package api

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type checkInput struct {
	Body struct {
		Files []fileSums `json:"files" doc:"At most 1000."`
	}
}

type fileSums struct {
	Size   int64  `json:"size" doc:"Bytes."`
	SHA256 string `json:"sha256,omitempty" doc:"64 hex digits, where it is known."`
	Sample string `json:"sample,omitempty" doc:"Of a file larger than 512 MiB: SHA-256, in 64 hex digits, over the size as 8 bytes, the most significant first, followed by 64 blocks of 65536 bytes at the offsets floor(i*(size-65536)/63)."`
}

type checkOutcome struct {
	Files []fileTwin `json:"files" doc:"In the order of the question."`
}

type fileTwin struct {
	SameSize  bool           `json:"same_size" doc:"Some file has exactly this size; without one there is no need to hash."`
	Duplicate nullable[twin] `json:"duplicate" doc:"What has the same bytes."`
}

// thumbnail is the rendition that lists show.
const thumbnail = "w320"

// twin names an asset with the same bytes, for showing.
type twin struct {
	ID           string  `json:"id"`
	Title        string  `json:"title"`
	URL          string  `json:"url" doc:"Its page."`
	ThumbnailURL *string `json:"thumbnail_url" doc:"Null until there is one."`
}

func (r *routes) checkFiles(ctx context.Context, c call, in *checkInput) (*answer[checkOutcome], error) {
	found, err := r.Uploads.Check(ctx, c.actor, each(in.Body.Files, func(f fileSums) catalog.Sums { return catalog.Sums(f) }))
	return answerWith(checkOutcome{Files: each(found, func(t catalog.Twin) fileTwin {
		return fileTwin{SameSize: t.SameSize, Duplicate: r.twin(t.Asset)}
	})}), err
}

func (r *routes) twin(a *catalog.Asset) nullable[twin] {
	if a == nil {
		return nullable[twin]{}
	}
	t := twin{ID: string(a.ID), Title: a.ShownTitle(), URL: "/assets/" + string(a.ID)}
	if thumb, ok := a.Rendition(thumbnail); ok {
		t.ThumbnailURL = orNull(r.RenditionURL(*a, thumb.Name))
	}
	return nullable[twin]{&t}
}
