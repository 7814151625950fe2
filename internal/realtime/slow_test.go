package realtime_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/realtime"
	"github.com/loquat-chat/loquat/socketio"
)

// counted counts the parts of syncs that are read.
type counted struct {
	chat.Store
	parts atomic.Int32
}

func (c *counted) Changes(ctx context.Context, room chat.RoomID, since chat.Version, limit, maxBytes int) ([]chat.Message, chat.Version, bool, error) {
	c.parts.Add(1)
	return c.Store.Changes(ctx, room, since, limit, maxBytes)
}

// TestSlowReader: somebody who does not read while they are caught up is sent only so much, holds up nobody, is closed by the heartbeat, and comes
// back to everything.
func TestSlowReader(t *testing.T) {
	const messages, live = 400, 100 // of 24 KB each: far more than may wait for anybody
	store := &counted{}
	const beat = 500 * time.Millisecond
	w := newWorldOf(t, realtime.Config{Socket: socketio.Options{PingInterval: beat, PingTimeout: beat}},
		func(s chat.Store) chat.Store { store.Store = s; return store })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	text := strings.Repeat("€", 8000)
	for range messages {
		w.chat.MustSend(anna, room, text)
	}
	a := w.enter(anna, room)
	before := store.parts.Load()

	dialer := ws.Dialer{NetDial: w.io.Dial}
	conn, _, _, err := dialer.Dial(w.ctx, "ws://memory/socket.io/?EIO=4&transport=websocket")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	connect := fmt.Sprintf(`40/rooms/%s,{"token":%q,"since":1}`, room, token(ben, "s1"))
	if err := wsutil.WriteClientText(conn, []byte(connect)); err != nil {
		t.Fatal(err)
	}
	for i := range live { // he is being caught up, or is closed by now
		w.chat.MustSend(anna, room, text)
		if e := await[protocol.ReceiveMessage](w, a, "receive_message"); e.Message.Version != chat.Version(messages+2+i) {
			t.Fatalf("another got %d, want %d", e.Message.Version, messages+2+i)
		}
	}
	for connections, _ := w.rt.Connections(); connections != 1; connections, _ = w.rt.Connections() {
		select {
		case <-w.ctx.Done():
			t.Fatal("who does not read stays connected")
		case <-time.After(10 * time.Millisecond):
		}
	}
	if parts := store.parts.Load() - before; parts < 2 || parts > 20 {
		t.Errorf("%d parts were read for somebody who does not read", parts)
	}

	s := w.connect(ben, "/rooms/"+string(room), map[string]any{"since": 1, "epoch": w.chat.Epoch()})
	for held, more := chat.Version(1), true; more; {
		part := await[protocol.Sync](w, s, "sync")
		if part.Reset || part.Since != held {
			t.Fatalf("a part from %d (reset %t), held %d", part.Since, part.Reset, held)
		}
		for _, m := range part.Messages {
			if held++; m.Version != held {
				t.Fatalf("version %d came, want %d", m.Version, held)
			}
		}
		if more = part.More; !more && held != messages+live+1 {
			t.Errorf("caught up to %d, want %d", held, messages+live+1)
		}
	}
}

// panicking is a store with a defect.
type panicking struct{ chat.Store }

func (panicking) Sent(context.Context, chat.UserID, []string) ([]chat.SentMessage, error) {
	panic("a defect") //nolint:forbidigo // as a defect would
}

// TestCounted: what an operator looks at is told once for each: requests that panicked, connections that were closed because they do not read.
func TestCounted(t *testing.T) {
	panics, slow := make(chan struct{}, 10), make(chan struct{}, 10)
	w := newWorldOf(t, realtime.Config{
		Socket:  socketio.Options{MaxQueue: 64 << 10},
		OnPanic: func() { panics <- struct{}{} }, OnSlow: func() { slow <- struct{}{} },
	}, func(s chat.Store) chat.Store { return panicking{s} })
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	if err := w.session(anna).Emit("sent_status", protocol.SentStatus{ClientIDs: []string{"c1"}}); err != nil {
		t.Fatal(err)
	}
	<-panics

	dialer := ws.Dialer{NetDial: w.io.Dial}
	conn, _, _, err := dialer.Dial(w.ctx, "ws://memory/socket.io/?EIO=4&transport=websocket")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, namespace := range []string{"/", "/rooms/" + string(room)} {
		if err := wsutil.WriteClientText(conn, fmt.Appendf(nil, `40%s,{"token":%q}`, namespace, token(ben, "s1"))); err != nil {
			t.Fatal(err)
		}
	}
	for closed := false; !closed; {
		w.chat.MustSend(anna, room, strings.Repeat("€", 8000))
		select {
		case <-slow:
			closed = true
		case <-w.ctx.Done():
			t.Fatal("who does not read stays connected")
		default:
		}
	}
	if err := w.rt.Close(w.ctx); err != nil {
		t.Fatal(err)
	}
	if len(slow) > 0 || len(panics) > 0 {
		t.Errorf("counted again: %d slow readers, %d panics", len(slow), len(panics))
	}
}
