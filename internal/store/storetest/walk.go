package storetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/loquat-chat/loquat/internal/chat"
)

// walk is a random walk of a store and the model side by side.
type walk struct {
	*env
	model *model
	users []chat.UserID
	rooms []chat.RoomID
	asked []chat.Op // to be repeated
}

// Model walks a store and a small model at random, side by side: what each operation is told and everything that can be read must agree.
func Model(t *testing.T, fresh func(testing.TB) Open) {
	fewer(t)
	rapid.Check(t, func(rt *rapid.T) {
		e := newEnv(t, fresh)
		w := &walk{
			env: e, users: []chat.UserID{newUser(), newUser(), newUser()}, rooms: []chat.RoomID{newRoom(), newRoom()},
			model: &model{now: e.clock.Now, rooms: map[chat.RoomID]*modelRoom{}, first: map[opKey]firstResult{}},
		}
		defer func() { _ = w.Close() }() // the cleanup reports its error
		rt.Repeat(map[string]func(*rapid.T){
			"commit": w.commitSome,
			"read":   w.readSome,
			"time": func(rt *rapid.T) {
				e.clock.add(time.Duration(rapid.IntRange(-150_000, 200_000).Draw(rt, "milliseconds")) * time.Millisecond)
			},
			"reopen":  func(*rapid.T) { e.reopen() },
			"compare": w.compare,
		})
		w.compare(rt)
	})
}

// commitSome commits a few calls of a few operations on one room.
func (w *walk) commitSome(rt *rapid.T) {
	room := rapid.SampledFrom(w.rooms).Draw(rt, "room")
	var waits []<-chan []chat.Outcome
	var calls [][]chat.Op
	for range rapid.IntRange(1, 3).Draw(rt, "calls") {
		var ops []chat.Op
		for range rapid.IntRange(1, 4).Draw(rt, "operations") {
			ops = append(ops, w.op(rt, room))
		}
		w.asked = append(w.asked, ops...)
		calls = append(calls, ops)
		waits = append(waits, w.start(room, ops...))
	}
	for i, ops := range calls {
		got := w.wait(waits[i])
		for n, op := range ops {
			want := w.model.commit(room, op)
			if !reflect.DeepEqual(got[n], want) {
				rt.Fatalf("%s of %s:\n got %s\nwant %s", op.Kind, op.Actor, dump(got[n]), dump(want))
			}
		}
	}
}

// op makes a random operation that may or may not be possible.
func (w *walk) op(rt *rapid.T, room chat.RoomID) chat.Op {
	anyone := rapid.SampledFrom(w.users)
	actor := anyone.Draw(rt, "actor")
	target := newMessage()
	if known := w.model.room(room).messages; len(known) > 0 {
		target = rapid.SampledFrom(known).Draw(rt, "target").ID
	}
	if len(w.asked) > 0 && rapid.IntRange(0, 5).Draw(rt, "repeat") == 0 {
		op := rapid.SampledFrom(w.asked).Draw(rt, "asked before")
		if rapid.IntRange(0, 3).Draw(rt, "altered") == 0 {
			op.Digest = digest("altered")
		}
		return op
	}
	switch rapid.IntRange(0, 11).Draw(rt, "kind") {
	case 0:
		return create(actor, group(rapid.StringN(1, 5, 20).Draw(rt, "name")), anyone.Draw(rt, "founder"))
	case 1, 2:
		role := rapid.SampledFrom([]chat.Role{"", chat.Guest, chat.Owner}).Draw(rt, "role")
		return membership(actor, anyone.Draw(rt, "subject"), role)
	case 3:
		v := rapid.SampledFrom([]chat.Visibility{chat.Public, chat.Private}).Draw(rt, "visibility")
		return settings(actor, func(s *chat.Settings) { s.Visibility = v })
	case 4:
		return edit(actor, target, rapid.String().Draw(rt, "content"), rapid.SliceOfN(anyone, 0, 2).Draw(rt, "mentions")...)
	case 5:
		return remove(actor, target)
	case 6:
		return reply(actor, "answer", target)
	case 7:
		return react(actor, target, "👍")
	case 8:
		if rapid.IntRange(0, 4).Draw(rt, "really") == 0 {
			return closing(actor)
		}
		fallthrough
	default:
		return say(actor, rapid.String().Draw(rt, "content"), rapid.SliceOfN(anyone, 0, 2).Draw(rt, "mentions")...)
	}
}

func (w *walk) readSome(rt *rapid.T) {
	moves := make([]chat.ReadMove, rapid.IntRange(1, 3).Draw(rt, "moves"))
	for i := range moves {
		moves[i] = chat.ReadMove{
			Room: rapid.SampledFrom(w.rooms).Draw(rt, "room"), User: rapid.SampledFrom(w.users).Draw(rt, "reader"),
			Seq: chat.Seq(rapid.IntRange(0, 30).Draw(rt, "seq")), Back: rapid.Bool().Draw(rt, "back"),
		}
	}
	results, err := w.MoveReads(w.ctx, moves)
	w.must(err)
	for i, move := range moves {
		moved, member := w.model.move(move)
		if got := results[i]; got.Moved != moved || (got.Err == nil) != member {
			rt.Fatalf("%+v: %+v; want moved %v by a member %v", move, got, moved, member)
		}
	}
}

// compare reads everything from the store and holds it against the model.
func (w *walk) compare(rt *rapid.T) {
	same := func(what string, got, want any) {
		rt.Helper()
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
		}
	}
	listed := map[chat.UserID]int{}
	for _, id := range w.rooms {
		is := w.model.room(id)
		r, err := w.Room(w.ctx, id)
		if !is.Exists() {
			w.wantNotFound(err)
		} else {
			w.must(err)
			same("room", r, is.Room)
		}
		members, err := w.Members(w.ctx, id, "", 10)
		w.must(err)
		same("members", members, is.sorted())
		for _, m := range members {
			listed[m.User]++
			e, err := w.Entry(w.ctx, id, m.User)
			w.must(err)
			want := chat.Entry{Room: is.Room, Member: m, Counters: chat.Counters{Version: is.Version, ReadSeq: m.ReadSeq, ReadRev: m.ReadRev}}
			want.Counters.Unread, want.Counters.Mentions = recount(is.messages, m.User, m.ReadSeq)
			for _, message := range is.messages {
				if message.Kind == chat.Text {
					shown := is.shown(message)
					want.Last = &shown
				}
			}
			same("entry", dump(e), dump(want))
		}
		if is.Closed {
			continue // its contents may or may not be emptied by now
		}
		var messages []chat.Message
		for _, m := range is.messages {
			messages = append(messages, is.shown(m))
		}
		got := w.all(id)
		same("the number of messages", len(got), len(messages))
		for i, m := range messages {
			same("a message", dump(got[i]), dump(m))
		}
		have := map[chat.MessageID]chat.Message{}
		through := w.follow(id, 0, 10, have)
		same("the version followed to", through, is.Version)
		for _, m := range messages {
			same("a message followed", dump(have[m.ID]), dump(m))
		}
	}
	for _, u := range w.users {
		entries, total, err := w.Entries(w.ctx, u, chat.Place{}, 10)
		w.must(err)
		same("entries", []int{len(entries), total}, []int{listed[u], listed[u]})
	}
}

// dump shows everything in a value, behind pointers too.
func dump(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return string(text)
}
