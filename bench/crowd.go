package main

import (
	"bytes"
	"context"
	"encoding/json"
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
	acknowledged func(p *person, at time.Duration)
	delivered    func(key uint64, intended, at time.Duration)

	meter    atomic.Pointer[meter]
	sent     atomic.Int64
	acked    atomic.Int64
	refused  atomic.Int64
	expected atomic.Int64 // deliveries of what was acknowledged
	received atomic.Int64 // deliveries of what we sent
}

// patience is usually enough.
const patience = 5 * time.Second

type room struct {
	id, namespace string
	members       []*person
}

// person is one connection. What it has seen belongs to the connection's goroutine until the connection is closed.
type person struct {
	account
	crowd *crowd
	room  *room
	conn  *client.Conn
	ready chan struct{} // closed when the room's first sync has come
	out   bool          // a namespace was taken away

	member  check.Member
	newest  int64
	acks    []check.Entry
	refused []uint64
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
			c.rooms[i].members = append(c.rooms[i].members, &person{account: a, crowd: c, room: c.rooms[i], ready: make(chan struct{})})
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
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := each(ctx, 32, len(c.people), func(i int) error { return c.people[i].connect(ctx) })
	if err != nil {
		return fmt.Errorf("%w%s", err, c.server.said())
	}
	progress("  %d people connected in %.1f s", len(c.people), time.Since(begin).Seconds())
	return nil
}

func (p *person) connect(ctx context.Context) (err error) {
	if p.conn, err = client.Dial(ctx, p.crowd.server.url, p.take); err != nil {
		return err
	}
	auth := map[string]string{"token": p.token}
	for _, namespace := range []string{"/", p.room.namespace} {
		if err := p.conn.Connect(ctx, namespace, auth); err != nil {
			return err
		}
	}
	select {
	case <-p.ready:
		return nil
	case <-p.conn.Done():
		return p.conn.Err()
	case <-ctx.Done():
		return fmt.Errorf("waiting for sync: %w", ctx.Err())
	}
}

// send says something now that was to be said at the time intended.
func (p *person) send(key uint64, intended time.Duration) {
	p.crowd.sent.Add(1)
	var buf [1024]byte
	// A failed write is a connection that ended, which is counted in the end.
	_ = p.conn.Emit(p.room.namespace, int64(key), appendSend(buf[:0], p.room.id, key, intended, p.crowd.text)) //nolint:gosec // counts from 1
}

// take is called with each packet.
func (p *person) take(k client.Packet) {
	switch k.Type {
	case client.Event:
		switch {
		case bytes.HasPrefix(k.Data, []byte(`["receive_message",`)):
			p.receive(k)
		case bytes.HasPrefix(k.Data, []byte(`["sync",`)):
			p.sync(k.Data)
		}
	case client.Ack:
		p.answer(k)
	case client.Disconnected:
		p.out = true
	}
}

func (p *person) receive(k client.Packet) {
	key, intended, seq := what(k.Data)
	p.member.Received = append(p.member.Received, check.Entry{Seq: seq, Key: key})
	p.newest = max(p.newest, seq)
	if key == 0 {
		return
	}
	c := p.crowd
	c.received.Add(1)
	c.meter.Load().receive(intended, k.At)
	if c.delivered != nil {
		c.delivered(key, intended, k.At)
	}
}

func (p *person) answer(k client.Packet) {
	c := p.crowd
	if !bytes.HasPrefix(k.Data, []byte(`[{"ok":true`)) {
		p.refused = append(p.refused, uint64(k.ID)) //nolint:gosec // our own key
		if c.refused.Add(1) == 1 {
			progress("  refused: %s", k.Data)
		}
		return
	}
	key, intended, seq := what(k.Data)
	p.acks = append(p.acks, check.Entry{Seq: seq, Key: key})
	c.expected.Add(int64(len(p.room.members)))
	c.acked.Add(1)
	c.meter.Load().acknowledge(intended, k.At)
	if c.acknowledged != nil {
		c.acknowledged(p, k.At)
	}
}

// sync takes the room's state, or what the server fills a hole with: what is known already is no second delivery.
func (p *person) sync(data []byte) {
	var event []json.RawMessage
	var in struct {
		More     bool
		Messages []json.RawMessage
	}
	if json.Unmarshal(data, &event) != nil || len(event) < 2 || json.Unmarshal(event[1], &in) != nil {
		return
	}
	first := false
	select {
	case <-p.ready:
	default:
		first = true
	}
	for _, m := range in.Messages {
		key, _, seq := what(m)
		switch {
		case first:
			p.member.Base, p.newest = max(p.member.Base, seq), max(p.newest, seq)
		case seq > p.newest:
			p.member.Received = append(p.member.Received, check.Entry{Seq: seq, Key: key})
			p.newest = seq
			if key != 0 {
				p.crowd.received.Add(1)
			}
		}
	}
	if first && !in.More {
		close(p.ready)
	}
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
		select {
		case <-p.conn.Done():
			ended++
		default:
		}
	}
	c.close()
	var found check.Report
	for _, r := range c.rooms {
		record := check.Room{Name: r.id}
		for _, p := range r.members {
			record.Acked = append(record.Acked, p.acks...)
			record.Refused = append(record.Refused, p.refused...)
			record.Members = append(record.Members, p.member)
			if p.out {
				ended++
			}
		}
		one := check.Judge(&record)
		found.Add(&one)
	}
	out.checked(mode, load, &found, c.sent.Load()-c.acked.Load()-c.refused.Load(), c.refused.Load(), ended)
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
