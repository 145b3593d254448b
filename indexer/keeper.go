package indexer

import (
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// How often a keeper looks for merged segments: at once after something has changed, then ever more rarely.
const (
	lookSoon = 50 * time.Millisecond
	lookLate = 2 * time.Second
)

// keeper keeps the published view of a generation up to date. The engine merges segments when it likes and tells nobody,
// so the keeper looks from time to time and has the columns of a merged segment ready, as a rule, before the next batch
// needs them.
type keeper struct {
	viewer *viewer
	take   func() (*scorch.IndexSnapshot, error)

	changed chan struct{}
	stop    chan struct{}
	done    sync.WaitGroup
}

func keep(v *viewer, take func() (*scorch.IndexSnapshot, error)) *keeper {
	k := &keeper{viewer: v, take: take, changed: make(chan struct{}, 1), stop: make(chan struct{})}
	k.done.Go(k.watch)
	return k
}

// publish makes the newest state the one that is read.
func (k *keeper) publish() error {
	if err := k.viewer.publish(k.take); err != nil {
		return err
	}
	select {
	case k.changed <- struct{}{}:
	default:
	}
	return nil
}

func (k *keeper) close() {
	close(k.stop)
	k.done.Wait()
}

func (k *keeper) watch() {
	every := lookSoon
	for {
		select {
		case <-k.stop:
			return
		case <-k.changed:
			every = lookSoon
		case <-time.After(every):
			every = min(2*every, lookLate)
			// An error shows again, and is told, at the next batch or when the index is opened.
			if fresh, err := k.look(); fresh && err == nil {
				every = lookSoon
			}
		}
	}
}

// look publishes the newest snapshot when it is another than the published one. The columns are made first, so that a batch
// that comes meanwhile is not kept from publishing by segments it can do without.
func (k *keeper) look() (fresh bool, err error) {
	defer recovered(&err)
	snap, err := k.take()
	if err != nil {
		return false, err
	}
	defer snap.Close()
	if k.viewer.shows(snap) {
		return false, nil
	}
	if _, err := k.viewer.prepare(snap); err != nil {
		return true, err
	}
	return true, k.viewer.publish(k.take)
}
