package socketio

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

type socketState uint8

const (
	connecting socketState = iota // middleware runs
	connected
	ended
)

// Socket is one client in one namespace. Its methods are safe for concurrent use.
type Socket struct {
	id     string
	name   string // of the namespace
	ns     *Namespace
	values []string // of the namespace's wildcards
	conn   *Conn
	ctx    context.Context
	cancel context.CancelFunc
	ready  chan struct{} // closed when OnConnect has returned, or will not run

	// space is written when the socket enters; rooms and index are guarded by space.mu.
	space *space
	rooms set[string]
	index int

	// mu guards the fields below. It is held over sends to the connection, which
	// do not block, so that nothing overtakes a change of state or of hold.
	mu       sync.Mutex
	state    socketState
	auth     json.RawMessage    // nil once OnConnect has returned
	entering context.CancelFunc // ends the context of middleware and OnConnect; nil once they have returned
	early    []string           // rooms joined before entering
	data     any
	held     bool
	waiting  []*engineio.Message // broadcasts, while held
	size     int                 // of waiting, bytes
	overflow bool                // more than HoldLimit came
	lastAck  uint64
	acks     map[uint64]ackFunc
	pending  int           // unanswered HandleAsync requests
	answered chan struct{} // signals that pending fell; nil until somebody waits
}

// ID is unique among all sockets: 20 characters of the URL-safe alphabet. It is
// no secret, and no proof of anything.
func (s *Socket) ID() string { return s.id }

// Namespace is the name of the namespace.
func (s *Socket) Namespace() string { return s.name }

// PathValue returns what the wildcard {name} of the namespace's pattern stands
// for; "" if there is none.
func (s *Socket) PathValue(name string) string { return s.ns.pathValue(name, s.values) }

// Auth is the object that the client sent with its CONNECT; nil if none. It is
// forgotten when OnConnect has returned: there are secrets in it.
func (s *Socket) Auth() json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.auth
}

// Conn is the connection, which the client's sockets in other namespaces share.
func (s *Socket) Conn() *Conn { return s.conn }

// Context ends when the socket does.
func (s *Socket) Context() context.Context { return s.ctx }

// Data returns the application's value of this socket.
func (s *Socket) Data() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data
}

// SetData sets the application's value of this socket.
func (s *Socket) SetData(v any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = v
}

// Connected says whether the socket has entered its namespace and not ended.
func (s *Socket) Connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == connected
}

// Join adds the socket to rooms. It does nothing once the socket has ended.
func (s *Socket) Join(rooms ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended:
	case s.space == nil:
		s.early = append(s.early, rooms...)
	default:
		s.space.mu.Lock()
		defer s.space.mu.Unlock()
		for _, r := range rooms {
			s.space.join(s, r)
		}
	}
}

// Leave removes the socket from rooms. It stays in the room of its own id.
func (s *Socket) Leave(rooms ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended:
	case s.space == nil:
		s.early = slices.DeleteFunc(s.early, func(r string) bool { return slices.Contains(rooms, r) })
	default:
		s.space.mu.Lock()
		defer s.space.mu.Unlock()
		for _, r := range rooms {
			s.space.part(s, r)
		}
	}
}

// Rooms returns the rooms that the socket is in, its own id among them; none
// after it has ended.
func (s *Socket) Rooms() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended:
		return nil
	case s.space == nil:
		return append([]string{s.id}, s.early...)
	}
	s.space.mu.RLock()
	defer s.space.mu.RUnlock()
	return slices.AppendSeq([]string{s.id}, s.rooms.all)
}

// To means the sockets of the namespace in any of rooms (all, without rooms), but not this one.
func (s *Socket) To(rooms ...string) Broadcast {
	return Broadcast{srv: s.conn.srv, namespace: s.name, target: Target{Rooms: rooms, Except: []string{s.id}}}
}

// Emit sends an event to this socket alone, at once even while it is held. It
// never blocks. Arguments are encoded as by Broadcast.Emit. The error is
// ErrDisconnected or says why the event cannot be encoded; nil does not mean
// that the client has received it.
func (s *Socket) Emit(event string, args ...any) error {
	data, attachments, err := encodeEvent(event, args)
	if err != nil {
		return err
	}
	return s.send(eventMessage(s.name, data, attachments))
}

// send sends to this socket alone, unless it has ended.
func (s *Socket) send(m *engineio.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != connected {
		return ErrDisconnected
	}
	s.conn.eng.Send(m, false)
	return nil
}

// Hold lets broadcasts to this socket wait until Release, while Emit and
// acknowledgements go straight through: so a snapshot can be read and sent, and
// no frame that comes meanwhile overtakes it or gets lost. Volatile frames are
// dropped while held. A socket is held from the start when its namespace has an
// OnConnect handler.
func (s *Socket) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

// Release sends what waited, in order, and lets frames flow from then on.
// If more than Options.HoldLimit bytes came meanwhile, all of it has been
// dropped, Release returns false, and the socket is still held, with nothing
// waiting: read and send once more what it misses, then Release again.
func (s *Socket) Release() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.overflow {
		s.overflow = false
		return false
	}
	s.held = false
	for _, m := range s.waiting {
		s.conn.eng.Send(m, false)
	}
	s.waiting, s.size = nil, 0
	return true
}

// deliver sends a broadcast to this socket, or lets it wait.
func (s *Socket) deliver(m *engineio.Message, volatile bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.state == ended:
	case !s.held:
		s.conn.eng.Send(m, volatile)
	case volatile || s.overflow:
	case s.size+m.Size() > s.conn.srv.opts.HoldLimit:
		s.waiting, s.size, s.overflow = nil, 0, true
	default:
		s.waiting = append(s.waiting, m)
		s.size += m.Size()
	}
}

// Disconnect ends the socket with a DISCONNECT packet, after which clients stay
// away. Frames that wait for a held socket are dropped. The connection and its
// other sockets live on. OnDisconnect runs on another goroutine.
func (s *Socket) Disconnect() { s.end(ReasonServerDisconnect) }

// end ends the socket once: pending acknowledgements fail, it leaves its rooms,
// and OnDisconnect runs if it had been connected.
func (s *Socket) end(reason string) {
	s.mu.Lock()
	if s.state == ended {
		s.mu.Unlock()
		return
	}
	was, sp, entering := s.state, s.space, s.entering
	s.state = ended
	acks := s.acks
	s.acks, s.waiting, s.early, s.overflow = nil, nil, nil, false
	s.mu.Unlock()

	if sp != nil {
		s.conn.srv.leave(s, sp)
	}
	s.cancel()
	if entering != nil {
		entering()
	}
	for _, done := range acks {
		done(ack{}, false)
	}
	if was != connected {
		return // admit tells the client
	}
	// Once it reads the packet the client may come again: so first forget, then send.
	byServer := reason == ReasonServerDisconnect
	s.conn.remove(s, byServer)
	if byServer {
		s.conn.eng.Send(disconnectMessage(s.name), false)
	}
	if s.ns.onDisconnect != nil {
		s.conn.srv.eng.Go(func() {
			<-s.ready
			s.conn.dispatch.lock()
			defer s.conn.dispatch.unlock()
			s.conn.guard(func() { s.ns.onDisconnect(s, reason) })
		})
	}
}
