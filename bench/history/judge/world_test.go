package judge

import (
	"fmt"
	"slices"
	"time"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// world is a perfect server with one room, and the record of four clients of three people who are there from the beginning.
type world struct {
	record.History
	messages []protocol.Message // by seq
	version  chat.Version
	at       time.Duration
	reads    map[chat.UserID]*protocol.Counters
}

const theRoom chat.RoomID = "room"

var people = []chat.UserID{"anna", "ben", "cleo"}

func newWorld() *world {
	w := &world{reads: map[chat.UserID]*protocol.Counters{}}
	w.Rooms = []record.Room{{ID: theRoom, Members: people}}
	w.Clients = []chat.UserID{"anna", "ben", "cleo", "anna"}
	for _, u := range people {
		w.reads[u] = &protocol.Counters{ReadSeq: 1}
	}
	w.create(protocol.Message{Kind: chat.System, SenderID: "anna", ClientID: "s:1", Content: "made the room"})
	for c := range w.Clients {
		w.tell(record.Told{
			Client: c, Socket: c + 1, How: record.Sync, Asked: w.tick(), Epoch: "e", Version: w.version, Reset: true, Messages: slices.Clone(w.messages),
		})
	}
	return w
}

func (w *world) tick() time.Duration {
	w.at += time.Millisecond
	return w.at
}

func (w *world) tell(t record.Told) {
	t.At, t.Room = w.tick(), theRoom
	w.Told = append(w.Told, t)
}

// ask writes down a request; the answer is filled in by the caller.
func (w *world) ask(client int, op record.Op) *record.Op {
	op.Client, op.User, op.Room, op.Tries, op.Asked, op.Outcome = client, w.Clients[client], theRoom, 1, w.tick(), record.Unknown
	w.Ops = append(w.Ops, op)
	return &w.Ops[len(w.Ops)-1]
}

func (w *world) create(m protocol.Message) *protocol.Message {
	w.version++
	m.Seq, m.Version, m.RoomID = chat.Seq(len(w.messages)+1), w.version, theRoom
	m.ID, m.CreatedAt = chat.MessageID(fmt.Sprintf("m%d", m.Seq)), protocol.Timestamp(fmt.Sprintf("2026-01-01T00:00:00.%03dZ", m.Seq))
	m.Reactions, m.Mentions = []protocol.Reaction{}, []chat.UserID{}
	w.messages = append(w.messages, m)
	return &w.messages[len(w.messages)-1]
}

// live tells everybody.
func (w *world) live(m *protocol.Message, event string, reacted ...protocol.ReactionChange) {
	for c := range w.Clients {
		w.tell(record.Told{Client: c, Socket: c + 1, How: record.Live, Event: event, Version: m.Version, Messages: []protocol.Message{*m}, Reacted: reacted})
	}
}

func (w *world) send(client int, id, content string, replyTo chat.MessageID, mentions ...chat.UserID) {
	op := w.ask(client, record.Op{Kind: record.Send, ID: id, Content: content, ReplyTo: replyTo})
	m := protocol.Message{Kind: chat.Text, SenderID: op.User, ClientID: id, Content: content}
	if replyTo != "" {
		m.ReplyTo = &protocol.ReplyRef{ID: replyTo}
	}
	is := w.create(m)
	is.Mentions = append(is.Mentions, mentions...)
	op.Saved = &protocol.MessageSaved{RoomID: theRoom, ClientID: id, ID: is.ID, Seq: is.Seq, Version: is.Version, CreatedAt: is.CreatedAt}
	op.Outcome, op.Ended = record.OK, w.tick()
	w.live(is, "receive_message")
}

// change makes the next version of a message.
func (w *world) change(seq chat.Seq, op *record.Op, do func(m *protocol.Message), reacted ...protocol.ReactionChange) {
	m := &w.messages[seq-1]
	w.version++
	m.Version, m.Reactions = w.version, slices.Clone(m.Reactions)
	do(m)
	is := *m
	op.Answer, op.Outcome, op.Ended = &is, record.OK, w.tick()
	w.live(m, "message_updated", reacted...)
}

func (w *world) edit(client int, seq chat.Seq, id, content string) {
	m := w.messages[seq-1]
	op := w.ask(client, record.Op{Kind: record.Edit, ID: id, Content: content, Message: m.ID, Base: m.Revision})
	w.change(seq, op, func(m *protocol.Message) {
		m.Content, m.Revision, m.EditedAt = content, m.Revision+1, "2026-01-01T00:01:00.000Z"
	})
}

func (w *world) remove(client int, seq chat.Seq, id string) {
	op := w.ask(client, record.Op{Kind: record.Delete, ID: id, Message: w.messages[seq-1].ID})
	w.change(seq, op, func(m *protocol.Message) {
		m.Content, m.DeletedAt, m.Reactions, m.Mentions = "", "2026-01-01T00:02:00.000Z", []protocol.Reaction{}, []chat.UserID{}
	})
}

func (w *world) react(client int, seq chat.Seq, emoji string, on bool) {
	user := w.Clients[client]
	op := w.ask(client, record.Op{Kind: record.React, Message: w.messages[seq-1].ID, Emoji: emoji, On: on})
	w.change(seq, op, func(m *protocol.Message) {
		if on {
			m.Reactions = append(m.Reactions, protocol.Reaction{Emoji: emoji, Count: 1, UserIDs: []chat.UserID{user}})
		} else {
			m.Reactions = []protocol.Reaction{}
		}
	}, protocol.ReactionChange{UserID: user, Emoji: emoji, On: on})
}

func (w *world) read(client int, kind record.Kind, seq chat.Seq) {
	op := w.ask(client, record.Op{Kind: kind, Seq: seq})
	c := w.reads[op.User]
	if kind == record.Unread {
		seq--
	}
	c.ReadSeq = seq
	c.ReadRev++
	is := *c
	is.Version = w.version
	op.Counters, op.Outcome, op.Ended = &is, record.OK, w.tick()
	w.tell(record.Told{Client: client, How: record.Row, Event: "room_read", Version: w.version, Counters: &is})
}

func (w *world) page(client int, window chat.Window, from, to int) {
	asked := w.tick()
	w.tell(record.Told{
		Client: client, How: record.Page, Asked: asked, Version: w.version, Window: window, Messages: slices.Clone(w.messages[from-1 : to]),
		Before: from > 1, After: to < len(w.messages),
	})
}

// end writes down what everybody holds.
func (w *world) end() *record.History {
	for i := range w.messages {
		if q := w.messages[i].ReplyTo; q != nil {
			at := slices.IndexFunc(w.messages, func(m protocol.Message) bool { return m.ID == q.ID })
			m := w.messages[at]
			w.messages[i].ReplyTo = &protocol.ReplyRef{ID: m.ID, Seq: m.Seq, SenderID: m.SenderID, Excerpt: chat.Excerpt(m.Content), DeletedAt: m.DeletedAt}
		}
	}
	last := w.messages[len(w.messages)-1]
	w.Truth = record.Truth{
		Epoch: "e", Rooms: map[chat.RoomID]record.RoomTruth{theRoom: {Seq: last.Seq, Version: w.version, Messages: slices.Clone(w.messages)}},
		Rows: map[chat.UserID]map[chat.RoomID]protocol.RoomSummary{},
	}
	for _, u := range people {
		row := protocol.RoomSummary{ReadSeq: w.reads[u].ReadSeq, ReadRev: w.reads[u].ReadRev}
		row.Version = w.version
		for _, m := range w.messages {
			if m.Seq > row.ReadSeq && m.Kind == chat.Text && m.SenderID != u && m.DeletedAt == "" {
				row.UnreadCount++
				if slices.Contains(m.Mentions, u) {
					row.MentionCount++
				}
			}
		}
		row.LastMessage = &protocol.Excerpt{ID: last.ID, Excerpt: chat.Excerpt(last.Content), DeletedAt: last.DeletedAt}
		w.Truth.Rows[u] = map[chat.RoomID]protocol.RoomSummary{theRoom: row}
	}
	for c, u := range w.Clients {
		row := w.Truth.Rows[u][theRoom]
		w.States = append(w.States, record.State{
			Client: c, User: u, Epoch: "e",
			Rooms: []record.RoomState{{Room: theRoom, Position: w.version, Low: 1, Messages: slices.Clone(w.messages)}},
			Rows:  []record.RowState{{Room: theRoom, Version: w.version, ReadSeq: row.ReadSeq, ReadRev: row.ReadRev, Unread: row.UnreadCount, Mentions: row.MentionCount, Last: row.LastMessage}},
		})
	}
	return &w.History
}

// story is a world in which a little of everything happened: seqs 2 to 7.
func story() *world {
	w := newWorld()
	w.send(0, "c2", "hello", "")
	w.send(1, "c3", "hello yourself @cleo", "", "cleo")
	w.edit(1, 3, "o1", "hello to you @cleo")
	w.send(2, "c4", "yes?", "m3")
	w.react(0, 4, "👍", true)
	w.react(2, 4, "🎉", true)
	w.edit(0, 2, "o2", "hello all")
	w.edit(3, 2, "o3", "hello everybody")
	w.page(2, chat.Window{Limit: 50}, 1, 4)
	w.send(0, "c5", "a mistake", "")
	w.remove(3, 5, "o4")
	w.read(1, record.Read, 4)
	w.send(1, "c6", "more", "m2")
	w.read(1, record.Unread, 4)
	w.read(0, record.Read, 6)
	w.page(1, chat.Window{Before: 6, Limit: 2}, 4, 5)
	w.send(2, "c7", "the end", "")
	return w
}
