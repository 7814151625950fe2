package judge

import (
	"slices"
	"testing"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

func TestCleanHistory(t *testing.T) {
	for _, v := range Judge(story().end()) {
		t.Error(v)
	}
	if found := Converged(story().end()); len(found) > 0 {
		t.Error(found)
	}
}

// TestWhatMayBe are histories that look odd and are right.
func TestWhatMayBe(t *testing.T) {
	for name, happens := range map[string]func(w *world){
		"a send without an answer that took effect": func(w *world) {
			w.send(0, "x", "in the dark", "")
			op := w.op("x")
			op.Outcome, op.Saved, op.Ended = record.Unknown, nil, 0
		},
		"a send without an answer that did not": func(w *world) {
			w.ask(0, record.Op{Kind: record.Send, ID: "x", Content: "into the void"}).Sure = true
		},
		"an edit without an answer that took effect": func(w *world) {
			w.edit(1, 3, "x", "in the dark")
			op := w.op("x")
			op.Outcome, op.Answer, op.Ended = record.Unknown, nil, 0
		},
		"an edit that was refused because of a newer one": func(w *world) {
			newer := w.messages[1]
			op := w.ask(0, record.Op{Kind: record.Edit, ID: "x", Message: "m2", Base: 1, Content: "too late"})
			op.Outcome, op.Code, op.Newer, op.Ended = record.Refused, chat.CodeEditConflict, &newer, w.tick()
		},
		"an edit that was refused because of a deletion": func(w *world) {
			op := w.ask(0, record.Op{Kind: record.Edit, ID: "x", Message: "m5", Content: "too late"})
			op.Outcome, op.Code, op.Ended = record.Refused, chat.CodeConflict, w.tick()
		},
		"a reaction without an answer": func(w *world) {
			w.ask(1, record.Op{Kind: record.React, Message: "m4", Emoji: "👍", On: true})
			w.ask(2, record.Op{Kind: record.React, Message: "m4", Emoji: "🎉", On: false})
		},
		"sync tells a live event once more": func(w *world) {
			w.tell(record.Told{Client: 1, Socket: 9, How: record.Sync, Want: 3, Since: 3, Asked: w.tick(), Epoch: "e", Version: w.version, Messages: w.since(3)})
			m := w.messages[len(w.messages)-1]
			w.tell(record.Told{Client: 1, Socket: 9, How: record.Live, Event: "receive_message", Version: m.Version, Messages: []protocol.Message{m}})
		},
	} {
		w := story()
		happens(w)
		for _, v := range Judge(w.end()) {
			t.Errorf("%s: %v", name, v)
		}
	}
}

// op finds a request.
func (w *world) op(id string) *record.Op {
	return &w.Ops[slices.IndexFunc(w.Ops, func(op record.Op) bool { return op.ID == id })]
}

// since is what a sync since then tells.
func (w *world) since(v chat.Version) []protocol.Message {
	var out []protocol.Message
	for _, m := range w.messages {
		if m.Version > v {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b protocol.Message) int { return int(a.Version - b.Version) })
	return out
}

// told finds what the nth of those was told that fit.
func told(h *record.History, fits func(t *record.Told) bool) *record.Told {
	return &h.Told[slices.IndexFunc(h.Told, func(t record.Told) bool { return fits(&t) })]
}

func live(client int, v chat.Version) func(t *record.Told) bool {
	return func(t *record.Told) bool { return t.How == record.Live && t.Client == client && t.Version == v }
}

// truth changes a message of the server's history, and of what the clients hold.
func truth(h *record.History, seq chat.Seq, do func(m *protocol.Message)) {
	do(&h.Truth.Rooms[theRoom].Messages[seq-1])
	for i := range h.States {
		do(&h.States[i].Rooms[0].Messages[seq-1])
	}
}

// gone takes a message out of the server's history and out of what the clients hold.
func gone(h *record.History, seq chat.Seq) {
	r := h.Truth.Rooms[theRoom]
	r.Messages = slices.Delete(r.Messages, int(seq-1), int(seq))
	h.Truth.Rooms[theRoom] = r
	for i := range h.States {
		s := &h.States[i].Rooms[0]
		s.Messages = slices.Delete(s.Messages, int(seq-1), int(seq))
	}
}

func TestEachViolationIsFound(t *testing.T) {
	find := func(h *record.History, id string) *record.Op {
		return &h.Ops[slices.IndexFunc(h.Ops, func(op record.Op) bool { return op.ID == id })]
	}
	page := func(t *record.Told) bool { return t.How == record.Page }
	for _, test := range []struct {
		name   string
		damage func(h *record.History)
		want   Kind
	}{
		{"an acknowledged message is not there", func(h *record.History) { gone(h, 7) }, Lost},
		{"a message was delivered and is not there", func(h *record.History) { gone(h, 7); find(h, "c7").Outcome = record.Unknown }, Lost},
		{"a member does not hold the last message", func(h *record.History) {
			s := &h.States[1].Rooms[0]
			s.Messages = s.Messages[:6]
		}, Lost},
		{"a client does not know the last change", func(h *record.History) { h.States[2].Rooms[0].Position-- }, Diverged},
		{"one clientId twice", func(h *record.History) {
			truth(h, 7, func(m *protocol.Message) { m.SenderID, m.ClientID = "ben", "c6" })
		}, Duplicated},
		{"one text twice", func(h *record.History) { truth(h, 7, func(m *protocol.Message) { m.Content = "more" }) }, Duplicated},
		{"two messages acknowledged as one seq", func(h *record.History) { find(h, "c7").Saved.Seq = 6 }, Duplicated},
		{"an event delivered twice", func(h *record.History) {
			i := slices.IndexFunc(h.Told, func(t record.Told) bool { return live(2, 6)(&t) })
			h.Told = slices.Insert(h.Told, i, h.Told[i])
		}, Duplicated},
		{"two events swapped", func(h *record.History) {
			a, b := told(h, live(2, 6)), told(h, live(2, 7))
			a.At, b.At = b.At, a.At
		}, Reordered},
		{"an event not delivered", func(h *record.History) {
			i := slices.IndexFunc(h.Told, func(t record.Told) bool { return live(2, 6)(&t) })
			h.Told = slices.Delete(h.Told, i, i+1)
		}, Gap},
		{"an event before the sync", func(h *record.History) { told(h, live(1, 2)).At = 0 }, Reordered},
		{"a seq that contradicts time", func(h *record.History) {
			find(h, "c7").Saved.Seq, find(h, "c6").Saved.Seq = 6, 7
		}, Reordered},
		{"createdAt runs backwards", func(h *record.History) {
			truth(h, 7, func(m *protocol.Message) { m.CreatedAt = "2025-12-31T00:00:00.000Z" })
		}, Reordered},
		{"a hole in the history", func(h *record.History) {
			for seq := chat.Seq(7); seq >= 6; seq-- {
				truth(h, seq, func(m *protocol.Message) { m.Seq++ })
			}
		}, Gap},
		{"the room says more than it has", func(h *record.History) {
			r := h.Truth.Rooms[theRoom]
			r.Version += 2
			h.Truth.Rooms[theRoom] = r
		}, Gap},
		{"a message that nobody sent", func(h *record.History) { find(h, "c7").ID = "other" }, Ghost},
		{"a refused send is there", func(h *record.History) {
			op := find(h, "c7")
			op.Outcome, op.Code = record.Refused, chat.CodeForbidden
		}, Ghost},
		{"a send is refused for no reason", func(h *record.History) {
			h.Ops = append(h.Ops, record.Op{User: "ben", Room: theRoom, Kind: record.Send, ID: "x", Outcome: record.Refused, Code: chat.CodeForbidden})
		}, Refusal},
		{"another text than was sent", func(h *record.History) { truth(h, 7, func(m *protocol.Message) { m.Content = "an end" }) }, Ghost},
		{"an edit is gone", func(h *record.History) {
			truth(h, 3, func(m *protocol.Message) { m.Content, m.Revision = "hello yourself @cleo", 0 })
		}, LostEdit},
		{"an edit won over one that it did not know", func(h *record.History) { find(h, "o3").Base = 0 }, LostEdit},
		{"an edit is acknowledged with the old text", func(h *record.History) { find(h, "o3").Answer.Content = "hello all" }, LostEdit},
		{"a refused edit shows", func(h *record.History) {
			op := find(h, "o3")
			op.Outcome, op.Code = record.Refused, chat.CodeEditConflict
		}, Ghost},
		{"an edit is refused for no reason", func(h *record.History) {
			newer := h.Truth.Rooms[theRoom].Messages[1]
			h.Ops = append(h.Ops, record.Op{User: "anna", Room: theRoom, Kind: record.Edit, ID: "x", Message: "m2", Base: 2, Outcome: record.Refused, Code: chat.CodeEditConflict, Newer: &newer})
		}, Refusal},
		{"a deletion is gone", func(h *record.History) {
			truth(h, 5, func(m *protocol.Message) { m.Content, m.DeletedAt = "a mistake", "" })
		}, Resurrected},
		{"content after a deletion", func(h *record.History) {
			told(h, live(1, find(h, "o4").Answer.Version)).Messages[0].Content = "a mistake"
		}, Diverged},
		{"content in the tombstone", func(h *record.History) { truth(h, 5, func(m *protocol.Message) { m.Content = "a mistake" }) }, Resurrected},
		{"a deletion that nobody asked for", func(h *record.History) { find(h, "o4").Outcome = record.NotAsked }, Ghost},
		{"a reaction is gone", func(h *record.History) {
			truth(h, 4, func(m *protocol.Message) { m.Reactions = m.Reactions[:1] })
		}, Reactions},
		{"a reaction of nobody", func(h *record.History) {
			for i := range h.Ops {
				if h.Ops[i].Emoji == "🎉" {
					h.Ops[i].Outcome = record.NotAsked
				}
			}
		}, Reactions},
		{"a page that is older than it says", func(h *record.History) {
			m := &told(h, page).Messages[1]
			m.Version, m.Revision, m.Content, m.EditedAt = 2, 0, "hello", ""
		}, Stale},
		{"a page that is older than what was known", func(h *record.History) { told(h, page).Version -= 2 }, Stale},
		{"a page with a hole", func(h *record.History) {
			p := told(h, page)
			p.Messages = slices.Delete(p.Messages, 1, 2)
		}, Gap},
		{"a page that ends too early", func(h *record.History) {
			p := told(h, page)
			p.Messages = p.Messages[:3]
		}, Stale},
		{"a sync that leaves something out", func(h *record.History) {
			w := &world{messages: h.Truth.Rooms[theRoom].Messages}
			at := h.Told[len(h.Told)-1].At + 1
			h.Told = append(h.Told, record.Told{At: at, Asked: at, Client: 1, Socket: 9, Room: theRoom, How: record.Sync, Want: 3, Since: 3, Epoch: "e", Version: h.Truth.Rooms[theRoom].Version, Messages: w.since(3)[1:]})
		}, Lost},
		{"a sync behind what the client had", func(h *record.History) {
			h.Told = append(h.Told, record.Told{Client: 1, Socket: 9, Room: theRoom, How: record.Sync, Want: 99, Since: 0, Epoch: "e", Version: h.Truth.Rooms[theRoom].Version, Reset: true, Messages: h.Truth.Rooms[theRoom].Messages})
		}, Lost},
		{"a snapshot that is too old", func(h *record.History) {
			at := h.Told[len(h.Told)-1].At + 1
			h.Told = append(h.Told, record.Told{At: at, Asked: at, Client: 1, Socket: 9, Room: theRoom, How: record.Sync, Epoch: "e", Version: 3, Reset: true})
		}, Stale},
		{"a client holds an older text", func(h *record.History) { h.States[1].Rooms[0].Messages[1].Content = "hello" }, Diverged},
		{"a client holds an older quote", func(h *record.History) {
			old := *h.States[1].Rooms[0].Messages[5].ReplyTo
			old.Excerpt = "hello"
			h.States[1].Rooms[0].Messages[5].ReplyTo = &old
		}, Diverged},
		{"a client takes another's reaction for its own", func(h *record.History) {
			h.States[1].Rooms[0].Messages[3].MyReactions = []string{"👍"}
		}, Diverged},
		{"two were told two things", func(h *record.History) { told(h, live(1, 6)).Messages[0].Content = "what?" }, Diverged},
		{"the server counts wrong", func(h *record.History) {
			row := h.Truth.Rows["ben"][theRoom]
			row.UnreadCount++
			h.Truth.Rows["ben"][theRoom] = row
		}, Counters},
		{"a client shows a wrong count", func(h *record.History) { h.States[1].Rows[0].Mentions++ }, Counters},
		{"a client shows a wrong latest message", func(h *record.History) { h.States[1].Rows[0].Last = nil }, Diverged},
		{"a read position is gone", func(h *record.History) {
			row := h.Truth.Rows["anna"][theRoom]
			row.ReadSeq, row.ReadRev = 1, 0
			h.Truth.Rows["anna"][theRoom] = row
		}, Lost},
		{"a read position that nobody asked for", func(h *record.History) {
			row := h.Truth.Rows["cleo"][theRoom]
			row.ReadSeq, row.ReadRev = 2, 1
			h.Truth.Rows["cleo"][theRoom] = row
		}, Ghost},
		{"one move to two places", func(h *record.History) {
			told(h, func(t *record.Told) bool { return t.How == record.Row && t.Client == 0 }).Counters = &protocol.Counters{ReadRev: 1, ReadSeq: 3}
		}, Counters},
		{"another epoch", func(h *record.History) { h.Told[0].Epoch = "f" }, Server},
		{"an error in the log", func(h *record.History) { h.Log = []string{"level=ERROR"} }, Server},
		{"something that cannot be read", func(h *record.History) { h.Told = append(h.Told, record.Told{How: record.Garbage}) }, Server},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := story().end()
			test.damage(h)
			found := Judge(h)
			if !slices.ContainsFunc(found, func(v Violation) bool { return v.Kind == test.want }) {
				t.Errorf("want %s, found %v", test.want, found)
			}
		})
	}
}
