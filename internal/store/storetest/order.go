package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// noHoles checks that a room's messages are 1, 2, 3 … by seq, and that no version stands twice or above the room's.
func (e *env) noHoles(room chat.RoomID) []chat.Message {
	e.Helper()
	messages := e.all(room)
	versions := map[chat.Version]bool{}
	for i, m := range messages {
		if m.Seq != chat.Seq(i+1) {
			e.Fatalf("the message at place %d has the seq %d", i+1, m.Seq)
		}
		if versions[m.Version] || m.Version < 1 {
			e.Fatalf("the version %d of seq %d stands twice or is none", m.Version, m.Seq)
		}
		if i > 0 && m.CreatedAt.Before(messages[i-1].CreatedAt) {
			e.Fatalf("seq %d was created before the one before it", m.Seq)
		}
		versions[m.Version] = true
	}
	return messages
}

// orderTests: numbers, times, and the order in which outcomes are told.
var orderTests = map[string]func(*testing.T, *env){
	"64 senders in several rooms": func(t *testing.T, e *env) {
		const senders, sends, rooms = 64, 25, 5
		users := make([]chat.UserID, senders)
		for i := range users {
			users[i] = newUser()
		}
		ids := make([]chat.RoomID, rooms)
		for i := range ids {
			ids[i], _ = e.room(users...)
		}
		var mu sync.Mutex
		told := map[chat.RoomID][]chat.Version{} // in the order of done
		outcomes := map[string]chat.Outcome{}
		var all sync.WaitGroup
		for i, user := range users {
			all.Go(func() {
				for n := range sends {
					room, done := ids[(i+n)%rooms], make(chan struct{})
					id := fmt.Sprintf("%s-%d", user, n)
					ops := []chat.Op{text(user, id, id)}
					if n%3 == 0 { // a change that takes a version and no seq, after its creation
						ops = append(ops, membership(user, user, chat.RoleMember), say(user, "more"))
					}
					e.Commit(room, ops, func(list []chat.Outcome) {
						mu.Lock()
						defer mu.Unlock()
						outcomes[id] = list[0]
						for _, o := range list {
							if o.Status == chat.Committed {
								told[room] = append(told[room], o.Version)
							}
						}
						close(done)
					})
					<-done
				}
			})
		}
		all.Wait()
		for _, room := range ids {
			messages := e.noHoles(room)
			if !slices.IsSorted(told[room]) {
				t.Error("done was not called in the order of version")
			}
			equal(t, "the versions told", len(told[room]), len(messages)-1)
			for _, m := range messages[1:] {
				if o, ok := outcomes[m.ClientID]; ok && (o.Seq != m.Seq || o.Version != m.Version || o.MessageID != m.ID) {
					t.Errorf("told %+v of %+v", o, m)
				}
			}
		}
	},

	"done calls for one room do not overlap, and come in the order of Commit": func(t *testing.T, e *env) {
		room, owner := e.room()
		var order []int // race detector: only ever touched by one done at a time
		var all sync.WaitGroup
		for i := range 500 {
			all.Add(1)
			ops := []chat.Op{say(owner, "x"), say(owner, "y")}
			switch i % 4 {
			case 1:
				ops = nil
			case 2:
				ops = []chat.Op{say(newUser(), "refused")}
			case 3:
				ops[0].Deadline = time.Unix(1, 0)
			}
			e.Commit(room, ops, func([]chat.Outcome) {
				order = append(order, i)
				all.Done()
			})
		}
		all.Wait()
		if len(order) != 500 || !slices.IsSorted(order) {
			t.Errorf("done came in the order %v", order)
		}
		e.noHoles(room)
	},

	"a call of many more operations than a transaction takes": func(t *testing.T, e *env) {
		room, owner := e.room()
		ops := make([]chat.Op, 1000)
		for i := range ops {
			ops[i] = say(owner, "x")
		}
		before := e.start(room, say(owner, "before"))
		many := e.start(room, ops...)
		after := e.start(room, say(owner, "after"))
		equal(t, "the one before", e.wait(before)[0].Seq, chat.Seq(2))
		for i, o := range e.wait(many) {
			if o.Status != chat.Committed || o.Seq != chat.Seq(i+3) {
				t.Fatalf("operation %d: %+v", i, o)
			}
		}
		equal(t, "the one after", e.wait(after)[0].Seq, chat.Seq(1003))
	},

	"done can commit, and wait for reads": func(t *testing.T, e *env) {
		room, owner := e.room()
		done := make(chan []chat.Outcome, 1)
		e.Commit(room, []chat.Op{say(owner, "one")}, func(o []chat.Outcome) {
			if _, err := e.Message(e.ctx, room, o[0].MessageID); err != nil {
				t.Errorf("what was told cannot be read: %v", err)
			}
			e.Commit(room, []chat.Op{say(owner, "two")}, func(o []chat.Outcome) { done <- o })
		})
		equal(t, "the second", e.wait(done)[0].Seq, chat.Seq(3))
	},

	"createdAt does not decrease when the clock goes back": func(t *testing.T, e *env) {
		room, owner := e.room()
		first := e.committed(room, say(owner, "x"))
		e.clock.add(-2 * time.Minute)
		second := e.committed(room, say(owner, "y"))
		if !second.CreatedAt.Equal(first.CreatedAt) {
			t.Errorf("created at %v after %v", second.CreatedAt, first.CreatedAt)
		}
		if ms := second.CreatedAt; !ms.Equal(ms.Truncate(time.Millisecond)) || ms.Location() != time.UTC {
			t.Errorf("%v is not in UTC with milliseconds", ms)
		}
		e.clock.add(2*time.Minute + time.Second)
		third := e.committed(room, say(owner, "z"))
		equal(t, "createdAt with the clock right again", third.CreatedAt, first.CreatedAt.Add(time.Second))
	},

	"a time far ahead is not carried on": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.clock.add(time.Hour)
		ahead := e.committed(room, say(owner, "from the future"))
		e.clock.add(-2*time.Minute - time.Millisecond)
		now := e.clock.Now().Truncate(time.Millisecond)
		o := e.committed(room, say(owner, "back"))
		if !o.CreatedAt.Equal(now) || !now.Before(ahead.CreatedAt) {
			t.Errorf("created at %v, want %v", o.CreatedAt, now)
		}
		r, err := e.Room(e.ctx, room)
		e.must(err)
		equal(t, "ActiveAt", r.ActiveAt, now)
	},

	"a change between two creations": func(t *testing.T, e *env) {
		room, owner := e.room()
		first := e.committed(room, say(owner, "one"))
		o := e.commit(room, say(owner, "two"), edit(owner, first.MessageID, "ONE"), say(owner, "three"))
		for i, want := range []struct {
			seq     chat.Seq
			version chat.Version
		}{{3, 3}, {2, 4}, {4, 5}} {
			if o[i].Seq != want.seq || o[i].Version != want.version {
				t.Errorf("operation %d has seq %d, version %d; want %+v", i, o[i].Seq, o[i].Version, want)
			}
		}
		e.noHoles(room)
	},
}
