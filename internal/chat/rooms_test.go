package chat_test

import (
	"context"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

// TestWhoMay tries every operation on a room as everybody who might.
func TestWhoMay(t *testing.T) {
	ctx := context.Background()
	name, public := "new name", chat.Private
	ops := map[string]func(*testkit.Chat, chat.User, chat.RoomID, chat.User) error{
		"send": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.Send(me, chat.NewMessage{Room: r, Content: "x"})
			return err
		},
		"read": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.Messages(ctx, me.ID, r, chat.Window{Limit: 1})
			return err
		},
		"mark": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.Read(me, r, 1, false)
			return err
		},
		"enter": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.Enter(ctx, me.ID, r)
			return err
		},
		"see": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.Service.Room(ctx, me.ID, r)
			return err
		},
		"members": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.Members(ctx, me.ID, r, "", 10)
			return err
		},
		"add": func(c *testkit.Chat, me chat.User, r chat.RoomID, other chat.User) error {
			_, _, err := c.AddMember(ctx, me.ID, r, other.ID, "", "")
			return err
		},
		"remove": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			m, err := c.Members(ctx, me.ID, r, "", 10)
			if err != nil {
				return err
			}
			return c.RemoveMember(ctx, me.ID, r, m[1].User, "") // a plain member
		},
		"role": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			m, err := c.Members(ctx, me.ID, r, "", 10)
			if err != nil {
				return err
			}
			_, err = c.SetRole(ctx, me.ID, r, m[1].User, chat.Moderator, "")
			return err
		},
		"rename": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.UpdateRoom(ctx, me.ID, r, chat.RoomPatch{Name: &name}, "")
			return err
		},
		"visibility": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			_, err := c.UpdateRoom(ctx, me.ID, r, chat.RoomPatch{Name: &name, Visibility: &public}, "")
			return err
		},
		"delete": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			return c.DeleteRoom(ctx, me.ID, r, "")
		},
		"leave": func(c *testkit.Chat, me chat.User, r chat.RoomID, _ chat.User) error {
			return c.Leave(ctx, me.ID, r, "")
		},
	}
	const no, none, all = chat.CodeForbidden, chat.CodeNotFound, chat.Code("")
	// One code for each of: stranger, reader, guest, member, moderator, owner. "" is yes.
	for op, want := range map[string]struct{ public, private [6]chat.Code }{
		"send":       {[6]chat.Code{no, no, all, all, all, all}, [6]chat.Code{no, no, all, all, all, all}},
		"read":       {[6]chat.Code{no, all, all, all, all, all}, [6]chat.Code{none, all, all, all, all, all}},
		"mark":       {[6]chat.Code{no, all, all, all, all, all}, [6]chat.Code{no, all, all, all, all, all}},
		"enter":      {[6]chat.Code{no, all, all, all, all, all}, [6]chat.Code{no, all, all, all, all, all}},
		"see":        {[6]chat.Code{all, all, all, all, all, all}, [6]chat.Code{none, all, all, all, all, all}},
		"members":    {[6]chat.Code{no, all, all, all, all, all}, [6]chat.Code{none, all, all, all, all, all}},
		"add":        {[6]chat.Code{no, no, no, all, all, all}, [6]chat.Code{none, no, no, no, all, all}},
		"remove":     {[6]chat.Code{no, no, no, no, all, all}, [6]chat.Code{none, no, no, no, all, all}},
		"role":       {[6]chat.Code{no, no, no, no, no, all}, [6]chat.Code{none, no, no, no, no, all}},
		"rename":     {[6]chat.Code{no, no, no, no, all, all}, [6]chat.Code{none, no, no, no, all, all}},
		"visibility": {[6]chat.Code{no, no, no, no, no, all}, [6]chat.Code{none, no, no, no, no, all}},
		"delete":     {[6]chat.Code{no, no, no, no, no, all}, [6]chat.Code{none, no, no, no, no, all}},
		"leave":      {[6]chat.Code{no, all, all, all, all, chat.CodeConflict}, [6]chat.Code{none, all, all, all, all, chat.CodeConflict}},
	} {
		t.Run(op, func(t *testing.T) {
			c := testkit.NewChat(t)
			people := map[chat.Role]chat.User{}
			for i, role := range []chat.Role{"", chat.Reader, chat.Guest, chat.RoleMember, chat.Moderator, chat.Owner} {
				people[role] = c.Person([]string{"stranger", "reader", "guest", "member", "moderator", "owner"}[i])
			}
			plain, other := c.Person("plain"), c.Person("other")
			for _, visibility := range []chat.Visibility{chat.Public, chat.Private} {
				expected := want.public
				if visibility == chat.Private {
					expected = want.private
				}
				for i, role := range []chat.Role{"", chat.Reader, chat.Guest, chat.RoleMember, chat.Moderator, chat.Owner} {
					room := c.Room(visibility, people[chat.Owner], plain)
					if role != "" && role != chat.Owner {
						if _, _, err := c.AddMember(ctx, people[chat.Owner].ID, room, people[role].ID, role, ""); err != nil {
							t.Fatal(err)
						}
					}
					if got := code(ops[op](c, people[role], room, other)); got != expected[i] {
						t.Errorf("%s room, %q: %q, want %q", visibility, role, got, expected[i])
					}
				}
			}
		})
	}
}

// TestPatchIsWhole: a moderator may rename but not hide the room; asked for both at once, neither is done.
func TestPatchIsWhole(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna, mo := c.Person("anna"), c.Person("mo")
	room := c.Room(chat.Public, anna)
	if _, _, err := c.AddMember(ctx, anna.ID, room, mo.ID, chat.Moderator, ""); err != nil {
		t.Fatal(err)
	}
	name, hidden := "theirs", chat.Private
	if _, err := c.UpdateRoom(ctx, mo.ID, room, chat.RoomPatch{Name: &name, Visibility: &hidden}, "k"); code(err) != chat.CodeForbidden {
		t.Errorf("a moderator hides a room: %v", err)
	}
	r, err := c.Service.Room(ctx, anna.ID, room)
	if err != nil || r.Name != "room" || r.Visibility != chat.Public {
		t.Errorf("the room became %+v, %v", r.Settings, err)
	}
	v, err := c.UpdateRoom(ctx, anna.ID, room, chat.RoomPatch{Name: &name, Visibility: &hidden}, "k2")
	if err != nil || v.Name != name || v.Visibility != hidden || v.Version != r.Version+2 {
		t.Errorf("the owner's patch: %+v, %v", v.Room, err)
	}
	if v, err = c.UpdateRoom(ctx, anna.ID, room, chat.RoomPatch{Name: &name, Visibility: &hidden}, "k2"); err != nil || v.Version != r.Version+2 {
		t.Errorf("the same again: version %d, %v; nothing changes", v.Version, err)
	}
}

func TestOwners(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna, ben, mo := c.Person("anna"), c.Person("ben"), c.Person("mo")
	room := c.Room(chat.Private, anna, ben, mo)
	if _, err := c.SetRole(ctx, anna.ID, room, anna.ID, chat.RoleMember, ""); code(err) != chat.CodeConflict {
		t.Errorf("the last owner steps down: %v", err)
	}
	for _, u := range []chat.User{ben, mo} {
		if _, err := c.SetRole(ctx, anna.ID, room, u.ID, chat.Moderator, ""); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.RemoveMember(ctx, ben.ID, room, mo.ID, ""); code(err) != chat.CodeForbidden {
		t.Errorf("a moderator removes a moderator: %v", err)
	}
	if err := c.RemoveMember(ctx, ben.ID, room, anna.ID, ""); code(err) != chat.CodeForbidden {
		t.Errorf("a moderator removes the owner: %v", err)
	}
	if _, err := c.SetRole(ctx, anna.ID, room, ben.ID, chat.Owner, ""); err != nil {
		t.Fatal(err)
	}
	if err := c.Leave(ctx, anna.ID, room, ""); err != nil {
		t.Errorf("an owner leaves a room that has another: %v", err)
	}
	if err := c.Leave(ctx, ben.ID, room, ""); code(err) != chat.CodeConflict {
		t.Errorf("the last owner leaves: %v", err)
	}
	if err := c.RemoveMember(ctx, ben.ID, room, chat.UserID(testkit.NewID()), ""); err != nil {
		t.Errorf("removing somebody who does not exist: %v", err)
	}
}

// TestDirect: a pair has one room, whoever opens it and however many times at once.
func TestDirect(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna, ben := c.Person("anna"), c.Person("ben")
	var wg sync.WaitGroup
	ids := make([]chat.RoomID, 20)
	for i := range ids {
		wg.Go(func() {
			a, b := anna, ben
			if i%2 == 0 {
				a, b = ben, anna
			}
			r, _, err := c.OpenDirect(ctx, a.ID, b.ID)
			if err != nil || r.PeerUser.ID != b.ID || r.Name != b.DisplayName {
				t.Errorf("%+v, %v", r, err)
			}
			ids[i] = r.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Error("one pair has two rooms")
		}
	}
	if n := len(c.Published(ids[0])); n != 1 {
		t.Errorf("the room was made %d times", n)
	}
	if _, _, err := c.OpenDirect(ctx, anna.ID, anna.ID); code(err) != chat.CodeInvalid {
		t.Errorf("with oneself: %v", err)
	}
	if _, _, err := c.OpenDirect(ctx, anna.ID, chat.UserID(testkit.NewID())); code(err) != chat.CodeNotFound {
		t.Errorf("with nobody: %v", err)
	}
	if err := c.Leave(ctx, anna.ID, ids[0], ""); code(err) != chat.CodeForbidden {
		t.Errorf("leaving: %v", err)
	}
	if _, _, err := c.AddMember(ctx, anna.ID, ids[0], c.Person("carl").ID, "", ""); code(err) != chat.CodeForbidden {
		t.Errorf("adding: %v", err)
	}
}

// TestKeys: an Idempotency-Key answers its first result, and only to the same request.
func TestKeys(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna, ben := c.Person("anna"), c.Person("ben")
	in := chat.NewRoom{Name: "one", Visibility: chat.Public}
	first, err := c.CreateRoom(ctx, anna.ID, in, "key")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.CreateRoom(ctx, anna.ID, in, "key"); err != nil || again.ID != first.ID {
		t.Errorf("the same again: %v, %v", again.ID, err)
	}
	if other, err := c.CreateRoom(ctx, ben.ID, in, "key"); err != nil || other.ID == first.ID {
		t.Errorf("somebody else's key: %v, %v", other.ID, err)
	}
	in.Name = "two"
	if _, err := c.CreateRoom(ctx, anna.ID, in, "key"); code(err) != chat.CodeClientIDReused {
		t.Errorf("another request under the key: %v", err)
	}
	name, topic := "three", "trees"
	for range 2 {
		if _, err := c.UpdateRoom(ctx, anna.ID, first.ID, chat.RoomPatch{Name: &name, Topic: &topic}, "patch"); err != nil {
			t.Errorf("a patch under one key: %v", err)
		}
	}
	// It would have been taken for the repetition of the first half.
	if _, err := c.UpdateRoom(ctx, anna.ID, first.ID, chat.RoomPatch{Name: &name}, "patch"); code(err) != chat.CodeClientIDReused {
		t.Errorf("half of the patch under its key: %v", err)
	}
	for range 2 {
		m, added, err := c.AddMember(ctx, anna.ID, first.ID, ben.ID, "", "add")
		if err != nil || !added || m.User != ben.ID || m.Role != chat.RoleMember {
			t.Errorf("adding under one key: %+v, %t, %v", m, added, err)
		}
		if err := c.RemoveMember(ctx, anna.ID, first.ID, ben.ID, "remove"); err != nil {
			t.Error(err)
		}
	}
	if _, err := c.Enter(ctx, ben.ID, first.ID); code(err) != chat.CodeForbidden {
		t.Errorf("a repeated addition brought ben back: %v", err)
	}
}
