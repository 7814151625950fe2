package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxAhead is how far a room's last createdAt may lie before now and still be carried on.
const maxAhead = 2 * time.Minute

// runOp decides one operation and writes its change. It decides before it writes: what is refused leaves no trace. It answers an error only if the
// transaction cannot go on.
func (w *writer) runOp(id chat.RoomID, op *chat.Op) (chat.Outcome, error) {
	now := w.now()
	if !op.Deadline.IsZero() && now.After(op.Deadline) {
		return unknown(id, chat.Unavailable(context.DeadlineExceeded)), nil
	}
	if first, err := w.repeated(op); first != nil || err != nil {
		return deref(first), err
	}
	room, err := w.room(id)
	if err != nil {
		return chat.Outcome{}, err
	}
	state, err := w.state(room, op, now)
	if err != nil {
		return chat.Outcome{}, err
	}
	change, err := applyOp(op, state)
	var refusal *chat.Error
	switch {
	case errors.Is(err, chat.ErrNothingToDo):
		return chat.Outcome{Status: chat.NothingToDo, Room: id}, nil
	case errors.Is(err, errApply):
		return unknown(id, chat.AsError(err)), nil
	case errors.As(err, &refusal):
		return chat.Outcome{Status: chat.Refused, Room: id, Err: refusal}, nil
	case err != nil:
		return unknown(id, chat.AsError(err)), nil
	case room.room.Closed: // nothing follows the last change
		return chat.Outcome{Status: chat.Refused, Room: id, Err: chat.ErrNotFound}, nil
	}
	return w.writeChange(id, room, op, state, change)
}

func unknown(room chat.RoomID, err *chat.Error) chat.Outcome {
	return chat.Outcome{Status: chat.Unknown, Room: room, Err: err}
}

func deref(o *chat.Outcome) chat.Outcome {
	if o == nil {
		return chat.Outcome{}
	}
	return *o
}

// repeated answers the first result if there was one under this operation's actor and ID, otherwise nil.
func (w *writer) repeated(op *chat.Op) (*chat.Outcome, error) {
	o := chat.Outcome{Status: chat.Duplicate}
	var kind chat.Kind
	var digest []byte
	var created int64
	err := w.row(`SELECT r.id, o.message_id, o.seq, o.version, o.created_at, o.kind, o.digest FROM ops o JOIN rooms r ON r.key = o.room WHERE o.actor = ? AND o.op_id = ?`, op.Actor, op.ID).
		Scan(&o.Room, &o.MessageID, &o.Seq, &o.Version, &created, &kind, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	o.CreatedAt = at(created)
	if kind != op.Kind || string(digest) != string(op.Digest[:]) {
		return &chat.Outcome{Status: chat.Refused, Room: o.Room, Err: chat.ErrClientIDReused}, nil
	}
	return &o, nil
}

// state reads what Apply may look at.
func (w *writer) state(s *roomState, op *chat.Op, now time.Time) (chat.State, error) {
	state := chat.State{
		Room: s.room, Members: make(map[chat.UserID]chat.Member, 1+len(op.About)),
		Now: createdAt(now, s.room.ActiveAt), Version: s.room.Version + 1, Seq: s.room.Seq + 1,
	}
	for i := -1; i < len(op.About); i++ {
		user := op.Actor
		if i >= 0 {
			user = op.About[i]
		}
		m, err := w.member(s, user)
		if err != nil {
			return state, err
		}
		if m != nil {
			state.Members[user] = *m
		}
	}
	if op.Target == "" || s.key == 0 {
		return state, nil
	}
	target, err := w.message(s, op.Target)
	state.Target = target
	return state, err
}

// createdAt is now, or the time of the room's last message if that is later: time does not run backwards in a room. But a clock that was far ahead
// once does not hold a room in the future.
func createdAt(now, last time.Time) time.Time {
	now = now.UTC().Truncate(time.Millisecond)
	if last.After(now) && last.Sub(now) <= maxAhead {
		return last
	}
	return now
}

// message reads a message of a room as of now, nil if it is not there.
func (w *writer) message(s *roomState, id chat.MessageID) (*chat.Message, error) {
	m, err := scanMessage(w.row(messageSelect+`WHERE m.id = ? AND m.room = ?`, id, s.key), s.room.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &m, nil
}

// errApply is in the chain of the error of an Apply that cannot be right.
var errApply = errors.New("an operation's Apply is wrong")

// applyOp calls Apply; a panic in it is that operation's error.
func applyOp(op *chat.Op, state chat.State) (c chat.Change, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: it panicked: %v", errApply, r)
		}
	}()
	c, err = op.Apply(state)
	switch {
	case err != nil:
	case c.Message.ID == "":
		err = fmt.Errorf("%w: its change has no message", errApply)
	case state.Room.Version == 0 && (c.Settings == nil || c.Closed):
		err = fmt.Errorf("%w: its change would make a room without settings", errApply)
	}
	return c, err
}
