package sockettest

import (
	"context"
	"sync"

	"github.com/loquat-chat/loquat/socketio/parser"
)

// Socket is a client's socket in one namespace. Its methods are safe for
// concurrent use.
type Socket struct {
	client    *Client
	namespace string
	id        string // written before verdict
	verdict   chan error
	done      chan struct{} // closed by DISCONNECT

	mu      sync.Mutex    // guards the fields below
	events  []Event       // received and not taken
	changed chan struct{} // closed, and made anew, when an event comes
	acks    map[uint64]chan Event
	lastID  uint64
}

// ID is the id that the server gave.
func (s *Socket) ID() string { return s.id }

// Disconnected is closed when the server has sent DISCONNECT.
func (s *Socket) Disconnected() <-chan struct{} { return s.done }

func (s *Socket) send(h parser.Header, data []byte, attachments [][]byte) error {
	h.Namespace, h.Attachments = s.namespace, len(attachments)
	packets := []packet{{text: "4" + string(append(parser.AppendHeader(nil, h), data...))}}
	for _, a := range attachments {
		packets = append(packets, packet{binary: append([]byte{}, a...)})
	}
	return s.client.transport.send(packets...)
}

// Emit sends an event.
func (s *Socket) Emit(event string, args ...any) error {
	data, attachments, err := parser.EncodeArgs(event, args...)
	if err != nil {
		return err
	}
	return s.send(parser.Header{Type: parser.Event}, data, attachments)
}

// Call sends an event and waits for its acknowledgement.
func (s *Socket) Call(ctx context.Context, event string, args ...any) (Event, error) {
	data, attachments, err := parser.EncodeArgs(event, args...)
	if err != nil {
		return Event{}, err
	}
	ch := make(chan Event, 1)
	s.mu.Lock()
	id := s.lastID
	s.lastID++
	s.acks[id] = ch
	s.mu.Unlock()
	if err := s.send(parser.Header{Type: parser.Event, ID: id, HasID: true}, data, attachments); err != nil {
		return Event{}, err
	}
	select {
	case e := <-ch:
		return e, nil
	case <-s.client.done:
		return Event{}, ErrClosed
	case <-s.done:
		return Event{}, ErrClosed
	case <-ctx.Done():
		return Event{}, ctx.Err()
	}
}

// Next takes the next event, in the order received. What came before the
// connection ended can still be taken.
func (s *Socket) Next(ctx context.Context) (Event, error) { return s.Await(ctx, "") }

// Await takes the next event of a name, and leaves others.
func (s *Socket) Await(ctx context.Context, name string) (Event, error) {
	for ended := false; ; {
		s.mu.Lock()
		rest, e, ok := drop(s.events, name)
		s.events = rest
		changed := s.changed
		s.mu.Unlock()
		switch {
		case ok:
			return e, nil
		case ended:
			return Event{}, ErrClosed
		}
		select {
		case <-changed:
		case <-s.client.done:
			ended = true
		case <-s.done:
			ended = true
		case <-ctx.Done():
			return Event{}, ctx.Err()
		}
	}
}

// Disconnect leaves the namespace.
func (s *Socket) Disconnect() error {
	return s.send(parser.Header{Type: parser.Disconnect}, nil, nil)
}

func (s *Socket) received(p *parser.Packet) {
	e := newEvent(s, p)
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Type == parser.Ack {
		if ch := s.acks[p.ID]; ch != nil {
			delete(s.acks, p.ID)
			ch <- e
		}
		return
	}
	s.events = append(s.events, e)
	close(s.changed)
	s.changed = make(chan struct{})
}
