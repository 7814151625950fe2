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

// ackFunc is called once with the acknowledgement, or with false if the socket
// has ended before. It must not block.
type ackFunc func(a ack, ok bool)

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
	id, err := s.expect(func(a ack, ok bool) {
		if ok {
			ch <- a
		}
		close(ch)
	}, data, attachments)
	if err != nil {
		return out, err
	}
	select {
	case a, ok := <-ch:
		if !ok {
			return out, ErrDisconnected
		}
		return out, a.decode(event, &out)
	case <-ctx.Done():
		s.forgetAck(id)
		return out, ctx.Err()
	}
}

// decode decodes an acknowledgement; without an argument out stays as it is.
func (a ack) decode(event string, out any) error {
	if a.arg == nil {
		return nil
	}
	req := request{event: event, arg: a.arg, attachments: a.attachments}
	return req.decode(out)
}

// forgetAck gives up waiting.
func (s *Socket) forgetAck(id uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.acks, id)
}

// expect sends an event with a new acknowledgement id.
func (s *Socket) expect(done ackFunc, data json.RawMessage, attachments [][]byte) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != connected {
		return 0, ErrDisconnected
	}
	id := s.lastAck
	s.lastAck++
	if s.acks == nil {
		s.acks = make(map[uint64]ackFunc)
	}
	s.acks[id] = done
	s.conn.eng.Send(eventMessageWithID(s.name, id, data, attachments), false)
	return id, nil
}

// acknowledged takes an ACK packet; one that nobody waits for is ignored.
func (s *Socket) acknowledged(p *parser.Packet) {
	s.mu.Lock()
	done := s.acks[p.ID]
	delete(s.acks, p.ID)
	s.mu.Unlock()
	if done != nil {
		done(ack{arg: bytes.Clone(p.Arg(0)), attachments: p.Attachments}, true)
	}
}
