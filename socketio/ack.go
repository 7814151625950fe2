package socketio

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/loquat-chat/loquat/socketio/parser"
)

// ack is a client's acknowledgement: its first argument, nil if there is none.
type ack struct {
	arg         []byte
	attachments [][]byte
}

// EmitWithAck emits an event and waits for the client's acknowledgement, whose
// first argument is decoded into T (none: T's zero value). It ends early with
// ctx, or with ErrDisconnected; always give it a deadline. It must not be called
// from an event handler of the same connection: the reader, which would take the
// acknowledgement, waits for that handler.
func EmitWithAck[T any](ctx context.Context, s *Socket, event string, args ...any) (T, error) {
	var out T
	data, attachments, err := encodeEvent(event, args)
	if err != nil {
		return out, err
	}
	ch := make(chan ack, 1)
	id, err := s.expect(ch, data, attachments)
	if err != nil {
		return out, err
	}
	select {
	case a, ok := <-ch:
		switch {
		case !ok:
			return out, ErrDisconnected
		case a.arg == nil:
			return out, nil
		}
		req := request{event: event, arg: a.arg, attachments: a.attachments}
		return out, req.decode(&out)
	case <-ctx.Done():
		s.mu.Lock()
		delete(s.acks, id)
		s.mu.Unlock()
		return out, ctx.Err()
	}
}

// expect sends an event with a new acknowledgement id.
func (s *Socket) expect(ch chan<- ack, data json.RawMessage, attachments [][]byte) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != connected {
		return 0, ErrDisconnected
	}
	id := s.lastAck
	s.lastAck++
	if s.acks == nil {
		s.acks = make(map[uint64]chan<- ack)
	}
	s.acks[id] = ch
	s.conn.eng.Send(eventMessageWithID(s.name, id, data, attachments), false)
	return id, nil
}

// acknowledged takes an ACK packet; one that nobody waits for is ignored.
func (s *Socket) acknowledged(p *parser.Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, ok := s.acks[p.ID]
	if !ok {
		return
	}
	delete(s.acks, p.ID)
	ch <- ack{arg: bytes.Clone(p.Arg(0)), attachments: p.Attachments}
}
