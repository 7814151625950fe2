package socketio

import (
	"context"
	"encoding/json"
	"strings"
)

// Namespace is what the server does for one namespace, or for all that match a
// pattern: middleware, handlers, event table. Everything is registered before
// the server serves; registering twice replaces. Handlers may run concurrently
// for different connections.
type Namespace struct {
	srv      *Server
	name     string   // empty for a pattern
	segments []string // of a pattern

	middleware   []func(ctx context.Context, s *Socket) error
	onConnect    func(ctx context.Context, s *Socket)
	onDisconnect func(s *Socket, reason string)
	onUnknown    func(ctx context.Context, s *Socket, event string) error
	events       map[string]eventHandler

	local    bool
	onRemote func(op Op) (deliver bool)
	onServer func(event string, args []json.RawMessage, reply func(any))
}

func newNamespace(srv *Server, name string) *Namespace {
	return &Namespace{srv: srv, name: name, events: make(map[string]eventHandler)}
}

// Use appends a middleware. They run one after the other for each CONNECT, on a
// goroutine of its own; ctx ends with the socket, and when OnConnect has returned.
// The first error refuses: the client gets a *ConnectError's message and data, or
// the text of any other error. In a middleware the socket is not connected: Emit
// fails, Join takes effect when the socket enters.
func (n *Namespace) Use(mw func(ctx context.Context, s *Socket) error) {
	n.middleware = append(n.middleware, mw)
}

// OnConnect registers what runs when a socket has entered: after the CONNECT
// reply went out, on the goroutine of the middleware. The socket is held, from
// before it is visible to broadcasts until fn (or somebody else, later) calls
// Release. Without OnConnect sockets are not held. Events of the client may be
// handled while fn still runs. ctx ends with the socket, and when fn has returned;
// the one that lives on is Socket.Context.
func (n *Namespace) OnConnect(fn func(ctx context.Context, s *Socket)) { n.onConnect = fn }

// OnDisconnect registers what runs exactly once for each socket that OnConnect
// runs for (or would, if there is none), after OnConnect has returned and while
// no event handler of the connection runs.
func (n *Namespace) OnDisconnect(fn func(s *Socket, reason string)) { n.onDisconnect = fn }

// OnUnknown registers what runs for events without a handler. If the client
// asked for an acknowledgement, it gets the error; otherwise the error is dropped.
func (n *Namespace) OnUnknown(fn func(ctx context.Context, s *Socket, event string) error) {
	n.onUnknown = fn
}

// Local keeps the namespace, or the family, on this node: its broadcasts reach the
// sockets of this node only, and the adapter hears nothing of it. An application
// uses it that tells its other servers something else (see ServerSideEmit).
func (n *Namespace) Local() *Namespace {
	n.local = true
	return n
}

// OnRemote registers what sees the broadcasts of other nodes first, in the order
// in which they arrive, one after the other for those of one node: the event is
// delivered to this node's sockets if it returns true. Who numbers events can so
// put them in order and deliver them by Local broadcasts. It must not block, nor
// keep or change op.
func (n *Namespace) OnRemote(fn func(op Op) (deliver bool)) { n.onRemote = fn }

// Of means all sockets of the namespace called name, on all nodes; it need not exist.
func (n *Namespace) Of(name string) Broadcast {
	return Broadcast{srv: n.srv, namespace: normalName(name), local: n.local}
}

// All means all sockets of a fixed namespace. For a pattern its operations fail with ErrPattern.
func (n *Namespace) All() Broadcast { return Broadcast{srv: n.srv, namespace: n.name, local: n.local} }

// To means the sockets of a fixed namespace in any of rooms. See Broadcast.To.
func (n *Namespace) To(rooms ...string) Broadcast { return n.All().To(rooms...) }

// Emit sends an event to all sockets of a fixed namespace. See Broadcast.Emit.
func (n *Namespace) Emit(event string, args ...any) error { return n.All().Emit(event, args...) }

// match returns what the wildcards of a pattern stand for in name.
func (n *Namespace) match(name string) ([]string, bool) {
	var values []string
	rest, more := name, true
	for _, seg := range n.segments {
		if !more {
			return nil, false
		}
		var part string
		part, rest, more = strings.Cut(rest, "/")
		if _, wild := wildcard(seg); !wild && seg != part || wild && part == "" {
			return nil, false
		} else if wild {
			values = append(values, part)
		}
	}
	return values, !more
}

// pathValue is the value of a wildcard, given all of them.
func (n *Namespace) pathValue(name string, values []string) string {
	for _, seg := range n.segments {
		if w, ok := wildcard(seg); ok && len(values) > 0 {
			if w == name {
				return values[0]
			}
			values = values[1:]
		}
	}
	return ""
}

func wildcard(seg string) (string, bool) {
	if len(seg) > 2 && seg[0] == '{' && seg[len(seg)-1] == '}' {
		return seg[1 : len(seg)-1], true
	}
	return "", false
}
