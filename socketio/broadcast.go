package socketio

import (
	"errors"
	"slices"
)

// Broadcast means some sockets of one namespace. It is a value: its methods
// return changed copies, which may be kept and used by several goroutines.
type Broadcast struct {
	srv       *Server
	namespace string // empty: of a pattern
	target    Target
	volatile  bool
	local     bool
}

// To adds sockets that are in any of rooms. Without To all sockets are meant.
// A socket in several rooms receives once.
func (b Broadcast) To(rooms ...string) Broadcast {
	b.target.Rooms = append(slices.Clip(b.target.Rooms), rooms...)
	return b
}

// Except leaves out sockets that are in any of rooms.
func (b Broadcast) Except(rooms ...string) Broadcast {
	b.target.Except = append(slices.Clip(b.target.Except), rooms...)
	return b
}

// Volatile lets the frame be dropped for receivers that are held or for whom
// much waits already (see Options.MaxQueue).
func (b Broadcast) Volatile() Broadcast {
	b.volatile = true
	return b
}

// Local means the sockets of this node only.
func (b Broadcast) Local() Broadcast {
	b.local = true
	return b
}

// Emit sends an event, here and by the adapter to the other nodes. It is encoded
// and framed once. Emit holds no lock while it writes and never waits for a
// receiver. Broadcasts of one goroutine reach each receiver in their order.
// Arguments are encoded as JSON; json.RawMessage goes out as it is, []byte and
// Binary go out as attachments (at most 10). An error means that the event could
// not be encoded, or not be handed to the other nodes.
func (b Broadcast) Emit(event string, args ...any) error {
	return b.EmitAll(Event{event, args})
}

// Event is the name and the arguments of an event.
type Event struct {
	Name string
	Args []any
}

// EmitAll is Emit for each of events, in their order, but with one write to each
// receiver for many of them: the system call is most of what a delivery costs. If
// one cannot be encoded, none is sent.
func (b Broadcast) EmitAll(events ...Event) error {
	if b.namespace == "" {
		return ErrPattern
	}
	if len(events) == 0 {
		return nil
	}
	ops := make([]Op, len(events))
	for i, e := range events {
		data, attachments, err := encodeEvent(e.Name, e.Args)
		if err != nil {
			return err
		}
		ops[i] = Op{
			Kind: OpEmit, Namespace: b.namespace, Target: b.target, Volatile: b.volatile,
			Data: data, Attachments: attachments,
		}
	}
	b.srv.deliver(b.namespace, b.target, b.volatile, ops)
	if b.srv.adapter == nil || b.local {
		return nil
	}
	var err error
	for _, op := range ops {
		err = errors.Join(err, b.srv.adapter.Publish(op))
	}
	return err
}

// Sockets returns the sockets of this node that are meant now.
func (b Broadcast) Sockets() []*Socket {
	sp := b.srv.lookup(b.namespace)
	if sp == nil {
		return nil
	}
	return sp.find(nil, b.target)
}

// Disconnect sends a DISCONNECT packet to each, on every node.
func (b Broadcast) Disconnect() error { return b.do(Op{Kind: OpDisconnect}) }

// Close ends all sockets of their connections with DISCONNECT packets, and closes
// the connections, on every node.
func (b Broadcast) Close() error { return b.do(Op{Kind: OpDisconnect, Close: true}) }

// Join lets them all join rooms, on every node.
func (b Broadcast) Join(rooms ...string) error { return b.do(Op{Kind: OpJoin, Rooms: rooms}) }

// Leave lets them all leave rooms, on every node.
func (b Broadcast) Leave(rooms ...string) error { return b.do(Op{Kind: OpLeave, Rooms: rooms}) }

func (b Broadcast) do(op Op) error {
	if b.namespace == "" {
		return ErrPattern
	}
	op.Namespace, op.Target = b.namespace, b.target
	if b.local {
		return b.srv.apply(op)
	}
	return b.srv.do(op)
}
