package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Client speaks to a server's API.
type Client struct {
	base  string
	token string
	http  *http.Client
	// Patience is how long a server that does not answer, or a line that is down, is waited for.
	Patience time.Duration
	ill      atomic.Int64 // when something first failed since all went well, in nanoseconds since 1970; 0: all goes well
}

// NewClient makes a client for a server's address, such as http://localhost:8080, and a token.
func NewClient(server, token string) (*Client, error) {
	u, err := url.Parse(strings.TrimSuffix(server, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("--server must be an address such as https://fellesmappa.example.org, not %q", server)
	}
	if token == "" {
		return nil, errors.New("--token is missing: make one with `fellesmappa token add NAME --role contributor`")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = 5 * time.Minute
	transport.MaxIdleConnsPerHost = 16
	transport.WriteBufferSize = 64 << 10
	return &Client{base: u.String(), token: token, http: &http.Client{Transport: transport}, Patience: DefaultPatience}, nil
}

// Problem is an answer of the API that is an error (RFC 9457).
type Problem struct {
	Status      int    `json:"status"`
	Code        string `json:"code"`
	Title       string `json:"title"`
	Detail      string `json:"detail"`
	RequestID   string `json:"request_id"`
	DuplicateOf string `json:"duplicate_of"`
	Errors      []struct {
		Location string `json:"location"`
		Message  string `json:"message"`
	} `json:"errors"`
}

func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%d %s)", firstOf(p.Detail, p.Title, http.StatusText(p.Status)), p.Status, p.Code)
	for _, e := range p.Errors {
		fmt.Fprintf(&b, "; %s: %s", e.Location, e.Message)
	}
	return b.String()
}

// passing reports whether trying again may help.
func (p *Problem) passing() bool { return p.Status == http.StatusTooManyRequests || p.Status >= 500 }

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// Call sends body as JSON (nil: none) and reads the answer into out (nil: not). It fails with a *Problem when the
// server answers with an error.
func (c *Client) Call(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(raw)
	}
	return c.send(ctx, method, path, "application/json", r, out)
}

func (c *Client) send(ctx context.Context, method, path, mediaType string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		req.Header.Set("Content-Type", mediaType)
	}
	return c.do(req, out)
}

func (c *Client) do(req *http.Request, out any) error {
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		return problem(res)
	}
	if out == nil {
		_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
		return err
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func problem(res *http.Response) error {
	p := &Problem{Status: res.StatusCode}
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err == nil && strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem+json") {
		err = json.Unmarshal(raw, p)
	}
	p.Status = res.StatusCode
	return errors.Join(p, err)
}

// put sends a part to its signed address. Whatever host that names, the part goes where all else went: the address is
// signed for it.
func (c *Client) put(ctx context.Context, address string, body io.Reader, size int64) error {
	signed, err := url.Parse(address)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, c.base+signed.RequestURI(), nil)
	if err != nil {
		return err
	}
	return c.stream(req, body, size, nil)
}

// stallTime is how long a line may take nothing before the request counts as lost.
const stallTime = time.Minute

// stream sends a body of known size as it is read.
func (c *Client) stream(req *http.Request, body io.Reader, size int64, out any) error {
	ctx, stop := context.WithCancelCause(req.Context())
	defer stop(nil)
	stalled := time.AfterFunc(stallTime, func() { stop(errStalled) })
	defer stalled.Stop()
	req = req.WithContext(ctx)
	req.ContentLength, req.Body = size, io.NopCloser(&moving{body, stalled})
	return c.do(req, out)
}

var errStalled = errors.New("the line takes nothing")

// moving puts off the end of a request for as long as its body is read. After the body the answer has its own time.
type moving struct {
	r       io.Reader
	stalled *time.Timer
}

func (m *moving) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if err != nil {
		m.stalled.Stop()
	} else {
		m.stalled.Reset(stallTime)
	}
	return n, err
}
