package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// isRepeat checks that an outcome is the first result of something that was stored before.
func (e *env) isRepeat(o, first chat.Outcome) {
	e.Helper()
	if o.Status != chat.Duplicate || o.Room != first.Room || o.MessageID != first.MessageID || o.Seq != first.Seq || o.Version != first.Version ||
		!o.CreatedAt.Equal(first.CreatedAt) || o.Err != nil {
		e.Errorf("a repetition of %+v has the outcome %+v", first, o)
	}
}

// repeatTests: a repeated (Actor, ID) gets the first result, for ever.
var repeatTests = map[string]func(*testing.T, *env){
	"whatever has become of it": func(t *testing.T, e *env) {
		author := newUser()
		room, owner := e.room(author)
		op := text(author, "once", "x")
		first := e.committed(room, op)
		again := func(what string) {
			e.isRepeat(e.commit(room, op)[0], first)
			if t.Failed() {
				t.Fatal("at: ", what)
			}
		}
		again("at once")
		e.clock.add(1000)
		e.committed(room, edit(author, first.MessageID, "y"))
		again("after an edit")
		e.committed(room, remove(author, first.MessageID))
		again("after its deletion")
		e.committed(room, membership(owner, author, ""))
		again("after the removal of its author")
		e.reopen()
		again("after a restart")
		e.committed(room, closing(owner))
		again("after the end of the room")
		e.reopen()
		again("after the end of the room and a restart")
		e.eventually("the room is emptied", func() bool { return e.all(room)[0].System == nil })
		again("after the emptying of the room")
		e.refused(room, text(author, "twice", "x"), chat.CodeNotFound)
	},

	"of every kind": func(t *testing.T, e *env) {
		room := newRoom()
		owner := newUser()
		ops := []chat.Op{
			create(owner, group("a")), say(owner, "x"), membership(owner, newUser(), chat.Guest),
			settings(owner, func(s *chat.Settings) { s.Name = "b" }),
		}
		ops = append(ops, edit(owner, "", "y"), closing(owner))
		var firsts []chat.Outcome
		for i := range ops {
			if ops[i].Kind == "edit" {
				ops[i] = edit(owner, firsts[1].MessageID, "y")
			}
			firsts = append(firsts, e.committed(room, ops[i]))
		}
		for i, o := range e.commit(room, ops...) {
			e.isRepeat(o, firsts[i])
		}
		if n := len(e.all(room)); n != 5 {
			t.Errorf("%d messages after the repetitions, want 5", n)
		}
	},

	"asked in another room": func(t *testing.T, e *env) {
		room, owner := e.room()
		other := newRoom()
		e.committed(other, create(owner, group("other")))
		op := text(owner, "once", "x")
		first := e.committed(room, op)
		e.isRepeat(e.commit(other, op)[0], first)
		e.isRepeat(e.commit(newRoom(), op)[0], first)
	},

	"something else under the same id is refused": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.committed(room, text(owner, "once", "x"))
		e.refused(room, text(owner, "once", "y"), chat.CodeClientIDReused)
		kind := text(owner, "once", "x")
		kind.Kind = chat.KindSettings
		e.refused(room, kind, chat.CodeClientIDReused)
		e.reopen()
		e.refused(newRoom(), text(owner, "once", "y"), chat.CodeClientIDReused)
		o := e.commit(room, text(owner, "twice", "1"), text(owner, "twice", "2"), text(owner, "thrice", "3"))
		e.isRefused(o[1], chat.CodeClientIDReused)
		equal(t, "the version behind it", o[2].Version, o[0].Version+1)
	},

	"ids belong to their actors": func(t *testing.T, e *env) {
		other := newUser()
		room, owner := e.room(other)
		e.committed(room, text(owner, "once", "x"))
		e.committed(room, text(other, "once", "y"))
	},

	"in one batch": func(t *testing.T, e *env) {
		room, owner := e.room()
		op := text(owner, "once", "x")
		o := e.commit(room, op, say(owner, "between"), op, say(owner, "behind"), op)
		if o[0].Status != chat.Committed {
			t.Fatalf("the first: %+v", o[0])
		}
		e.isRepeat(o[2], o[0])
		e.isRepeat(o[4], o[0])
		equal(t, "the version behind the repetition", o[3].Version, o[0].Version+2)
	},

	"what was refused or changed nothing is no first result": func(t *testing.T, e *env) {
		room, owner := e.room()
		guest := newUser()
		op := text(guest, "once", "x")
		e.refused(room, op, chat.CodeForbidden)
		e.committed(room, membership(owner, guest, chat.Guest))
		first := e.committed(room, op)
		e.committed(room, membership(owner, guest, ""))
		e.isRepeat(e.commit(room, op)[0], first)
	},

	"from many at once": func(t *testing.T, e *env) {
		room, owner := e.room()
		var mu sync.Mutex
		outcomes := map[string][]chat.Outcome{}
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				for i := range 40 {
					id := fmt.Sprint("send-", i)
					o := <-e.start(room, text(owner, id, "x"))
					mu.Lock()
					outcomes[id] = append(outcomes[id], o[0])
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for id, list := range outcomes {
			var first *chat.Outcome
			for i := range list {
				if list[i].Status == chat.Committed {
					if first != nil {
						t.Fatalf("%s was stored twice", id)
					}
					first = &list[i]
				}
			}
			if first == nil {
				t.Fatalf("%s was never stored", id)
			}
			for i := range list {
				if &list[i] != first {
					e.isRepeat(list[i], *first)
				}
			}
		}
		equal(t, "messages", len(e.all(room)), 41)
	},

	"Sent knows the texts that are stored": func(t *testing.T, e *env) {
		room, owner := e.room()
		stored := e.committed(room, text(owner, "stored", "x"))
		e.refused(newRoom(), text(owner, "refused", "x"), chat.CodeNotFound)
		e.committed(room, text(owner, "another", "x"))
		e.committed(room, func() chat.Op { op := edit(owner, stored.MessageID, "y"); op.ID = "edited"; return op }())
		asked := []string{"unknown", "stored", "refused", "edited", "stored"}
		want := []chat.SentMessage{{
			Room: room, ClientID: "stored", MessageID: stored.MessageID, Seq: stored.Seq, Version: stored.Version, CreatedAt: stored.CreatedAt,
		}}
		check := func() {
			t.Helper()
			sent, err := e.Sent(e.ctx, owner, asked)
			e.must(err)
			equal(t, "Sent", sent, want)
		}
		check()
		e.committed(room, remove(owner, stored.MessageID))
		e.committed(room, closing(owner))
		e.reopen()
		check()
		sent, err := e.Sent(e.ctx, newUser(), asked)
		e.must(err)
		equal(t, "Sent of somebody else", len(sent), 0)
		sent, err = e.Sent(e.ctx, owner, nil)
		e.must(err)
		equal(t, "Sent of nothing", len(sent), 0)
	},

	"Sent does not overtake what was committed before it": func(t *testing.T, e *env) {
		room, owner := e.room()
		for i := range 50 {
			id := fmt.Sprint("send-", i)
			done := e.start(room, text(owner, id, "x"))
			sent, err := e.Sent(e.ctx, owner, []string{id})
			e.must(err)
			if len(sent) != 1 {
				t.Fatalf("%s is not stored, said Sent after Commit", id)
			}
			e.wait(done)
		}
	},
}
