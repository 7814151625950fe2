package realtime_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// TestPresence: online while any socket is there, offline after the grace time; told in the room and to those who show the person.
func TestPresence(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben, carl := w.chat.Person("anna"), w.chat.Person("ben"), w.chat.Person("carl")
	room := w.chat.Room(chat.Public, anna, ben)
	list, in := w.session(anna), w.enter(anna, room)
	show := protocol.PresenceSubscribe{UserIDs: []chat.UserID{ben.ID, carl.ID}}
	a, _ := call[protocol.PresenceAnswer](w, list, "presence_subscribe", show)
	if a.Users[ben.ID] != protocol.Offline || a.Users[carl.ID] != protocol.Offline || len(a.Users) != 2 {
		t.Errorf("at first: %v", a.Users)
	}

	first, second := w.io.Client(t), w.io.Client(t)
	w.join(first, ben, "/", nil)
	tab := w.join(second, ben, "/", nil)
	if e := await[protocol.UserConnected](w, in, "user_connected"); e.UserID != ben.ID || e.RoomID != room {
		t.Errorf("user_connected %+v", e)
	}
	if e := await[protocol.PresenceEvent](w, list, "presence"); len(e.Users) != 1 || e.Users[ben.ID] != protocol.Online {
		t.Errorf("presence %v", e.Users)
	}
	w.session(carl) // shares no room: nobody hears of him

	first.Close()
	if _, code := call[protocol.Empty](w, tab, "set_status", protocol.SetStatus{Status: protocol.Away}); code != "" {
		t.Fatal(code)
	}
	if e := await[protocol.PresenceEvent](w, list, "presence"); len(e.Users) != 1 || e.Users[ben.ID] != protocol.Away {
		t.Errorf("one tab closed, the other away: %v", e.Users)
	}
	left := w.clock()
	second.Close()
	w.pass(grace) // the server's clock; closing is noticed before or after
	w.passUntil(func() bool { _, people := w.rt.Connections(); return people == 2 })
	if e := await[protocol.UserDisconnected](w, in, "user_disconnected"); e.UserID != ben.ID || e.LastSeenAt < protocol.Stamp(left) {
		t.Errorf("user_disconnected %+v", e)
	}
	if e := await[protocol.PresenceEvent](w, list, "presence"); len(e.Users) != 1 || e.Users[ben.ID] != protocol.Offline {
		t.Errorf("presence %v", e.Users)
	}
}

// TestAwayEnds: another socket of somebody who is away makes them online, without a word from it.
func TestAwayEnds(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	w.chat.Room(chat.Public, anna, ben)
	list, tab := w.session(anna), w.session(ben)
	call[protocol.PresenceAnswer](w, list, "presence_subscribe", protocol.PresenceSubscribe{UserIDs: []chat.UserID{ben.ID}})
	call[protocol.Empty](w, tab, "set_status", protocol.SetStatus{Status: protocol.Away})
	if e := await[protocol.PresenceEvent](w, list, "presence"); e.Users[ben.ID] != protocol.Away {
		t.Errorf("presence %v", e.Users)
	}
	w.session(ben)
	if e := await[protocol.PresenceEvent](w, list, "presence"); e.Users[ben.ID] != protocol.Online {
		t.Errorf("presence %v", e.Users)
	}
}

// TestPresenceOfNewcomers: who comes into a room sees who is there of those that they showed before, without asking again.
func TestPresenceOfNewcomers(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Private, anna)
	w.session(anna)
	list := w.session(ben)
	a, _ := call[protocol.PresenceAnswer](w, list, "presence_subscribe", protocol.PresenceSubscribe{UserIDs: []chat.UserID{anna.ID}})
	if a.Users[anna.ID] != protocol.Offline {
		t.Errorf("of a stranger: %v", a.Users)
	}
	if _, _, err := w.chat.AddMember(w.ctx, anna.ID, room, ben.ID, "", ""); err != nil {
		t.Fatal(err)
	}
	if e := await[protocol.PresenceEvent](w, list, "presence"); e.Users[anna.ID] != protocol.Online {
		t.Errorf("presence %v", e.Users)
	}
}

// passUntil moves the clock on until something is so.
func (w *world) passUntil(so func() bool) {
	w.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
			w.pass(grace)
		case <-w.ctx.Done():
			w.t.Fatal("it did not come about")
		}
	}
}

// TestReload: whoever is back within the grace time never went.
func TestReload(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	in := w.enter(anna, room)
	c := w.io.Client(t)
	w.join(c, ben, "/", nil)
	await[protocol.UserConnected](w, in, "user_connected")
	c.Close()
	w.session(ben)
	w.pass(time.Hour)
	w.chat.MustSend(ben, room, "still here")
	for {
		e, err := in.Next(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		if e.Name == "receive_message" {
			break
		}
		if e.Name == "user_disconnected" || e.Name == "user_connected" {
			t.Errorf("%s after a reload", e.Name)
		}
	}
}

// TestMembership: who is added hears of it and may enter; who is removed is put out and gets nothing that comes later.
func TestMembership(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Private, anna)
	a := w.enter(anna, room)
	list := w.session(ben)
	if _, _, err := w.chat.AddMember(w.ctx, anna.ID, room, ben.ID, "", ""); err != nil {
		t.Fatal(err)
	}
	if e := await[protocol.RoomAdded](w, list, "room_added"); e.Room.ID != room || e.Room.Role != chat.RoleMember {
		t.Errorf("room_added %+v", e)
	}
	line := await[protocol.ReceiveMessage](w, a, "receive_message")
	if e, err := a.Next(w.ctx); err != nil || e.Name != "member_added" {
		t.Errorf("after the line of %s comes %s, %v", line.Message.System.Type, e.Name, err)
	}
	b := w.enter(ben, room)
	if err := w.chat.RemoveMember(w.ctx, anna.ID, room, ben.ID, ""); err != nil {
		t.Fatal(err)
	}
	w.chat.MustSend(anna, room, "a secret")
	removed := await[protocol.RoomRemoved](w, list, "room_removed")
	if removed.Reason != protocol.ReasonRemoved || removed.Version != 3 {
		t.Errorf("room_removed %+v", removed)
	}
	<-b.Disconnected()
	for {
		e, err := b.Next(w.ctx)
		if err != nil {
			break // all that came has been seen
		}
		if e.Name == "receive_message" {
			t.Errorf("the removed person received %s", e.Args[0])
		}
	}
	if e := await[protocol.MemberEvent](w, a, "member_removed"); e.Member.UserID != ben.ID || e.Member.Role != chat.RoleMember || e.Version != 3 {
		t.Errorf("member_removed %+v", e)
	}
	if err := w.chat.DeleteRoom(w.ctx, anna.ID, room, ""); err != nil {
		t.Fatal(err)
	}
	<-a.Disconnected()
}

// slowMember answers the first question for one person's membership only when it is let go: as it was when it was asked.
type slowMember struct {
	chat.Store
	whose chat.UserID
	asked chan struct{}
	goOn  chan struct{}
	once  sync.Once
}

func (s *slowMember) Member(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Member, error) {
	m, err := s.Store.Member(ctx, room, user)
	if user == s.whose {
		s.once.Do(func() {
			close(s.asked)
			<-s.goOn
		})
	}
	return m, err
}

// TestRemovedWhileEntering: somebody is let in, and removed before their socket is in the fan-out, so that putting them out misses it. The
// membership is read again after the gap, and they get nothing.
func TestRemovedWhileEntering(t *testing.T) {
	slow := &slowMember{asked: make(chan struct{}), goOn: make(chan struct{})}
	w := newWorld(t, nil, func(s chat.Store) chat.Store { slow.Store = s; return slow })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	slow.whose = ben.ID
	entered := make(chan *sockettest.Socket, 1)
	go func() {
		s, err := w.io.Client(t).Connect(w.ctx, "/rooms/"+string(room), map[string]any{"token": token(ben, "s1")})
		if err != nil {
			t.Error(err)
		}
		entered <- s
	}()
	<-slow.asked
	if err := w.chat.RemoveMember(w.ctx, anna.ID, room, ben.ID, ""); err != nil {
		t.Fatal(err)
	}
	close(slow.goOn)
	s := <-entered
	<-s.Disconnected()
	if e, err := s.Next(w.ctx); err == nil {
		t.Errorf("the removed person got %s", e.Name)
	}
}

// TestSessionEndsWhileEntering: a session ends after its token was checked and before the socket is connected, so that telling its sockets misses it.
func TestSessionEndsWhileEntering(t *testing.T) {
	slow := &slowMember{asked: make(chan struct{}), goOn: make(chan struct{})}
	w := newWorld(t, nil, func(s chat.Store) chat.Store { slow.Store = s; return slow })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	slow.whose = ben.ID
	entered := make(chan *sockettest.Socket, 1)
	go func() {
		s, err := w.io.Client(t).Connect(w.ctx, "/rooms/"+string(room), map[string]any{"token": token(ben, "s1")})
		if err != nil {
			t.Error(err)
		}
		entered <- s
	}()
	<-slow.asked
	w.mu.Lock()
	w.over = "s1"
	w.mu.Unlock()
	w.rt.SessionsEnded(ben.ID, []chat.SessionID{"s1"}, auth.Revoked)
	close(slow.goOn)
	s := <-entered
	select {
	case <-s.Disconnected():
	case <-w.ctx.Done():
		t.Fatal("a socket of an ended session stays")
	}
	if e, err := s.Next(w.ctx); err == nil {
		t.Errorf("it got %s", e.Name)
	}
}

// slowRooms answers the first question for one person's rooms only when it is let go.
type slowRooms struct {
	chat.Store
	whose chat.UserID
	asked chan struct{}
	goOn  chan struct{}
	once  sync.Once
}

func (s *slowRooms) RoomIDs(ctx context.Context, user chat.UserID) ([]chat.RoomID, error) {
	if user == s.whose {
		s.once.Do(func() {
			close(s.asked)
			<-s.goOn
		})
	}
	return s.Store.RoomIDs(ctx, user)
}

// TestAskedAtOnce: what a client asks as soon as it is connected, before the server knows the person's rooms. A resync used to be answered then,
// which let live events overtake the first sync; everybody seemed to be offline, and stayed so.
func TestAskedAtOnce(t *testing.T) {
	slow := &slowRooms{asked: make(chan struct{}), goOn: make(chan struct{})}
	w := newWorld(t, nil, func(s chat.Store) chat.Store { slow.Store = s; return slow })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	w.session(anna)
	slow.whose = ben.ID
	c := w.io.Client(t)
	s, list := w.join(c, ben, "/rooms/"+string(room), nil), w.join(c, ben, "/", nil)
	<-slow.asked
	if err := s.Emit("resync", protocol.Resync{RoomID: room}); err != nil {
		t.Fatal(err)
	}
	presences := make(chan protocol.PresenceAnswer, 1)
	go func() {
		a, _ := call[protocol.PresenceAnswer](w, list, "presence_subscribe", protocol.PresenceSubscribe{UserIDs: []chat.UserID{anna.ID}})
		presences <- a
	}()
	call[protocol.AuthenticateAnswer](w, s, "authenticate", protocol.Authenticate{Token: token(ben, "s1")}) // both are taken up by now
	w.chat.MustSend(anna, room, "meanwhile")
	close(slow.goOn)
	if first := await[protocol.Sync](w, s, "sync"); !slices.Contains(first.Online, ben.ID) || first.Version != 2 {
		t.Errorf("the first sync has version %d and knows of %v", first.Version, first.Online)
	}
	if a := <-presences; a.Users[anna.ID] != protocol.Online {
		t.Errorf("presence_subscribe: %v", a.Users)
	}
}

// TestTyping: passed on to the others, at most once in two seconds, and the end always.
func TestTyping(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	a, b, own := w.enter(anna, room), w.enter(ben, room), w.enter(ben, room)
	say := func(on bool) {
		t.Helper()
		if err := b.Emit("typing", protocol.TypingRequest{RoomID: room, Typing: &on}); err != nil {
			t.Fatal(err)
		}
		call[protocol.AuthenticateAnswer](w, b, "authenticate", protocol.Authenticate{Token: token(ben, "s1")}) // taken up by now
	}
	say(true)
	say(true)
	w.pass(2 * time.Second)
	say(true)
	say(false)
	say(false)
	if err := b.Emit("typing", map[string]any{"roomId": room, "userId": anna.ID}); err != nil {
		t.Fatal(err)
	}
	w.chat.MustSend(ben, room, "done")
	for s, want := range map[*sockettest.Socket][]bool{a: {true, true, false}, own: nil} {
		var got []bool
		for {
			e, err := s.Next(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			if e.Name == "receive_message" {
				break
			}
			if e.Name == "typing" {
				var p protocol.Typing
				if err := e.Decode(&p); err != nil || p.UserID != ben.ID {
					t.Errorf("typing %+v, %v", p, err)
				}
				got = append(got, p.Typing)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("heard %v, want %v", got, want)
		}
	}
}

// TestReading: the position is told to the person's other devices and to the room.
func TestReading(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	a, b, list := w.enter(anna, room), w.enter(ben, room), w.session(ben)
	w.chat.MustSend(anna, room, "one")
	w.chat.MustSend(anna, room, "two @ben")
	for {
		e := await[protocol.RoomActivity](w, list, "room_activity")
		if e.UnreadCount != nil && *e.UnreadCount == 2 && *e.MentionCount == 1 && e.LastMessage.Excerpt == "two @ben" && e.LastMessage.SenderName == "anna" {
			break
		}
	}
	n, code := call[protocol.Counters](w, b, "mark_read", protocol.MarkRead{RoomID: room, Seq: 2})
	if code != "" || n.ReadSeq != 2 || n.UnreadCount != 1 || n.MentionCount != 1 || n.ReadRev != 1 || n.Version != 3 {
		t.Errorf("mark_read: %+v, %s", n, code)
	}
	if e := await[protocol.RoomRead](w, list, "room_read"); e.Counters != n || e.RoomID != room {
		t.Errorf("room_read %+v", e)
	}
	if e := await[protocol.Read](w, a, "read"); e.UserID != ben.ID || e.Seq != 2 {
		t.Errorf("read %+v", e)
	}
	for _, step := range []protocol.MarkRead{{Seq: 1, Unread: true}, {Seq: 1}, {Seq: 3}, {Seq: 2, Unread: true}} {
		step.RoomID = room
		if n, code := call[protocol.Counters](w, b, "mark_read", step); code != "" {
			t.Fatalf("mark_read %+v: %+v, %s", step, n, code)
		}
	}
	if e := await[protocol.Read](w, a, "read"); e.Seq != 3 {
		t.Errorf("after marking unread and reading again: read %+v, want only what was never read before", e)
	}
	fresh := await[protocol.Sync](w, w.connect(anna, "/rooms/"+string(room), nil), "sync")
	if fresh.ReadSeqs[ben.ID] != 3 {
		t.Errorf("a fresh sync has read positions %v: they went back", fresh.ReadSeqs)
	}
}

// TestProfile: a new name is told to those who share a room.
func TestProfile(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	w.chat.Room(chat.Public, anna, ben)
	list := w.session(anna)
	w.session(ben)
	if _, err := w.chat.SetDisplayName(w.ctx, ben.ID, "Benedikt"); err != nil {
		t.Fatal(err)
	}
	if e := await[protocol.UserUpdated](w, list, "user_updated"); e.User.DisplayName != "Benedikt" || e.User.Rev != 2 {
		t.Errorf("user_updated %+v", e)
	}
}
