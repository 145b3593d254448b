package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// outcome is what became of the searches of one measurement.
type outcome struct {
	waits  report.Durations // of those answered
	bytes  int
	failed int
	last   error // of those that failed
	lasted time.Duration
}

func (o *outcome) add(more outcome) {
	o.waits = append(o.waits, more.waits...)
	o.bytes, o.failed, o.last = o.bytes+more.bytes, o.failed+more.failed, errors.Join(o.last, more.last)
}

// load asks the requests in turn over several connections.
type load struct {
	address  string
	requests [][]byte
}

// again lets several clients ask, each as soon as it has its answer.
func (l load) again(ctx context.Context, clients int, span time.Duration) (outcome, error) {
	end := time.Now().Add(span)
	var next atomic.Int64
	return l.together(clients, func() (number int, due time.Time, ok bool) {
		now := time.Now()
		return int(next.Add(1)) - 1, now, now.Before(end) && ctx.Err() == nil
	})
}

// spare is how many connections wait for arrivals: more than are ever busy while the program keeps up.
const spare = 64

// offered lets searches arrive independently of each other and of their answers, rate a second on average (a Poisson
// process). How long one takes is counted from when it was to arrive, so that none that had to queue looks quick.
func (l load) offered(ctx context.Context, seed uint64, rate int, span time.Duration) (outcome, error) {
	r := rand.New(rand.NewPCG(seed, 1))
	var arrivals []time.Duration
	for at := time.Duration(0); at < span; at += time.Duration(r.ExpFloat64() * float64(time.Second) / float64(rate)) {
		arrivals = append(arrivals, at)
	}
	start := time.Now()
	var next atomic.Int64
	return l.together(spare, func() (number int, due time.Time, ok bool) {
		n := int(next.Add(1)) - 1
		if n >= len(arrivals) || ctx.Err() != nil {
			return 0, due, false
		}
		due = start.Add(arrivals[n])
		time.Sleep(time.Until(due))
		return n, due, true
	})
}

// together asks over several connections for as long as turn says which request is next and since when it waits.
func (l load) together(connections int, turn func() (number int, due time.Time, ok bool)) (outcome, error) {
	var all outcome
	var mu sync.Mutex
	var group sync.WaitGroup
	open := make([]*connection, connections)
	for i := range open {
		c, err := dial(l.address)
		if err != nil {
			return all, err
		}
		defer c.close()
		open[i] = c
	}
	start := time.Now()
	for _, c := range open {
		group.Go(func() {
			mine := l.client(c, turn)
			mu.Lock()
			defer mu.Unlock()
			all.add(mine)
		})
	}
	group.Wait()
	all.lasted = time.Since(start)
	return all, nil
}

// client asks over one connection, and over another one after an error.
func (l load) client(c *connection, turn func() (int, time.Time, bool)) (mine outcome) {
	for {
		n, due, ok := turn()
		if !ok {
			return mine
		}
		size, err := c.ask(l.requests[n%len(l.requests)])
		if err != nil {
			mine.failed, mine.last = mine.failed+1, err
			c.close()
			fresh, err := dial(l.address)
			if err != nil {
				return mine
			}
			c = fresh
			continue
		}
		mine.waits, mine.bytes = append(mine.waits, time.Since(due)), mine.bytes+size
	}
}
