package storetest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/loquat-chat/loquat/internal/chat"
)

// recount counts what a member has not read, the long way.
func recount(messages []chat.Message, user chat.UserID, read chat.Seq) (unread, mentions int) {
	for _, m := range messages {
		if m.Seq > read && m.Kind == chat.Text && m.Sender != user && m.DeletedAt.IsZero() {
			unread++
			if slices.Contains(m.Mentions, user) {
				mentions++
			}
		}
	}
	return min(unread, chat.MaxCount), min(mentions, chat.MaxCount)
}

// testRecount: whatever is sent, edited, deleted, read and marked unread, by whoever comes and goes, the counters equal a recount.
func testRecount(t *testing.T, fresh func(testing.TB) Open) {
	rapid.Check(t, func(rt *rapid.T) {
		e := newEnv(t, fresh)
		defer e.Close() //nolint:errcheck // the cleanup reports it
		users := []chat.UserID{newUser(), newUser(), newUser()}
		room, owner := e.room(users...)
		all := append(users, owner)
		anyone := rapid.SampledFrom(all)
		some := rapid.SliceOfN(anyone, 0, 3)
		place := func(rt *rapid.T) chat.Seq { return chat.Seq(rapid.IntRange(1, len(e.all(room))+1).Draw(rt, "seq")) }
		message := func(rt *rapid.T) chat.MessageID {
			return rapid.SampledFrom(e.all(room)).Draw(rt, "message").ID
		}
		rt.Repeat(map[string]func(*rapid.T){
			"send": func(rt *rapid.T) {
				ops := make([]chat.Op, rapid.IntRange(1, 4).Draw(rt, "n"))
				for i := range ops {
					ops[i] = say(anyone.Draw(rt, "sender"), "x", some.Draw(rt, "mentions")...)
				}
				e.commit(room, ops...)
			},
			"delete": func(rt *rapid.T) { e.commit(room, remove(owner, message(rt))) },
			"edit":   func(rt *rapid.T) { e.commit(room, edit(owner, message(rt), "y", some.Draw(rt, "mentions")...)) },
			"read":   func(rt *rapid.T) { e.move(room, anyone.Draw(rt, "reader"), place(rt), false) },
			"unread": func(rt *rapid.T) { e.move(room, anyone.Draw(rt, "reader"), place(rt), true) },
			"in, out": func(rt *rapid.T) {
				role := rapid.SampledFrom([]chat.Role{"", chat.Guest, chat.RoleMember}).Draw(rt, "role")
				e.commit(room, membership(owner, rapid.SampledFrom(users).Draw(rt, "who"), role))
			},
			"": func(rt *rapid.T) {
				messages := e.all(room)
				members, err := e.Members(e.ctx, room, "", 10)
				e.must(err)
				for _, m := range members {
					c, err := e.Counters(e.ctx, room, m.User)
					e.must(err)
					var want chat.Counters
					want.Unread, want.Mentions = recount(messages, m.User, m.ReadSeq)
					want.Version, want.ReadSeq, want.ReadRev = c.Version, m.ReadSeq, m.ReadRev
					if c != want {
						rt.Fatalf("counters %+v, want %+v", c, want)
					}
				}
			},
		})
	})
}
