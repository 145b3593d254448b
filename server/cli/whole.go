package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
)

// whole sends a small file in one request. When an answer is lost and the next one says that the bytes are there, they are
// there by us: nobody who has the same bytes is sent here.
func (s *sender) whole(ctx context.Context, file *source, about Description) (a asset, err error) {
	attempt := 0
	err = s.client.again(ctx, func() error {
		attempt++
		body, mediaType, length, err := form(file, about)
		if err != nil {
			return err
		}
		err = s.lanes.through(ctx, func() error { return s.client.post(ctx, body, length, mediaType, &a) })
		var p *Problem
		if attempt > 1 && errors.As(err, &p) && p.DuplicateOf != "" {
			return s.client.Call(ctx, http.MethodGet, "/assets/"+p.DuplicateOf, nil, &a)
		}
		return err
	})
	if err == nil {
		s.sent(file.size)
	}
	return a, err
}

// post sends a form with a file.
func (c *Client) post(ctx context.Context, body io.Reader, length int64, mediaType string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/v1/assets", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", mediaType)
	return c.stream(req, body, length, out)
}

// form is a file with its description as a body of known length. The file is read as it is sent.
func form(file *source, about Description) (body io.Reader, mediaType string, length int64, err error) {
	var head, tail bytes.Buffer
	w := multipart.NewWriter(&head)
	if len(about) > 0 {
		said, err := json.Marshal(about)
		if err != nil {
			return nil, "", 0, err
		}
		if err := w.WriteField("metadata", string(said)); err != nil {
			return nil, "", 0, err
		}
	}
	if _, err := w.CreateFormFile("file", filepath.Base(file.path)); err != nil {
		return nil, "", 0, err
	}
	tail.WriteString("\r\n--" + w.Boundary() + "--\r\n")
	length = int64(head.Len()) + file.size + int64(tail.Len())
	return io.MultiReader(&head, file.section(0, file.size), &tail), w.FormDataContentType(), length, nil
}
