package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/bench/check"
	"github.com/loquat-chat/loquat/bench/client"
)

// crowd is people who are online, each in / and in one room, and the record of what they are told.
type crowd struct {
	server *server
	rooms  []*room
	people []*person
	text   string

	patience time.Duration // how long nothing may come in before what is missing counts as lost

	// Set before anybody connects; called by the goroutines of connections.
	acknowledged func(p *person, of sight, at time.Duration)
	delivered    func(of sight, at time.Duration)
	other        func(p *person, k client.Packet) // acknowledgements of what is no message, and changes of messages

	meter   atomic.Pointer[meter]
	sent    atomic.Int64
	acked   atomic.Int64
	refused atomic.Int64

	duplicates atomic.Int64 // acknowledgements of what had been stored before
	expected   atomic.Int64 // deliveries of what was acknowledged
	received   atomic.Int64 // deliveries of what we sent
}

// patience is usually enough.
const patience = 5 * time.Second

type room struct {
	id, namespace string
	members       []*person
}

// gather makes rooms of so many people each; nobody is connected yet.
func (b *bench) gather(ctx context.Context, s *server, people []account, size int) (*crowd, error) {
	c := &crowd{server: s, text: text(b.size), patience: patience, rooms: make([]*room, (len(people)+size-1)/size)}
	c.meter.Store(&meter{})
	err := each(ctx, 8, len(c.rooms), func(i int) error {
		members := people[i*size : min((i+1)*size, len(people))]
		id, err := makeRoom(ctx, s.url, fmt.Sprintf("bench %d", i), members)
		if err != nil {
			return err
		}
		c.rooms[i] = &room{id: id, namespace: "/rooms/" + id}
		for _, a := range members {
			c.rooms[i].members = append(c.rooms[i].members, &person{account: a, crowd: c, room: c.rooms[i]})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, r := range c.rooms {
		c.people = append(c.people, r.members...)
	}
	return c, nil
}

// connect brings everybody online. close must be called whatever it answers.
func (c *crowd) connect(ctx context.Context) error {
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	err := each(ctx, 32, len(c.people), func(i int) error { return c.people[i].connect(ctx) })
	if err != nil {
		return fmt.Errorf("%w%s", err, c.server.said())
	}
	progress("  %d people connected in %.1f s", len(c.people), time.Since(begin).Seconds())
	return nil
}

// settle waits until everything sent is answered and what is acknowledged is delivered, or nothing comes any more.
func (c *crowd) settle(ctx context.Context) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var before int64
	for changed := time.Now(); time.Since(changed) < c.patience; {
		answered, received := c.acked.Load()+c.refused.Load(), c.received.Load()
		if answered == c.sent.Load() && received >= c.expected.Load() {
			return
		}
		if answered+received != before {
			before, changed = answered+received, time.Now()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// finish ends the load, and adds to the report and answers what the checker finds.
func (c *crowd) finish(ctx context.Context, out *report, mode, load string) check.Report {
	c.settle(ctx)
	ended := 0
	for _, p := range c.people {
		if p.conn == nil || p.conn.Ended() {
			ended++
		}
	}
	c.close()
	var found check.Report
	holes := 0
	for _, r := range c.rooms {
		record := check.Room{Name: r.id}
		for _, p := range r.members {
			record.Acked = append(record.Acked, p.acks...)
			record.Refused = append(record.Refused, p.refused...)
			record.Members = append(record.Members, p.member)
			holes += p.holes
			if p.out {
				ended++
			}
		}
		one := check.Judge(&record)
		found.Add(&one)
	}
	out.checked(mode, load, &found, holes, c.sent.Load()-c.acked.Load()-c.refused.Load(), c.refused.Load(), ended)
	return found
}

// close takes everybody offline.
func (c *crowd) close() {
	for _, p := range c.people {
		if p.conn != nil {
			p.conn.Close()
		}
	}
}
