package socketio

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/loquat-chat/loquat/socketio/parser"
)

// OnServerSide registers what runs for the events of other servers'
// ServerSideEmit, in the order in which they arrive, and has them arrive from now
// on, whether there are sockets or not. fn must not block, nor keep args. Who asks
// for an acknowledgement gets null. The error is the adapter's.
func (n *Namespace) OnServerSide(fn func(event string, args []json.RawMessage)) error {
	return n.HandleServerSide(func(event string, args []json.RawMessage, reply func(any)) {
		fn(event, args)
		reply(nil)
	})
}

// HandleServerSide is OnServerSide with an acknowledgement: reply gives it, if it is
// wanted, else it does nothing. It may be called later, from any goroutine; the
// first call counts.
func (n *Namespace) HandleServerSide(fn func(event string, args []json.RawMessage, reply func(any))) error {
	n.onServer = fn
	if n.srv.adapter == nil {
		return nil
	}
	_, err := n.srv.adapter.Follow(n.srv.ctx, n.name) // until the adapter is closed
	return err
}

// ServerSideEmit sends an event to the other servers' OnServerSide of a fixed
// namespace. It does not wait for them. Events of one goroutine arrive in their
// order, or not at all.
func (n *Namespace) ServerSideEmit(event string, args ...any) error {
	op, err := n.serverOp(event, args)
	if err != nil || n.srv.adapter == nil {
		return err
	}
	return n.srv.adapter.Publish(op)
}

// ServerSideEmitWithAck is ServerSideEmit that waits until every other server that
// follows the namespace has acknowledged, and returns what they did, in no order:
// with an error, those that have. A server whose handler never replies is waited
// for until ctx ends, or until the adapter has waited for long enough.
func (n *Namespace) ServerSideEmitWithAck(ctx context.Context, event string, args ...any) ([]json.RawMessage, error) {
	op, err := n.serverOp(event, args)
	if err != nil || n.srv.adapter == nil {
		return nil, err
	}
	var all []json.RawMessage
	var failed error
	err = n.srv.adapter.Ask(ctx, op, func(a Answer) {
		data, err := parser.Inline(a.Data, a.Attachments)
		failed = errors.Join(failed, err)
		all = append(all, data)
	})
	return all, errors.Join(err, failed)
}

func (n *Namespace) serverOp(event string, args []any) (Op, error) {
	if n.name == "" {
		return Op{}, ErrPattern
	}
	data, attachments, err := encodeEvent(event, args)
	return Op{Kind: OpServer, Namespace: n.name, Data: data, Attachments: attachments}, err
}

// serverSide hands an event of another server to the application.
func (s *Server) serverSide(op Op, reply func(any)) error {
	n := s.fixed[op.Namespace]
	if n == nil || n.onServer == nil {
		return nil
	}
	data, err := parser.Inline(op.Data, op.Attachments)
	if err != nil {
		return err
	}
	var args []json.RawMessage
	if err := json.Unmarshal(data, &args); err != nil {
		return err
	}
	var event string
	if len(args) == 0 || json.Unmarshal(args[0], &event) != nil {
		return errors.New("socketio: an event of another server has no name")
	}
	n.onServer(event, args[1:], reply)
	return nil
}
