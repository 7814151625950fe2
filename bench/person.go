package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/bench/check"
	"github.com/loquat-chat/loquat/bench/client"
)

// person is somebody with at most one connection at a time. What they have seen belongs to the connection's goroutine until the connection is closed.
type person struct {
	account
	crowd *crowd
	room  *room
	conn  *client.Conn

	ready   chan struct{} // closed when this connection has both snapshots: of the rooms, and the room's sync
	session bool          // the first of them has come
	synced  bool          // the last part of the other one has
	out     bool          // a namespace was taken away

	epoch   string
	version int64 // the position: everything in the room up to here is known
	told    int64 // the position by the latest sync: live events up to here may come again
	holes   int   // versions that did not follow the one before

	member  check.Member
	newest  int64
	acks    []check.Entry
	refused []uint64

	mu   sync.Mutex
	open map[uint64]time.Duration // guarded by mu; sends without an answer, and when they were to be sent
}

// connect opens a connection and catches up from the position.
func (p *person) connect(ctx context.Context) (err error) {
	p.ready, p.session, p.synced = make(chan struct{}), false, false
	if p.conn, err = client.Dial(ctx, p.crowd.server.url, p.take); err != nil {
		return err
	}
	auth := map[string]any{"token": p.Token}
	if err := p.conn.Connect(ctx, "/", auth); err != nil {
		return err
	}
	if p.version > 0 {
		auth["since"], auth["epoch"] = p.version, p.epoch
	}
	if err := p.conn.Connect(ctx, p.room.namespace, auth); err != nil {
		return err
	}
	select {
	case <-p.ready:
		return nil
	case <-p.conn.Done():
		return fmt.Errorf("the connection ended before sync: %w", p.conn.Err())
	case <-ctx.Done():
		return fmt.Errorf("waiting for sync: %w", ctx.Err())
	}
}

// disconnect takes the person offline.
func (p *person) disconnect() {
	if p.conn != nil {
		p.conn.Close()
	}
}

// send says something now that was to be said at the time intended.
func (p *person) send(key uint64, intended time.Duration) {
	p.crowd.sent.Add(1)
	p.mu.Lock()
	if p.open == nil {
		p.open = map[uint64]time.Duration{}
	}
	p.open[key] = intended
	p.mu.Unlock()
	p.emit(key, intended)
}

// emit says it. A failed write is a connection that ended, which is counted in the end.
func (p *person) emit(key uint64, intended time.Duration) {
	var buf [1024]byte
	_ = p.conn.Emit(p.room.namespace, int64(key), appendSend(buf[:0], p.room.id, key, intended, p.crowd.text)) //nolint:gosec // counts from 1
}

// repeat says once more, under the same clientIds and in the same order, what was not answered before the connection ended.
func (p *person) repeat() {
	p.mu.Lock()
	open := maps.Clone(p.open)
	p.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(open)) {
		p.emit(key, open[key])
	}
}

// answered forgets a send, and says whether there was one.
func (p *person) answered(key uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.open[key]
	delete(p.open, key)
	return ok
}

var errUnasked = errors.New("an acknowledgement answers nothing that was asked")

// take is called with each packet.
func (p *person) take(k client.Packet) {
	switch k.Type {
	case client.Event:
		switch {
		case bytes.HasPrefix(k.Data, []byte(`["receive_message",`)):
			p.receive(k)
		case bytes.HasPrefix(k.Data, []byte(`["message_updated",`)):
			p.updated(k)
		case bytes.HasPrefix(k.Data, []byte(`["sync",`)):
			p.sync(k.Data)
		case bytes.HasPrefix(k.Data, []byte(`["session",`)):
			p.session = true
			p.arrive()
		}
	case client.Ack:
		p.answer(k)
	case client.Disconnected:
		p.out = true
	}
}

// arrive lets connect return once everything is there.
func (p *person) arrive() {
	if !p.session || !p.synced {
		return
	}
	select {
	case <-p.ready:
	default:
		close(p.ready)
	}
}

// follow moves the position to a live event's version. It answers false for one that the latest sync may have brought already.
func (p *person) follow(version int64) bool {
	if version <= p.told {
		return false
	}
	if version != p.version+1 {
		p.holes++
	}
	p.version = max(p.version, version)
	return true
}

func (p *person) receive(k client.Packet) {
	of := what(k.Data)
	if !p.follow(of.version) {
		return
	}
	p.member.Received = append(p.member.Received, check.Entry{Seq: of.seq, Key: of.key})
	p.newest = max(p.newest, of.seq)
	if of.key == 0 {
		return
	}
	c := p.crowd
	c.received.Add(1)
	c.meter.Load().receive(of.intended, k.At)
	if c.delivered != nil {
		c.delivered(of, k.At)
	}
}

func (p *person) updated(k client.Packet) {
	if p.follow(what(k.Data).version) && p.crowd.other != nil {
		p.crowd.other(p, k)
	}
}

func (p *person) answer(k client.Packet) {
	c := p.crowd
	if uint64(k.ID) >= otherKeys { //nolint:gosec // ours, from 1
		c.other(p, k)
		return
	}
	key := uint64(k.ID) //nolint:gosec // ours, from 1
	if !p.answered(key) {
		progress("  %v: %d %.200s", errUnasked, k.ID, k.Data)
		p.acks = append(p.acks, check.Entry{Seq: what(k.Data).seq, Key: key}) // the checker counts it
		return
	}
	if !bytes.HasPrefix(k.Data, []byte(`[{"ok":true`)) {
		p.refused = append(p.refused, key)
		if c.refused.Add(1) == 1 {
			progress("  refused: %s", k.Data)
		}
		return
	}
	of := what(k.Data)
	p.acks = append(p.acks, check.Entry{Seq: of.seq, Key: of.key})
	c.expected.Add(int64(len(p.room.members)))
	c.acked.Add(1)
	if bytes.Contains(k.Data, []byte(`"duplicate":true`)) {
		c.duplicates.Add(1)
	}
	c.meter.Load().acknowledge(of.intended, k.At)
	if c.acknowledged != nil {
		c.acknowledged(p, of, k.At)
	}
}

// sync takes the room's state, or what was missed: what is known already is no second delivery.
func (p *person) sync(data []byte) {
	var event []json.RawMessage
	var in struct {
		Epoch          string
		Since, Version int64
		Reset, More    bool
		Messages       []json.RawMessage
	}
	if json.Unmarshal(data, &event) != nil || len(event) < 2 || json.Unmarshal(event[1], &in) != nil {
		return
	}
	if !in.Reset && in.Since > p.version {
		p.holes++
	}
	first := p.epoch == ""
	for _, m := range in.Messages {
		of := what(m)
		switch {
		case first:
			p.member.Base, p.newest = max(p.member.Base, of.seq), max(p.newest, of.seq)
		case of.seq > p.newest:
			p.member.Received = append(p.member.Received, check.Entry{Seq: of.seq, Key: of.key})
			p.newest = of.seq
			if of.key != 0 {
				p.crowd.received.Add(1)
			}
		}
	}
	p.version, p.told = max(p.version, in.Version), max(p.told, in.Version)
	if !in.More {
		p.epoch, p.synced = in.Epoch, true
		p.arrive()
	}
}
