package storetest

import (
	"context"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// lifecycleTests: opening, closing, too much work.
var lifecycleTests = map[string]func(*testing.T, *env){
	"the epoch stays with the database": func(t *testing.T, e *env) {
		first := e.Epoch()
		e.reopen()
		equal(t, "the epoch after a restart", e.Epoch(), first)
		other := newEnv(t, e.fresh)
		if first == "" || other.Epoch() == first {
			t.Errorf("epochs %q and %q", first, other.Epoch())
		}
	},

	"Close commits what waits and calls every done": func(t *testing.T, e *env) {
		room, owner := e.room()
		var mu sync.Mutex
		told := 0
		for range 300 {
			e.Commit(room, []chat.Op{say(owner, "x")}, func(o []chat.Outcome) {
				_, err := e.Message(e.ctx, room, o[0].MessageID) // which takes longer than to commit
				mu.Lock()
				defer mu.Unlock()
				if o[0].Status == chat.Committed && err == nil {
					told++
				}
			})
		}
		e.must(e.Close())
		mu.Lock()
		equal(t, "told before Close returned", told, 300)
		mu.Unlock()
		e.must(e.Close())
		e.reopen()
		equal(t, "messages", len(e.noHoles(room)), 301)
	},

	"after Close everything is unavailable": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.must(e.Ping(e.ctx))
		e.must(e.Close())
		e.isUnknown(e.commit(room, say(owner, "x"))[0], chat.CodeUnavailable)
		_, read := e.Room(e.ctx, room)
		_, write := e.SetDisplayName(e.ctx, owner, "x")
		_, sent := e.Sent(e.ctx, owner, []string{"x"})
		for what, err := range map[string]error{"Ping": e.Ping(e.ctx), "Room": read, "SetDisplayName": write, "Sent": sent} {
			if !hasCode(err, chat.CodeUnavailable) {
				t.Errorf("%s: %v, want unavailable", what, err)
			}
		}
	},

	"a context that has ended": func(t *testing.T, e *env) {
		room, owner := e.room()
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		if _, err := e.Room(ctx, room); !hasCode(err, chat.CodeUnavailable) {
			t.Errorf("Room: %v, want unavailable", err)
		}
		if _, err := e.MoveReads(ctx, []chat.ReadMove{{Room: room, User: owner, Back: true, Seq: 1}}); !hasCode(err, chat.CodeUnavailable) {
			t.Errorf("MoveReads: %v, want unavailable", err)
		}
		m, err := e.Member(e.ctx, room, owner)
		e.must(err)
		equal(t, "ReadSeq", m.ReadSeq, chat.Seq(1))
	},

	"too much at once is refused, and the store goes on": func(t *testing.T, e *env) {
		room, owner := e.room()
		held, release := make(chan struct{}), make(chan struct{})
		var once sync.Once
		slow := say(owner, "slow")
		send := slow.Apply
		slow.Apply = func(st chat.State) (chat.Change, error) {
			once.Do(func() { close(held); <-release })
			return send(st)
		}
		first := e.start(room, slow)
		<-held
		var all sync.WaitGroup
		var mu sync.Mutex
		statuses := map[chat.Status]int{}
		const calls = 30_000
		all.Add(calls)
		for range calls {
			e.Commit(room, []chat.Op{{Actor: owner, ID: newID(), Apply: func(chat.State) (chat.Change, error) { return chat.Change{}, chat.ErrForbidden }}}, func(o []chat.Outcome) {
				mu.Lock()
				defer mu.Unlock()
				statuses[o[0].Status]++
				all.Done()
			})
		}
		e.eventually("some are told that it is too much", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return statuses[chat.Unknown] > 0
		})
		close(release)
		equal(t, "the slow one", e.wait(first)[0].Status, chat.Committed)
		all.Wait()
		if statuses[chat.Refused] < 1000 || statuses[chat.Unknown] < 1000 || statuses[chat.Refused]+statuses[chat.Unknown] != calls {
			t.Errorf("outcomes by status: %v", statuses)
		}
		e.committed(room, say(owner, "after"))
	},
}
