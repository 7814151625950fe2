package socketio_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// TestHold: a socket is held from before broadcasts reach it until Release.
func TestHold(t *testing.T) {
	bubble(t, socketio.Options{HoldLimit: 1000}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		n := srv.Of("/")
		sockets := make(captured, 1)
		n.OnConnect(func(_ context.Context, s *socketio.Socket) { sockets <- s })
		socketio.Handle(n, "echo", func(_ context.Context, _ *socketio.Socket, in int) (int, error) { return in, nil })
		client := join(t, mem.Client(t), "/", nil)
		s := <-sockets
		emit := func(event string) {
			if err := n.Emit(event); err != nil {
				t.Error(err)
			}
		}
		emit("one")
		emit("two")
		_ = n.All().Volatile().Emit("dropped")
		silent(t, client)
		_ = s.Emit("snapshot")
		if got := call(t, client, "echo", 1); got != "1" {
			t.Error(got)
		}
		expect(t, client, "snapshotnull")
		silent(t, client)
		if !s.Release() {
			t.Fatal("Release: too much waited")
		}
		emit("three")
		expect(t, client, "onenull", "twonull", "threenull")

		s.Hold()
		_ = n.Emit("four", strings.Repeat("x", 500))
		_ = n.Emit("five", strings.Repeat("x", 500)) // too much: both are dropped
		emit("six")
		if s.Release() {
			t.Fatal("Release: nothing was dropped")
		}
		emit("seven") // it is still held
		silent(t, client)
		_ = s.Emit("gap")
		if !s.Release() {
			t.Fatal("Release: dropped again")
		}
		emit("eight")
		expect(t, client, "gapnull", "sevennull", "eightnull")
	})
}

// TestReleaseUnderFire: while frames are being broadcast, sockets are held, sent
// a snapshot and released, over and over. Each must see every number once and in
// order, whether by snapshot or live.
func TestReleaseUnderFire(t *testing.T) {
	const rounds = 3000
	srv := socketio.New(socketio.Options{MaxQueue: 64 << 20})
	mem := sockettest.Serve(t, srv)
	t.Cleanup(func() { closeServer(t, srv) })
	n := srv.Of("/")
	var mu sync.Mutex // makes a number and its broadcast one step, as a room's publisher does
	latest := 0
	read := func() int {
		mu.Lock()
		defer mu.Unlock()
		return latest
	}
	sockets := make(captured, 4)
	n.OnConnect(func(_ context.Context, s *socketio.Socket) {
		_ = s.Emit("snapshot", read())
		s.Release()
		sockets <- s
	})
	clients := make([]*sockettest.Socket, 4)
	var wg sync.WaitGroup
	publish := func() {
		mu.Lock()
		defer mu.Unlock()
		latest++
		_ = n.Emit("live", latest)
	}
	for i := range clients {
		clients[i] = join(t, mem.Client(t), "/", nil)
		s := <-sockets
		wg.Go(func() {
			for range rounds / 10 {
				s.Hold()
				_ = s.Emit("snapshot", read())
				s.Release()
			}
		})
	}
	for range rounds {
		publish()
	}
	wg.Wait()
	for i, c := range clients {
		position := 0
		for position < rounds {
			e, err := c.Next(t.Context())
			var v int
			if err == nil {
				err = e.Decode(&v)
			}
			if err != nil {
				t.Fatalf("client %d at %d: %v", i, position, err)
			}
			switch {
			case e.Name == "snapshot":
				position = max(position, v)
			case v > position+1:
				t.Fatalf("client %d: %d came after %d", i, v, position)
			default:
				position = max(position, v)
			}
		}
	}
}
