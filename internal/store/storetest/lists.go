package storetest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// listTests: a person's rooms, a room's members, the directory.
var listTests = map[string]func(*testing.T, *env){
	"entries, latest activity first, in pages": func(t *testing.T, e *env) {
		me := newUser()
		var rooms []chat.RoomID
		for i := range 7 {
			if i != 3 && i != 4 { // three rooms of one moment
				e.clock.add(time.Second)
			}
			room, _ := e.room(me)
			rooms = append(rooms, room)
		}
		e.room() // not mine
		e.clock.add(time.Second)
		e.committed(rooms[1], say(me, "the latest"))
		list := e.entries(me)
		for limit := 1; limit <= 8; limit++ {
			var paged []chat.RoomID
			var after chat.Place
			for {
				entries, total, err := e.Entries(e.ctx, me, after, limit)
				e.must(err)
				equal(t, "total", total, 7)
				for _, entry := range entries {
					paged = append(paged, entry.Room.ID)
					after = chat.Place{ActiveAt: entry.Room.ActiveAt, Room: entry.Room.ID}
				}
				if len(entries) < limit {
					break
				}
			}
			equal(t, "the pages joined", paged, list)
		}
		equal(t, "the first", list[0], rooms[1])
		equal(t, "the last", list[6], rooms[0])
		ids, err := e.RoomIDs(e.ctx, me)
		e.must(err)
		slices.Sort(ids)
		slices.Sort(rooms)
		equal(t, "RoomIDs", ids, rooms)
	},

	"what an entry says": func(t *testing.T, e *env) {
		me := newUser()
		room, owner := e.room(me)
		e.committed(room, say(me, "one"))
		sent := e.committed(room, reply(owner, "two", e.all(room)[1].ID))
		e.committed(room, settings(owner, func(s *chat.Settings) { s.Topic = "a line" }))
		entry, err := e.Entry(e.ctx, room, me)
		e.must(err)
		r, err := e.Room(e.ctx, room)
		e.must(err)
		m, err := e.Member(e.ctx, room, me)
		e.must(err)
		equal(t, "Entry", entry, chat.Entry{
			Room: r, Member: m, Counters: chat.Counters{Version: 4, ReadSeq: 1, Unread: 1}, Last: &sent.Change.Message,
		})
		gone := e.committed(room, remove(owner, sent.MessageID))
		entries, total, err := e.Entries(e.ctx, me, chat.Place{}, 5)
		e.must(err)
		if total != 1 || len(entries) != 1 {
			t.Fatalf("%d entries of %d", len(entries), total)
		}
		equal(t, "the last message, deleted", *entries[0].Last, gone.Change.Message)
		equal(t, "the counters", entries[0].Counters, chat.Counters{Version: 5, ReadSeq: 1})
		quiet, _ := e.room(me)
		entry, err = e.Entry(e.ctx, quiet, me)
		e.must(err)
		if entry.Last != nil {
			t.Errorf("the last message of a room without any: %+v", entry.Last)
		}
	},

	// A store whose readers each held one connection and asked for a second hung when as many began at once as there were connections.
	"many readers at once": func(t *testing.T, e *env) {
		me := newUser()
		room, _ := e.room(me)
		e.reopen()
		var all sync.WaitGroup
		for range 64 {
			all.Go(func() {
				if _, err := e.Entry(e.ctx, room, me); err != nil {
					t.Error(err)
				}
				if entries, _, err := e.Entries(e.ctx, me, chat.Place{}, 10); err != nil || len(entries) != 1 {
					t.Error(len(entries), err)
				}
			})
		}
		all.Wait()
	},

	"members by the time they joined, in pages": func(t *testing.T, e *env) {
		founders := []chat.UserID{newUser(), newUser(), newUser()}
		room, owner := e.room(founders...)
		want := append([]chat.UserID{owner}, founders...)
		slices.Sort(want)
		for range 4 {
			late := newUser()
			want = append(want, late)
			e.committed(room, membership(owner, late, chat.Guest))
		}
		e.committed(room, membership(owner, want[6], chat.Moderator))
		for limit := 1; limit <= 9; limit++ {
			var paged []chat.UserID
			var after chat.UserID
			for {
				list, err := e.Members(e.ctx, room, after, limit)
				e.must(err)
				for _, m := range list {
					after = m.User
					paged = append(paged, m.User)
				}
				if len(list) < limit {
					break
				}
			}
			equal(t, "the pages joined", paged, want)
		}
		e.committed(room, membership(owner, want[5], ""))
		list, err := e.Members(e.ctx, room, want[5], 20)
		e.must(err)
		equal(t, "members listed after one who is out", len(list), 7)
	},

	"the directory": func(t *testing.T, e *env) {
		make := func(name string, v chat.Visibility) chat.RoomID {
			e.clock.add(time.Second)
			room := newRoom()
			e.committed(room, create(newUser(), chat.Settings{Kind: chat.Group, Name: name, Visibility: v}))
			return room
		}
		search := func(q string, limit int, after chat.Place) []chat.RoomID {
			t.Helper()
			list, err := e.Directory(e.ctx, q, after, limit)
			e.must(err)
			var ids []chat.RoomID
			for _, r := range list {
				got, err := e.Room(e.ctx, r.ID)
				e.must(err)
				equal(t, "a room of the directory", r, got)
				ids = append(ids, r.ID)
			}
			return ids
		}
		a, b, c := make("Ärzte & Co", chat.Public), make("50% Rabatt_", chat.Public), make("die ÄRZTE", chat.Public)
		make("geheime Ärzte", chat.Private)
		equal(t, "all", search("", 10, chat.Place{}), []chat.RoomID{c, b, a})
		equal(t, "letter case", search("äRZTE", 10, chat.Place{}), []chat.RoomID{c, a})
		equal(t, "no wildcards", search("%", 10, chat.Place{}), []chat.RoomID{b})
		equal(t, "no wildcards", search("_", 10, chat.Place{}), []chat.RoomID{b})
		equal(t, "nothing", search("zzz", 10, chat.Place{}), nil)
		first, err := e.Directory(e.ctx, "", chat.Place{}, 2)
		e.must(err)
		equal(t, "the second page", search("", 2, chat.Place{ActiveAt: first[1].ActiveAt, Room: first[1].ID}), []chat.RoomID{a})
		e.clock.add(time.Second)
		members, err := e.Members(e.ctx, a, "", 1)
		e.must(err)
		e.committed(a, settings(members[0].User, func(s *chat.Settings) { s.Name = "Zahn" }))
		equal(t, "after activity", search("", 10, chat.Place{}), []chat.RoomID{a, c, b})
		equal(t, "after a renaming", search("ärzte", 10, chat.Place{}), []chat.RoomID{c})
		e.committed(a, settings(members[0].User, func(s *chat.Settings) { s.Visibility = chat.Private }))
		equal(t, "after hiding", search("", 10, chat.Place{}), []chat.RoomID{c, b})
	},
}

// entries lists a user's rooms in one page.
func (e *env) entries(user chat.UserID) []chat.RoomID {
	e.Helper()
	list, _, err := e.Entries(e.ctx, user, chat.Place{}, 1000)
	e.must(err)
	var ids []chat.RoomID
	for _, entry := range list {
		ids = append(ids, entry.Room.ID)
	}
	return ids
}
