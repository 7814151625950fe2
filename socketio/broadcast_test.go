package socketio_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

func TestRooms(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		n := srv.Of("/")
		sockets := capture(n)
		clients, s := make([]*sockettest.Socket, 3), make([]*socketio.Socket, 3)
		for i := range s {
			clients[i] = join(t, mem.Client(t), "/", nil)
			s[i] = <-sockets
		}
		s[0].Join("a", "b")
		s[1].Join("b")
		s[2].Join("a", s[2].ID())
		base := n.To("a")
		both := base.To("b")
		for _, c := range []struct {
			b    socketio.Broadcast
			want []int
		}{
			{n.All(), []int{0, 1, 2}},
			{base, []int{0, 2}},
			{both, []int{0, 1, 2}},
			{base.To("c"), []int{0, 2}}, // chaining did not change base
			{both.Except("a"), []int{1}},
			{n.All().Except("a"), []int{1}},
			{n.To("nowhere"), nil},
			{n.To(s[1].ID()), []int{1}},
			{n.To(s[1].ID(), "b", s[1].ID()), []int{0, 1}},
			{n.To("a").Except(s[0].ID()), []int{2}},
			{s[0].To("a", "b"), []int{1, 2}},
			{s[0].To(), []int{1, 2}},
		} {
			var got []int
			for _, found := range c.b.Sockets() {
				got = append(got, slices.Index(s, found))
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("%v: %v, want %v", c.b, got, c.want)
			}
		}
		if err := both.Emit("e", "x"); err != nil {
			t.Error(err)
		}
		s[0].Leave("a", "never")
		if got := s[0].Rooms(); !slices.Contains(got, "b") || len(got) != 2 {
			t.Errorf("rooms %v", got)
		}
		if err := base.Emit("f"); err != nil {
			t.Error(err)
		}
		expect(t, clients[0], `e["x"]`)
		expect(t, clients[1], `e["x"]`)
		expect(t, clients[2], `e["x"]`, `fnull`)
		silent(t, clients[0])
		silent(t, clients[1])
		if wrong := socketio.CheckRooms(srv, "/"); wrong != nil {
			t.Error(wrong)
		}
	})
}

// TestRoomsAgainstModel compares random operations with a plain model.
func TestRoomsAgainstModel(t *testing.T) {
	srv := socketio.New(socketio.Options{})
	mem := sockettest.Serve(t, srv)
	t.Cleanup(func() { closeServer(t, srv) })
	n := srv.Of("/")
	sockets := capture(n)
	all := make([]*socketio.Socket, 4)
	for i := range all {
		join(t, mem.Client(t), "/", nil)
		all[i] = <-sockets
	}
	names := []string{"a", "b", "c", "d"}
	rapid.Check(t, func(rt *rapid.T) {
		model := make(map[*socketio.Socket]map[string]bool)
		for _, s := range all {
			s.Leave(names...)
			model[s] = map[string]bool{s.ID(): true}
		}
		some := rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(names), all[0].ID(), all[1].ID())), 0, 4)
		rt.Repeat(map[string]func(*rapid.T){
			"join": func(rt *rapid.T) {
				s, r := rapid.SampledFrom(all).Draw(rt, "s"), rapid.SampledFrom(names).Draw(rt, "room")
				s.Join(r)
				model[s][r] = true
			},
			"leave": func(rt *rapid.T) {
				s, r := rapid.SampledFrom(all).Draw(rt, "s"), rapid.SampledFrom(names).Draw(rt, "room")
				s.Leave(r)
				delete(model[s], r)
			},
			"": func(rt *rapid.T) {
				to, except := some.Draw(rt, "to"), some.Draw(rt, "except")
				in := func(s *socketio.Socket, rooms []string) bool {
					return slices.ContainsFunc(rooms, func(r string) bool { return model[s][r] })
				}
				var want []string
				for _, s := range all {
					if (len(to) == 0 || in(s, to)) && !in(s, except) {
						want = append(want, s.ID())
					}
				}
				var got []string
				for _, s := range n.To(to...).Except(except...).Sockets() {
					got = append(got, s.ID())
				}
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					rt.Fatalf("to %v except %v: %v, want %v", to, except, got, want)
				}
			},
		})
	})
}

// TestRoomsUnderContention: rooms of sockets and sockets of rooms agree at every
// moment, while sockets come, go, join, leave, and are addressed. (Two maps that
// are safe by themselves lost memberships in one round of 500.)
func TestRoomsUnderContention(t *testing.T) {
	srv := socketio.New(socketio.Options{})
	mem := sockettest.Serve(t, srv)
	t.Cleanup(func() { closeServer(t, srv) })
	n := srv.Match("/{x}")
	n.Use(func(_ context.Context, s *socketio.Socket) error { s.Join("early"); return nil })
	sockets := capture(n)
	rooms := []string{"a", "b", "c"}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for w := range 4 {
		wg.Go(func() {
			c := mem.Client(t)
			for i := range 50 {
				client, err := c.Connect(t.Context(), "/x", nil)
				if err != nil {
					t.Error(err)
					return
				}
				s := <-sockets // perhaps another worker's
				var hammer sync.WaitGroup
				for j := range 3 {
					hammer.Go(func() {
						for range 20 {
							r := rooms[rand.IntN(len(rooms))]
							switch j {
							case 0:
								s.Join(r, "all")
							case 1:
								s.Leave(r)
							default:
								_ = n.Of("/x").To(r).Except("early").Join("more")
							}
						}
					})
				}
				if (i+w)%2 == 0 {
					hammer.Wait()
				}
				_ = client.Disconnect()
				<-s.Context().Done()
				hammer.Wait()
				if got := s.Rooms(); got != nil {
					t.Errorf("rooms of an ended socket: %v", got)
				}
			}
		})
	}
	var checker sync.WaitGroup
	checker.Go(func() {
		for {
			if wrong := socketio.CheckRooms(srv, "/x"); wrong != nil {
				t.Error(wrong)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	wg.Wait()
	close(stop)
	checker.Wait()
	if names := socketio.LiveNamespaces(srv); len(names) != 0 {
		t.Errorf("live namespaces %v", names)
	}
}

// failingAdapter refuses to follow one namespace and to publish anything.
type failingAdapter struct{ followed journal }

func (a *failingAdapter) Follow(_ context.Context, name string) (func(), error) {
	if name == "/refused" {
		return nil, errors.New("broker is away")
	}
	a.followed.add("+" + name)
	return func() { a.followed.add("-" + name) }, nil
}
func (a *failingAdapter) Publish(socketio.Op) error { return errors.New("broker is away") }
func (a *failingAdapter) Ask(context.Context, socketio.Op, func(socketio.Answer)) error {
	return errors.New("broker is away")
}
func (a *failingAdapter) Close(context.Context) error { a.followed.add("closed"); return nil }

func TestFailingAdapter(t *testing.T) {
	a := new(failingAdapter)
	o := socketio.Options{Adapter: func(socketio.Node) socketio.Adapter { return a }}
	bubble(t, o, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		n := srv.Of("/")
		srv.Of("/refused")
		c := mem.Client(t)
		if _, err := c.Connect(t.Context(), "/refused", nil); refusal(err) != "broker is away null" {
			t.Errorf("refused with %v", err)
		}
		s := join(t, c, "/", nil)
		if err := n.Emit("e"); err == nil || err.Error() != "broker is away" {
			t.Errorf("Emit: %v", err)
		}
		expect(t, s, "enull") // this node has been told all the same
		other := join(t, mem.Client(t), "/", nil)
		_ = s.Disconnect()
		_ = other.Disconnect()
		synctest.Wait()
		join(t, c, "/", nil)
		if err := srv.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got, want := strings.Join(a.followed.take(), " "), "+/ -/ +/ -/ closed"; got != want {
			t.Errorf("adapter was told %s, want %s", got, want)
		}
	})
}

func ExampleBroadcast() {
	srv := socketio.New(socketio.Options{})
	news := srv.Of("/news")
	fmt.Println(news.To("editors").Except("away").Emit("article", "text"))
	// Output: <nil>
}

// TestEmitAll: events that are written together arrive one by one, in order, whatever the transport, attachments and all, more of them than go into
// one write, on other nodes too, and not at all if one of them cannot be encoded.
func TestEmitAll(t *testing.T) {
	hub := &socketio.Hub{}
	bubble(t, socketio.Options{Adapter: hub.Adapter}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		other := socketio.New(socketio.Options{Adapter: hub.Adapter})
		t.Cleanup(func() { closeServer(t, other) })
		n := srv.Of("/")
		other.Of("/")
		clients := []*sockettest.Socket{
			join(t, mem.Client(t), "/", nil),
			join(t, mem.Client(t, sockettest.Polling), "/", nil),
			join(t, sockettest.Serve(t, other).Client(t), "/", nil),
		}
		if err := n.All().EmitAll(); err != nil {
			t.Error(err)
		}
		if err := n.All().EmitAll(socketio.Event{Name: "e"}, socketio.Event{Name: "disconnect"}); !errors.Is(err, socketio.ErrReservedEvent) {
			t.Errorf("with a reserved name: %v", err)
		}
		long := strings.Repeat("x", 20<<10)
		events := []socketio.Event{{Name: "a", Args: []any{1}}, {Name: "b", Args: []any{socketio.Binary{1, 2}}}}
		want := []string{"a[1]", `b["AQI="]`}
		for range 4 {
			events = append(events, socketio.Event{Name: "long", Args: []any{long}})
			want = append(want, `long["`+long+`"]`)
		}
		if err := n.All().EmitAll(events...); err != nil {
			t.Error(err)
		}
		for _, c := range clients {
			expect(t, c, want...)
			silent(t, c)
		}
	})
}
