package socketio

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/socketio/engineio"
	"github.com/loquat-chat/loquat/socketio/parser"
)

// Handshake is the request that opened a connection. It must not be changed.
type Handshake = engineio.Handshake

// Conn is one client's connection, shared by its sockets in all namespaces. Its
// methods are safe for concurrent use.
type Conn struct {
	srv *Server
	eng *engineio.Session

	// dispatch is held while a handler of this connection runs.
	dispatch turn
	dec      parser.Decoder // the reader's

	mu      sync.Mutex // guards the fields below
	sockets []*Socket  // joined, and those whose middleware runs
	left    []string   // namespaces that the server has ended and the client may not know of yet
	closed  bool
	timer   *time.Timer // ConnectTimeout; nil once a namespace has been joined
	data    any
}

func newConn(srv *Server, es *engineio.Session) *Conn {
	c := &Conn{srv: srv, eng: es, dec: parser.Decoder{MaxEvent: srv.opts.MaxEvent}}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(srv.opts.ConnectTimeout, c.connectTimeout)
	return c
}

func (c *Conn) connectTimeout() {
	c.mu.Lock()
	late := c.timer != nil
	c.mu.Unlock()
	if late {
		c.eng.Close(ReasonConnectTimeout)
	}
}

// stopTimer forgets ConnectTimeout. The caller holds mu.
func (c *Conn) stopTimer() {
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
}

// ID is the Engine.IO session id: a secret of this client. Never show it to others.
func (c *Conn) ID() string { return c.eng.ID() }

// Close closes the transport, without DISCONNECT packets, after what waits has
// been written: clients come back by themselves. Sockets end at once, with
// reason. It does not wait.
func (c *Conn) Close(reason string) { c.eng.Close(reason) }

// end ends every socket with a DISCONNECT packet, and then the connection.
func (c *Conn) end() {
	for _, s := range c.Sockets() {
		s.Disconnect()
	}
	c.Close(ReasonForcedClose)
}

// Request returns the request that opened the connection.
func (c *Conn) Request() *Handshake { return c.eng.Handshake() }

// Transport is "polling" or "websocket", at this moment.
func (c *Conn) Transport() string { return c.eng.Transport() }

// Buffered is how many bytes wait to be written.
func (c *Conn) Buffered() int { return c.eng.Buffered() }

// WaitDrained waits until fewer than below bytes wait to be written. The error
// is ErrDisconnected or ctx's.
func (c *Conn) WaitDrained(ctx context.Context, below int) error {
	err := c.eng.WaitDrained(ctx, below)
	if errors.Is(err, engineio.ErrClosed) {
		return ErrDisconnected
	}
	return err
}

// Data returns the application's value of this connection.
func (c *Conn) Data() any {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.data
}

// SetData sets the application's value of this connection.
func (c *Conn) SetData(v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data = v
}

// Sockets returns the connection's connected sockets.
func (c *Conn) Sockets() []*Socket {
	c.mu.Lock()
	all := slices.Clone(c.sockets)
	c.mu.Unlock()
	return slices.DeleteFunc(all, func(s *Socket) bool { return !s.Connected() })
}

// find returns the socket of a namespace, which may not be connected yet.
func (c *Conn) find(namespace []byte) *Socket {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.sockets {
		if s.name == string(namespace) {
			return s
		}
	}
	return nil
}

// remove forgets a socket. If the server ended it, packets that the client has
// sent before it knew are no violation: they are ignored until it comes again.
func (c *Conn) remove(s *Socket, byServer bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.sockets, s); i >= 0 {
		c.sockets = slices.Delete(c.sockets, i, i+1)
	}
	if byServer {
		if len(c.left) == c.srv.opts.MaxNamespaces {
			c.left = slices.Delete(c.left, 0, 1)
		}
		c.left = append(c.left, s.name)
	}
}

func (c *Conn) hasLeft(namespace []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.left, string(namespace))
}

// Message takes a packet; it implements engineio.Handler.
func (c *Conn) Message(text []byte) {
	c.dispatch.lock()
	defer c.dispatch.unlock()
	p, done, err := c.dec.Text(text)
	if err != nil {
		c.eng.Close(ReasonForcedClose)
		return
	}
	c.packet(p, done)
}

// Binary takes an attachment; it implements engineio.Handler.
func (c *Conn) Binary(b []byte) {
	c.dispatch.lock()
	defer c.dispatch.unlock()
	p, done, err := c.dec.Binary(b)
	if err != nil {
		c.eng.Close(ReasonForcedClose)
		return
	}
	if done {
		c.packet(p, true)
	}
}

// packet takes a packet; done is false while attachments are outstanding, which
// nobody may send before having been let in.
func (c *Conn) packet(p *parser.Packet, done bool) {
	if p.Type == parser.Connect {
		c.connect(p)
		return
	}
	s := c.find(p.Namespace)
	switch {
	case p.Type == parser.ConnectError, s == nil && !c.hasLeft(p.Namespace):
		c.eng.Close(ReasonForcedClose)
		return
	case s == nil, !done:
		return
	}
	s.mu.Lock()
	state := s.state
	s.mu.Unlock()
	switch {
	case state == ended: // it has just been ended by the server
	case state == connecting:
		c.eng.Close(ReasonForcedClose)
	case p.Type == parser.Disconnect:
		s.end(ReasonClientDisconnect)
	case p.Type == parser.Ack:
		s.acknowledged(p)
	default:
		s.event(p)
	}
}

// connect begins to let a client into a namespace. A second CONNECT while the
// first is pending is as illegal as one to a joined namespace.
func (c *Conn) connect(p *parser.Packet) {
	if c.find(p.Namespace) != nil {
		c.eng.Close(ReasonForcedClose)
		return
	}
	name := string(p.Namespace)
	ns, values := c.srv.route(name)
	if ns == nil {
		c.refuse(name, c.srv.opts.InvalidNamespace(name))
		return
	}
	s := &Socket{
		id: newID(), name: name, ns: ns, values: values, conn: c,
		auth: bytes.Clone(p.Data), ready: make(chan struct{}), held: true,
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	// Entering has a context of its own: what database calls hang on one would
	// otherwise cost memory for as long as the socket lives.
	ctx, entering := context.WithCancel(context.Background())
	s.entering = entering
	c.mu.Lock()
	closed, full := c.closed, len(c.sockets) >= c.srv.opts.MaxNamespaces
	if !closed && !full {
		c.sockets = append(c.sockets, s)
		c.left = slices.DeleteFunc(c.left, func(left string) bool { return left == name })
	}
	c.mu.Unlock()
	switch {
	case closed:
		s.end(ReasonTransportClose)
	case full:
		s.end(ReasonForcedClose)
		c.refuse(name, c.srv.opts.TooManyNamespaces(name))
	default:
		c.srv.eng.Go(func() { c.admit(ctx, s) })
	}
}

// admit runs the middleware, lets the socket in, and runs OnConnect.
func (c *Conn) admit(ctx context.Context, s *Socket) {
	defer close(s.ready)
	defer s.entered()
	var err error
	if !c.guard(func() { err = c.screen(ctx, s) }) {
		err = ErrPanic
	}
	if err == nil {
		err = c.srv.enter(ctx, s)
	}
	if err == nil {
		err = s.welcome()
	}
	if err != nil {
		s.end(ReasonForcedClose)
		c.remove(s, false)
		c.refuse(s.name, err)
		return
	}
	c.mu.Lock()
	c.stopTimer()
	c.mu.Unlock()
	if s.ns.onConnect == nil {
		if !s.Release() {
			c.eng.Close(ReasonSlow)
		}
		return
	}
	c.guard(func() { s.ns.onConnect(ctx, s) })
}

// entered forgets what was needed to enter.
func (s *Socket) entered() {
	s.mu.Lock()
	entering := s.entering
	s.entering, s.auth = nil, nil
	s.mu.Unlock()
	entering()
}

func (c *Conn) screen(ctx context.Context, s *Socket) error {
	for _, mw := range s.ns.middleware {
		if err := mw(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// welcome makes the socket connected and tells the client.
func (s *Socket) welcome() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == ended {
		return ErrDisconnected
	}
	s.state = connected
	s.conn.eng.Send(connectMessage(s.name, s.id), false)
	return nil
}

// refuse sends CONNECT_ERROR.
func (c *Conn) refuse(name string, err error) {
	var ce *ConnectError
	if !errors.As(err, &ce) {
		ce = &ConnectError{Message: err.Error()}
	}
	c.eng.Send(connectErrorMessage(name, ce), false)
}

// guard runs fn, and survives its panic by closing the connection. It says
// whether fn returned.
func (c *Conn) guard(fn func()) (ok bool) {
	defer func() {
		if ok {
			return
		}
		v := recover()
		c.eng.Close(ReasonForcedClose)
		c.srv.opts.OnPanic(v, debug.Stack())
	}()
	fn()
	return true
}

// Closed implements engineio.Handler: the connection has ended.
func (c *Conn) Closed(reason string) {
	c.mu.Lock()
	c.closed = true
	sockets := slices.Clone(c.sockets)
	c.stopTimer()
	c.mu.Unlock()
	for _, s := range sockets {
		s.end(reason)
	}
	c.srv.forget(c)
	if c.srv.opts.OnClose != nil {
		c.srv.opts.OnClose(c)
	}
}

// newID makes a socket id of 120 random bits. Redis adapters tell ids from rooms
// by their 20 characters.
func newID() string {
	var b [15]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
