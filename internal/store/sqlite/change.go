package sqlite

import (
	"errors"
	"slices"
	"strings"

	"github.com/loquat-chat/loquat/internal/chat"
)

// writeChange numbers a change and writes it: the message, the row in ops, and what follows for the room and its members. An error says that the
// transaction cannot go on, since part of the change may have been written.
func (w *writer) writeChange(id chat.RoomID, s *roomState, op *chat.Op, state chat.State, c chat.Change) (chat.Outcome, error) {
	room := s.room
	room.Version = state.Version
	if c.Settings != nil {
		set := *c.Settings
		if room.Version > 1 { // these two are for ever
			set.Kind, set.Pair = room.Kind, room.Pair
		}
		room.Settings = set
	}
	if c.Members != nil || c.Settings != nil || c.Closed {
		room.RulesVersion = room.Version
	}
	room.Closed = c.Closed
	if room.Version == 1 {
		room.ID, room.CreatedAt, room.ActiveAt = id, state.Now, state.Now
		if err := w.insertRoom(s, room); err != nil {
			return chat.Outcome{}, err
		}
	}
	m, created, err := w.writeMessage(s, id, state, c.Message)
	if err != nil {
		return chat.Outcome{}, err
	}
	if created {
		room.Seq, room.ActiveAt = m.Seq, m.CreatedAt
	}
	err = w.exec(`INSERT INTO ops (actor, op_id, room, version, seq, message_id, kind, digest, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		op.Actor, op.ID, s.key, m.Version, m.Seq, m.ID, op.Kind, op.Digest[:], millis(m.CreatedAt))
	if err != nil {
		return chat.Outcome{}, err
	}
	c.Members = slices.Clone(c.Members)
	for i := range c.Members {
		if c.Members[i], err = w.writeMember(s, &room, c.Members[i], &m); err != nil {
			return chat.Outcome{}, err
		}
	}
	if c.Closed {
		if err := w.endMemberships(s, &room); err != nil {
			return chat.Outcome{}, err
		}
	}
	s.room = room
	w.cache.touched(s)
	c.Message, c.Room, c.Created = m, room, created
	return chat.Outcome{
		Status: chat.Committed, Room: id, MessageID: m.ID, Seq: m.Seq, Version: m.Version, CreatedAt: m.CreatedAt, Change: c,
	}, nil
}

// insertRoom makes a room's row, for its key; the numbers follow with all other changes of the transaction.
func (w *writer) insertRoom(s *roomState, r chat.Room) error {
	err := w.row(`INSERT INTO rooms (id, kind, name, name_fold, topic, visibility, pair_a, pair_b, created_at, active_at, member_count, owners, seq, version, rules_version, closed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0) RETURNING key`,
		r.ID, r.Kind, r.Name, fold(r.Name), r.Topic, r.Visibility, r.Pair[0], r.Pair[1], millis(r.CreatedAt), millis(r.ActiveAt)).Scan(&s.key)
	if err == nil {
		w.cache.rooms[r.ID] = s
	}
	return err
}

// fold is how names are compared and searched: without letter case.
func fold(name string) string { return strings.ToLower(name) }

// writeMessage stores a message as it is after a change, and answers it with what is the store's to say.
func (w *writer) writeMessage(s *roomState, id chat.RoomID, state chat.State, m chat.Message) (_ chat.Message, created bool, err error) {
	m.Room, m.Version = id, state.Version
	before := state.Target
	if before == nil || before.ID != m.ID {
		m.Seq, m.CreatedAt = state.Seq, state.Now
		if created, err = w.insertMessage(s, &m); err != nil {
			return m, false, err
		}
		if !created { // an Apply that did not look at the message that it changes
			if before, err = w.message(s, m.ID); err != nil {
				return m, false, err
			}
			if before == nil {
				return m, false, errors.New("the id of a message is that of a message in another room")
			}
		}
	}
	if !created {
		m.Seq, m.Kind, m.Sender, m.ClientID, m.CreatedAt = before.Seq, before.Kind, before.Sender, before.ClientID, before.CreatedAt
		if err := w.updateMessage(s, &m, before); err != nil {
			return m, false, err
		}
	}
	if m.ReplyTo != nil {
		m.ReplyTo, err = w.quote(s, state, m.ReplyTo.ID)
	}
	return m, created, err
}
