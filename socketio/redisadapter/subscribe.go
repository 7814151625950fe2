package redisadapter

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// maxSubscribe is how many channels one command names.
const maxSubscribe = 500

// topicName is a channel, or a pattern of channels.
type topicName struct {
	name    string
	pattern bool
}

// topic is one subscription. Its fields are guarded by Redis.mu.
type topic struct {
	handle  func(message []byte)
	users   int             // who wants it
	asked   bool            // the last command for it was to subscribe
	pending int             // commands to subscribe that are not confirmed
	waiting []chan struct{} // closed when it is confirmed, or the connection is lost
}

// session is one connection that is subscribed.
type session struct{ conn rueidis.DedicatedClient }

// escape keeps a channel's characters from being a pattern's.
func escape(channel string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`).Replace(channel)
}

// subscribe has the messages of topics handled until stop is called. It waits for Redis to confirm, unless Redis is away.
func (r *Redis) subscribe(ctx context.Context, topics map[topicName]func([]byte)) (stop func(), err error) {
	var waiting []chan struct{}
	r.mu.Lock()
	for name, handle := range topics {
		t := r.topics[name]
		if t == nil {
			t = &topic{}
			r.topics[name] = t
		}
		t.handle = handle
		t.users++
		if r.session != nil && (!t.asked || t.pending > 0) {
			done := make(chan struct{})
			t.waiting = append(t.waiting, done)
			waiting = append(waiting, done)
		}
		r.changed = append(r.changed, name)
	}
	r.mu.Unlock()
	r.look()
	stop = func() {
		r.mu.Lock()
		for name := range topics {
			r.topics[name].users--
			r.changed = append(r.changed, name)
		}
		r.mu.Unlock()
		r.look()
	}
	for _, done := range waiting {
		select {
		case <-done:
		case <-ctx.Done():
			stop()
			return nil, ctx.Err()
		}
	}
	return stop, nil
}

// look has the connection look at what has changed.
func (r *Redis) look() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// listen keeps a connection that is subscribed.
func (r *Redis) listen() {
	for r.ctx.Err() == nil {
		r.listenOnce()
		select {
		case <-time.After(backOff):
		case <-r.ctx.Done():
		}
	}
}

// listenOnce returns when the connection is lost.
func (r *Redis) listenOnce() {
	conn, release := r.client.Dedicate()
	defer release()
	defer conn.Close() // it is never used again
	s := &session{conn}
	lost := conn.SetPubSubHooks(rueidis.PubSubHooks{
		OnMessage:      func(m rueidis.PubSubMessage) { r.heard(s, m) },
		OnSubscription: func(p rueidis.PubSubSubscription) { r.confirmed(s, p) },
	})
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return
	}
	r.session, r.changed = s, nil
	for name, t := range r.topics {
		t.asked, t.pending = false, 0
		r.changed = append(r.changed, name)
	}
	r.mu.Unlock()
	defer r.lose()

	// The answer to PING comes after the confirmations.
	if r.update(conn) != nil || r.do(conn, conn.B().Ping().Build()) != nil {
		return
	}
	r.o.OnReach(true)
	defer r.o.OnReach(false)
	for {
		select {
		case <-r.wake:
			if r.update(conn) != nil {
				return
			}
		case <-lost: //nolint:errcheck // that it is lost is enough
			return
		case <-r.ctx.Done():
			return
		}
	}
}

// lose lets nobody wait for a connection that is lost.
func (r *Redis) lose() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.session = nil
	for _, t := range r.topics {
		for _, done := range t.waiting {
			close(done)
		}
		t.asked, t.pending, t.waiting = false, 0, nil
	}
}

// update subscribes to what is wanted, and ends what is not wanted any more. Only the goroutine of listen calls it: commands keep the order in which
// asked changes.
func (r *Redis) update(conn rueidis.DedicatedClient) error {
	var begin, beginPatterns, end, endPatterns []string
	r.mu.Lock()
	for _, name := range r.changed {
		t := r.topics[name]
		switch {
		case t == nil:
		case t.users > 0 && !t.asked:
			t.asked = true
			t.pending++
			if name.pattern {
				beginPatterns = append(beginPatterns, name.name)
			} else {
				begin = append(begin, name.name)
			}
		case t.users == 0:
			if t.asked && name.pattern {
				endPatterns = append(endPatterns, name.name)
			} else if t.asked {
				end = append(end, name.name)
			}
			t.asked = false
			if t.pending == 0 {
				delete(r.topics, name)
			}
		}
	}
	r.changed = nil
	r.mu.Unlock()
	b := conn.B()
	for _, c := range []struct {
		names   []string
		command func(names []string) rueidis.Completed
	}{
		{beginPatterns, func(n []string) rueidis.Completed { return b.Psubscribe().Pattern(n...).Build() }},
		{begin, func(n []string) rueidis.Completed { return b.Subscribe().Channel(n...).Build() }},
		{endPatterns, func(n []string) rueidis.Completed { return b.Punsubscribe().Pattern(n...).Build() }},
		{end, func(n []string) rueidis.Completed { return b.Unsubscribe().Channel(n...).Build() }},
	} {
		for chunk := range slices.Chunk(c.names, maxSubscribe) {
			if err := r.do(conn, c.command(chunk)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Redis) do(conn rueidis.DedicatedClient, command rueidis.Completed) error {
	ctx, cancel := context.WithTimeout(r.ctx, stallTimeout)
	defer cancel()
	return conn.Do(ctx, command).Error()
}

// confirmed is told what Redis has subscribed to.
func (r *Redis) confirmed(s *session, p rueidis.PubSubSubscription) {
	name := topicName{p.Channel, p.Kind == "psubscribe"}
	if p.Kind != "subscribe" && p.Kind != "psubscribe" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.topics[name]
	if t == nil || r.session != s || t.pending == 0 {
		return
	}
	if t.pending--; t.pending > 0 {
		return
	}
	if !t.asked && t.users == 0 {
		delete(r.topics, name)
		return
	}
	if t.asked {
		for _, done := range t.waiting {
			close(done)
		}
		t.waiting = nil
	}
}

// heard hands a message to who wants it.
func (r *Redis) heard(s *session, m rueidis.PubSubMessage) {
	name := topicName{name: m.Channel}
	if m.Pattern != "" {
		name = topicName{m.Pattern, true}
	}
	r.mu.Lock()
	t := r.topics[name]
	if r.closed || r.session != s || t == nil || t.users == 0 {
		r.mu.Unlock()
		return
	}
	handle := t.handle
	r.applies.Add(1)
	r.mu.Unlock()
	defer r.applies.Done()
	handle([]byte(m.Message))
}
