package device

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// queued is an entry of a room's outbox: a send, an edit or a deletion.
type queued struct {
	op  *record.Op
	seq chat.Seq // Edit, Delete: of the message
}

// enqueue puts a request at the end of its room's outbox: at most one of a room is under way. The caller holds mu.
func (d *Device) enqueue(r *room, q queued) {
	d.ops = append(d.ops, q.op)
	r.queue = append(r.queue, q)
	if !r.working && !d.dead {
		r.working = true
		d.wg.Go(func() { d.work(r) })
	}
}

// work empties a room's outbox.
func (d *Device) work(r *room) {
	for {
		d.mu.Lock()
		if len(r.queue) == 0 || d.dead {
			r.working = false
			d.mu.Unlock()
			return
		}
		q := r.queue[0]
		d.mu.Unlock()
		for try := 0; !d.try(r, q); try++ {
			if d.ctx.Err() != nil {
				return
			}
			d.pause(try)
		}
		d.mu.Lock()
		r.queue = r.queue[1:]
		d.mu.Unlock()
	}
}

// try asks once, when the room is ready. It answers whether the entry is done with: answered for good, or of no use any more.
func (d *Device) try(r *room, q queued) bool {
	conn := d.whenReady(r)
	if conn == nil {
		return false
	}
	event, payload, apply := d.request(r, q)
	if event == "" {
		return true
	}
	op := q.op
	return d.once(conn, r, op, event, payload, func(data json.RawMessage) {
		code := apply(data)
		switch code {
		case "":
			op.Outcome = record.OK
		case chat.CodeUnavailable, chat.CodeInternal, chat.CodeRateLimited, chat.CodeUnauthorized, chat.CodeTokenExpired:
			d.trace("to be tried again: " + string(code))
			return // to be tried again
		default:
			op.Outcome, op.Code = record.Refused, code
		}
		op.Ended = d.Now()
	}) == nil && op.Outcome != record.Unknown
}

// once sends a request and writes down that it was sent.
func (d *Device) once(conn *client.Conn, r *room, op *record.Op, event string, payload any, apply func(json.RawMessage)) error {
	d.mu.Lock()
	before := op.Tries
	if op.Tries++; before == 0 {
		op.Asked, op.Outcome = d.Now(), record.Unknown
	}
	d.mu.Unlock()
	err := d.ask(conn, r.namespace, event, payload, apply)
	if errors.Is(err, errNotAsked) {
		d.mu.Lock()
		if op.Tries--; before == 0 {
			op.Asked, op.Outcome = 0, record.NotAsked
		}
		d.mu.Unlock()
	}
	return err
}

// whenReady waits until the room's first sync has come; nil if the device ends.
func (d *Device) whenReady(r *room) *client.Conn {
	for {
		d.mu.Lock()
		ready := r.ready
		d.mu.Unlock()
		select {
		case <-ready:
		case <-d.ctx.Done():
			return nil
		}
		d.mu.Lock()
		conn, still := d.conn, r.ready == ready
		d.mu.Unlock()
		if still && conn != nil {
			return conn
		}
		select {
		case <-d.ctx.Done():
			return nil
		case <-time.After(time.Millisecond):
		}
	}
}

// request makes what is sent for an entry, and what takes its answer: the code of a refusal, or none. No event: the entry is of no use any more.
func (d *Device) request(r *room, q queued) (event string, payload any, apply func(json.RawMessage) chat.Code) {
	d.mu.Lock()
	defer d.mu.Unlock()
	op := q.op
	changed := func(data json.RawMessage) chat.Code {
		a, ok := answered[protocol.MessageAnswer](d, data)
		if code := refusal(op, a.Error, ok); code != "" {
			return code
		}
		op.Answer, op.Again = &a.Value.Message, a.Value.Duplicate
		r.timeline.Apply(op.Answer, nil)
		return ""
	}
	switch m, held := r.timeline.Message(q.seq); op.Kind {
	case record.Send:
		return "send_message", protocol.SendMessage{RoomID: r.id, Content: op.Content, SenderID: d.User, ClientID: op.ID, ReplyTo: op.ReplyTo},
			func(data json.RawMessage) chat.Code {
				a, ok := answered[protocol.MessageSaved](d, data)
				if code := refusal(op, a.Error, ok); code != "" {
					return code
				}
				op.Saved, op.Again = &a.Value, a.Value.Duplicate
				return ""
			}
	case record.Edit:
		if op.Tries == 0 { // what it is based on is decided when it is first sent: a repetition must say the same
			if held && m.DeletedAt != "" {
				return "", nil, nil
			}
			if held {
				op.Base = m.Revision
			}
		}
		return "edit_message", protocol.EditMessage{RoomID: r.id, MessageID: op.Message, Content: op.Content, BaseRevision: op.Base, OpID: op.ID}, changed
	default:
		return "delete_message", protocol.DeleteMessage{RoomID: r.id, MessageID: op.Message, OpID: op.ID}, changed
	}
}

// refusal is the code of a refusal, which may bring a newer message.
func refusal(op *record.Op, err *protocol.WireError, decoded bool) chat.Code {
	switch {
	case err != nil:
		if err.Details != nil {
			op.Newer = err.Details.Message
		}
		return err.Code
	case !decoded:
		return chat.CodeInternal
	}
	return ""
}
