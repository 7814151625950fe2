package realtime_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// TestAddedWhileHere: who is here already and is added to a room is told to it as present, once.
func TestAddedWhileHere(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Private, anna)
	a := w.enter(anna, room)
	w.session(ben)
	if _, _, err := w.chat.AddMember(w.ctx, anna.ID, room, ben.ID, chat.RoleMember, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.chat.SetRole(w.ctx, anna.ID, room, ben.ID, chat.Moderator, ""); err != nil {
		t.Fatal(err)
	}
	w.chat.MustSend(anna, room, "end")
	var got []string
	for {
		e, err := a.Next(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var p protocol.ReceiveMessage
		if e.Name == "receive_message" {
			if err := e.Decode(&p); err != nil {
				t.Fatal(err)
			}
			if p.Message.Content == "end" {
				break
			}
			continue
		}
		got = append(got, e.Name)
	}
	if want := []string{"member_added", "user_connected", "member_updated"}; !slices.Equal(got, want) {
		t.Errorf("the room is told %v, want %v", got, want)
	}
}

// slowEntries answers what stands in one person's list only when it is let go.
type slowEntries struct {
	chat.Store
	whose chat.UserID
	goOn  chan struct{}
}

func (s *slowEntries) Entry(ctx context.Context, room chat.RoomID, user chat.UserID) (chat.Entry, error) {
	if user == s.whose {
		<-s.goOn
	}
	return s.Store.Entry(ctx, room, user)
}

// TestAddingHoldsNobodyUp: what a new member is told of a room is read beside the messages of the room.
func TestAddingHoldsNobodyUp(t *testing.T) {
	slow := &slowEntries{goOn: make(chan struct{})}
	w := newWorld(t, nil, func(s chat.Store) chat.Store { slow.Store = s; return slow })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	slow.whose = ben.ID
	room := w.chat.Room(chat.Private, anna)
	a, list := w.enter(anna, room), w.session(ben)
	goOn := sync.OnceFunc(func() { close(slow.goOn) })
	defer goOn()
	held := time.AfterFunc(5*time.Second, goOn)
	if _, _, err := w.chat.AddMember(w.ctx, anna.ID, room, ben.ID, chat.RoleMember, ""); err != nil {
		t.Fatal(err)
	}
	w.chat.MustSend(anna, room, "meanwhile")
	for m := (protocol.ReceiveMessage{}); m.Message.Content != "meanwhile"; {
		m = await[protocol.ReceiveMessage](w, a, "receive_message")
	}
	if !held.Stop() {
		t.Error("the room waited for what a new member is told")
	}
	goOn()
	if e := await[protocol.RoomAdded](w, list, "room_added"); e.Room.ID != room {
		t.Errorf("room_added %+v", e)
	}
}

// brokenRooms does not know one person's rooms at first.
type brokenRooms struct {
	chat.Store
	whose  chat.UserID
	broken sync.Once
}

func (s *brokenRooms) RoomIDs(ctx context.Context, user chat.UserID) (ids []chat.RoomID, err error) {
	if user == s.whose {
		s.broken.Do(func() { err = chat.Unavailable(errors.New("broken")) })
	}
	if err != nil {
		return nil, err
	}
	return s.Store.RoomIDs(ctx, user)
}

// TestRoomsNotLoaded: a failure to read somebody's rooms is over when they come back.
func TestRoomsNotLoaded(t *testing.T) {
	broken := &brokenRooms{}
	w := newWorld(t, nil, func(s chat.Store) chat.Store { broken.Store = s; return broken })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	broken.whose = ben.ID
	first := w.io.Client(t)
	w.join(first, ben, "/", nil)
	<-first.Done()
	list := w.session(ben) // within the grace time
	if s := await[protocol.Sync](w, w.connect(anna, "/rooms/"+string(room), nil), "sync"); !slices.Contains(s.Online, ben.ID) {
		t.Errorf("online are %v, and ben is not among them", s.Online)
	}
	w.chat.MustSend(anna, room, "x")
	if e := await[protocol.RoomActivity](w, list, "room_activity"); e.RoomID != room {
		t.Errorf("room_activity %+v", e)
	}
}
