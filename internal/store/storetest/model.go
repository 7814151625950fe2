package storetest

import (
	"errors"
	"slices"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// model is a store of rooms as plain as can be: maps and slices, one operation at a time.
type model struct {
	now   func() time.Time
	rooms map[chat.RoomID]*modelRoom
	first map[opKey]firstResult
}

type opKey struct {
	actor chat.UserID
	id    string
}

type firstResult struct {
	kind    chat.Kind
	digest  chat.Digest
	outcome chat.Outcome // as a Duplicate
}

type modelRoom struct {
	chat.Room
	members  map[chat.UserID]chat.Member
	former   map[chat.UserID]int64 // ReadRev of those who are out
	messages []chat.Message        // by seq; quotes have only their ids
}

func (r *modelRoom) find(id chat.MessageID) *chat.Message {
	for i := range r.messages {
		if r.messages[i].ID == id {
			return &r.messages[i]
		}
	}
	return nil
}

// shown is a message with what it quotes as it is now.
func (r *modelRoom) shown(m chat.Message) chat.Message {
	if m.ReplyTo != nil {
		m.ReplyTo = chat.QuoteOf(*r.find(m.ReplyTo.ID))
	}
	return m
}

func (m *model) room(id chat.RoomID) *modelRoom {
	if r := m.rooms[id]; r != nil {
		return r
	}
	return &modelRoom{members: map[chat.UserID]chat.Member{}, former: map[chat.UserID]int64{}}
}

func (m *model) commit(id chat.RoomID, op chat.Op) chat.Outcome {
	key := opKey{op.Actor, op.ID}
	if f, ok := m.first[key]; ok {
		if f.kind == op.Kind && f.digest == op.Digest {
			return f.outcome
		}
		return chat.Outcome{Status: chat.Refused, Room: f.outcome.Room, Err: chat.ErrClientIDReused}
	}
	r := m.room(id)
	now := m.now().UTC().Truncate(time.Millisecond)
	if ahead := r.ActiveAt.Sub(now); ahead > 0 && ahead <= 2*time.Minute {
		now = r.ActiveAt
	}
	st := chat.State{Room: r.Room, Members: map[chat.UserID]chat.Member{}, Now: now, Version: r.Version + 1, Seq: r.Seq + 1}
	for _, u := range append([]chat.UserID{op.Actor}, op.About...) {
		if member, ok := r.members[u]; ok {
			st.Members[u] = member
		}
	}
	if target := r.find(op.Target); target != nil {
		shown := r.shown(*target)
		st.Target = &shown
	}
	c, err := op.Apply(st)
	if errors.Is(err, chat.ErrNothingToDo) {
		return chat.Outcome{Status: chat.NothingToDo, Room: id}
	}
	if err != nil {
		return chat.Outcome{Status: chat.Refused, Room: id, Err: err}
	}
	m.rooms[id] = r
	o := r.change(id, st, c)
	o.Status, o.Room = chat.Duplicate, id
	first := o
	first.Change = chat.Change{}
	m.first[key] = firstResult{op.Kind, op.Digest, first}
	o.Status = chat.Committed
	return o
}

// change carries a change out.
func (r *modelRoom) change(id chat.RoomID, st chat.State, c chat.Change) chat.Outcome {
	r.ID, r.Version = id, st.Version
	message := c.Message
	message.Room, message.Version = id, st.Version
	before := r.find(message.ID)
	if c.Created = before == nil; c.Created {
		r.Seq, r.ActiveAt = st.Seq, st.Now
		message.Seq, message.CreatedAt = st.Seq, st.Now
		r.messages = append(r.messages, message)
	} else {
		message.Seq, message.CreatedAt = before.Seq, before.CreatedAt
		*before = message
	}
	if r.Version == 1 {
		r.CreatedAt = st.Now
	}
	if c.Settings != nil {
		r.Settings = *c.Settings
	}
	c.Members = slices.Clone(c.Members)
	for i, is := range c.Members {
		before, known := r.members[is.User]
		is.Room = id
		switch {
		case is.Role == "":
			if known {
				r.former[is.User] = before.ReadRev
			}
			delete(r.members, is.User)
		case known:
			before.Role = is.Role
			is = before
			r.members[is.User] = is
		default:
			is.JoinedAt, is.JoinedSeq, is.ReadSeq, is.Receipt = message.CreatedAt, message.Seq, message.Seq, message.Seq
			if rev, was := r.former[is.User]; was {
				is.ReadRev = rev + 1
			}
			r.members[is.User] = is
		}
		c.Members[i] = is
	}
	if r.Closed = c.Closed; r.Closed {
		clear(r.members)
	}
	if len(c.Members) > 0 || c.Settings != nil || c.Closed {
		r.RulesVersion = r.Version
	}
	r.MemberCount, r.Owners = len(r.members), 0
	for _, member := range r.members {
		if member.Role == chat.Owner {
			r.Owners++
		}
	}
	c.Message, c.Room = r.shown(message), r.Room
	return chat.Outcome{MessageID: message.ID, Seq: message.Seq, Version: message.Version, CreatedAt: message.CreatedAt, Change: c}
}

// move moves a read position.
func (m *model) move(move chat.ReadMove) (moved, member bool) {
	r := m.room(move.Room)
	is, member := r.members[move.User]
	if !member {
		return false, false
	}
	next := chat.NextRead(is.ReadSeq, r.Seq, move)
	if moved = next != is.ReadSeq; moved {
		is.ReadSeq, is.Receipt = next, max(is.Receipt, next)
		is.ReadRev++
		r.members[move.User] = is
	}
	return moved, true
}

// sorted are the members by the time they joined.
func (r *modelRoom) sorted() []chat.Member {
	var list []chat.Member
	for _, m := range r.members {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b chat.Member) int {
		if a.JoinedSeq != b.JoinedSeq {
			return int(a.JoinedSeq - b.JoinedSeq)
		}
		if a.User < b.User {
			return -1
		}
		return 1
	})
	return list
}
