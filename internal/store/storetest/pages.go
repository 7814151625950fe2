package storetest

import (
	"fmt"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// pageTests: windows on a room's history.
var pageTests = map[string]func(*testing.T, *env){
	"every window": func(t *testing.T, e *env) {
		room, owner := e.room()
		for range 9 {
			e.committed(room, say(owner, "x"))
		}
		e.committed(room, edit(owner, e.all(room)[4].ID, "y")) // a later version does not move it
		const beyond = 1 << 62
		for _, c := range []struct {
			w                   chat.Window
			from, to            chat.Seq // empty: to < from
			hasBefore, hasAfter bool
		}{
			{chat.Window{Limit: 4}, 7, 10, true, false},
			{chat.Window{Limit: 10}, 1, 10, false, false},
			{chat.Window{Limit: 50}, 1, 10, false, false},
			{chat.Window{Before: 7, Limit: 3}, 4, 6, true, true},
			{chat.Window{Before: 4, Limit: 3}, 1, 3, false, true},
			{chat.Window{Before: 3, Limit: 3}, 1, 2, false, true},
			{chat.Window{Before: 1, Limit: 3}, 1, 0, false, true},
			{chat.Window{Before: 11, Limit: 3}, 8, 10, true, false},
			{chat.Window{Before: beyond, Limit: 3}, 8, 10, true, false},
			{chat.Window{After: 7, Limit: 2}, 8, 9, true, true},
			{chat.Window{After: 7, Limit: 3}, 8, 10, true, false},
			{chat.Window{After: 1, Limit: 50}, 2, 10, true, false},
			{chat.Window{After: 10, Limit: 3}, 1, 0, true, false},
			{chat.Window{After: beyond, Limit: 3}, 1, 0, true, false},
			{chat.Window{Around: 5, Limit: 3}, 4, 6, true, true},
			{chat.Window{Around: 5, Limit: 4}, 3, 6, true, true},
			{chat.Window{Around: 5, Limit: 1}, 5, 5, true, true},
			{chat.Window{Around: 1, Limit: 5}, 1, 3, false, true},
			{chat.Window{Around: 10, Limit: 5}, 8, 10, true, false},
			{chat.Window{Around: 5, Limit: 50}, 1, 10, false, false},
			{chat.Window{Around: beyond, Limit: 5}, 1, 0, true, false},
		} {
			p, err := e.Page(e.ctx, room, c.w)
			e.must(err)
			var want []chat.Seq
			for s := c.from; s <= c.to; s++ {
				want = append(want, s)
			}
			var got []chat.Seq
			for _, m := range p.Messages {
				got = append(got, m.Seq)
			}
			equal(t, fmt.Sprintf("the seqs of %+v", c.w), got, want)
			equal(t, fmt.Sprintf("HasBefore, HasAfter of %+v", c.w), [2]bool{p.HasBefore, p.HasAfter}, [2]bool{c.hasBefore, c.hasAfter})
			equal(t, "Version", p.Version, chat.Version(11))
		}
	},

	"of a room that is not there": func(t *testing.T, e *env) {
		for _, w := range []chat.Window{{Limit: 5}, {Before: 3, Limit: 5}, {After: 3, Limit: 5}, {Around: 3, Limit: 5}} {
			p, err := e.Page(e.ctx, newRoom(), w)
			e.must(err)
			if len(p.Messages) > 0 || p.Version != 0 || p.HasBefore || p.HasAfter {
				t.Errorf("the page of %+v: %+v", w, p)
			}
		}
	},

	"deleted messages keep their places": func(t *testing.T, e *env) {
		room, owner := e.room()
		sent := e.committed(room, say(owner, "x"))
		e.committed(room, say(owner, "y"))
		gone := e.committed(room, remove(owner, sent.MessageID))
		p, err := e.Page(e.ctx, room, chat.Window{Limit: 2})
		e.must(err)
		equal(t, "the tombstone", p.Messages[0], gone.Change.Message)
	},

	"the version is not ahead of the messages": func(t *testing.T, e *env) {
		room, owner := e.room()
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 200 {
				<-e.start(room, say(owner, "x"))
			}
		}()
		for writing := true; writing; {
			select {
			case <-done:
				writing = false
			default:
			}
			p, err := e.Page(e.ctx, room, chat.Window{Limit: 3})
			e.must(err)
			if last := p.Messages[len(p.Messages)-1]; last.Version < p.Version {
				t.Fatalf("the page claims version %d and ends at %d", p.Version, last.Version)
			}
		}
	},
}
