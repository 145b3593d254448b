package bookfinder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// largestAnswer bounds what is read of an answer, unpacked.
	largestAnswer = 1 << 20
	mostRedirects = 3
)

var (
	errTooLarge = errors.New("the answer is too large")
	errNotOurs  = errors.New("a redirect leads to another place")
)

// statusError is an answer with another status than 200. Even 404 is one: a search that finds nothing says so with 200.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("status %d", int(e)) }

// busyError is an answer that asks for a rest.
type busyError struct {
	statusError
	retryAfter time.Duration
}

// fetcher fetches answers.
type fetcher struct {
	addresses map[string]string // base addresses by endpoint
	agent     string
	client    *http.Client
}

func newFetcher(cfg Config) *fetcher {
	f := &fetcher{addresses: Endpoints(), agent: "Fellesmappa"}
	if cfg.Contact != "" {
		f.agent += " (+" + cfg.Contact + ")"
	}
	for name, address := range cfg.Addresses {
		f.addresses[name] = strings.TrimSuffix(address, "/")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxResponseHeaderBytes = 64 << 10
	transport.ResponseHeaderTimeout, transport.TLSHandshakeTimeout = cfg.Patience, cfg.Patience
	f.client = &http.Client{Transport: transport, CheckRedirect: stayThere}
	return f
}

// stayThere follows redirects within one host, and never to where others can read along.
func stayThere(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	if len(before) > mostRedirects || next.URL.Host != first.Host || next.URL.User != nil || !encrypted(next.URL) || first.Scheme == "https" && next.URL.Scheme != "https" {
		return errNotOurs
	}
	return nil
}

// fetch gives the body of an answer whose media type holds kind.
func (f *fetcher) fetch(ctx context.Context, endpoint, path, kind string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.addresses[endpoint]+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", f.agent)
	req.Header.Set("Accept", "application/"+kind)
	res, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return nil, &busyError{statusError(res.StatusCode), retryAfter(res.Header)}
	default:
		return nil, statusError(res.StatusCode)
	}
	mediaType, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || !strings.Contains(mediaType, kind) {
		return nil, fmt.Errorf("the answer is %.100q, not %s", res.Header.Get("Content-Type"), kind)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, largestAnswer+1))
	if err == nil && len(body) > largestAnswer {
		err = errTooLarge
	}
	return body, err
}

// retryAfter reads how many seconds a catalogue wants to be left alone; a date, which hardly anybody sends, is none.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, int(longestRest.Seconds()))) * time.Second
}
