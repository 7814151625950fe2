package chat_test

import (
	"context"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

// slowPublisher notes what each call brings; the first one waits.
type slowPublisher struct {
	release chan struct{}
	first   sync.Once

	mu    sync.Mutex
	calls map[chat.RoomID][][]chat.Version
}

func (p *slowPublisher) Committed(changes []chat.Change) {
	p.first.Do(func() { <-p.release })
	p.mu.Lock()
	defer p.mu.Unlock()
	var versions []chat.Version
	for _, c := range changes {
		versions = append(versions, c.Message.Version)
	}
	room := changes[0].Room.ID
	p.calls[room] = append(p.calls[room], versions)
}

func (p *slowPublisher) ReadMoved(chat.RoomID, chat.UserID, chat.Counters, chat.Seq) {}
func (p *slowPublisher) UserChanged(chat.User)                                       {}

// TestPublishedTogether: what is committed in one room while the publisher is busy is published in one call, in order, whatever other rooms brought in
// between.
func TestPublishedTogether(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna := c.Person("anna")
	rooms := []chat.RoomID{c.Room(chat.Public, anna), c.Room(chat.Public, anna), c.Room(chat.Public, anna)}
	c.Settle(ctx)
	p := &slowPublisher{release: make(chan struct{}), calls: map[chat.RoomID][][]chat.Version{}}
	c.Publish(p)
	const each = 40
	var answered sync.WaitGroup
	for range each {
		for _, room := range rooms {
			answered.Add(1)
			c.SendMessage(ctx, anna.ID, chat.NewMessage{Room: room, Content: "x"}, func(_ chat.Saved, err error) {
				defer answered.Done()
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	// A read goes through the same queue of writes: when it is answered, everything before it is stored.
	if _, err := c.Store.MoveReads(ctx, []chat.ReadMove{{Room: rooms[0], User: anna.ID, Seq: each + 1}}); err != nil {
		t.Fatal(err)
	}
	close(p.release)
	answered.Wait()
	c.Settle(ctx)
	for _, room := range rooms {
		next := chat.Version(2)
		for _, call := range p.calls[room] {
			for _, v := range call {
				if v != next {
					t.Fatalf("version %d was published, want %d", v, next)
				}
				next++
			}
		}
		if next != each+2 {
			t.Errorf("versions up to %d were published", next-1)
		}
		if n := len(p.calls[room]); n > each/2 {
			t.Errorf("%d changes were published in %d calls", each, n)
		}
	}
}
