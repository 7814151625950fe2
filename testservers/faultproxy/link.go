package main

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"time"
)

const (
	// bufferSize is how much is read at once; a direction that holds as much reads no further.
	bufferSize = 32 << 10
	// delayedSize is how much a delayed direction may hold.
	delayedSize = 4 << 20
)

// link is one direction of a connection. Its fields are guarded by the connection's mutex; from and to are set before its goroutines start.
type link struct {
	direction string
	from, to  *net.TCPConn
	state     string // pass, stall, halfopen, close
	delay     delay
	random    *rand.Rand
	held      []piece // what was read and not passed on, in order
	size      int     // of what is held
	bytes     int64   // passed on, counted like left
	waiting   *fault  // happens after left further bytes
	left      int64   // counted when bytes are taken to be written, so never after they arrive
	deaf      bool    // to takes nothing any more: writing failed
	broken    bool    // from was reset, as writing to it showed; the kernel tells that only once
	told      bool    // to knows that from has ended
	drained   bool    // from has ended and nothing is held any more
}

// piece is bytes, or at last the end of the stream, with the time from which on it may pass.
type piece struct {
	data []byte
	err  error // io.EOF: a FIN; another: a RST
	due  time.Time
}

func newLink(direction string, from, to *net.TCPConn, d delay, seed uint64, stream int) link {
	return link{
		direction: direction, from: from, to: to, state: "pass", delay: d,
		random: rand.New(rand.NewPCG(seed, uint64(stream))), //nolint:gosec // repeatable on purpose; ids are not negative
	}
}

func (l *link) status() linkStatus {
	return linkStatus{Bytes: l.bytes, Held: l.size, State: l.state}
}

// read takes in what the sending end has to say, unless the direction is stalled or holds enough.
func (c *connection) read(l *link) {
	buffer := make([]byte, bufferSize)
	for c.mayRead(l) {
		n, err := l.from.Read(buffer)
		c.took(l, buffer[:n], err)
		if err != nil {
			return
		}
	}
}

// mayRead waits until the direction may read; false: the connection is over.
func (c *connection) mayRead(l *link) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.ctx.Err() == nil && (l.state == "stall" || l.size >= l.limit()) {
		c.wait(time.Time{})
	}
	return c.ctx.Err() == nil
}

func (l *link) limit() int {
	if l.delay == (delay{}) {
		return bufferSize
	}
	return delayedSize
}

// took holds what was read until it may pass.
func (c *connection) took(l *link, data []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l == &c.up && len(c.head) < headBytes {
		c.head = append(c.head, data[:min(len(data), headBytes-len(c.head))]...)
	}
	due := time.Now().Add(l.delay.fixed)
	if l.delay.jitter > 0 {
		due = due.Add(time.Duration(l.random.Int64N(int64(l.delay.jitter))))
	}
	if len(l.held) > 0 {
		due = later(due, l.held[len(l.held)-1].due) // in order
	}
	if len(data) > 0 {
		l.held = append(l.held, piece{data: append([]byte(nil), data...), due: due})
		l.size += len(data)
	}
	if err != nil {
		l.held = append(l.held, piece{err: err, due: due})
	}
	c.change()
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// write passes on what is held.
func (c *connection) write(l *link) {
	for {
		data, more := c.next(l)
		if !more {
			return
		}
		n, err := l.to.Write(data)
		c.wrote(l, len(data)-n, err)
	}
}

// next waits for the next bytes that may pass; false: nothing comes any more.
func (c *connection) next(l *link) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.ctx.Err() == nil {
		var until time.Time
		switch {
		case l.state == "stall" || len(l.held) == 0:
		case l.state != "pass" || l.deaf:
			if c.drop(l) {
				return nil, false
			}
		case time.Now().Before(l.held[0].due):
			until = l.held[0].due
		case l.held[0].err != nil:
			c.passEnd(l, l.held[0].err)
			return nil, false
		default:
			return c.pop(l), true
		}
		c.wait(until)
	}
	return nil, false
}

// pop takes the next bytes, no more than the fault that waits allows; c.mu is held.
func (c *connection) pop(l *link) []byte {
	data := l.held[0].data
	if l.waiting != nil && int64(len(data)) > l.left {
		data = data[:l.left]
		l.held[0].data = l.held[0].data[l.left:]
	} else {
		l.held = l.held[1:]
	}
	l.size -= len(data)
	l.left -= int64(len(data))
	l.bytes += int64(len(data))
	c.change()
	return data
}

// drop swallows what is held and says whether that was the end; c.mu is held.
func (c *connection) drop(l *link) (last bool) {
	last = l.held[len(l.held)-1].err != nil
	l.held, l.size, l.drained = nil, 0, last
	if last && l.told {
		c.told(l)
	}
	c.change()
	return last
}

// passEnd tells the receiving end that the sending one has ended; c.mu is held.
func (c *connection) passEnd(l *link, err error) {
	l.held, l.drained = nil, true
	if !errors.Is(err, io.EOF) || l.broken {
		c.end("cut", true)
		return
	}
	_ = l.to.CloseWrite()
	c.told(l)
}

// wrote takes back what could not be passed on, and lets the fault happen that waited for the rest. A failure tells nothing to the sending end: that the receiving end
// is gone comes to it by the other direction, and only if that one passes.
func (c *connection) wrote(l *link, unwritten int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l.bytes -= int64(unwritten)
	if err != nil {
		other := &c.down
		if l == other {
			other = &c.up
		}
		l.deaf, other.broken = true, true
		if other.told {
			c.end("cut", true) // that one has ended already: nobody else would tell
		}
	}
	if l.waiting != nil && l.left == 0 {
		f := *l.waiting
		l.waiting = nil
		c.happen(l, f)
	}
	c.change()
}
