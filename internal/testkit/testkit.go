// Package testkit makes what tests of several packages need: a store in a temporary folder, a service on it, people and rooms.
package testkit

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/store/sqlite"
)

// NewID is a new UUIDv7.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Chat is a service on an embedded store of its own, with everything that it published.
type Chat struct {
	*chat.Service
	Store *sqlite.Store
	t     testing.TB

	mu        sync.Mutex
	published []chat.Change
}

// NewChat makes a Chat that ends with the test. The service sees the store through wrap, if any is given.
func NewChat(t testing.TB, wrap ...func(chat.Store) chat.Store) *Chat {
	t.Helper()
	store, err := sqlite.Open(context.Background(), sqlite.Options{
		Path:    filepath.Join(t.TempDir(), "loquat.db"),
		OnFatal: func(err error) { t.Errorf("the store failed: %v", err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	var seen chat.Store = store
	for _, w := range wrap {
		seen = w(seen)
	}
	c := &Chat{Store: store, t: t, Service: chat.NewService(chat.Config{Store: seen, NewID: NewID})}
	c.Publish(c)
	t.Cleanup(func() {
		c.Close()
		if err := store.Close(); err != nil {
			t.Errorf("the store did not close: %v", err)
		}
	})
	return c
}

// Beside makes another service on the same store, as on another node.
func (c *Chat) Beside() *Chat {
	other := &Chat{Store: c.Store, t: c.t, Service: chat.NewService(chat.Config{Store: c.Store, NewID: NewID})}
	other.Publish(other)
	c.t.Cleanup(other.Close)
	return other
}

// Committed notes what was published.
func (c *Chat) Committed(changes []chat.Change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.published = append(c.published, changes...)
}

// ReadMoved does nothing.
func (c *Chat) ReadMoved(chat.RoomID, chat.UserID, chat.Counters, chat.Seq) {}

// UserChanged does nothing.
func (c *Chat) UserChanged(chat.User) {}

// Published answers what was published of a room, up to everything that was answered before.
func (c *Chat) Published(room chat.RoomID) []chat.Change {
	c.Settle(context.Background()) // a send is answered before it is published
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []chat.Change
	for _, ch := range c.published {
		if ch.Room.ID == room {
			out = append(out, ch)
		}
	}
	return out
}

// Person makes a user.
func (c *Chat) Person(name string) chat.User {
	c.t.Helper()
	u, err := c.Store.CreateAccount(context.Background(), chat.User{
		ID: chat.UserID(NewID()), Username: name, DisplayName: name, CreatedAt: time.Now(),
	}, "no password", false)
	if err != nil {
		c.t.Fatal(err)
	}
	return u
}

// Room makes a group with an owner and further members.
func (c *Chat) Room(visibility chat.Visibility, owner chat.User, members ...chat.User) chat.RoomID {
	c.t.Helper()
	in := chat.NewRoom{Name: "room", Visibility: visibility}
	for _, m := range members {
		in.Members = append(in.Members, m.ID)
	}
	r, err := c.CreateRoom(context.Background(), owner.ID, in, "")
	if err != nil {
		c.t.Fatal(err)
	}
	return r.ID
}

// Send sends a message and waits for the answer.
func (c *Chat) Send(from chat.User, in chat.NewMessage) (chat.Saved, error) {
	type result struct {
		saved chat.Saved
		err   error
	}
	ch := make(chan result, 1)
	c.SendMessage(context.Background(), from.ID, in, func(s chat.Saved, err error) { ch <- result{s, err} })
	r := <-ch
	return r.saved, r.err
}

// MustSend sends a text.
func (c *Chat) MustSend(from chat.User, room chat.RoomID, text string) chat.Saved {
	c.t.Helper()
	s, err := c.Send(from, chat.NewMessage{Room: room, Content: text})
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

// Read marks read and waits for the answer.
func (c *Chat) Read(user chat.User, room chat.RoomID, seq chat.Seq, back bool) (chat.Counters, error) {
	type result struct {
		counters chat.Counters
		err      error
	}
	ch := make(chan result, 1)
	c.MarkRead(user.ID, room, seq, back, func(n chat.Counters, err error) { ch <- result{n, err} })
	r := <-ch
	return r.counters, r.err
}
