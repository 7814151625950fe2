package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// headBytes is how much of a client's first line is shown.
const headBytes = 256

// connection is a client's connection and the one made for it to the target. Each direction has a goroutine that reads and one that writes; serve
// waits for all four.
type connection struct {
	id     int
	opened time.Time
	client *net.TCPConn
	ctx    context.Context // done when the connection is over
	over   context.CancelFunc

	mu       sync.Mutex    // guards the fields below, those of both links included
	changed  chan struct{} // closed, and made anew, whenever something changes that somebody may wait for
	server   *net.TCPConn  // nil until connected
	up, down link
	head     []byte
	state    string // open, cut, closed, refused
	ended    time.Time
}

// status is a connection as the control port shows it.
type status struct {
	ID       int        `json:"id"`
	Remote   string     `json:"remote"`
	Head     string     `json:"head"` // the first line that the client sent
	OpenedAt time.Time  `json:"openedAt"`
	EndedAt  *time.Time `json:"endedAt,omitempty"`
	State    string     `json:"state"` // open, cut, closed, refused
	Up       linkStatus `json:"up"`
	Down     linkStatus `json:"down"`
}

type linkStatus struct {
	Bytes int64  `json:"bytes"` // passed on
	Held  int    `json:"held"`  // read and not passed on yet
	State string `json:"state"` // pass, stall, halfopen, close
}

func newConnection(id int, client *net.TCPConn, s settings) *connection {
	c := &connection{id: id, opened: time.Now(), client: client, changed: make(chan struct{}), state: "open"}
	c.ctx, c.over = context.WithCancel(context.Background())
	d := millis(s.DelayMs, s.JitterMs)
	c.up = newLink("up", client, nil, d, s.Seed, 2*id)
	c.down = newLink("down", nil, client, d, s.Seed, 2*id+1)
	return c
}

// serve connects to the target, once the client's bytes may pass, and carries both directions until the connection is over.
func (c *connection) serve(target string) {
	if !c.mayRead(&c.up) || !c.connect(target) {
		return
	}
	var running sync.WaitGroup
	for _, l := range []*link{&c.up, &c.down} {
		running.Go(func() { c.read(l) })
		running.Go(func() { c.write(l) })
	}
	running.Wait()
	<-c.ctx.Done() // a half-open connection stays, with nobody left to read from
}

func (c *connection) connect(target string) bool {
	dialer := net.Dialer{Control: resetWhenClosed} // one that is cut while it connects may have been accepted
	socket, err := dialer.DialContext(c.ctx, "tcp", target)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.end("cut", true)
		return false
	}
	server := socket.(*net.TCPConn)
	if c.state != "open" { // ended just now
		_ = server.Close()
		return false
	}
	_ = server.SetLinger(-1)
	c.server = server
	c.up.to, c.down.from = c.server, c.server
	if c.up.state == "close" {
		_ = c.server.CloseWrite()
	}
	return true
}

// resetWhenClosed makes every closing of a socket a RST, until SetLinger says otherwise.
func resetWhenClosed(_, _ string, socket syscall.RawConn) error {
	var failed error
	err := socket.Control(func(fd uintptr) {
		failed = syscall.SetsockoptLinger(int(fd), syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1})
	})
	return errors.Join(err, failed)
}

// refuse resets a connection that is not served.
func (c *connection) refuse() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end("refused", true)
}

// end closes both sockets, with RST or FIN; c.mu is held. Ending twice is ending once.
func (c *connection) end(state string, reset bool) {
	if c.state != "open" {
		return
	}
	c.state, c.ended = state, time.Now()
	for _, socket := range []*net.TCPConn{c.client, c.server} {
		if socket == nil {
			continue
		}
		if reset {
			_ = socket.SetLinger(0)
		}
		_ = socket.Close()
	}
	c.over()
}

// apply lets a fault happen, or wait for its bytes, in the directions that it concerns, and says whether there was one. own is the delay of the
// proxy, to which the connection resumes.
func (c *connection) apply(f fault, own delay) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.Kind == "resume" {
		f.DelayMs, f.JitterMs = int(own.fixed/time.Millisecond), int(own.jitter/time.Millisecond)
	}
	applied := false
	for _, l := range []*link{&c.up, &c.down} {
		if c.state != "open" || !f.concerns(l.direction) {
			continue
		}
		if f.AfterBytes > 0 {
			l.waiting, l.left = &f, f.AfterBytes
			applied = true
			continue
		}
		applied = c.happen(l, f) || applied
	}
	return applied
}

// happen puts a fault in force in one direction, unless that cannot be any more; c.mu is held.
func (c *connection) happen(l *link, f fault) bool {
	defer c.change()
	switch {
	case f.Kind == "cut", f.Kind == "resume" && l.state == "halfopen":
		c.end("cut", true)
	case f.Kind == "delay":
		l.delay = millis(f.DelayMs, f.JitterMs)
	case f.Kind == "resume":
		l.delay, l.waiting = millis(f.DelayMs, f.JitterMs), nil
		if l.state == "stall" {
			l.state = "pass"
		}
	case l.state == "halfopen" || l.state == "close":
		return false // bytes are missing, or the end has been told
	case f.Kind == "close":
		l.state = "close"
		if l.to != nil {
			_ = l.to.CloseWrite()
		}
		c.told(l)
	default:
		l.state = f.Kind
	}
	return true
}

// told notes that one end knows that nothing comes from the other any more; c.mu is held.
func (c *connection) told(l *link) {
	l.told = true
	if c.up.told && c.down.told && c.up.drained && c.down.drained {
		c.end("closed", false)
	}
}

// change wakes whoever waits; c.mu is held.
func (c *connection) change() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// wait lets go of c.mu until something changes, the time comes (zero: never), or the connection is over.
func (c *connection) wait(until time.Time) {
	changed := c.changed
	c.mu.Unlock()
	defer c.mu.Lock()
	var due <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-changed:
	case <-due:
	case <-c.ctx.Done():
	}
}

func (c *connection) status() status {
	c.mu.Lock()
	defer c.mu.Unlock()
	line, _, _ := bytes.Cut(c.head, []byte("\n"))
	s := status{
		ID: c.id, Remote: c.client.RemoteAddr().String(), Head: string(bytes.TrimRight(line, "\r")),
		OpenedAt: c.opened, State: c.state, Up: c.up.status(), Down: c.down.status(),
	}
	if c.state != "open" {
		s.EndedAt = &c.ended
	}
	return s
}
