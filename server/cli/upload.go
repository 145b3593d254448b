package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Description is what is said about files as they go in; its fields are those of an asset in the API.
type Description map[string]any

// upload is an upload as the API answers it.
type upload struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	PartSize  int64  `json:"part_size"`
	PartCount int    `json:"part_count"`
	Parts     []struct {
		Number int   `json:"number"`
		Size   int64 `json:"size"`
	} `json:"parts"`
}

const (
	partsAtOnce = 3
	attempts    = 8
)

// sender sends one file in parts and goes on where an earlier attempt stopped.
type sender struct {
	client  *Client
	journal *journal
	sent    func(bytes int64) // told of bytes that the server has
}

// send uploads a file and gives its asset's id. The *Problem of a file that is there already has DuplicateOf.
func (s *sender) send(ctx context.Context, path string, about Description) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	key := fileKey(path, info)
	if there, err := s.arrived(ctx, key); err != nil {
		return "", err
	} else if there != "" {
		return there, errThere
	}
	u, err := s.resume(ctx, key)
	if err != nil {
		return "", err
	}
	if u == nil {
		if u, err = s.begin(ctx, file, info, about); err != nil {
			return "", err
		}
		if err := s.journal.put(key, u.ID); err != nil {
			return "", err
		}
	}
	if err := s.parts(ctx, file, info.Size(), u); err != nil {
		return "", err
	}
	var asset struct {
		ID string `json:"id"`
	}
	err = again(ctx, func() error {
		return s.client.Call(ctx, http.MethodPost, "/uploads/"+u.ID+"/complete", nil, &asset)
	})
	var p *Problem
	switch {
	case err == nil:
		err = s.journal.put(key, arrivedMark+asset.ID)
	case errors.As(err, &p) && !p.passing():
		err = errors.Join(err, s.journal.remove(key))
	}
	return asset.ID, err
}

// arrivedMark stands in the journal before the id of the asset of a file that has arrived.
const arrivedMark = "asset "

// errThere means that the file was sent by an earlier run.
var errThere = errors.New("the file has been imported before")

// arrived finds the asset of a file that an earlier run has sent, as long as the server has it.
func (s *sender) arrived(ctx context.Context, key string) (string, error) {
	id, ok := strings.CutPrefix(s.journal.get(key), arrivedMark)
	if !ok {
		return "", nil
	}
	err := again(ctx, func() error { return s.client.Call(ctx, http.MethodGet, "/assets/"+id, nil, nil) })
	var p *Problem
	if errors.As(err, &p) && p.Status == http.StatusNotFound {
		return "", s.journal.remove(key)
	}
	return id, err
}

// resume finds the upload that an earlier run began for the same file, or nil.
func (s *sender) resume(ctx context.Context, key string) (*upload, error) {
	id := s.journal.get(key)
	if id == "" {
		return nil, nil
	}
	var u upload
	err := again(ctx, func() error { return s.client.Call(ctx, http.MethodGet, "/uploads/"+id, nil, &u) })
	var p *Problem
	if errors.As(err, &p) && !p.passing() || err == nil && u.State != "receiving" && u.State != "complete" {
		return nil, s.journal.remove(key)
	}
	return &u, err
}

func (s *sender) begin(ctx context.Context, file io.ReadSeeker, info os.FileInfo, about Description) (*upload, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return nil, err
	}
	var u upload
	body := map[string]any{"file_name": filepath.Base(info.Name()), "size": info.Size(), "sha256": hex.EncodeToString(sum.Sum(nil)), "metadata": about}
	err := again(ctx, func() error { return s.client.Call(ctx, http.MethodPost, "/uploads", body, &u) })
	return &u, err
}

// parts sends those parts of a file that have not arrived.
func (s *sender) parts(ctx context.Context, file io.ReaderAt, size int64, u *upload) error {
	if u.State == "complete" {
		s.sent(size)
		return nil
	}
	there := map[int]bool{}
	for _, p := range u.Parts {
		there[p.Number] = true
		s.sent(p.Size)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	free := make(chan struct{}, partsAtOnce)
	var all sync.WaitGroup
	for n := 1; n <= u.PartCount && ctx.Err() == nil; n++ {
		if there[n] {
			continue
		}
		free <- struct{}{}
		all.Add(1)
		go func() {
			defer func() { <-free; all.Done() }()
			from := int64(n-1) * u.PartSize
			length := min(u.PartSize, size-from)
			if err := s.part(ctx, io.NewSectionReader(file, from, length), u.ID, n); err != nil {
				stop(fmt.Errorf("part %d: %w", n, err))
				return
			}
			s.sent(length)
		}()
	}
	all.Wait()
	return context.Cause(ctx)
}

func (s *sender) part(ctx context.Context, part *io.SectionReader, id string, n int) error {
	return again(ctx, func() error {
		var signed struct {
			Parts []struct {
				URL string `json:"url"`
			} `json:"parts"`
		}
		if err := s.client.Call(ctx, http.MethodPost, "/uploads/"+id+"/parts", map[string]any{"numbers": []int{n}}, &signed); err != nil {
			return err
		}
		if len(signed.Parts) != 1 {
			return errors.New("the server signed no address")
		}
		return s.client.put(ctx, signed.Parts[0].URL, io.NewSectionReader(part, 0, part.Size()), part.Size())
	})
}

// again tries something until it succeeds, fails for good, or has failed too often; the pauses grow to ten seconds.
func again(ctx context.Context, try func() error) error {
	pause := 250 * time.Millisecond
	for n := 1; ; n++ {
		err := try()
		var p *Problem
		if err == nil || ctx.Err() != nil || n == attempts || errors.As(err, &p) && !p.passing() {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, 10*time.Second)
	}
}
