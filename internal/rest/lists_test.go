package rest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// walk reads all pages of a list and answers its entries; each page but the last is full.
func walk[L any](e *env, path string, p person, size int, part func(L) (names []string, next string)) []string {
	e.t.Helper()
	var all []string
	next := ""
	for range 20 {
		list := decode[L](e.do("GET", fmt.Sprintf("%slimit=%d&cursor=%s", path, size, next), nil, as(p)))
		var names []string
		names, next = part(list)
		all = append(all, names...)
		if next == "" {
			return all
		}
		if len(names) != size {
			e.t.Errorf("a page of %d, and there is more", len(names))
		}
	}
	e.t.Fatal("no end")
	return nil
}

func roomNames(rooms []protocol.Room) []string {
	var names []string
	for _, r := range rooms {
		names = append(names, r.Name)
	}
	return names
}

func TestPagesOfRooms(t *testing.T) {
	e := newEnv(t, options{})
	ada, bob := e.signUp("ada"), e.signUp("bob")
	var want []string
	for i := range 7 {
		name := fmt.Sprintf("room %d", i)
		e.room(ada, name, chat.Public)
		want = append([]string{name}, want...)
	}
	e.room(bob, "bob's own", chat.Private)
	for _, size := range []int{1, 3, 7, 200} {
		got := walk(e, "/rooms?", ada, size, func(l SummaryList) ([]string, string) {
			var rooms []protocol.Room
			for _, s := range l.Rooms {
				rooms = append(rooms, s.Room)
			}
			return roomNames(rooms), l.NextCursor
		})
		if !slices.Equal(got, want) {
			t.Errorf("rooms by %d: %q", size, got)
		}
		got = walk(e, "/rooms/directory?q=ROOM&", bob, size, func(l RoomList) ([]string, string) { return roomNames(l.Rooms), l.NextCursor })
		if !slices.Equal(got, want) {
			t.Errorf("directory by %d: %q", size, got)
		}
	}
}

func TestPagesOfMembers(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	want := []string{"ada"}
	path := "/rooms/" + string(e.room(ada, "general", chat.Public).ID)
	for i := range 4 {
		p := e.signUp(fmt.Sprintf("user%d", i))
		e.do("POST", path+"/join", nil, as(p)).status(200)
		want = append(want, p.User.Username)
	}
	for _, size := range []int{1, 2, 5} {
		got := walk(e, path+"/members?", ada, size, func(l MemberList) (names []string, next string) {
			for _, m := range l.Members {
				names = append(names, m.User.Username)
			}
			return names, l.NextCursor
		})
		if !slices.Equal(got, want) {
			t.Errorf("by %d: %q", size, got)
		}
	}
}

func TestPagesOfMessages(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	room := e.room(ada, "general", chat.Public)
	for i := range 9 { // seq 1 is the room's creation
		e.say(ada, room.ID, fmt.Sprintf("message %d", i+2))
	}
	for query, want := range map[string]struct {
		first, last   chat.Seq
		before, after bool
	}{
		"":                  {1, 10, false, false},
		"?limit=4":          {7, 10, true, false},
		"?before=7&limit=4": {3, 6, true, true},
		"?before=3&limit=4": {1, 2, false, true},
		"?after=0&limit=4":  {1, 4, false, true},
		"?after=4&limit=4":  {5, 8, true, true},
		"?after=8&limit=4":  {9, 10, true, false},
		"?around=5&limit=5": {3, 7, true, true},
		"?limit=1000":       {1, 10, false, false},
	} {
		p := decode[protocol.MessagePage](e.do("GET", "/rooms/"+string(room.ID)+"/messages"+query, nil, as(ada)))
		if len(p.Messages) == 0 {
			t.Errorf("%s: nothing", query)
			continue
		}
		first, last := p.Messages[0].Seq, p.Messages[len(p.Messages)-1].Seq
		if first != want.first || last != want.last || p.HasBefore != want.before || p.HasAfter != want.after || p.Version != 10 {
			t.Errorf("%s: %d to %d, %v %v, version %d; want %+v", query, first, last, p.HasBefore, p.HasAfter, p.Version, want)
		}
	}
	if p := decode[protocol.MessagePage](e.do("GET", "/rooms/"+string(room.ID)+"/messages?after=10", nil, as(ada))); len(p.Messages) != 0 || p.Messages == nil {
		t.Errorf("%+v", p)
	}
}

func TestUsers(t *testing.T) {
	e := newEnv(t, options{})
	ada, adam, eve := e.signUp("ada"), e.signUp("adam"), e.signUp("eve")
	names := func(query string) []string {
		var out []string
		for _, u := range decode[UserList](e.do("GET", "/users"+query, nil, as(ada))).Users {
			out = append(out, u.Username)
		}
		return out
	}
	for query, want := range map[string]string{
		"?q=ad":         "[ada adam]",
		"?q=AD&limit=1": "[ada]",
		"?q=da":         "[]",
		"?q=%25":        "[]",
		"":              "[ada adam eve root]",
		"?ids=" + string(eve.User.ID) + "," + string(adam.User.ID) + ",x," + string(eve.User.ID): "[eve adam]",
	} {
		if got := fmt.Sprint(names(query)); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}
