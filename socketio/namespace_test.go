package socketio_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

func TestConnect(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		sockets := capture(srv.Of("chat")) // the slash is added
		c := mem.Client(t)
		client := join(t, c, "/chat", map[string]string{"token": "x"})
		s := <-sockets
		if s.ID() != client.ID() || len(s.ID()) != 20 || s.ID() == c.ID() || s.Conn().ID() != c.ID() {
			t.Errorf("socket id %q, client %q, connection %q", s.ID(), client.ID(), c.ID())
		}
		if s.Namespace() != "/chat" || !s.Connected() {
			t.Errorf("namespace %s, connected %v", s.Namespace(), s.Connected())
		}
		if r := s.Conn().Request(); r.URL.Path != "/socket.io/" || s.Conn().Transport() != "websocket" {
			t.Errorf("request %v over %s", r.URL, s.Conn().Transport())
		}
		s.SetData(1)
		s.Conn().SetData(2)
		if s.Data() != 1 || s.Conn().Data() != 2 {
			t.Errorf("data %v, %v", s.Data(), s.Conn().Data())
		}
		if got := slices.Collect(srv.Conns()); len(got) != 1 || got[0] != s.Conn() {
			t.Errorf("connections %v", got)
		}
		if got := s.Conn().Sockets(); len(got) != 1 || got[0] != s {
			t.Errorf("sockets %v", got)
		}
		if got := s.Rooms(); len(got) != 1 || got[0] != s.ID() {
			t.Errorf("rooms %v", got)
		}
	})
}

// TestAuthAndContextOfEntering: both are there until OnConnect has returned; the socket's own context goes on.
func TestAuthAndContextOfEntering(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		type seen struct {
			ctx    context.Context
			auth   string
			ended  error
			socket *socketio.Socket
		}
		middle, connected := make(chan seen, 1), make(chan seen, 1)
		n := srv.Of("/")
		n.Use(func(ctx context.Context, s *socketio.Socket) error {
			middle <- seen{ctx, string(s.Auth()), ctx.Err(), s}
			return nil
		})
		n.OnConnect(func(ctx context.Context, s *socketio.Socket) {
			connected <- seen{ctx, string(s.Auth()), ctx.Err(), s}
			s.Release()
		})
		client := join(t, mem.Client(t), "/", map[string]string{"token": "x"})
		synctest.Wait()
		for _, got := range []seen{<-middle, <-connected} {
			if got.auth != `{"token":"x"}` || got.ended != nil {
				t.Errorf("auth %s, context %v", got.auth, got.ended)
			}
			if s := got.socket; s.Auth() != nil || got.ctx.Err() == nil || s.Context().Err() != nil {
				t.Errorf("afterwards: auth %s, context %v, the socket's %v", s.Auth(), got.ctx.Err(), s.Context().Err())
			}
		}
		_ = client.Disconnect()
	})
}

func TestRefusals(t *testing.T) {
	o := socketio.Options{MaxNamespaces: 2, InvalidNamespace: func(name string) *socketio.ConnectError {
		return &socketio.ConnectError{Message: "not here", Data: name}
	}}
	bubble(t, o, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		var seen journal
		n := srv.Of("/")
		n.Use(func(_ context.Context, s *socketio.Socket) error {
			seen.add("first")
			s.SetData("from the first")
			s.Join("early")
			if err := s.Emit("too early"); !errors.Is(err, socketio.ErrDisconnected) {
				t.Errorf("Emit in a middleware: %v", err)
			}
			return nil
		})
		n.Use(func(_ context.Context, s *socketio.Socket) error {
			seen.add(s.Data().(string))
			switch string(s.Auth()) {
			case `{"as":1}`:
				return &socketio.ConnectError{Message: "no", Data: map[string]int{"code": 1}}
			case `{"as":2}`:
				return errors.New("plain")
			}
			return nil
		})
		n.Use(func(context.Context, *socketio.Socket) error { seen.add("third"); return nil })
		n.OnDisconnect(func(*socketio.Socket, string) { seen.add("disconnected") })
		sockets := capture(n)
		srv.Of("/other")
		srv.Of("/third")

		c := mem.Client(t)
		as := func(i int) map[string]int { return map[string]int{"as": i} }
		for i, want := range []string{`no {"code":1}`, `plain null`} {
			if _, err := c.Connect(t.Context(), "/", as(i+1)); refusal(err) != want {
				t.Errorf("refused with %s, want %s", refusal(err), want)
			}
		}
		if got := n.All().Sockets(); len(got) != 0 {
			t.Errorf("%d sockets after refusals", len(got))
		}
		if _, err := c.Connect(t.Context(), "/nowhere", nil); refusal(err) != `not here "/nowhere"` {
			t.Errorf("refused with %s", refusal(err))
		}
		join(t, c, "/", as(3)) // the same connection may try again
		if s := <-sockets; !slices.Equal(s.Rooms(), []string{s.ID(), "early"}) {
			t.Errorf("rooms %v", s.Rooms())
		}
		join(t, c, "/other", nil)
		if _, err := c.Connect(t.Context(), "/third", nil); refusal(err) != "Too many namespaces null" {
			t.Errorf("refused with %s", refusal(err))
		}
		want := "first,from the first,first,from the first,first,from the first,third"
		if got := strings.Join(seen.take(), ","); got != want {
			t.Errorf("middleware ran %s\nwant %s", got, want)
		}
	})
}

// TestPatterns: fixed names come first, then patterns in their order; a
// namespace lives as long as it has sockets.
func TestPatterns(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		var where string
		mark := func(n *socketio.Namespace, name string) {
			n.Use(func(_ context.Context, s *socketio.Socket) error {
				where = name + ":" + s.PathValue("a") + ":" + s.PathValue("b")
				return nil
			})
		}
		two := srv.Match("/x/{a}/y/{b}")
		mark(two, "two")
		mark(srv.Match("/x/{a}"), "one")
		mark(srv.Match("/{b}/{a}"), "any")
		mark(srv.Of("/x/fixed"), "fixed")
		c := mem.Client(t)
		for name, want := range map[string]string{
			"/x/1":       "one:1:",
			"/x/fixed":   "fixed::",
			"/x/1/y/2":   "two:1:2",
			"/z/w":       "any:w:z",
			"/x/1?q=2":   "one:1?q=2:",
			"/x/..":      "one:..:",
			"/x/{a}":     "one:{a}:",
			"/x":         "Invalid namespace null",
			"/x/":        "Invalid namespace null",
			"/x/1/":      "Invalid namespace null",
			"/x/1/y/":    "Invalid namespace null",
			"/x/1/y/2/3": "Invalid namespace null",
			"/":          "Invalid namespace null",
			"/toString":  "Invalid namespace null",
		} {
			where = ""
			s, err := c.Connect(t.Context(), name, nil)
			if err != nil {
				where = refusal(err)
			} else {
				_ = s.Disconnect()
			}
			if where != want {
				t.Errorf("%s: %s, want %s", name, where, want)
			}
		}
		a, b := join(t, c, "/x/1/y/2", nil), join(t, c, "/x/1/y/3", nil)
		if n := len(two.Of("/x/1/y/2").Sockets()); n != 1 {
			t.Errorf("%d sockets", n)
		}
		if err := two.Of("/x/1/y/2").Emit("e"); err != nil {
			t.Error(err)
		}
		expect(t, a, "enull")
		silent(t, b)
		if err := two.Emit("e"); !errors.Is(err, socketio.ErrPattern) {
			t.Errorf("Emit on a pattern: %v", err)
		}
		_ = a.Disconnect()
		synctest.Wait()
		if names := socketio.LiveNamespaces(srv); !slices.Equal(names, []string{"/x/1/y/3"}) {
			t.Errorf("live namespaces %v", names)
		}
	})
}

// TestSlowMiddleware holds up neither other namespaces, nor heartbeats, and no
// namespace comes into being for a client that nobody has let in.
func TestSlowMiddleware(t *testing.T) {
	o := socketio.Options{PingInterval: time.Second, PingTimeout: time.Second}
	bubble(t, o, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		slow := srv.Match("/slow/{x}")
		slow.Use(func(ctx context.Context, _ *socketio.Socket) error {
			select {
			case <-time.After(time.Minute):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		root := srv.Of("/")
		socketio.Handle(root, "echo", func(_ context.Context, _ *socketio.Socket, in int) (int, error) { return in, nil })
		c := mem.Client(t)
		go func() { _, _ = c.Connect(t.Context(), "/slow/1", nil) }()
		synctest.Wait()
		if names := socketio.LiveNamespaces(srv); len(names) != 0 {
			t.Errorf("live namespaces %v", names)
		}
		s := join(t, c, "/", nil)
		if got := call(t, s, "echo", 1); got != "1" {
			t.Error(got)
		}
		<-time.After(10 * time.Second)
		call(t, s, "echo", 1)
		<-time.After(time.Minute)
		if names := socketio.LiveNamespaces(srv); len(names) != 2 {
			t.Errorf("live namespaces %v", names)
		}
	})
}

// TestSecondConnect: the reference lets two through while the first is pending;
// here it is the violation that it is afterwards.
func TestSecondConnect(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		gone := make(chan error, 1)
		n := srv.Of("/slow")
		n.Use(func(ctx context.Context, _ *socketio.Socket) error {
			<-ctx.Done()
			gone <- ctx.Err()
			return nil
		})
		n.OnConnect(func(context.Context, *socketio.Socket) { t.Error("connected") })
		n.OnDisconnect(func(*socketio.Socket, string) { t.Error("disconnected") })
		c := mem.Client(t)
		if err := c.Send("40/slow,", "40/slow,"); err != nil {
			t.Fatal(err)
		}
		<-c.Done()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("the middleware's context: %v", err)
		}
	})
}

func TestConnectTimeout(t *testing.T) {
	bubble(t, socketio.Options{ConnectTimeout: 3 * time.Second}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		srv.Of("/").Use(func(_ context.Context, s *socketio.Socket) error {
			if s.Auth() == nil {
				return errors.New("no")
			}
			return nil
		})
		begin := time.Now()
		idle, refused, let := mem.Client(t), mem.Client(t, sockettest.Polling), mem.Client(t)
		_, _ = refused.Connect(t.Context(), "/", nil)
		s := join(t, let, "/", map[string]int{})
		_ = s.Disconnect() // the first success counts for good
		<-idle.Done()
		<-refused.Done()
		if d := time.Since(begin); d < 3*time.Second || d > 4*time.Second {
			t.Errorf("ended after %v", d)
		}
		<-time.After(time.Minute)
		join(t, let, "/", map[string]int{})
	})
}
