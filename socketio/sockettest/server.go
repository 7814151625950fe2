// Package sockettest helps to test Socket.IO applications: a server in memory,
// without ports, and a client for it. Both work inside of testing/synctest
// bubbles.
package sockettest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// Server serves HTTP in memory.
type Server struct {
	http  *http.Server
	conns chan net.Conn
	done  chan struct{}
	close sync.Once
	wg    sync.WaitGroup
}

// Serve serves h in memory until Close, which the end of the test calls. It does
// not close h: a *socketio.Server is to be closed before.
func Serve(t testing.TB, h http.Handler) *Server {
	s := &Server{
		http:  &http.Server{Handler: h, ReadHeaderTimeout: time.Minute},
		conns: make(chan net.Conn),
		done:  make(chan struct{}),
	}
	s.wg.Go(func() { _ = s.http.Serve(listener{s}) }) // ends with ErrServerClosed
	t.Cleanup(s.Close)
	return s
}

// Close ends the server; requests in progress are cut.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.done)
		_ = s.http.Close()
	})
	s.wg.Wait()
}

// Dial connects to the server, whatever the address; it has the form that
// http.Transport.DialContext wants.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := pipe()
	select {
	case s.conns <- server:
		return client, nil
	case <-s.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// HTTP returns a client whose requests all go to the server. The caller closes
// its idle connections.
func (s *Server) HTTP() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: s.Dial}}
}

// listener is the server's end of Dial.
type listener struct{ s *Server }

func (l listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.s.conns:
		return c, nil
	case <-l.s.done:
		return nil, net.ErrClosed
	}
}

func (listener) Close() error   { return nil }
func (listener) Addr() net.Addr { return addr{} }

type addr struct{}

func (addr) Network() string { return "memory" }
func (addr) String() string  { return "memory" }
