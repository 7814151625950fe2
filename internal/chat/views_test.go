package chat_test

import (
	"context"
	"errors"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

// overtaken lets something happen just before a page is read.
type overtaken struct {
	chat.Store
	by func()
}

func (o *overtaken) Page(ctx context.Context, room chat.RoomID, w chat.Window) (chat.Page, error) {
	o.by()
	return o.Store.Page(ctx, room, w)
}

func (o *overtaken) Members(ctx context.Context, room chat.RoomID, after chat.UserID, limit int) ([]chat.Member, error) {
	o.by()
	return o.Store.Members(ctx, room, after, limit)
}

// TestRemovedWhileReading: who is removed while a page is read for them is shown nothing of what came after.
func TestRemovedWhileReading(t *testing.T) {
	o := &overtaken{}
	c := testkit.NewChat(t, func(s chat.Store) chat.Store { o.Store = s; return o })
	anna, ben, cleo := c.Person("anna"), c.Person("ben"), c.Person("cleo")
	room := c.Room(chat.Private, anna, ben)
	o.by = func() {
		if err := c.RemoveMember(t.Context(), anna.ID, room, ben.ID, ""); err != nil {
			t.Error(err)
		}
	}
	if h, err := c.Messages(t.Context(), ben.ID, room, chat.Window{Limit: 10}); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("a page has %d messages, %v", len(h.Messages), err)
	}
	o.by = func() {}
	if _, _, err := c.AddMember(t.Context(), anna.ID, room, ben.ID, chat.RoleMember, ""); err != nil {
		t.Fatal(err)
	}
	o.by = func() {
		if err := c.RemoveMember(t.Context(), anna.ID, room, ben.ID, ""); err != nil {
			t.Error(err)
		}
		if _, _, err := c.AddMember(t.Context(), anna.ID, room, cleo.ID, chat.RoleMember, ""); err != nil {
			t.Error(err)
		}
	}
	if members, err := c.Members(t.Context(), ben.ID, room, "", 10); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("%d members are listed, %v", len(members), err)
	}
}
