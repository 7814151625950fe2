package socketio

import (
	"context"
	"slices"
	"sync"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

// space is one live namespace: its sockets and rooms on this node.
type space struct {
	name string

	// refs counts sockets that are in or about to enter; guarded by Server.mu.
	refs int
	// ready is closed when the adapter follows the namespace; nil without adapter.
	// stop and err are written before.
	ready chan struct{}
	stop  func()
	err   error

	// mu guards one fact with two sides, which sockets are in which rooms: the
	// fields below, and rooms and index of each socket in the space.
	mu      sync.RWMutex
	sockets []*Socket // in no order; each knows its index
	ids     map[string]*Socket
	rooms   map[string]*set[*Socket] // none of them empty
}

func (srv *Server) lookup(name string) *space {
	srv.mu.RLock()
	defer srv.mu.RUnlock()
	return srv.spaces[name]
}

// enter puts a socket that middleware has let in into its namespace, which comes
// into being if it is the first. From here on broadcasts reach it.
func (srv *Server) enter(ctx context.Context, s *Socket) error {
	srv.mu.Lock()
	sp := srv.spaces[s.name]
	first := sp == nil
	if first {
		sp = &space{name: s.name, ids: make(map[string]*Socket)}
		if srv.adapter != nil && !s.ns.local {
			sp.ready = make(chan struct{})
		}
		srv.spaces[s.name] = sp
	}
	sp.refs++
	srv.mu.Unlock()

	if err := srv.follow(ctx, sp, first); err != nil {
		srv.unref(sp)
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == ended {
		srv.unref(sp)
		return ErrDisconnected
	}
	s.space = sp
	sp.mu.Lock()
	defer sp.mu.Unlock()
	s.index = len(sp.sockets)
	sp.sockets = append(sp.sockets, s)
	sp.ids[s.id] = s
	for _, r := range s.early {
		sp.join(s, r)
	}
	s.early = nil
	return nil
}

// follow waits until the adapter receives what is published for sp.
func (srv *Server) follow(ctx context.Context, sp *space, first bool) error {
	switch {
	case sp.ready == nil:
		return nil
	case first:
		sp.stop, sp.err = srv.adapter.Follow(srv.ctx, sp.name) //nolint:contextcheck // for later sockets too, whatever becomes of the first
		close(sp.ready)
		return sp.err
	}
	select {
	case <-sp.ready:
		return sp.err
	case <-ctx.Done():
		return ErrDisconnected
	}
}

// leave takes an ended socket out of its namespace and all rooms.
func (srv *Server) leave(s *Socket, sp *space) {
	sp.mu.Lock()
	for _, r := range slices.Collect(s.rooms.all) {
		sp.part(s, r)
	}
	delete(sp.ids, s.id)
	last := len(sp.sockets) - 1
	sp.sockets[s.index] = sp.sockets[last]
	sp.sockets[s.index].index = s.index
	sp.sockets[last] = nil
	sp.sockets = sp.sockets[:last]
	sp.mu.Unlock()
	srv.unref(sp)
}

func (srv *Server) unref(sp *space) {
	srv.mu.Lock()
	sp.refs--
	gone := sp.refs == 0
	if gone {
		delete(srv.spaces, sp.name)
	}
	srv.mu.Unlock()
	if gone && sp.stop != nil {
		srv.eng.Go(sp.stop)
	}
}

// join adds a socket to a room. The caller holds mu, and the socket is in the space.
func (sp *space) join(s *Socket, room string) {
	if room == s.id {
		return // everybody is in the room of their own id
	}
	members := sp.rooms[room]
	if members == nil {
		members = &set[*Socket]{}
		if sp.rooms == nil {
			sp.rooms = make(map[string]*set[*Socket])
		}
		sp.rooms[room] = members
	}
	members.add(s)
	s.rooms.add(room)
}

// part removes a socket from a room, if it is there. The caller holds mu.
func (sp *space) part(s *Socket, room string) {
	members := sp.rooms[room]
	if members == nil {
		return
	}
	s.rooms.remove(room)
	members.remove(s)
	if members.len() == 0 {
		delete(sp.rooms, room)
	}
}

// find appends the sockets that t means to dst, each once.
func (sp *space) find(dst []*Socket, t Target) []*Socket {
	sp.mu.RLock()
	defer sp.mu.RUnlock()
	if len(t.Rooms) == 0 {
		if len(t.Except) == 0 {
			return append(dst, sp.sockets...)
		}
		for _, s := range sp.sockets {
			if !s.inAny(t.Except) {
				dst = append(dst, s)
			}
		}
		return dst
	}
	var seen map[*Socket]bool // of several rooms: who is in more than one is found once
	if len(t.Rooms) > 1 {
		seen = make(map[*Socket]bool, len(t.Rooms))
	}
	add := func(s *Socket) {
		if seen[s] || s.inAny(t.Except) {
			return
		}
		if seen != nil {
			seen[s] = true
		}
		dst = append(dst, s)
	}
	for _, room := range t.Rooms {
		own := sp.ids[room]
		if own != nil {
			add(own)
		}
		if members := sp.rooms[room]; members != nil {
			for s := range members.all {
				if s != own {
					add(s)
				}
			}
		}
	}
	return dst
}

// inAny says whether the socket is in one of rooms. The caller holds space.mu.
func (s *Socket) inAny(rooms []string) bool {
	for _, r := range rooms {
		if r == s.id || s.rooms.has(r) {
			return true
		}
	}
	return false
}

// found recycles the lists of receivers, so that a broadcast allocates nothing for each.
var found = sync.Pool{New: func() any { return new([]*Socket) }}

// each calls do for the sockets of this node that t means. No lock is held meanwhile.
func (srv *Server) each(namespace string, t Target, do func(*Socket)) {
	sp := srv.lookup(namespace)
	if sp == nil {
		return
	}
	list := found.Get().(*[]*Socket)
	*list = sp.find((*list)[:0], t)
	for _, s := range *list {
		do(s)
	}
	clear(*list)
	found.Put(list)
}

// apply does an operation to the sockets of this node.
func (srv *Server) apply(op Op) error {
	switch op.Kind {
	case OpEmit:
		srv.deliver(op.Namespace, op.Target, op.Volatile, []Op{op})
	case OpDisconnect:
		srv.each(op.Namespace, op.Target, func(s *Socket) {
			s.Disconnect()
			if op.Close {
				s.conn.end()
			}
		})
	case OpJoin:
		srv.each(op.Namespace, op.Target, func(s *Socket) { s.Join(op.Rooms...) })
	case OpLeave:
		srv.each(op.Namespace, op.Target, func(s *Socket) { s.Leave(op.Rooms...) })
	case OpServer, OpFetch: // are not about sockets, or do nothing to them
	}
	return nil
}

// maxJoined is how many bytes of events are written together: a small part of
// what may wait for a socket.
const maxJoined = 32 << 10

// deliver writes events to the sockets of this node that t means: the same ones
// for all of them.
func (srv *Server) deliver(namespace string, t Target, volatile bool, ops []Op) {
	var joined []*engineio.Message
	var parts []*engineio.Message
	size := 0
	for _, op := range ops {
		m := eventMessage(namespace, op.Data, op.Attachments)
		if size += m.Size(); size > maxJoined && len(parts) > 0 {
			joined, parts, size = append(joined, engineio.Join(parts)), nil, m.Size()
		}
		parts = append(parts, m)
	}
	joined = append(joined, engineio.Join(parts))
	srv.each(namespace, t, func(s *Socket) {
		for _, m := range joined {
			s.deliver(m, volatile)
		}
	})
}
