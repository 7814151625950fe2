package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// Every row of the table, as somebody would use them; env checks each answer against the description.
func TestEveryRoute(t *testing.T) {
	e := newEnv(t, options{})
	info := e.do("GET", "/server", nil).status(200).Body.String()
	if info != `{"name":"Loquat","version":"1.2.3","registration":"open","setup":false,"setupTokenRequired":false,"transports":["polling","websocket"]}` {
		t.Error(info)
	}
	ada, bob, cyd := e.signUp("ada"), e.signUp("bob"), e.signUp("cyd")
	keys := func(a answer) string {
		return strings.Join(slices.Sorted(maps.Keys(decode[map[string]any](a))), " ")
	}
	if got := keys(e.do("POST", "/auth/refresh", nil, with(bob.cookie))); got != "accessToken expiresIn user" {
		t.Error(got)
	}

	me := decode[protocol.User](e.do("GET", "/me", nil, as(ada)))
	if me.Username != "ada" || me.DisplayName != "ada" || me.Role != chat.ServerMember || me.Rev != 1 {
		t.Errorf("%+v", me)
	}
	me = decode[protocol.User](e.do("PATCH", "/me", map[string]any{"displayName": "Ada L.", "password": password("ada") + "!", "currentPassword": password("ada")}, as(ada)))
	if me.DisplayName != "Ada L." || me.Rev != 2 {
		t.Errorf("%+v", me)
	}
	e.do("POST", "/auth/login", map[string]any{"username": "ada", "password": password("ada") + "!"}).status(200)
	if got := keys(answer{&httptest.ResponseRecorder{Code: 200, Body: bytes.NewBuffer(decode[struct{ Sessions []json.RawMessage }](e.do("GET", "/me/sessions", nil, as(ada))).Sessions[0])}, t}); got != "address createdAt current id lastUsedAt userAgent" {
		t.Error(got)
	}
	sessions := decode[SessionList](e.do("GET", "/me/sessions", nil, as(ada))).Sessions
	if len(sessions) != 2 || sessions[0].Current == sessions[1].Current {
		t.Fatalf("%+v", sessions)
	}
	for _, s := range sessions {
		if !s.Current {
			e.do("DELETE", "/me/sessions/"+string(s.ID), nil, as(ada)).status(204)
		}
	}
	users := decode[UserList](e.do("GET", "/users?q=AD", nil, as(bob))).Users
	if len(users) != 1 || users[0].DisplayName != "Ada L." {
		t.Errorf("%+v", users)
	}

	room := decode[protocol.Room](e.do("POST", "/rooms", map[string]any{"name": "general", "topic": "all", "visibility": "public", "memberIds": []any{cyd.User.ID}}, as(ada)).status(201))
	if room.Name != "general" || room.Topic != "all" || room.MemberCount != 2 || room.Version != 1 || room.Seq != 1 || room.Kind != chat.Group {
		t.Errorf("%+v", room)
	}
	path := "/rooms/" + string(room.ID)
	if list := decode[RoomList](e.do("GET", "/rooms/directory?q=GENER", nil, as(bob))).Rooms; len(list) != 1 || list[0].ID != room.ID {
		t.Errorf("%+v", list)
	}
	e.do("POST", path+"/join", nil, as(bob)).status(200)
	e.do("POST", path+"/join", nil, as(bob)).status(200)
	e.say(bob, room.ID, "hello @cyd")
	summaries := decode[SummaryList](e.do("GET", "/rooms", nil, as(cyd))).Rooms
	if len(summaries) != 1 || summaries[0].UnreadCount != 1 || summaries[0].MentionCount != 1 || summaries[0].LastMessage.Excerpt != "hello @cyd" || summaries[0].Role != chat.RoleMember {
		t.Errorf("%+v", summaries)
	}
	changed := decode[protocol.Room](e.do("PATCH", path, map[string]any{"topic": "", "visibility": "private"}, as(ada)))
	if changed.Topic != "" || changed.Visibility != chat.Private || changed.Name != "general" {
		t.Errorf("%+v", changed)
	}
	e.do("POST", path+"/leave", nil, as(bob)).status(204)
	e.do("GET", path, nil, as(bob)).refused(chat.CodeNotFound)
	m := decode[protocol.Member](e.do("POST", path+"/members", map[string]any{"userId": bob.User.ID, "role": "guest"}, as(ada)).status(201))
	if m.Role != chat.Guest || m.UserID != bob.User.ID || m.User.Username != "bob" {
		t.Errorf("%+v", m)
	}
	e.do("POST", path+"/members", map[string]any{"userId": bob.User.ID}, as(ada)).status(200)
	m = decode[protocol.Member](e.do("PATCH", path+"/members/"+string(bob.User.ID), map[string]any{"role": "moderator"}, as(ada)))
	if m.Role != chat.Moderator {
		t.Errorf("%+v", m)
	}
	for range 2 {
		e.do("DELETE", path+"/members/"+string(cyd.User.ID), nil, as(bob)).status(204)
	}
	if list := decode[MemberList](e.do("GET", path+"/members", nil, as(bob))).Members; len(list) != 2 {
		t.Errorf("%+v", list)
	}
	if got := decode[protocol.Room](e.do("GET", path, nil, as(bob))); got.MemberCount != 2 {
		t.Errorf("%+v", got)
	}
	history := decode[protocol.MessagePage](e.do("GET", path+"/messages", nil, as(bob)))
	if n := len(history.Messages); n != int(history.Version) || history.Messages[2].Content != "hello @cyd" || history.Users[cyd.User.ID].Username != "cyd" || history.HasBefore || history.HasAfter {
		t.Errorf("%+v", history)
	}
	direct := decode[protocol.Room](e.do("POST", "/directs", map[string]any{"userId": bob.User.ID}, as(ada)).status(201))
	again := decode[protocol.Room](e.do("POST", "/directs", map[string]any{"userId": ada.User.ID}, as(bob)).status(200))
	if direct.ID != again.ID || direct.Name != "bob" || again.Name != "Ada L." || direct.Peer.ID != bob.User.ID || direct.Kind != chat.Direct {
		t.Errorf("%+v, %+v", direct, again)
	}
	e.do("DELETE", path, nil, as(ada)).status(204)
	e.do("GET", path, nil, as(ada)).refused(chat.CodeNotFound)
	e.do("POST", "/auth/logout", nil, with(cyd.cookie)).status(204)
	e.do("GET", "/me", nil, as(cyd)).refused(chat.CodeUnauthorized)

	for _, rt := range (&api{}).routes() {
		if !e.hit[rt.name] {
			t.Errorf("%s was not tried", rt.name)
		}
	}
	if e.log.Len() > 0 {
		t.Errorf("logged: %s", e.log)
	}
}

// Who is no member of a private room cannot tell it from none: the same bytes, whatever is asked.
func TestPrivateRoomsAreNotThere(t *testing.T) {
	e := newEnv(t, options{})
	ada, bob, eve := e.signUp("ada"), e.signUp("bob"), e.signUp("eve")
	private := e.room(ada, "secret", chat.Private, bob)
	direct := decode[protocol.Room](e.do("POST", "/directs", OpenDirectRequest{UserID: bob.User.ID}, as(ada)))
	deleted := e.room(ada, "gone", chat.Public)
	e.do("DELETE", "/rooms/"+string(deleted.ID), nil, as(ada)).status(204)

	for _, try := range []struct {
		method, path string
		body         any
	}{
		{"GET", "", nil},
		{"PATCH", "", map[string]any{"name": "x"}},
		{"PATCH", "", map[string]any{}},
		{"DELETE", "", nil},
		{"POST", "/join", nil},
		{"POST", "/leave", nil},
		{"GET", "/members", nil},
		{"POST", "/members", map[string]any{"userId": eve.User.ID}},
		{"POST", "/members", map[string]any{"userId": "nobody"}},
		{"PATCH", "/members/" + string(bob.User.ID), map[string]any{"role": "owner"}},
		{"DELETE", "/members/" + string(bob.User.ID), nil},
		{"DELETE", "/members/" + string(eve.User.ID), nil},
		{"GET", "/messages", nil},
		{"GET", "/messages?around=1", nil},
	} {
		first := ""
		for _, id := range []chat.RoomID{private.ID, direct.ID, deleted.ID, "0199b3a5-0000-7000-8000-000000000001", "x"} {
			a := e.do(try.method, "/rooms/"+string(id)+try.path, try.body, as(eve))
			a.refused(chat.CodeNotFound)
			if first == "" {
				first = a.Body.String()
			}
			if a.Body.String() != first {
				t.Errorf("%s %s: answers differ: %s, %s", try.method, try.path, a.Body, first)
			}
		}
	}
}

// Of a public room a stranger sees what it is, and may do nothing that needs membership.
func TestStrangersInPublicRooms(t *testing.T) {
	e := newEnv(t, options{})
	ada, eve := e.signUp("ada"), e.signUp("eve")
	path := "/rooms/" + string(e.room(ada, "general", chat.Public).ID)
	e.do("GET", path, nil, as(eve)).status(200)
	for _, try := range []struct {
		method, path string
		body         any
	}{
		{"PATCH", "", map[string]any{"name": "x"}},
		{"DELETE", "", nil},
		{"POST", "/leave", nil},
		{"GET", "/members", nil},
		{"POST", "/members", map[string]any{"userId": eve.User.ID}},
		{"PATCH", "/members/" + string(ada.User.ID), map[string]any{"role": "member"}},
		{"DELETE", "/members/" + string(ada.User.ID), nil},
		{"GET", "/messages", nil},
	} {
		e.do(try.method, path+try.path, try.body, as(eve)).refused(chat.CodeForbidden)
	}
}

func TestDirects(t *testing.T) {
	e := newEnv(t, options{})
	ada, bob, cyd := e.signUp("ada"), e.signUp("bob"), e.signUp("cyd")
	e.do("POST", "/directs", OpenDirectRequest{UserID: ada.User.ID}, as(ada)).refused(chat.CodeInvalid)
	e.do("POST", "/directs", OpenDirectRequest{UserID: "0199b3a5-0000-7000-8000-000000000001"}, as(ada)).refused(chat.CodeNotFound)
	e.do("POST", "/directs", map[string]any{}, as(ada)).refused(chat.CodeInvalid)
	path := "/rooms/" + string(decode[protocol.Room](e.do("POST", "/directs", OpenDirectRequest{UserID: bob.User.ID}, as(ada))).ID)
	for _, try := range []struct {
		method, path string
		body         any
	}{
		{"PATCH", "", map[string]any{"name": "x"}},
		{"DELETE", "", nil},
		{"POST", "/leave", nil},
		{"POST", "/members", map[string]any{"userId": cyd.User.ID}},
		{"PATCH", "/members/" + string(bob.User.ID), map[string]any{"role": "owner"}},
		{"DELETE", "/members/" + string(bob.User.ID), nil},
		{"DELETE", "/members/" + string(ada.User.ID), nil},
	} {
		e.do(try.method, path+try.path, try.body, as(ada)).refused(chat.CodeForbidden)
	}
}

func TestConflicts(t *testing.T) {
	e := newEnv(t, options{})
	ada, bob := e.signUp("ada"), e.signUp("bob")
	path := "/rooms/" + string(e.room(ada, "general", chat.Public, bob).ID)
	e.do("POST", path+"/leave", nil, as(ada)).refused(chat.CodeConflict)
	e.do("PATCH", path+"/members/"+string(ada.User.ID), map[string]any{"role": "member"}, as(ada)).refused(chat.CodeConflict)
	e.do("POST", "/auth/register", map[string]any{"username": "ADA", "password": "long enough"}).refused(chat.CodeConflict)
	e.do("PATCH", path+"/members/"+string(bob.User.ID), map[string]any{"role": "owner"}, as(ada)).status(200)
	e.do("POST", path+"/leave", nil, as(ada)).status(204)
}

func TestIdempotencyKey(t *testing.T) {
	e := newEnv(t, options{})
	ada, bob := e.signUp("ada"), e.signUp("bob")
	in := CreateRoomRequest{Name: "general", Visibility: chat.Public}
	first := decode[protocol.Room](e.do("POST", "/rooms", in, as(ada), keyIs("k1")).status(201))
	again := decode[protocol.Room](e.do("POST", "/rooms", in, as(ada), keyIs("k1")).status(201))
	if first.ID != again.ID {
		t.Error("two rooms by one key")
	}
	if other := decode[protocol.Room](e.do("POST", "/rooms", in, as(bob), keyIs("k1"))); other.ID == first.ID {
		t.Error("another person's key")
	}
	if other := decode[protocol.Room](e.do("POST", "/rooms", in, as(ada))); other.ID == first.ID {
		t.Error("without a key it is a new wish")
	}
	in.Name = "random"
	e.do("POST", "/rooms", in, as(ada), keyIs("k1")).refused(chat.CodeClientIDReused)
	path := "/rooms/" + string(first.ID)
	e.do("DELETE", path, nil, as(ada), keyIs("k1")).refused(chat.CodeClientIDReused)

	version := func() chat.Version { return decode[protocol.Room](e.do("GET", path, nil, as(ada))).Version }
	for i, try := range []struct {
		method, path string
		body         any
		status       int
	}{
		{"POST", "/members", map[string]any{"userId": bob.User.ID}, 201},
		{"PATCH", "/members/" + string(bob.User.ID), map[string]any{"role": "guest"}, 200},
		{"DELETE", "/members/" + string(bob.User.ID), nil, 204},
		{"PATCH", "", map[string]any{"name": "other", "topic": "new"}, 200},
	} {
		key := keyIs(fmt.Sprintf("op-%d", i))
		e.do(try.method, path+try.path, try.body, as(ada), key).status(try.status)
		v := version()
		if try.method != "DELETE" { // repeated while what it made is still there
			e.do(try.method, path+try.path, try.body, as(ada), key).status(try.status)
		}
		if version() != v {
			t.Errorf("%s %s: done twice", try.method, try.path)
		}
	}
	e.do("POST", path+"/join", nil, as(bob), keyIs("j1")).status(200)
	e.do("POST", path+"/leave", nil, as(bob), keyIs("l1")).status(204)
	e.do("POST", path+"/leave", nil, as(bob), keyIs("l1")).status(204)
	for range 2 {
		e.do("DELETE", path, nil, as(ada), keyIs("d1")).status(204)
	}
	e.do("DELETE", path, nil, as(ada), keyIs("d2")).refused(chat.CodeNotFound)

	for _, bad := range []string{"a b", "a:b", strings.Repeat("x", 65), "ä"} {
		e.do("POST", "/rooms", in, as(ada), keyIs(bad)).refused(chat.CodeInvalid)
	}
}
