package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// commitTests: what an operation is told, and what it leaves.
var commitTests = map[string]func(*testing.T, *env){
	"a room and its first messages": func(t *testing.T, e *env) {
		room, owner, other := newRoom(), newUser(), newUser()
		set := chat.Settings{Kind: chat.Group, Name: "Ärzte", Topic: "Punk", Visibility: chat.Private}
		now := e.clock.Now().UTC().Truncate(time.Millisecond)
		made := e.committed(room, create(owner, set, other))
		wantRoom := chat.Room{
			ID: room, Settings: set, CreatedAt: now, ActiveAt: now, MemberCount: 2, Owners: 1, Seq: 1, Version: 1, RulesVersion: 1,
		}
		equal(t, "the change's room", made.Change.Room, wantRoom)
		equal(t, "the change's members", made.Change.Members, []chat.Member{
			{Room: room, User: owner, Role: chat.Owner, JoinedAt: now, JoinedSeq: 1, ReadSeq: 1, Receipt: 1},
			{Room: room, User: other, Role: chat.RoleMember, JoinedAt: now, JoinedSeq: 1, ReadSeq: 1, Receipt: 1},
		})
		e.clock.add(time.Minute)
		later := now.Add(time.Minute)
		op := text(other, "first", "hello", owner)
		sent := e.committed(room, op)
		want := chat.Message{
			ID: sent.MessageID, Room: room, Seq: 2, Version: 2, Kind: chat.Text, Sender: other, ClientID: "first", Content: "hello",
			CreatedAt: later, Mentions: []chat.UserID{owner},
		}
		wantRoom.ActiveAt, wantRoom.Seq, wantRoom.Version = later, 2, 2
		equal(t, "the outcome", sent, chat.Outcome{
			Status: chat.Committed, Room: room, MessageID: want.ID, Seq: 2, Version: 2, CreatedAt: later,
			Change: chat.Change{Message: want, Room: wantRoom, Created: true},
		})
		for range 2 {
			got, err := e.Message(e.ctx, room, want.ID)
			e.must(err)
			equal(t, "the message", got, want)
			r, err := e.Room(e.ctx, room)
			e.must(err)
			equal(t, "the room", r, wantRoom)
			e.reopen()
		}
	},

	"Apply sees the state as of the number before": func(t *testing.T, e *env) {
		guest, stranger := newUser(), newUser()
		room, owner := e.room(guest)
		sent := e.committed(room, say(guest, "look at me"))
		var got chat.State
		op := say(owner, "x")
		op.Target, op.About = sent.MessageID, []chat.UserID{guest, stranger, guest}
		op.Apply = func(st chat.State) (chat.Change, error) {
			got = st
			return chat.Change{}, chat.ErrForbidden
		}
		e.refused(room, op, chat.CodeForbidden)
		r, err := e.Room(e.ctx, room)
		e.must(err)
		equal(t, "State.Room", got.Room, r)
		equal(t, "State.Version", got.Version, chat.Version(3))
		equal(t, "State.Seq", got.Seq, chat.Seq(3))
		equal(t, "State.Now", got.Now, r.ActiveAt)
		equal(t, "State.Target", *got.Target, sent.Change.Message)
		equal(t, "len(State.Members)", len(got.Members), 2)
		for _, u := range []chat.UserID{owner, guest} {
			m, err := e.Member(e.ctx, room, u)
			e.must(err)
			equal(t, "State.Members", got.Members[u], m)
		}
	},

	"the state of a room that does not exist is zero": func(t *testing.T, e *env) {
		sent := e.committed(firstRoom(e))
		var got chat.State
		op := say(newUser(), "x")
		op.Target = sent.MessageID // of another room
		op.Apply = func(st chat.State) (chat.Change, error) {
			got = st
			return chat.Change{}, chat.ErrNotFound
		}
		e.refused(newRoom(), op, chat.CodeNotFound)
		equal(t, "State.Room", got.Room, chat.Room{})
		equal(t, "len(State.Members)", len(got.Members), 0)
		equal(t, "State.Version", got.Version, chat.Version(1))
		if got.Target != nil {
			t.Error("State.Target is a message of another room")
		}
	},

	"an edit changes the message in place": func(t *testing.T, e *env) {
		room, owner := e.room()
		first := e.committed(room, say(owner, "one"))
		e.committed(room, say(owner, "two"))
		e.clock.add(time.Second)
		o := e.committed(room, edit(owner, first.MessageID, "eins", newUser()))
		want := o.Change.Message
		if o.Seq != first.Seq || o.Version != 4 || o.Change.Created || !o.CreatedAt.Equal(first.CreatedAt) {
			t.Errorf("an edit of %+v has the outcome %+v", first, o)
		}
		if want.Content != "eins" || want.Revision != 1 || want.Version != 4 || want.Seq != first.Seq || len(want.Mentions) != 1 {
			t.Errorf("the message after the edit: %+v", want)
		}
		got, err := e.Message(e.ctx, room, first.MessageID)
		e.must(err)
		equal(t, "the message", got, want)
		r, err := e.Room(e.ctx, room)
		e.must(err)
		if r.Seq != 3 || r.Version != 4 || !r.ActiveAt.Equal(first.CreatedAt) || r.RulesVersion != 1 {
			t.Errorf("the room after an edit: %+v", r)
		}
	},

	"reactions, mentions and system lines come back as they were given": func(t *testing.T, e *env) {
		room, owner := e.room()
		sent := e.committed(room, say(owner, "a \x01 \"b\" \U0001F600 </x>", newUser(), newUser()))
		e.committed(room, react(owner, sent.MessageID, "👍🏽"))
		o := e.committed(room, react(newUser(), sent.MessageID, "é"))
		got, err := e.Message(e.ctx, room, sent.MessageID)
		e.must(err)
		equal(t, "the message", got, o.Change.Message)
		equal(t, "reactions", len(got.Reactions), 2)
		equal(t, "content", got.Content, sent.Change.Message.Content)
		line := e.all(room)[0]
		equal(t, "the line's kind", line.Kind, chat.System)
		if line.System == nil || line.System.Type != chat.RoomCreated {
			t.Errorf("the first line is %+v", line)
		}
	},

	"a reply quotes the message as it is now": func(t *testing.T, e *env) {
		room, owner := e.room()
		target := e.committed(room, say(owner, "the question"))
		e.refused(room, reply(owner, "answer", newMessage()), chat.CodeInvalid)
		answer := e.committed(room, reply(owner, "answer", target.MessageID))
		equal(t, "the quote when sent", answer.Change.Message.ReplyTo, chat.QuoteOf(target.Change.Message))
		now := target.Change.Message
		for _, op := range []chat.Op{edit(owner, target.MessageID, "  another\nquestion "), remove(owner, target.MessageID)} {
			e.clock.add(time.Second)
			now = e.committed(room, op).Change.Message
			got, err := e.Message(e.ctx, room, answer.MessageID)
			e.must(err)
			equal(t, "the quote of Message", got.ReplyTo, chat.QuoteOf(now))
			list := e.all(room)
			equal(t, "the quote of Page", list[len(list)-1].ReplyTo, chat.QuoteOf(now))
			changed, _, _, err := e.Changes(e.ctx, room, answer.Version-1, 1, 1000)
			e.must(err)
			equal(t, "the quote of Changes", changed[0].ReplyTo, chat.QuoteOf(now))
		}
		for _, long := range []string{strings.Repeat("ab  ", 500), strings.Repeat("ä€😀", 500), "\x00 in the middle \x00", strings.Repeat(" ", 1279) + "€€"} {
			now = e.committed(room, say(owner, long)).Change.Message
			answer = e.committed(room, reply(owner, "answer", now.ID))
			got, err := e.Message(e.ctx, room, answer.MessageID)
			e.must(err)
			equal(t, "the quote of a long message", got.ReplyTo, chat.QuoteOf(now))
		}
		o := e.committed(room, edit(owner, answer.MessageID, "edited"))
		equal(t, "the quote when edited", o.Change.Message.ReplyTo, chat.QuoteOf(now))
	},

	"nothing to do takes no number": func(t *testing.T, e *env) {
		room, owner := e.room()
		op := membership(owner, owner, chat.Owner)
		for range 2 {
			o := e.commit(room, op)[0]
			if o.Status != chat.NothingToDo || o.Err != nil {
				t.Errorf("status %d, %v", o.Status, o.Err)
			}
		}
		equal(t, "the next version", e.committed(room, say(owner, "x")).Version, chat.Version(2))
	},

	"a refusal is told as it was made, and may turn out otherwise later": func(t *testing.T, e *env) {
		room, owner := e.room()
		late := newUser()
		op := say(late, "let me in")
		e.refused(room, op, chat.CodeForbidden)
		e.committed(room, membership(owner, late, chat.RoleMember))
		e.committed(room, op)
		refusal := &chat.Error{Code: chat.CodeEditConflict, Message: "stale", Details: 7}
		o := e.commit(room, alter(owner, newID(), newMessage(), nil), chat.Op{Actor: owner, ID: newID(), Apply: func(chat.State) (chat.Change, error) {
			return chat.Change{}, refusal
		}})
		e.isRefused(o[0], chat.CodeNotFound)
		if !errors.Is(o[1].Err, refusal) || chat.AsError(o[1].Err).Details != 7 {
			t.Errorf("the refusal is %#v", o[1].Err)
		}
	},

	"an Apply that panics or answers nonsense harms nobody else": func(t *testing.T, e *env) {
		room, owner := e.room()
		wrong := func(apply func(chat.State) (chat.Change, error)) chat.Op {
			return chat.Op{Actor: owner, ID: newID(), Kind: chat.KindText, Apply: apply}
		}
		o := e.commit(room,
			say(owner, "before"),
			wrong(func(chat.State) (chat.Change, error) { panic("a bug") }),
			wrong(func(chat.State) (chat.Change, error) { return chat.Change{}, nil }),
			wrong(func(chat.State) (chat.Change, error) { return chat.Change{}, errors.New("no *Error") }),
			say(owner, "after"))
		for _, i := range []int{1, 2, 3} {
			e.isUnknown(o[i], chat.CodeInternal)
		}
		if o[0].Status != chat.Committed || o[4].Status != chat.Committed || o[4].Version != o[0].Version+1 {
			t.Errorf("around them: %+v and %+v", o[0], o[4])
		}
		e.isUnknown(e.commit(newRoom(), wrong(func(st chat.State) (chat.Change, error) {
			return chat.Change{Message: chat.Message{ID: newMessage()}}, nil // a room without settings
		}))[0], chat.CodeInternal)
	},

	"a deadline that has passed": func(t *testing.T, e *env) {
		room, owner := e.room()
		late, early := say(owner, "late"), say(owner, "early")
		late.Deadline, early.Deadline = e.clock.Now().Add(-time.Nanosecond), e.clock.Now().Add(time.Second)
		o := e.commit(room, late, early)
		e.isUnknown(o[0], chat.CodeUnavailable)
		if o[1].Status != chat.Committed || o[1].Version != 2 {
			t.Errorf("the one in time: %+v", o[1])
		}
		late.Deadline = time.Time{}
		e.committed(room, late)
	},

	"no operations": func(t *testing.T, e *env) {
		if o := e.commit(newRoom()); len(o) != 0 {
			t.Errorf("outcomes of nothing: %v", o)
		}
	},
}

// firstRoom is a room to be made, with the operation that makes it.
func firstRoom(*env) (chat.RoomID, chat.Op) {
	return newRoom(), create(newUser(), group("first"))
}
