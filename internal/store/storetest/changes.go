package storetest

import (
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// follow reads everything that changed after since, limit at a time, and keeps the greatest version that it read.
func (e *env) follow(room chat.RoomID, since chat.Version, limit int, have map[chat.MessageID]chat.Message) chat.Version {
	e.Helper()
	for {
		changed, through, more, err := e.Changes(e.ctx, room, since, limit, 1<<20)
		if err != nil {
			e.Error(err)
			return since
		}
		if len(changed) > limit || len(changed) == 0 && (more || through != since) || len(changed) > 0 && through != changed[len(changed)-1].Version {
			e.Errorf("%d changes, through %d, more %v after %d with limit %d", len(changed), through, more, since, limit)
			return since
		}
		for _, m := range changed {
			if m.Version <= since {
				e.Errorf("version %d came after %d", m.Version, since)
			}
			since = m.Version
			have[m.ID] = m
		}
		if !more {
			return since
		}
	}
}

// changesTests: whoever asks for what changed, and keeps the greatest version that they read, steps over nothing.
var changesTests = map[string]func(*testing.T, *env){
	"as they are now, ascending by version": func(t *testing.T, e *env) {
		room, owner := e.room()
		a := e.committed(room, say(owner, "a"))
		b := e.committed(room, say(owner, "b"))
		e.committed(room, edit(owner, a.MessageID, "A"))
		a = e.committed(room, edit(owner, a.MessageID, "AA"))
		changed, through, more, err := e.Changes(e.ctx, room, 1, 10, 1000)
		e.must(err)
		equal(t, "changed", changed, []chat.Message{b.Change.Message, a.Change.Message})
		equal(t, "through", through, chat.Version(5))
		equal(t, "more", more, false)
		for since, want := range map[chat.Version]int{0: 3, 1: 2, 3: 1, 4: 1, 5: 0, 6: 0} {
			n, err := e.CountChanged(e.ctx, room, since, 10)
			e.must(err)
			equal(t, "CountChanged", n, want)
		}
		n, err := e.CountChanged(e.ctx, room, 0, 2)
		e.must(err)
		equal(t, "CountChanged up to 2", n, 2)
	},

	"nothing": func(t *testing.T, e *env) {
		room, _ := e.room()
		for _, r := range []chat.RoomID{room, newRoom()} {
			changed, through, more, err := e.Changes(e.ctx, r, 7, 10, 1000)
			e.must(err)
			if len(changed) > 0 || through != 7 || more {
				t.Errorf("%v, %d, %v", changed, through, more)
			}
			n, err := e.CountChanged(e.ctx, r, 7, 10)
			e.must(err)
			equal(t, "CountChanged", n, 0)
		}
	},

	"limits": func(t *testing.T, e *env) {
		room, owner := e.room()
		for range 5 {
			e.committed(room, say(owner, "0123456789"))
		}
		for _, c := range []struct {
			limit, bytes, want int
			more               bool
		}{{3, 1000, 3, true}, {5, 1000, 5, false}, {9, 1000, 5, false}, {9, 30, 3, true}, {9, 35, 3, true}, {9, 1, 1, true}, {1, 1, 1, true}, {9, 50, 5, false}} {
			changed, through, more, err := e.Changes(e.ctx, room, 1, c.limit, c.bytes)
			e.must(err)
			if len(changed) != c.want || more != c.more || through != chat.Version(1+c.want) {
				t.Errorf("%+v: %d messages, through %d, more %v", c, len(changed), through, more)
			}
		}
	},

	"readers of every step while writers write": func(t *testing.T, e *env) {
		room, owner := e.room()
		ids := []chat.MessageID{e.committed(room, say(owner, "the most edited")).MessageID}
		stop := make(chan struct{})
		var writers, readers sync.WaitGroup
		for w := range 3 {
			writers.Go(func() {
				own := ids
				for i := range 120 {
					ops := []chat.Op{edit(owner, own[i%len(own)], newID()), say(owner, newID())}
					if i%5 == 4 {
						ops = append(ops, remove(owner, own[len(own)-1]))
					}
					o := <-e.start(room, ops[i%2*w%2:]...)
					for _, done := range o {
						if done.Change.Created {
							own = append(own, done.MessageID)
						}
					}
				}
			})
		}
		copies := make([]map[chat.MessageID]chat.Message, 5)
		for r := range copies {
			copies[r] = map[chat.MessageID]chat.Message{}
			readers.Go(func() {
				at := chat.Version(0)
				for {
					select {
					case <-stop:
						e.follow(room, at, r+1, copies[r])
						return
					default:
						at = e.follow(room, at, r+1, copies[r])
					}
				}
			})
		}
		writers.Wait()
		close(stop)
		readers.Wait()
		want := e.noHoles(room)
		for r, have := range copies {
			if len(have) != len(want) {
				t.Errorf("the reader in steps of %d has %d messages of %d", r+1, len(have), len(want))
			}
			for _, m := range want {
				equal(t, "a message of a follower", have[m.ID], m)
			}
		}
	},

	"a closed room can be followed to its end": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.committed(room, closing(owner))
		changed, through, _, err := e.Changes(e.ctx, room, 1, 10, 1000)
		e.must(err)
		if len(changed) != 1 || through != 2 || changed[0].System == nil || changed[0].System.Type != chat.RoomClosed {
			t.Errorf("%+v through %d", changed, through)
		}
	},
}
