package chat_test

import (
	"sync/atomic"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

// TestSettleWaitsForReads: reads that are still being collected are answered, too, before nothing is left.
func TestSettleWaitsForReads(t *testing.T) {
	c := testkit.NewChat(t)
	anna := c.Person("anna")
	room := c.Room(chat.Public, anna)
	c.MustSend(anna, room, "x")
	var answered atomic.Bool
	c.MarkRead(anna.ID, room, 2, false, func(n chat.Counters, err error) {
		if err != nil || n.ReadSeq != 2 {
			t.Errorf("answered %+v, %v", n, err)
		}
		answered.Store(true)
	})
	if c.Settle(t.Context()); !answered.Load() {
		t.Error("settled before the read was answered")
	}
}
