package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Description is what is said about files as they go in; its fields are those of an asset in the API.
type Description map[string]any

// upload is an upload as the API answers it.
type upload struct {
	ID        string    `json:"id"`
	State     string    `json:"state"`
	PartSize  int64     `json:"part_size"`
	PartCount int       `json:"part_count"`
	ExpiresAt time.Time `json:"expires_at"`
	Parts     []part    `json:"parts"`
}

type part struct {
	Number int   `json:"number"`
	Size   int64 `json:"size"`
}

// asset is what is of interest of an asset here.
type asset struct {
	ID       string  `json:"id"`
	Language *string `json:"language"`
	Captions []struct {
		Language string `json:"language"`
	} `json:"captions"`
}

const (
	// wholeUpTo is how large a file may be that goes in one request; a larger one goes in parts that survive a crash.
	wholeUpTo = 8 << 20 // bytes
	// signedAtOnce is how many parts' addresses are asked for at a time. They hold for an hour.
	signedAtOnce = 32
)

// sender sends files, and goes on where an earlier attempt stopped.
type sender struct {
	client  *Client
	journal *journal
	lanes   *lanes
	sent    func(bytes int64) // told of bytes that the server has acknowledged
	there   func(bytes int64) // told of bytes that it had already
}

// send uploads a file and gives its asset. The *Problem of one that is there already has DuplicateOf.
func (s *sender) send(ctx context.Context, file *source, told sums, about Description) (asset, error) {
	n, err := s.journal.get(file.key())
	if err != nil {
		return asset{}, err
	}
	var u *upload
	if n.Upload != "" {
		if u, err = s.resume(ctx, file, n.Upload); err != nil {
			return asset{}, err
		}
	}
	if u == nil && file.size <= wholeUpTo {
		return s.whole(ctx, file, about)
	}
	if u == nil {
		if u, err = s.begin(ctx, file, told, about); err != nil {
			return asset{}, err
		}
	}
	return s.finish(ctx, file, u)
}

// finish sends what is missing of an upload and completes it. One that cannot be finished is forgotten, so that another
// run begins anew.
func (s *sender) finish(ctx context.Context, file *source, u *upload) (a asset, err error) {
	if err = s.parts(ctx, file, u); err == nil {
		err = file.same()
	}
	if err == nil {
		err = s.client.again(ctx, func() error { return s.client.Call(ctx, http.MethodPost, "/uploads/"+u.ID+"/complete", nil, &a) })
	}
	var p *Problem
	switch {
	case asFileError(err):
		_ = s.client.Call(ctx, http.MethodDelete, "/uploads/"+u.ID, nil, nil) // else the server removes it when its time is over
		err = errors.Join(err, s.journal.forget(file.key()))
	case errors.As(err, &p) && !p.passing():
		err = errors.Join(err, s.journal.forget(file.key()))
	}
	return a, err
}

// resume finds the upload that an earlier run began for the same file, or nil.
func (s *sender) resume(ctx context.Context, file *source, id string) (*upload, error) {
	u, err := s.status(ctx, id)
	var p *Problem
	gone := errors.As(err, &p) && !p.passing()
	over := err == nil && u.State != "complete" && (u.State != "receiving" || time.Now().After(u.ExpiresAt))
	if gone || over {
		return nil, s.journal.forget(file.key())
	}
	return u, err
}

func (s *sender) status(ctx context.Context, id string) (*upload, error) {
	var u upload
	return &u, s.client.again(ctx, func() error {
		u = upload{}
		return s.client.Call(ctx, http.MethodGet, "/uploads/"+id, nil, &u)
	})
}

func (s *sender) begin(ctx context.Context, file *source, told sums, about Description) (*upload, error) {
	body := map[string]any{"file_name": filepath.Base(file.path), "size": file.size, "metadata": about}
	if told.SHA256 != "" {
		body["sha256"] = told.SHA256
	}
	var u upload
	if err := s.client.again(ctx, func() error { return s.client.Call(ctx, http.MethodPost, "/uploads", body, &u) }); err != nil {
		return nil, err
	}
	return &u, s.journal.put(note{Key: file.key(), Upload: u.ID}, true)
}

// parts sends those parts of a file that have not arrived, some side by side.
func (s *sender) parts(ctx context.Context, file *source, u *upload) error {
	if u.State == "complete" {
		s.there(file.size)
		return nil
	}
	missing := make([]int, 0, u.PartCount)
	for n := 1; n <= u.PartCount; n++ {
		if arrived(u, n, file.size) {
			s.there(u.length(n, file.size))
		} else {
			missing = append(missing, n)
		}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	for some := range slices.Chunk(missing, signedAtOnce) {
		signed, err := s.sign(ctx, u.ID, some)
		if err != nil {
			stop(err)
			break
		}
		for _, n := range some {
			all.Go(func() {
				if err := s.part(ctx, file, u, n, signed[n]); err != nil {
					stop(fmt.Errorf("part %d: %w", n, err))
				}
			})
		}
		all.Wait()
		if ctx.Err() != nil {
			break
		}
	}
	return context.Cause(ctx)
}

func (u *upload) length(n int, size int64) int64 {
	return min(u.PartSize, size-int64(n-1)*u.PartSize)
}

// arrived reports whether the server has all of a part.
func arrived(u *upload, n int, size int64) bool {
	return slices.Contains(u.Parts, part{n, u.length(n, size)})
}

func (s *sender) sign(ctx context.Context, id string, numbers []int) (map[int]string, error) {
	var signed struct {
		Parts []struct {
			Number int    `json:"number"`
			URL    string `json:"url"`
		} `json:"parts"`
	}
	err := s.client.again(ctx, func() error {
		return s.client.Call(ctx, http.MethodPost, "/uploads/"+id+"/parts", map[string]any{"numbers": numbers}, &signed)
	})
	out := map[int]string{}
	for _, p := range signed.Parts {
		out[p.Number] = p.URL
	}
	if err == nil && len(out) != len(numbers) {
		err = errors.New("the server signed too few addresses")
	}
	return out, err
}

// part sends a part. After a failure it may have arrived all the same: the server is asked before it is sent again, with
// a new address, since the old one may have grown too old.
func (s *sender) part(ctx context.Context, file *source, u *upload, n int, address string) error {
	length := u.length(n, file.size)
	first := true
	err := s.client.again(ctx, func() error {
		if !first {
			now, err := s.status(ctx, u.ID)
			if err != nil || arrived(now, n, file.size) {
				return err
			}
			signed, err := s.sign(ctx, u.ID, []int{n})
			if err != nil {
				return err
			}
			address = signed[n]
		}
		err := s.lanes.through(ctx, func() error {
			return s.client.put(ctx, address, file.section(int64(n-1)*u.PartSize, length), length)
		})
		var p *Problem
		if first && errors.As(err, &p) && p.Status == http.StatusForbidden {
			err = fmt.Errorf("the address is not good any more: %v", err)
		}
		first = false
		return err
	})
	if err == nil {
		s.sent(length)
	}
	return err
}
