package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/cluster"
)

// answered is how a peer answered the rows.
type answered struct {
	name   string
	loaded time.Duration
	rows   []measured
}

// peers asks every peer the rows, one peer after the other.
func (m *measurement) peers(ctx context.Context, asked []row) (out []answered, err error) {
	for _, name := range m.peerNames() {
		fmt.Fprintln(m.run.Notes, "opening", name, "with", m.n)
		err := m.with(ctx, name, func(p *peer) error {
			a := answered{name: p.name, loaded: p.loaded}
			for _, r := range asked {
				if err := m.agree(ctx, p, r); err != nil {
					return err
				}
				got, err := m.again(ctx, p.name, r.act(p))
				if err != nil {
					return err
				}
				a.rows = append(a.rows, got)
			}
			out = append(out, a)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// with opens a peer for as long as do takes.
func (m *measurement) with(ctx context.Context, name string, do func(*peer) error) (err error) {
	if name == sqliteName {
		p, err := openSQLite(ctx, m.folder, m.seed, m.n)
		if err != nil {
			return err
		}
		return errors.Join(do(p), p.close())
	}
	server, err := cluster.Start(ctx, filepath.Join(m.folder, "postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	p, err := openPostgres(ctx, server, m.seed, m.n)
	if err != nil {
		return err
	}
	return errors.Join(do(p), p.close())
}

// agree fails when a peer finds another number of records than we do where words, which each splits and stems in its own
// way, play no part.
func (m *measurement) agree(ctx context.Context, p *peer, r row) error {
	for i := range fewest {
		q := r.about(i)
		if len(q.words) > 0 || q.behind != nil {
			return nil
		}
		theirs, err := p.ask(ctx, q)
		if err != nil {
			return err
		}
		us, err := m.ours.ask(ctx, q)
		if err != nil {
			return err
		}
		if theirs != us {
			return fmt.Errorf("%s: %s finds %d, we find %d", r.name, p.name, theirs, us)
		}
	}
	return nil
}
