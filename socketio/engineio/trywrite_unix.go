//go:build unix

package engineio

import (
	"errors"
	"net"
	"syscall"
)

// tryWriter writes to a TCP or Unix socket without blocking. It makes the
// function that syscall.RawConn wants once, not for each write.
type tryWriter struct {
	raw syscall.RawConn
	fn  func(fd uintptr) bool
	buf []byte
	n   int
	err error
}

// newTryWriter returns nil for connections of other types: TLS, pipes, and
// wrappers, whose Write may be more than a system call.
func newTryWriter(c net.Conn) *tryWriter {
	var raw syscall.RawConn
	var err error
	switch c := c.(type) {
	case *net.TCPConn:
		raw, err = c.SyscallConn()
	case *net.UnixConn:
		raw, err = c.SyscallConn()
	default:
		return nil
	}
	if err != nil {
		return nil
	}
	t := &tryWriter{raw: raw}
	t.fn = func(fd uintptr) bool {
		for {
			t.n, t.err = syscall.Write(int(fd), t.buf)
			if !errors.Is(t.err, syscall.EINTR) {
				return true // never wait for the descriptor to become writable
			}
		}
	}
	return t
}

// write writes as much of b as goes without waiting. Nobody else may be writing
// to the connection: it would wait for them.
func (t *tryWriter) write(b []byte) (int, error) {
	t.buf = b
	err := t.raw.Write(t.fn)
	t.buf = nil
	switch {
	case err != nil:
		return 0, err
	case errors.Is(t.err, syscall.EAGAIN):
		return 0, nil
	case t.err != nil:
		return 0, t.err
	}
	return t.n, nil
}
