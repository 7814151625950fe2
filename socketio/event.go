package socketio

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"github.com/loquat-chat/loquat/socketio/parser"
)

// Binary is data that goes out as a binary attachment wherever it stands in an
// argument, and takes one in. It has no JSON form outside of this package. A
// []byte goes out as an attachment only when it is an argument by itself, and as
// base64 text inside of others; it takes in both.
type Binary = parser.Binary

// On registers the handler of an event. in is decoded from the event's first
// argument by encoding/json; a missing or unfit one is a *DecodeError, and h does
// not run. An acknowledgement, if the client asked for one, is {} or the error
// (Options.AckError). It runs on the connection's reader: what the client sent
// after this event waits until h returns. ctx ends with the socket. Everything
// in in is a copy that h may keep.
func On[T any](n *Namespace, event string, h func(ctx context.Context, s *Socket, in T) error) {
	Handle(n, event, func(ctx context.Context, s *Socket, in T) (struct{}, error) {
		return struct{}{}, h(ctx, s, in)
	})
}

// Handle is On with a result, which is the acknowledgement.
func Handle[T, R any](n *Namespace, event string, h func(ctx context.Context, s *Socket, in T) (R, error)) {
	n.events[event] = func(ctx context.Context, req *request) {
		var in T
		err := req.decode(&in)
		if err != nil {
			req.fail(err)
			return
		}
		out, err := h(ctx, req.socket, in)
		if err != nil {
			req.fail(err)
			return
		}
		req.ok(out)
	}
}

// HandleAsync is Handle for what takes its time: h returns at once and calls
// reply later, from any goroutine; only the first call counts, and one after the
// socket has ended is dropped. Requests that have not been replied to are
// counted, see Options.MaxPending. ctx ends with the socket, not with h.
func HandleAsync[T, R any](n *Namespace, event string, h func(ctx context.Context, s *Socket, in T, reply func(R, error))) {
	n.events[event] = func(ctx context.Context, req *request) {
		var in T
		if err := req.decode(&in); err != nil {
			req.fail(err)
			return
		}
		if !req.socket.begin() {
			return
		}
		req.keep()
		var replied atomic.Bool
		h(ctx, req.socket, in, func(out R, err error) {
			if replied.Swap(true) {
				return
			}
			req.socket.finish()
			if err != nil {
				req.fail(err)
				return
			}
			req.ok(out)
		})
	}
}

// WantsAck says, of the context given to an event's handler, whether the client
// asked for an acknowledgement.
func WantsAck(ctx context.Context) bool {
	wants, _ := ctx.Value(ackKey{}).(bool)
	return wants
}

type ackKey struct{}

// ackContext is a socket's context for an event with acknowledgement.
type ackContext struct{ context.Context }

func (c ackContext) Value(key any) any {
	if key == (ackKey{}) {
		return true
	}
	return c.Context.Value(key)
}

type eventHandler func(ctx context.Context, req *request)

// request is an event that a handler is to answer.
type request struct {
	socket      *Socket
	event       string
	arg         json.RawMessage // the first argument, in the reader's buffer
	attachments [][]byte
	id          uint64
	wantsAck    bool
}

// event runs the handler of an EVENT packet, on the connection's reader.
func (s *Socket) event(p *parser.Packet) {
	name, arg := p.Event()
	if name == nil {
		return // no payload at all: there is nobody to give it to
	}
	req := &request{socket: s, arg: arg, attachments: p.Attachments, id: p.ID, wantsAck: p.HasID}
	ctx := s.ctx
	if p.HasID {
		ctx = ackContext{ctx}
	}
	handler := s.ns.events[string(name)]
	req.event = string(name)
	ok := s.conn.guard(func() {
		switch {
		case p.TooLarge:
			req.fail(ErrTooLarge)
		case handler != nil:
			handler(ctx, req)
		case s.ns.onUnknown != nil:
			if err := s.ns.onUnknown(ctx, s, req.event); err != nil && p.HasID {
				req.fail(err)
			}
		}
	})
	if !ok && !p.HasID {
		s.conn.guard(func() { s.conn.srv.opts.OnFailed(s, req.event, req.arg, ErrPanic) })
	}
}

// keep lets the request outlive the reader's buffer.
func (r *request) keep() {
	r.attachments = nil
	if r.wantsAck {
		r.arg = nil // OnFailed will not see it
	} else {
		r.arg = append(json.RawMessage(nil), r.arg...)
	}
}

func (r *request) decode(in any) error {
	if r.arg == nil {
		return &DecodeError{Event: r.event}
	}
	data, err := parser.Inline(r.arg, r.attachments)
	if err == nil {
		err = json.Unmarshal(data, in)
	}
	if err != nil {
		return &DecodeError{Event: r.event, Err: err}
	}
	return nil
}

// ok acknowledges with a handler's result.
func (r *request) ok(out any) {
	if !r.wantsAck {
		return
	}
	m, err := ackMessage(r.socket.name, r.id, out)
	if err != nil {
		r.fail(err)
		return
	}
	_ = r.socket.send(m) // the socket may have ended
}

// fail acknowledges with an error, or tells OnFailed.
func (r *request) fail(err error) {
	opts := &r.socket.conn.srv.opts
	if r.wantsAck {
		m, encErr := ackMessage(r.socket.name, r.id, opts.AckError(err))
		if encErr == nil {
			_ = r.socket.send(m)
			return
		}
	}
	opts.OnFailed(r.socket, r.event, r.arg, err)
}

// begin counts a request of HandleAsync in, and waits while too many are
// unanswered. It returns false if the socket ended.
func (s *Socket) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.pending >= s.conn.srv.opts.MaxPending && s.state != ended {
		if s.answered == nil {
			s.answered = make(chan struct{}, 1)
		}
		s.mu.Unlock()
		select {
		case <-s.answered:
		case <-s.ctx.Done():
		}
		s.mu.Lock()
	}
	s.pending++
	return s.state != ended
}

// finish counts a request of HandleAsync out.
func (s *Socket) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending--
	if s.answered != nil {
		select {
		case s.answered <- struct{}{}:
		default:
		}
	}
}
