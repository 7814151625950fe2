package engineio

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

type state uint8

const (
	open    state = iota
	closing       // what waits, and the end, still go out
	closed
)

// Session is one client's connection, over whichever transport. Its methods are
// safe for concurrent use.
type Session struct {
	srv     *Server
	id      string
	shake   Handshake
	handler Handler
	opening sync.WaitGroup // until there is a handler
	base64  bool           // the client wants no binary frames

	// read is held while the handler takes a packet: polling and WebSocket readers
	// exclude each other.
	read sync.Mutex

	// mu guards the fields below. It is held over non-blocking writes, never over
	// anything that waits.
	mu        sync.Mutex
	state     state
	queue     []*Message // in order; waits for the writer or for a poll
	offset    int        // bytes of queue[0] that are written already
	queued    int        // bytes waiting, those in the writer's hands included
	pongs     int        // WebSocket pongs in queue
	ws        *wsConn    // nil while the transport is polling
	writing   bool       // the writer goroutine runs
	readDone  bool       // the reader of ws has ended
	poll      *poll      // the GET that waits, if any
	post      *post      // the POST in progress, if any
	candidate *wsConn    // the WebSocket of an upgrade under way
	probed    bool       // the candidate has been probed
	waiters   []waiter   // of WaitDrained
	awaited   bool       // the server's Close waits for a lingering polling session
	heart     heartbeat
}

type waiter struct {
	below int
	ch    chan error
}

// ID is the session id: 20 characters, 120 random bits, a secret of the client.
func (s *Session) ID() string { return s.id }

// Handshake returns what is kept of the first request.
func (s *Session) Handshake() *Handshake { return &s.shake }

// Transport is "polling" or "websocket".
func (s *Session) Transport() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transport()
}

func (s *Session) transport() string {
	if s.ws == nil {
		return polling
	}
	return websocket
}

// Buffered is how many bytes wait to be written.
func (s *Session) Buffered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queued
}

// WaitDrained waits until fewer than below bytes wait. The error is ErrClosed or ctx's.
func (s *Session) WaitDrained(ctx context.Context, below int) error {
	s.mu.Lock()
	switch {
	case s.state != open:
		s.mu.Unlock()
		return ErrClosed
	case s.queued < below:
		s.mu.Unlock()
		return nil
	}
	ch := make(chan error, 1)
	s.waiters = append(s.waiters, waiter{below, ch})
	s.mu.Unlock()
	select {
	case err := <-ch:
		return err
	case <-ctx.Done():
		return ctx.Err() // the entry goes with the next drain, or with the session
	}
}

// drained takes n bytes off what waits.
func (s *Session) drained(n int) {
	s.queued -= n
	kept := s.waiters[:0]
	for _, w := range s.waiters {
		if s.queued < w.below {
			w.ch <- nil
		} else {
			kept = append(kept, w)
		}
	}
	clear(s.waiters[len(kept):])
	s.waiters = kept
}

// Send sends m, now or as soon as the client takes it, and never waits. Messages
// of one goroutine keep their order, across an upgrade too. A volatile message is
// dropped when much waits already. When more than MaxQueue would wait, the
// session ends with ReasonSlow. Send says whether m was taken.
func (s *Session) Send(m *Message, volatile bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != open || volatile && s.queued >= s.srv.volatileLimit {
		return false
	}
	if s.queued > 0 && s.queued+m.Size() > s.srv.opts.MaxQueue {
		s.end(ReasonSlow, cut)
		return false
	}
	s.enqueue(m)
	return true
}

// enqueue appends to the queue, or writes directly if nothing waits and nobody
// writes. The caller holds mu.
func (s *Session) enqueue(m *Message) {
	if s.ws != nil && s.ws.try != nil && !s.writing && len(s.queue) == 0 {
		b := s.frames(m)
		n, err := s.ws.try.write(b)
		if err != nil {
			s.end(ReasonTransportClose, cut)
			return
		}
		if n == len(b) {
			return
		}
		s.offset = n
	}
	s.queue = append(s.queue, m)
	s.queued += m.Size()
	if m.pong {
		s.pongs++
	}
	s.flush()
}

// flush gets the queue moving. The caller holds mu.
func (s *Session) flush() {
	switch {
	case len(s.queue) == 0:
	case s.ws == nil:
		if s.poll != nil {
			s.poll.wake()
		}
	case !s.writing:
		s.writing = true
		s.srv.tracker.run(func() { s.write(s.ws) })
	}
}

func (s *Session) frames(m *Message) []byte {
	if s.base64 {
		return m.base64Frames()
	}
	return m.frames
}

// Close ends the session: what waits is written first, in bounded time, then the
// transport is closed. The handler is told at once, with reason. Close does not wait.
func (s *Session) Close(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(reason, orderly)
}

// manner is how a session ends.
type manner uint8

const (
	orderly  manner = iota // what waits goes out first
	dropping               // what waits is dropped, the peer is told
	cut                    // the connection is cut
)

// end ends the session once. The caller holds mu.
func (s *Session) end(reason string, how manner) { s.endWith(reason, how, byeMessage, 0) }

// endWith is end with the packet that answers a waiting poll, or the code that
// closes a WebSocket.
func (s *Session) endWith(reason string, how manner, last *Message, code ws.StatusCode) {
	if s.state != open {
		return
	}
	s.state = closing
	s.heart.stop()
	for _, w := range s.waiters {
		w.ch <- ErrClosed
	}
	s.waiters = nil
	if c := s.candidate; c != nil {
		s.candidate = nil
		s.srv.tracker.run(func() { _ = c.conn.Close() })
	}
	if s.ws != nil {
		s.endWebSocket(how, code)
	} else {
		s.endPolling(how, last)
	}
	s.srv.tracker.run(func() {
		s.opening.Wait()
		s.handler.Closed(reason)
	})
}

func (s *Session) endWebSocket(how manner, code ws.StatusCode) {
	s.srv.forget(s)
	if how != orderly && len(s.queue) > 0 && s.offset == 0 {
		s.queue = nil // a frame that is half written must be completed
	}
	if how == cut {
		s.state = closed
		c := s.ws
		s.srv.tracker.run(func() { _ = c.conn.Close() })
		return
	}
	deadline := time.Now().Add(closeWait)
	_ = s.ws.conn.SetDeadline(deadline)
	s.enqueue(closeFrame(code))
	s.finish()
}

// finish closes the connection's write side when everything is written, and all
// of it when the reader has ended too. The caller holds mu.
func (s *Session) finish() {
	if s.state == open || s.writing {
		return
	}
	c := s.ws
	if !s.readDone {
		switch half := c.conn.(type) {
		case *net.TCPConn:
			_ = half.CloseWrite()
		case interface{ CloseWrite() error }: // TLS may block
			s.srv.tracker.run(func() { _ = half.CloseWrite() })
		}
		return
	}
	s.state = closed
	s.srv.tracker.run(func() { _ = c.conn.Close() }) // TLS may block in Close
}

// readEnded is called once, by the reader of the WebSocket.
func (s *Session) readEnded() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readDone = true
	s.end(ReasonTransportClose, cut)
	s.finish()
}

// receive lets the handler take a packet, unless the session has ended.
func (s *Session) receive(pong bool, take func()) bool {
	s.read.Lock()
	defer s.read.Unlock()
	s.mu.Lock()
	if s.state != open {
		s.mu.Unlock()
		return false
	}
	s.heard(pong)
	s.heart.reading = true
	s.mu.Unlock()
	take()
	s.mu.Lock()
	s.heart.reading = false
	s.mu.Unlock()
	return true
}

// packet takes a packet in text form. It returns false when the session has ended.
func (s *Session) packet(p []byte) bool {
	if len(p) == 0 {
		return s.fail(ReasonParseError)
	}
	switch p[0] {
	case '4':
		return s.receive(false, func() { s.handler.Message(p[1:]) })
	case 'b':
		b, ok := decodeBase64(p[1:])
		if !ok {
			return s.fail(ReasonParseError)
		}
		return s.binary(b)
	case '3':
		return s.receive(true, func() {})
	case '1':
		s.mu.Lock()
		defer s.mu.Unlock()
		s.endWith(ReasonTransportClose, dropping, noopMessage, 0)
		return false
	case '0', '5', '6':
		return true // stray, harmless
	case '2':
		return s.fail(ReasonTransportError) // pings go the other way
	}
	return s.fail(ReasonParseError)
}

func (s *Session) binary(b []byte) bool {
	return s.receive(false, func() { s.handler.Binary(b) })
}

// fail ends the session after a violation of the protocol.
func (s *Session) fail(reason string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(reason, dropping)
	return false
}
