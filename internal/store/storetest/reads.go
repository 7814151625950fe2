package storetest

import (
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// move moves a member's read position.
func (e *env) move(room chat.RoomID, user chat.UserID, seq chat.Seq, back bool) chat.ReadResult {
	e.Helper()
	results, err := e.MoveReads(e.ctx, []chat.ReadMove{{Room: room, User: user, Seq: seq, Back: back}})
	e.must(err)
	if len(results) != 1 {
		e.Fatalf("%d results of one move", len(results))
	}
	return results[0]
}

// readTests: read positions and what is counted after them.
var readTests = map[string]func(*testing.T, *env){
	"what counts": func(t *testing.T, e *env) {
		me := newUser()
		room, owner := e.room(me)
		count := func(what string, unread, mentions int) {
			t.Helper()
			c, err := e.Counters(e.ctx, room, me)
			e.must(err)
			if c.Unread != unread || c.Mentions != mentions {
				t.Errorf("%s: %d unread, %d mentions; want %d, %d", what, c.Unread, c.Mentions, unread, mentions)
			}
			entry, err := e.Entry(e.ctx, room, me)
			e.must(err)
			equal(t, "the entry's counters", entry.Counters, c)
		}
		count("a new room", 0, 0)
		a := e.committed(room, say(owner, "a", me, owner, me))
		count("a mention", 1, 1)
		b := e.committed(room, say(owner, "b", owner))
		count("a mention of another", 2, 1)
		e.committed(room, say(me, "own", me))
		count("an own message that mentions me", 2, 1)
		e.committed(room, membership(owner, me, chat.Guest))
		count("a line", 2, 1)
		e.committed(room, edit(owner, b.MessageID, "B", me))
		count("an edit that mentions", 2, 2)
		e.committed(room, edit(owner, a.MessageID, "A"))
		count("an edit that does not any more", 2, 1)
		e.committed(room, remove(owner, b.MessageID))
		count("a deletion", 1, 0)
		e.committed(room, say(owner, "c", me))
		last := e.committed(room, say(owner, "d", me))
		count("two mentions", 3, 2)
		e.committed(room, alter(owner, newID(), last.MessageID, func(st chat.State, m *chat.Message) error {
			m.DeletedAt = st.Now // and nothing else
			return nil
		}))
		count("a deletion that leaves the mentions", 2, 1)
		e.reopen()
		count("a restart", 2, 1)
	},

	"moving": func(t *testing.T, e *env) {
		me := newUser()
		room, owner := e.room(me)
		for range 5 {
			e.committed(room, say(owner, "x", me))
		}
		for _, step := range []struct {
			seq    chat.Seq
			back   bool
			want   chat.Seq
			rev    int64
			moved  bool
			unread int
		}{
			{3, false, 3, 1, true, 3},
			{3, false, 3, 1, false, 3},
			{2, false, 3, 1, false, 3},
			{0, false, 3, 1, false, 3},
			{99, false, 6, 2, true, 0},
			{99, false, 6, 2, false, 0},
			{99, true, 6, 2, false, 0},
			{4, true, 3, 3, true, 3},
			{6, true, 3, 3, false, 3},
			{1, true, 0, 4, true, 5},
			{6, false, 6, 5, true, 0},
		} {
			r := e.move(room, me, step.seq, step.back)
			e.must(r.Err)
			equal(t, "moved", r.Moved, step.moved)
			equal(t, "the counters", r.Counters, chat.Counters{Version: 6, ReadSeq: step.want, ReadRev: step.rev, Unread: step.unread, Mentions: step.unread})
			m, err := e.Member(e.ctx, room, me)
			e.must(err)
			if m.ReadSeq != step.want || m.ReadRev != step.rev {
				t.Errorf("the member: %+v; want %+v", m, step)
			}
		}
		e.reopen()
		c, err := e.Counters(e.ctx, room, me)
		e.must(err)
		equal(t, "the counters after a restart", c, chat.Counters{Version: 6, ReadSeq: 6, ReadRev: 5})
	},

	"receipts never go back": func(t *testing.T, e *env) {
		me := newUser()
		room, owner := e.room(me)
		for range 5 {
			e.committed(room, say(owner, "x"))
		}
		receipts := func(what string, want chat.Seq) {
			t.Helper()
			is, err := e.Receipts(e.ctx, room)
			e.must(err)
			equal(t, what, is, map[chat.UserID]chat.Seq{me: want, owner: 1})
		}
		for _, step := range []struct {
			seq  chat.Seq
			back bool
			read chat.Seq
			told chat.Seq // the receipt, if it is a new one
			is   chat.Seq
		}{
			{4, false, 4, 4, 4},
			{2, true, 1, 0, 4},
			{3, false, 3, 0, 4},
			{4, false, 4, 0, 4},
			{5, false, 5, 5, 5},
			{1, true, 0, 0, 5},
		} {
			r := e.move(room, me, step.seq, step.back)
			e.must(r.Err)
			equal(t, "the position", r.Counters.ReadSeq, step.read)
			equal(t, "the new receipt", r.Receipt, step.told)
			receipts("the receipts", step.is)
		}
		e.reopen()
		receipts("the receipts after a restart", 5)
		e.committed(room, membership(owner, me, chat.Guest))
		receipts("the receipts after another role", 5)
		equal(t, "the new receipt", e.move(room, me, 5, false).Receipt, 0)
	},

	"ReadRev goes on when somebody comes back": func(t *testing.T, e *env) {
		me := newUser()
		room, owner := e.room(me)
		e.committed(room, say(owner, "x"))
		e.move(room, me, 2, false)
		e.move(room, me, 1, true)
		e.committed(room, membership(owner, me, ""))
		e.reopen()
		for _, rev := range []int64{3, 4} {
			o := e.committed(room, membership(owner, me, chat.Guest))
			c, err := e.Counters(e.ctx, room, me)
			e.must(err)
			equal(t, "the counters", c, chat.Counters{Version: o.Version, ReadSeq: o.Seq, ReadRev: rev})
			equal(t, "the member", o.Change.Members[0].ReadRev, rev)
			is, err := e.Receipts(e.ctx, room)
			e.must(err)
			equal(t, "the receipt", is[me], o.Seq)
			e.committed(room, membership(owner, me, ""))
		}
	},

	"many moves, each with its result": func(t *testing.T, e *env) {
		a, b := newUser(), newUser()
		room, owner := e.room(a, b)
		other, _ := e.room(a)
		e.committed(room, say(owner, "x"))
		e.committed(other, say(a, "x"))
		results, err := e.MoveReads(e.ctx, []chat.ReadMove{
			{Room: room, User: a, Seq: 2},
			{Room: other, User: b, Seq: 2},
			{Room: newRoom(), User: a, Seq: 2},
			{Room: room, User: b, Seq: 1},
			{Room: other, User: a, Seq: 1, Back: true},
			{Room: room, User: a, Seq: 1, Back: true},
		})
		e.must(err)
		equal(t, "results", len(results), 6)
		for i, moved := range []bool{true, false, false, false, true, true} {
			equal(t, "moved", results[i].Moved, moved)
		}
		e.wantNotFound(results[1].Err)
		e.wantNotFound(results[2].Err)
		equal(t, "the counters after both moves", results[5].Counters, chat.Counters{Version: 2, ReadRev: 2, Unread: 1})
		results, err = e.MoveReads(e.ctx, nil)
		e.must(err)
		equal(t, "results of nothing", len(results), 0)
	},

	"counting ends": func(t *testing.T, e *env) {
		me := newUser()
		room, owner := e.room(me)
		ops := make([]chat.Op, chat.MaxCount+5)
		for i := range ops {
			ops[i] = say(owner, "x", me)
		}
		e.commit(room, ops...)
		for _, c := range []struct {
			read chat.Seq
			want int
		}{{1, chat.MaxCount}, {6, chat.MaxCount}, {7, chat.MaxCount - 1}} {
			r := e.move(room, me, c.read, false)
			equal(t, "unread and mentions", [2]int{r.Counters.Unread, r.Counters.Mentions}, [2]int{c.want, c.want})
		}
	},

	"sending does not move it": func(t *testing.T, e *env) {
		room, owner := e.room()
		e.committed(room, say(owner, "x"))
		m, err := e.Member(e.ctx, room, owner)
		e.must(err)
		equal(t, "ReadSeq", m.ReadSeq, chat.Seq(1))
	},

	"ReadRev grows by one with each move, however many at once": func(t *testing.T, e *env) {
		room, owner := e.room()
		for range 100 {
			e.committed(room, say(owner, "x"))
		}
		var mu sync.Mutex
		moved := int64(0)
		var all sync.WaitGroup
		for w := range 8 {
			all.Go(func() {
				for i := range 20 {
					results, err := e.MoveReads(e.ctx, []chat.ReadMove{{Room: room, User: owner, Seq: chat.Seq(1 + (i*13+w*29)%101), Back: i%3 == 0}})
					if err != nil {
						t.Error(err)
						return
					}
					if results[0].Moved {
						mu.Lock()
						moved++
						mu.Unlock()
					}
				}
			})
		}
		all.Wait()
		m, err := e.Member(e.ctx, room, owner)
		e.must(err)
		equal(t, "ReadRev", m.ReadRev, moved)
	},
}
