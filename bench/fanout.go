package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/hist"
)

// maxWindow is how many messages may be under way; a power of two.
const maxWindow = 1024

// fan follows messages to their last receiver.
type fan struct {
	members int32
	left    [maxWindow]atomic.Int32 // by key: whom it has not reached
	last    atomic.Pointer[hist.Histogram]
	done    chan struct{} // one for each message that reached everybody
}

// delivered is called with each delivery.
func (f *fan) delivered(of sight, at time.Duration) {
	if f.left[of.key%maxWindow].Add(-1) == 0 {
		f.last.Load().Record(at - of.intended)
		f.done <- struct{}{}
	}
}

// drive keeps so many messages under way.
func (f *fan) drive(ctx context.Context, p *person, window int, until time.Duration) {
	say := func() {
		key := keys.Add(1)
		f.left[key%maxWindow].Store(f.members)
		p.send(key, client.Now())
	}
	under := 0
	for ; under < window; under++ {
		say()
	}
	stuck := time.NewTimer(patience)
	defer stuck.Stop()
	for under > 0 {
		select {
		case <-f.done:
		case <-ctx.Done():
			return
		case <-stuck.C:
			return // the checker tells what is missing
		}
		stuck.Reset(patience)
		if client.Now() < until {
			say()
		} else {
			under--
		}
	}
}

// fanout has one person speak to a big room: one message at a time for the time to the last receiver, then several for throughput.
func fanout(ctx context.Context, b *bench) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	c, err := b.gather(ctx, s, b.keep.Accounts[:b.members], b.members)
	if err != nil {
		return err
	}
	defer c.close()
	f := &fan{members: int32(b.members), done: make(chan struct{}, maxWindow)} //nolint:gosec // thousands
	c.delivered = f.delivered
	if err := c.connect(ctx); err != nil {
		return err
	}
	f.last.Store(&hist.Histogram{})
	f.drive(ctx, c.people[0], 1, client.Now()+b.warmup)
	load := ""
	for _, window := range []int{1, b.window} {
		var last hist.Histogram
		f.last.Store(&last)
		m, err := c.measure(ctx, 0, b.duration/2, func(until time.Duration) { f.drive(ctx, c.people[0], window, until) })
		if err != nil {
			return err
		}
		load = fmt.Sprintf("room of %s, %d under way, %v", thousands(int64(b.members)), window, b.duration/2)
		m.costs(&b.out, "fanout", load)
		b.out.row("fanout", load, "last receiver p50 / p99 / max", "%s", &last)
		b.out.row("fanout", load, "ack p50 / p99 / max", "%s", &m.ackLatency)
	}
	c.finish(ctx, &b.out, "fanout", load)
	return nil
}
