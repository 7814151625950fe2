package socketio

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/loquat-chat/loquat/socketio/parser"
)

// RemoteSocket describes a socket of any node.
type RemoteSocket struct {
	ID    string   `json:"id"`
	Rooms []string `json:"rooms"` // its own id among them
	// Handshake is the request that opened the connection, as Node's
	// socket.handshake. This server leaves the secrets out: cookies, the
	// Authorization header, and auth.
	Handshake json.RawMessage `json:"handshake"`
	// Data is the application's value: of sockets of this server what Socket.Data
	// encodes to if it is a json.Marshaler (json.RawMessage is one), else {}.
	Data json.RawMessage `json:"data"`
}

// FetchSockets describes the sockets that are meant, of all nodes. With an error it
// returns those that it knows of: a node has not answered until ctx ended, or for
// longer than the adapter waits.
func (b Broadcast) FetchSockets(ctx context.Context) ([]RemoteSocket, error) {
	if b.namespace == "" {
		return nil, ErrPattern
	}
	all := b.srv.describe(b.namespace, b.target)
	if b.srv.adapter == nil || b.local {
		return all, nil
	}
	err := b.srv.adapter.Ask(ctx, Op{Kind: OpFetch, Namespace: b.namespace, Target: b.target}, func(a Answer) {
		all = append(all, a.Sockets...)
	})
	return all, err
}

// BroadcastWithAck emits an event to the sockets that b means, on all nodes, and
// waits until each has acknowledged: the first arguments, decoded into T (none: T's
// zero value), in no order. With an error it returns what has come until ctx ended;
// always give it a deadline. A socket of this node that ends is not waited for. As
// with EmitWithAck sockets get the event even while they are held, and it must not
// be called from an event handler of one of the connections.
func BroadcastWithAck[T any](ctx context.Context, b Broadcast, event string, args ...any) ([]T, error) {
	if b.namespace == "" {
		return nil, ErrPattern
	}
	data, attachments, err := encodeEvent(event, args)
	if err != nil {
		return nil, err
	}
	op := Op{Kind: OpEmit, Namespace: b.namespace, Target: b.target, Data: data, Attachments: attachments}

	var mu sync.Mutex // guards all and failed
	var all []T
	var failed error
	take := func(a ack) {
		var v T
		err := a.decode(event, &v)
		mu.Lock()
		defer mu.Unlock()
		all, failed = append(all, v), errors.Join(failed, err)
	}
	var local sync.WaitGroup
	done := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b.srv.askSockets(ctx, op, func() { local.Add(1) }, func(a ack, ok bool) {
		if ok {
			take(a)
		}
		local.Done()
	})
	if b.srv.adapter != nil && !b.local {
		err = b.srv.adapter.Ask(ctx, op, func(a Answer) { take(ack{arg: a.Data, attachments: a.Attachments}) })
	}
	b.srv.eng.Go(func() {
		local.Wait()
		close(done)
	})
	select {
	case <-done:
	case <-ctx.Done():
		err = errors.Join(err, ctx.Err())
	}
	mu.Lock()
	defer mu.Unlock()
	return all, errors.Join(err, failed)
}

// askSockets emits op to the sockets of this node with acknowledgements. begun is
// called for each before it is asked; done once for each, with false when the socket
// or ctx has ended. It returns how many there are.
func (srv *Server) askSockets(ctx context.Context, op Op, begun func(), done ackFunc) int {
	n := 0
	srv.each(op.Namespace, op.Target, func(s *Socket) {
		var once sync.Once
		finish := func(a ack, ok bool) { once.Do(func() { done(a, ok) }) }
		begun()
		n++
		id, err := s.expect(finish, op.Data, op.Attachments)
		if err != nil {
			finish(ack{}, false)
			return
		}
		context.AfterFunc(ctx, func() {
			s.forgetAck(id)
			finish(ack{}, false)
		})
	})
	return n
}

// describe describes the sockets of this node that t means.
func (srv *Server) describe(namespace string, t Target) []RemoteSocket {
	all := []RemoteSocket{}
	srv.each(namespace, t, func(s *Socket) {
		one := RemoteSocket{ID: s.id, Rooms: s.Rooms(), Handshake: s.conn.describe(), Data: json.RawMessage(`{}`)}
		if m, ok := s.Data().(json.Marshaler); ok {
			if data, err := json.Marshal(m); err == nil {
				one.Data = data
			}
		}
		if one.Rooms != nil { // it has ended meanwhile
			all = append(all, one)
		}
	})
	return all
}

// describe is the handshake as the Node server describes it to others, without secrets.
func (c *Conn) describe() json.RawMessage {
	h := c.Request()
	headers := make(map[string]string, len(h.Header))
	for name, values := range h.Header {
		switch name {
		case "Cookie", "Authorization", "Proxy-Authorization":
		default:
			headers[strings.ToLower(name)] = strings.Join(values, ", ")
		}
	}
	headers["host"] = h.Host
	query := map[string]string{}
	path := ""
	if h.URL != nil {
		for name, values := range h.URL.Query() {
			if len(values) > 0 {
				query[name] = values[0]
			}
		}
		delete(query, "sid")
		path = h.URL.Path
	}
	data, err := json.Marshal(struct {
		Headers map[string]string `json:"headers"`
		Time    string            `json:"time"`
		Address string            `json:"address"`
		Xdomain bool              `json:"xdomain"`
		Secure  bool              `json:"secure"`
		Issued  int64             `json:"issued"`
		URL     string            `json:"url"`
		Query   map[string]string `json:"query"`
		Auth    struct{}          `json:"auth"`
	}{
		Headers: headers, Time: h.Time.UTC().Format("Mon Jan 02 2006 15:04:05 GMT+0000 (Coordinated Universal Time)"), Address: h.RemoteAddr, Xdomain: h.Header.Get("Origin") != "",
		Secure: h.TLS, Issued: h.Time.UnixMilli(), URL: path, Query: query,
	})
	if err != nil {
		return json.RawMessage(`{}`)
	}
	return data
}

// node is the server as its adapter sees it.
type node struct{ srv *Server }

func (n node) Apply(op Op) error {
	switch {
	case op.Kind == OpServer:
		return n.srv.serverSide(op, func(any) {})
	case op.Kind == OpEmit && !n.srv.delivers(op):
		return nil
	}
	return n.srv.apply(op)
}

func (n node) Ask(ctx context.Context, op Op, answer func(Answer)) int {
	switch op.Kind {
	case OpFetch:
		answer(Answer{Sockets: n.srv.describe(op.Namespace, op.Target)})
	case OpServer:
		var once sync.Once
		_ = n.srv.serverSide(op, func(v any) {
			once.Do(func() {
				if data, err := parser.EncodeValue(v); err == nil && ctx.Err() == nil {
					answer(Answer{Data: data})
				}
			})
		})
	case OpEmit:
		if !n.srv.delivers(op) {
			return 0
		}
		return n.srv.askSockets(ctx, op, func() {}, func(a ack, ok bool) {
			if ok {
				answer(Answer{Data: a.arg, Attachments: a.attachments})
			}
		})
	case OpDisconnect, OpJoin, OpLeave:
	}
	return 1
}

func (n node) Rooms(namespace string) []string {
	sp := n.srv.lookup(namespace)
	if sp == nil {
		return nil
	}
	sp.mu.RLock()
	defer sp.mu.RUnlock()
	rooms := make([]string, 0, len(sp.ids)+len(sp.rooms))
	for id := range sp.ids {
		rooms = append(rooms, id)
	}
	for room := range sp.rooms {
		rooms = append(rooms, room)
	}
	return rooms
}

// delivers asks the application about a broadcast of another node.
func (srv *Server) delivers(op Op) bool {
	ns, _ := srv.route(op.Namespace)
	return ns == nil || ns.onRemote == nil || ns.onRemote(op)
}
