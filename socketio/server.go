package socketio

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

// Server is a Socket.IO server. It is an http.Handler for everything below its
// path, by convention "/socket.io/".
type Server struct {
	opts    Options
	eng     *engineio.Server
	adapter Adapter // nil: the only node
	ctx     context.Context
	cancel  context.CancelFunc

	// Registered before serving, only read afterwards.
	fixed    map[string]*Namespace
	patterns []*Namespace

	mu     sync.RWMutex      // guards the fields below; taken before a space's
	spaces map[string]*space // namespaces with sockets, or with one about to enter
	conns  map[*Conn]struct{}
}

// New makes a server. It starts nothing until the first request.
func New(o Options) *Server {
	o.setDefaults()
	s := &Server{
		opts:   o,
		fixed:  make(map[string]*Namespace),
		spaces: make(map[string]*space),
		conns:  make(map[*Conn]struct{}),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.eng = engineio.New(engineio.Options{
		PingInterval:   o.PingInterval,
		PingTimeout:    o.PingTimeout,
		UpgradeTimeout: o.UpgradeTimeout,
		MaxPayload:     o.MaxPayload,
		MaxQueue:       o.MaxQueue,
		Transports:     o.Transports,
		AllowRequest:   o.AllowRequest,
		OnOpen:         s.open,
	})
	if o.Adapter != nil {
		s.adapter = o.Adapter(node{s})
	}
	return s
}

// ServeHTTP serves the Engine.IO endpoint, whatever the path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.eng.ServeHTTP(w, r) }

// Close ends the server: new requests are refused, every transport is closed
// without DISCONNECT packets (so that clients come back), after what waits for
// it has been written. It returns when every goroutine of the server has ended,
// OnDisconnect handlers included, or when ctx ends: then connections are cut,
// and the error is ctx's.
func (s *Server) Close(ctx context.Context) error {
	s.cancel()
	err := s.eng.Close(ctx)
	if s.adapter != nil {
		err = errors.Join(err, s.adapter.Close(ctx))
	}
	return err
}

// Conns returns the live connections, as of the call.
func (s *Server) Conns() iter.Seq[*Conn] {
	s.mu.RLock()
	conns := slices.Collect(maps.Keys(s.conns))
	s.mu.RUnlock()
	return slices.Values(conns)
}

// Of returns the namespace of a name, and makes it on the first call. Not for
// use while the server serves; see Namespace.Of for broadcasts.
func (s *Server) Of(name string) *Namespace {
	name = normalName(name)
	if n := s.fixed[name]; n != nil {
		return n
	}
	n := newNamespace(s, name)
	s.fixed[name] = n
	return n
}

// Match returns a new family of namespaces, one for each name that pattern
// matches. A segment of the form {x} matches any one non-empty segment, and is
// what PathValue("x") returns; other segments match themselves. Fixed namespaces
// come first, then patterns in the order of registration. A namespace of the
// family comes into being when its middleware has let a first socket in, and is
// gone when the last one has left. Not for use while the server serves.
func (s *Server) Match(pattern string) *Namespace {
	n := newNamespace(s, "")
	n.segments = strings.Split(normalName(pattern), "/")
	s.patterns = append(s.patterns, n)
	return n
}

func normalName(name string) string {
	if !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	return name
}

// route finds who takes a name, and what its wildcards stand for.
func (s *Server) route(name string) (*Namespace, []string) {
	if n := s.fixed[name]; n != nil {
		return n, nil
	}
	for _, n := range s.patterns {
		if values, ok := n.match(name); ok {
			return n, values
		}
	}
	return nil, nil
}

func (s *Server) open(es *engineio.Session) engineio.Handler {
	c := newConn(s, es)
	s.mu.Lock()
	s.conns[c] = struct{}{}
	s.mu.Unlock()
	if s.opts.OnOpen != nil {
		s.opts.OnOpen(c)
	}
	return c
}

func (s *Server) forget(c *Conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
}

// do applies an operation here and hands it to the other nodes.
func (s *Server) do(op Op) error {
	err := s.apply(op)
	if err == nil && s.adapter != nil {
		err = s.adapter.Publish(op)
	}
	return err
}
