package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// batchTests: each operation sees the ones before it, and nobody acts by a right that has ended.
var batchTests = map[string]func(*testing.T, *env){
	"who was added may send": func(t *testing.T, e *env) {
		room, owner := e.room()
		late := newUser()
		o := e.commit(room, say(late, "too early"), membership(owner, late, chat.Guest), say(late, "hello"))
		e.isRefused(o[0], chat.CodeForbidden)
		if o[2].Status != chat.Committed || o[2].Version != 3 {
			t.Errorf("the send of the one added: %+v", o[2])
		}
	},

	"who was removed may not": func(t *testing.T, e *env) {
		gone := newUser()
		room, owner := e.room(gone)
		o := e.commit(room, say(gone, "in time"), membership(owner, gone, ""), say(gone, "too late"), membership(gone, gone, chat.Owner), say(owner, "x"))
		e.isRefused(o[2], chat.CodeForbidden)
		e.isRefused(o[3], chat.CodeForbidden)
		equal(t, "the version behind the refusals", o[4].Version, chat.Version(4))
	},

	"a room is made, filled, used and closed": func(t *testing.T, e *env) {
		room, owner, guest := newRoom(), newUser(), newUser()
		o := e.commit(room,
			say(owner, "too early"), create(owner, group("a")), create(guest, group("b")), membership(owner, guest, chat.Reader), say(guest, "hi"),
			settings(owner, func(s *chat.Settings) { s.Topic = "t" }), closing(owner), say(guest, "too late"), closing(owner))
		e.isRefused(o[0], chat.CodeNotFound)
		equal(t, "the second creation", o[2].Status, chat.NothingToDo)
		for i, version := range map[int]chat.Version{1: 1, 3: 2, 4: 3, 5: 4, 6: 5} {
			if o[i].Status != chat.Committed || o[i].Version != version {
				t.Errorf("operation %d: %+v", i, o[i])
			}
		}
		equal(t, "the topic in the batch", o[5].Change.Room.Topic, "t")
		e.isRefused(o[7], chat.CodeNotFound)
		e.isRefused(o[8], chat.CodeNotFound)
	},

	"a message is sent, edited and deleted": func(t *testing.T, e *env) {
		room, owner := e.room()
		send := say(owner, "one")
		id := func() chat.MessageID { c, _ := send.Apply(chat.State{}); return c.Message.ID }()
		o := e.commit(room, send, edit(owner, id, "two"), reply(owner, "what?", id), remove(owner, id), edit(owner, id, "three"), remove(owner, id))
		equal(t, "the quote", o[2].Change.Message.ReplyTo.Excerpt, "two")
		e.isRefused(o[4], chat.CodeForbidden)
		equal(t, "the second deletion", o[5].Status, chat.NothingToDo)
		m, err := e.Message(e.ctx, room, id)
		e.must(err)
		if m.Version != 5 || m.Content != "" || m.DeletedAt.IsZero() || m.Revision != 1 {
			t.Errorf("the message: %+v", m)
		}
	},

	"a change of a message that Apply did not look at": func(t *testing.T, e *env) {
		room, owner := e.room()
		first := e.committed(room, say(owner, "one"))
		op := edit(owner, first.MessageID, "")
		op.Target = ""
		op.Apply = func(chat.State) (chat.Change, error) {
			m := first.Change.Message
			m.Content = "two"
			return chat.Change{Message: m}, nil
		}
		o := e.commit(room, op, say(owner, "next"))
		if o[0].Seq != first.Seq || o[0].Change.Created || o[0].Version != 3 || o[1].Seq != 3 {
			t.Errorf("outcomes %+v", o)
		}
	},

	"a message id of another room cannot be taken": func(t *testing.T, e *env) {
		room, owner := e.room()
		other, _ := e.room(owner)
		first := e.committed(room, say(owner, "one"))
		theft := say(owner, "theft")
		theft.Apply = func(st chat.State) (chat.Change, error) {
			return chat.Change{Message: chat.Message{ID: first.MessageID, Kind: chat.Text, Sender: owner, Content: "theft"}}, nil
		}
		o := e.commit(other, say(owner, "before"), theft, say(owner, "after"))
		if o[1].Status != chat.Unknown {
			t.Errorf("the theft: %+v", o[1])
		}
		if o[0].Status != chat.Committed || o[2].Status != chat.Committed || o[2].Version != o[0].Version+1 {
			t.Errorf("around it: %+v", o)
		}
		m, err := e.Message(e.ctx, room, first.MessageID)
		e.must(err)
		equal(t, "the message", m, first.Change.Message)
		e.noHoles(other)
	},

	"removal and addition at once, with the person's sends": func(t *testing.T, e *env) {
		person, moderator := newUser(), newUser()
		room, owner := e.room(person, moderator)
		var all sync.WaitGroup
		for _, who := range []struct {
			user chat.UserID
			role chat.Role
		}{{owner, ""}, {moderator, chat.RoleMember}} {
			all.Go(func() {
				for range 60 {
					<-e.start(room, membership(who.user, person, who.role))
				}
			})
		}
		for range 4 {
			all.Go(func() {
				for i := range 60 {
					<-e.start(room, say(person, fmt.Sprint(i)))
				}
			})
		}
		all.Wait()
		in := true
		for _, m := range e.noHoles(room) {
			switch {
			case m.Kind == chat.Text && !in:
				t.Fatalf("version %d was sent by one who was out", m.Version)
			case m.System != nil && m.System.UserID == person:
				if is := m.System.Value != ""; is == in {
					t.Fatalf("version %d puts somebody in or out who is so already", m.Version)
				}
				in = !in
			}
		}
		_, err := e.Member(e.ctx, room, person)
		equal(t, "is a member at the end", err == nil, in)
	},
}
