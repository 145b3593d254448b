package program

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"
)

// FrontPage is the path of the first page of all assets with its five facets.
const FrontPage = "/api/v1/assets?facets=library,presenter,content_type,series,tag"

// Client speaks to the program's API.
type Client struct {
	address, token string
	http           *http.Client
}

// NewClient keeps as many connections open as there are clients at a time.
func NewClient(address, token string, connections int) *Client {
	transport := &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}
	return &Client{address: address, token: token, http: &http.Client{Transport: transport, Timeout: time.Minute}}
}

// Get reads an answer of the program to its end.
func (c *Client) Get(ctx context.Context, path string) ([]byte, error) {
	return c.Send(ctx, http.MethodGet, path, "", nil)
}

// Read gets an answer of the API and decodes it.
func (c *Client) Read(ctx context.Context, path string, out any) error {
	raw, err := c.Get(ctx, path)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

// Add posts an entry of a register and returns its id.
func (c *Client) Add(ctx context.Context, register string, entry map[string]any) (string, error) {
	body, err := json.Marshal(entry)
	if err != nil {
		return "", err
	}
	raw, err := c.Send(ctx, http.MethodPost, "/api/v1/"+register, "application/json", body)
	return made(raw, err)
}

// Upload posts a file with its description and returns the asset's id. Bytes that are there already are stored again.
func (c *Client) Upload(ctx context.Context, name string, file []byte, about map[string]any) (string, error) {
	metadata, err := json.Marshal(about)
	if err != nil {
		return "", err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("metadata", string(metadata)); err != nil {
		return "", err
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	if _, err := part.Write(file); err != nil {
		return "", err
	}
	if err := form.Close(); err != nil {
		return "", err
	}
	raw, err := c.Send(ctx, http.MethodPost, "/api/v1/assets?duplicate=keep", form.FormDataContentType(), body.Bytes())
	return made(raw, err)
}

func made(raw []byte, err error) (string, error) {
	var entry struct {
		ID string `json:"id"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &entry)
	}
	return entry.ID, err
}

// Send sends a request with the token and reads the answer to its end. A status of 400 or more is a Refusal.
func (c *Client) Send(ctx context.Context, method, path, mediaType string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= http.StatusBadRequest {
		err = &Refusal{Status: res.StatusCode, Text: fmt.Sprintf("%s %s: %s: %s", method, path, res.Status, raw)}
	}
	return raw, err
}

// Refusal is an answer with a status of 400 or more.
type Refusal struct {
	Status int
	Text   string
}

// Error implements error.
func (r *Refusal) Error() string { return r.Text }

// Total counts the assets that a search finds.
func (c *Client) Total(ctx context.Context, query string) (int, error) {
	var found struct {
		Total int `json:"total"`
	}
	err := c.Read(ctx, "/api/v1/assets?limit=1&"+query, &found)
	return found.Total, err
}
