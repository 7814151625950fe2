package main

import (
	"context"
	"fmt"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/hist"
)

// open sends at a fixed rate. Each latency counts from when the message was to be sent: while the server (or this program) is late, all that should
// have been sent meanwhile waits, and the figures say so.
func open(ctx context.Context, b *bench) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	c, err := b.gather(ctx, s, b.keep.Accounts[:b.people], b.room)
	if err != nil {
		return err
	}
	defer c.close()
	if err := c.connect(ctx); err != nil {
		return err
	}
	var late hist.Histogram
	m, err := c.measure(ctx, b.warmup, b.duration, func(until time.Duration) {
		paced(ctx, b.rate, until, func(i int, intended time.Duration) {
			late.Record(client.Now() - intended)
			r := c.rooms[i%len(c.rooms)]
			r.members[i/len(c.rooms)%len(r.members)].send(keys.Add(1), intended)
		})
	})
	if err != nil {
		return err
	}
	load := fmt.Sprintf("%s sends/s, %s online, rooms of %d, %v", thousands(int64(b.rate)), thousands(int64(b.people)), b.room, b.duration)
	m.latencies(&b.out, "open", load)
	b.out.row("open", load, "of it, the load itself late", "%s", &late)
	m.costs(&b.out, "open", load)
	c.finish(ctx, &b.out, "open", load)
	return nil
}

// paced calls say so many times a second, with its number and the time at which it was due.
func paced(ctx context.Context, rate int, until time.Duration, say func(i int, intended time.Duration)) {
	begin := client.Now()
	for i := 0; ctx.Err() == nil; i++ {
		intended := begin + time.Duration(float64(i)*float64(time.Second)/float64(rate))
		if intended >= until {
			return
		}
		if client.Now() < intended {
			time.Sleep(intended - client.Now())
		}
		say(i, intended)
	}
}

// closed has everybody send the next message when the last is acknowledged.
func closed(ctx context.Context, b *bench) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	c, err := b.gather(ctx, s, b.keep.Accounts[:b.senders], b.room)
	if err != nil {
		return err
	}
	defer c.close()
	c.acknowledged = func(p *person, _ sight, at time.Duration) {
		if at < c.meter.Load().to {
			p.send(keys.Add(1), client.Now())
		}
	}
	if err := c.connect(ctx); err != nil {
		return err
	}
	m, err := c.measure(ctx, b.warmup, b.duration, func(time.Duration) {
		for _, p := range c.people {
			p.send(keys.Add(1), client.Now())
		}
	})
	if err != nil {
		return err
	}
	load := fmt.Sprintf("%s senders, rooms of %d, %v", thousands(int64(b.senders)), b.room, b.duration)
	m.costs(&b.out, "closed", load)
	m.latencies(&b.out, "closed", load)
	c.finish(ctx, &b.out, "closed", load)
	return nil
}
