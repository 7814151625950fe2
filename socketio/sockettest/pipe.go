package sockettest

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// pipeBuffer is how much a pipe takes before its writer waits, like a socket's buffer.
const pipeBuffer = 256 << 10

// pipe returns the two ends of a connection in memory. Unlike net.Pipe's it is
// buffered.
func pipe() (net.Conn, net.Conn) {
	a, b := newHalf(), newHalf()
	return &end{a, b}, &end{b, a}
}

// half is one direction.
type half struct {
	mu      sync.Mutex // guards the fields below
	changed *sync.Cond
	data    []byte
	eof     bool // the writer has ended
	gone    bool // the reader has ended
	read    deadline
	write   deadline
}

type deadline struct {
	timer  *time.Timer
	passed bool
}

func newHalf() *half {
	h := new(half)
	h.changed = sync.NewCond(&h.mu)
	return h
}

func (h *half) set(d *deadline, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
	}
	d.passed = !at.IsZero() && !at.After(time.Now())
	if !at.IsZero() && !d.passed {
		var timer *time.Timer
		timer = time.AfterFunc(time.Until(at), func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			if d.timer == timer {
				d.passed = true
				h.changed.Broadcast()
			}
		})
		d.timer = timer
	}
	h.changed.Broadcast()
}

// end is one end: it reads from in and writes to out.
type end struct{ in, out *half }

func (e *end) Read(b []byte) (int, error) {
	h := e.in
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.gone:
			return 0, net.ErrClosed
		case h.read.passed:
			return 0, os.ErrDeadlineExceeded
		case len(h.data) > 0:
			n := copy(b, h.data)
			h.data = h.data[n:]
			h.changed.Broadcast()
			return n, nil
		case h.eof:
			return 0, io.EOF
		}
		h.changed.Wait()
	}
}

func (e *end) Write(b []byte) (n int, err error) {
	h := e.out
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.eof:
			return n, net.ErrClosed
		case h.gone:
			return n, io.ErrClosedPipe
		case h.write.passed:
			return n, os.ErrDeadlineExceeded
		case len(b) == 0:
			return n, nil
		case len(h.data) < pipeBuffer:
			m := min(len(b), pipeBuffer-len(h.data))
			h.data = append(h.data, b[:m]...)
			b, n = b[m:], n+m
			h.changed.Broadcast()
			continue
		}
		h.changed.Wait()
	}
}

// CloseWrite ends what the other end reads, after what it has not read yet.
func (e *end) CloseWrite() error {
	e.out.mu.Lock()
	defer e.out.mu.Unlock()
	e.out.eof = true
	e.out.changed.Broadcast()
	return nil
}

func (e *end) Close() error {
	_ = e.SetDeadline(time.Time{})
	_ = e.CloseWrite()
	e.in.mu.Lock()
	defer e.in.mu.Unlock()
	e.in.gone = true
	e.in.changed.Broadcast()
	return nil
}

func (e *end) SetDeadline(t time.Time) error {
	_ = e.SetReadDeadline(t)
	return e.SetWriteDeadline(t)
}

func (e *end) SetReadDeadline(t time.Time) error {
	e.in.set(&e.in.read, t)
	return nil
}

func (e *end) SetWriteDeadline(t time.Time) error {
	e.out.set(&e.out.write, t)
	return nil
}

func (*end) LocalAddr() net.Addr  { return addr{} }
func (*end) RemoteAddr() net.Addr { return addr{} }
