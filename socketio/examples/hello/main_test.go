package main

import (
	"context"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio/sockettest"
)

func TestHello(t *testing.T) {
	srv := newServer()
	mem := sockettest.Serve(t, srv)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := srv.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := mem.Client(t).Connect(ctx, "/rooms/kitchen", nil); err == nil {
		t.Error("somebody without a name came in")
	}
	join := func(room, name string) *sockettest.Socket {
		s, err := mem.Client(t).Connect(ctx, "/rooms/"+room, map[string]string{"name": name})
		if err == nil {
			_, err = s.Await(ctx, "welcome")
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ann, ben := join("kitchen", "Ann"), join("kitchen", "Ben")
	join("cellar", "Cy")
	answer, err := ann.Call(ctx, "say", say{"hello"})
	var by heard
	if err == nil {
		err = answer.Decode(&by)
	}
	if err != nil || by.By != 1 {
		t.Errorf("%v, %v", by, err)
	}
	e, err := ben.Next(ctx)
	if err != nil || e.Name != "said" || string(e.Args[0])+string(e.Args[1]) != `"Ann""hello"` {
		t.Errorf("%s %s, %v", e.Name, e.Args, err)
	}
}
