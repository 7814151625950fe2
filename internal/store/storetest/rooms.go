package storetest

import (
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// roomTests: what changes make of a room and its members.
var roomTests = map[string]func(*testing.T, *env){
	"settings": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.clock.add(time.Second)
		o := e.committed(room, settings(owner, func(s *chat.Settings) {
			s.Name, s.Topic, s.Visibility = "new", "topic", chat.Private
			s.Kind, s.Pair = chat.Direct, [2]chat.UserID{"a", "b"} // which never change
		}))
		want := chat.Settings{Kind: chat.Group, Name: "new", Topic: "topic", Visibility: chat.Private}
		equal(t, "the change's settings", o.Change.Room.Settings, want)
		equal(t, "RulesVersion", o.Change.Room.RulesVersion, chat.Version(2))
		e.committed(room, say(owner, "x"))
		for range 2 {
			r, err := e.Room(e.ctx, room)
			e.must(err)
			equal(t, "settings", r.Settings, want)
			if r.Version != 3 || r.RulesVersion != 2 || !r.ActiveAt.Equal(r.CreatedAt.Add(time.Second)) {
				t.Errorf("the room: %+v", r)
			}
			e.reopen()
		}
	},

	"members, owners and their counts": func(t *testing.T, e *env) {
		a, b := newUser(), newUser()
		room, owner := e.room(a)
		e.committed(room, say(owner, "x"))
		var before chat.Member // the subject of the step before
		for _, step := range []struct {
			subject         chat.UserID
			role            chat.Role
			members, owners int
		}{
			{b, chat.Reader, 3, 1},
			{b, chat.Owner, 3, 2},
			{a, chat.Owner, 3, 3},
			{b, chat.Moderator, 3, 2},
			{b, "", 2, 2},
			{a, chat.Guest, 2, 1},
			{a, "", 1, 1},
		} {
			o := e.committed(room, membership(a, step.subject, step.role))
			r, err := e.Room(e.ctx, room)
			e.must(err)
			equal(t, "the change's room", o.Change.Room, r)
			if r.MemberCount != step.members || r.Owners != step.owners || r.RulesVersion != r.Version {
				t.Errorf("after %+v: %+v", step, r)
			}
			m, err := e.Member(e.ctx, room, step.subject)
			if step.role == "" {
				e.wantNotFound(err)
				equal(t, "the change's member", o.Change.Members, []chat.Member{{Room: room, User: step.subject, Former: before.Role, JoinedAt: before.JoinedAt}})
				continue
			}
			e.must(err)
			before = m
			equal(t, "the change's member", o.Change.Members, []chat.Member{m})
			equal(t, "role", m.Role, step.role)
		}
	},

	"joining, and what stays when the role changes": func(t *testing.T, e *env) {
		person := newUser()
		room, owner := e.room()
		e.committed(room, say(owner, "one"))
		e.clock.add(time.Hour)
		joined := e.committed(room, membership(owner, person, chat.Guest))
		want := chat.Member{
			Room: room, User: person, Role: chat.Guest, JoinedAt: joined.CreatedAt, JoinedSeq: 3, ReadSeq: 3, Receipt: 3,
		}
		is := func(what string) {
			t.Helper()
			m, err := e.Member(e.ctx, room, person)
			e.must(err)
			equal(t, what, m, want)
		}
		is("after joining")
		e.committed(room, say(owner, "two"))
		e.clock.add(time.Hour)
		e.move(room, person, 4, false)
		want.ReadSeq, want.ReadRev, want.Receipt = 4, 1, 4
		is("after reading")
		e.committed(room, membership(owner, person, chat.Moderator))
		want.Role = chat.Moderator
		is("after another role")
		e.committed(room, membership(owner, person, ""))
		e.clock.add(time.Hour)
		again := e.committed(room, membership(owner, person, chat.RoleMember))
		m, err := e.Member(e.ctx, room, person)
		e.must(err)
		if m.JoinedSeq != again.Seq || m.ReadSeq != again.Seq || !m.JoinedAt.Equal(again.CreatedAt) || m.Role != chat.RoleMember {
			t.Errorf("after joining again: %+v", m)
		}
	},

	"several members in one change": func(t *testing.T, e *env) {
		a, b := newUser(), newUser()
		room, owner := e.room(a)
		op := membership(owner, b, chat.Owner)
		op.Apply = func(st chat.State) (chat.Change, error) {
			return chat.Change{Message: chat.Message{ID: newMessage(), Kind: chat.System, Sender: owner}, Members: []chat.Member{
				{User: owner, Role: chat.RoleMember}, {User: b, Role: chat.Owner}, {User: a}, {User: newUser()},
			}}, nil
		}
		o := e.committed(room, op)
		if r := o.Change.Room; r.MemberCount != 2 || r.Owners != 1 {
			t.Errorf("the room: %+v", r)
		}
		list, err := e.Members(e.ctx, room, "", 10)
		e.must(err)
		equal(t, "members", len(list), 2)
	},

	"a direct room": func(t *testing.T, e *env) {
		a, b := newUser(), newUser()
		room := chat.DirectRoomID(a, b)
		set := chat.Settings{Kind: chat.Direct, Visibility: chat.Private, Pair: [2]chat.UserID{a, b}}
		var made []chat.Outcome
		for _, o := range e.commit(room, create(a, set, b), create(b, set, a)) {
			if o.Status == chat.Committed {
				made = append(made, o)
			}
		}
		equal(t, "rooms made", len(made), 1)
		for range 2 {
			r, err := e.Room(e.ctx, room)
			e.must(err)
			equal(t, "settings", r.Settings, set)
			equal(t, "the peer", r.Peer(a), b)
			e.reopen()
		}
		e.committed(room, say(b, "hi"))
	},

	"what is not there": func(t *testing.T, e *env) {
		room, owner := e.room()
		_, err := e.Room(e.ctx, newRoom())
		e.wantNotFound(err)
		_, err = e.Room(e.ctx, "no uuid")
		e.wantNotFound(err)
		for _, ids := range []struct {
			room chat.RoomID
			user chat.UserID
		}{{room, newUser()}, {newRoom(), owner}, {"", ""}} {
			_, err = e.Member(e.ctx, ids.room, ids.user)
			e.wantNotFound(err)
			_, err = e.Entry(e.ctx, ids.room, ids.user)
			e.wantNotFound(err)
			_, err = e.Counters(e.ctx, ids.room, ids.user)
			e.wantNotFound(err)
		}
		sent := e.committed(room, say(owner, "x"))
		other, _ := e.room()
		for _, r := range []chat.RoomID{other, newRoom()} {
			_, err = e.Message(e.ctx, r, sent.MessageID)
			e.wantNotFound(err)
		}
		list, err := e.Members(e.ctx, newRoom(), "", 10)
		e.must(err)
		equal(t, "members of no room", len(list), 0)
	},
}

// closeTests: the last change of a room.
var closeTests = map[string]func(*testing.T, *env){
	"afterwards nothing is possible and nobody is in": func(t *testing.T, e *env) {
		other := newUser()
		room, owner := e.room(other)
		sent := e.committed(room, say(other, "secret", owner))
		o := e.committed(room, closing(owner))
		r := o.Change.Room
		if !r.Closed || r.MemberCount != 0 || r.Owners != 0 || r.Version != 3 || r.RulesVersion != 3 || r.Exists() {
			t.Errorf("the room: %+v", r)
		}
		for range 2 {
			var seen chat.State
			late := say(owner, "x")
			late.Apply = func(st chat.State) (chat.Change, error) {
				seen = st
				return chat.Change{Message: chat.Message{ID: newMessage(), Kind: chat.Text, Sender: owner}}, nil // an Apply that forgot to look
			}
			e.refused(room, late, chat.CodeNotFound)
			if !seen.Room.Closed || len(seen.Members) != 0 || seen.Version != 4 {
				t.Errorf("Apply saw %+v", seen)
			}
			_, err := e.Room(e.ctx, room)
			e.wantNotFound(err)
			for _, u := range []chat.UserID{owner, other} {
				_, err = e.Member(e.ctx, room, u)
				e.wantNotFound(err)
				_, err = e.Entry(e.ctx, room, u)
				e.wantNotFound(err)
				entries, total, err := e.Entries(e.ctx, u, chat.Place{}, 10)
				e.must(err)
				ids, err := e.RoomIDs(e.ctx, u)
				e.must(err)
				if len(entries) != 0 || total != 0 || len(ids) != 0 {
					t.Errorf("a member of before still has %v, %d, %v", entries, total, ids)
				}
			}
			results, err := e.MoveReads(e.ctx, []chat.ReadMove{{Room: room, User: owner, Seq: 2}})
			e.must(err)
			e.wantNotFound(results[0].Err)
			public, err := e.Directory(e.ctx, "", chat.Place{}, 10)
			e.must(err)
			equal(t, "the directory", len(public), 0)
			e.reopen()
		}
		e.eventually("the message is emptied", func() bool {
			m, err := e.Message(e.ctx, room, sent.MessageID)
			e.must(err)
			return m.Content == "" && len(m.Mentions) == 0
		})
		m := e.noHoles(room)[1]
		if m.Seq != 2 || m.Version != 2 || m.Sender != other || !m.CreatedAt.Equal(sent.CreatedAt) {
			t.Errorf("what is left of the message: %+v", m)
		}
	},

	"a long room is emptied to the end, also over a restart": func(t *testing.T, e *env) {
		room, owner := e.room()
		ops := make([]chat.Op, 1500)
		for i := range ops {
			ops[i] = say(owner, "secret", newUser())
		}
		e.commit(room, ops...)
		e.committed(room, closing(owner))
		e.reopen()
		e.eventually("all messages are emptied", func() bool {
			for _, m := range e.all(room)[:1501] {
				if m.Content != "" || len(m.Mentions) > 0 || m.System != nil {
					return false
				}
			}
			return true
		})
		messages := e.noHoles(room)
		equal(t, "messages", len(messages), 1502)
		if last := messages[1501]; last.System == nil || last.System.Type != chat.RoomClosed {
			t.Errorf("the last line is %+v", last)
		}
	},

	"two who close at once": func(t *testing.T, e *env) {
		other := newUser()
		room, owner := e.room(other)
		a, b := e.start(room, closing(owner)), e.start(room, closing(other))
		equal(t, "the first", e.wait(a)[0].Status, chat.Committed)
		e.isRefused(e.wait(b)[0], chat.CodeNotFound)
		e.eventually("the room is emptied", func() bool { return e.all(room)[0].System == nil })
	},

	"a closed room stays closed for its founder": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.committed(room, closing(owner))
		again := create(owner, group("again"))
		again.Apply = func(st chat.State) (chat.Change, error) {
			set := group("again")
			return chat.Change{Message: chat.Message{ID: newMessage(), Kind: chat.System}, Settings: &set}, nil
		}
		e.refused(room, again, chat.CodeNotFound)
	},
}
