package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/wire"
)

// outcome is how a file arrived.
type outcome struct {
	took   time.Duration
	counts wire.Counts
}

// send lets a new file go in while the line is cut, or the program killed so many times.
func (c *config) send(ctx context.Context, p program.Program, file string, kills int) (_ outcome, err error) {
	want, err := record(file, c.size)
	if err != nil {
		return outcome{}, err
	}
	server, err := p.Start(ctx)
	if err != nil {
		return outcome{}, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if _, err := server.Ready(ctx); err != nil {
		return outcome{}, err
	}
	token, err := p.Token(ctx, "administrator")
	if err != nil {
		return outcome{}, err
	}
	l, err := wire.New(strings.TrimPrefix(server.Address, "http://"))
	if err != nil {
		return outcome{}, err
	}
	l.Slow(c.speed)
	broken, stop := context.WithCancel(ctx)
	if kills == 0 {
		go l.CutEvery(broken, c.up, c.down)
	}
	sending, sent := context.WithCancelCause(ctx)
	var ran program.Run
	go func() {
		var err error
		ran, err = p.Command(ctx, "import", file, "--server", l.Address(), "--token", token)
		sent(err)
	}()
	for n := 0; n < kills && err == nil; n++ {
		err = c.kill(sending, p, &server, l, n, kills)
	}
	<-sending.Done()
	stop()
	if cause := context.Cause(sending); err == nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	o := outcome{ran.Took, l.Counts()}
	if err := errors.Join(err, l.Close()); err != nil {
		return o, err
	}
	if o.counts.Repeated > 0 {
		return o, fmt.Errorf("%d parts were sent again that were told as stored", o.counts.Repeated)
	}
	return o, arrived(ctx, server.Address, token, want)
}

// kill kills the program when its share of the parts has gone in, and starts it anew.
func (c *config) kill(ctx context.Context, p program.Program, server **program.Process, l *wire.Line, n, kills int) (err error) {
	due := int64(n+1) * c.size / int64(kills+1)
	for l.Counts().Bytes < due {
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("the command ended before the program was killed often enough"), context.Cause(ctx))
		case <-time.After(10 * time.Millisecond):
		}
	}
	if err := (*server).Kill(); err != nil {
		return err
	}
	if *server, err = p.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if _, err := (*server).Ready(ctx); err != nil {
		return err
	}
	l.Lead(strings.TrimPrefix((*server).Address, "http://"))
	return nil
}
