package socketio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// parties are both sides of a socket.
type parties struct {
	srv    *socketio.Server
	conn   *sockettest.Client
	client *sockettest.Socket
	s      *socketio.Socket
}

// TestEnds: who ends a socket, the reason, and what the client sees. OnDisconnect
// runs once, the context has ended, nothing can be sent any more.
func TestEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end      func(p parties)
		options  []sockettest.Option
		reason   string
		connLost bool
		packet   bool // DISCONNECT
	}{
		"the client leaves": {
			end:    func(p parties) { _ = p.client.Disconnect() },
			reason: "client namespace disconnect",
		},
		"the client goes": {
			end:    func(p parties) { p.conn.Close() },
			reason: "transport close", connLost: true,
		},
		"the client violates the protocol": {
			end:    func(p parties) { _ = p.conn.Send("42"); _ = p.conn.Send("4x") },
			reason: "forced close", connLost: true,
		},
		"the server disconnects": {
			end:    func(p parties) { p.s.Disconnect(); p.s.Disconnect() },
			reason: "server namespace disconnect", packet: true,
		},
		"the server disconnects all": {
			end:    func(p parties) { _ = p.srv.Of("/").To("room").Disconnect() },
			reason: "server namespace disconnect", packet: true,
		},
		"the server closes": {
			end:    func(p parties) { p.s.Conn().Close("restart") },
			reason: "restart", connLost: true,
		},
		"the server closes polling": {
			end:     func(p parties) { p.s.Conn().Close("restart") },
			options: []sockettest.Option{sockettest.Polling}, reason: "restart", connLost: true,
		},
		"no pong": {
			end:     func(parties) {},
			options: []sockettest.Option{sockettest.Silent}, reason: "ping timeout", connLost: true,
		},
		"no pong on polling": {
			end:     func(parties) {},
			options: []sockettest.Option{sockettest.Silent, sockettest.Polling}, reason: "ping timeout", connLost: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
				n := srv.Of("/")
				var reasons journal
				n.OnDisconnect(func(s *socketio.Socket, reason string) {
					reasons.add(reason)
					if s.Context().Err() == nil || s.Connected() || s.Rooms() != nil {
						t.Error("OnDisconnect ran before the end")
					}
				})
				sockets := capture(n)
				conn := mem.Client(t, c.options...)
				client := join(t, conn, "/", nil)
				s := <-sockets
				s.Join("room")
				c.end(parties{srv, conn, client, s})
				<-s.Context().Done()
				synctest.Wait()
				if got := reasons.take(); len(got) != 1 || got[0] != c.reason {
					t.Errorf("reasons %q, want %q", got, c.reason)
				}
				if err := s.Emit("e"); !errors.Is(err, socketio.ErrDisconnected) {
					t.Errorf("Emit: %v", err)
				}
				s.Join("late")
				if n := len(n.To("room", "late").Sockets()); n != 0 || len(socketio.LiveNamespaces(srv)) != 0 {
					t.Errorf("%d sockets in rooms, namespaces %v", n, socketio.LiveNamespaces(srv))
				}
				lost, packet := false, false
				select {
				case <-conn.Done():
					lost = true
				default:
				}
				select {
				case <-client.Disconnected():
					packet = true
				default:
				}
				if lost != c.connLost || packet != c.packet {
					t.Errorf("connection lost: %v, DISCONNECT: %v", lost, packet)
				}
				if !lost {
					join(t, conn, "/", nil)
				}
			})
		})
	}
}

// TestCrossing: what a client sent before it knew that the server has put it out
// is no violation.
func TestCrossing(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		sockets := capture(srv.Of("/"))
		c := mem.Client(t)
		client := join(t, c, "/", nil)
		(<-sockets).Disconnect()
		<-client.Disconnected() // but the server cannot know
		if err := c.Send(`42["late"]`, `430[]`, `41`, `451-["late",{"_placeholder":true,"num":0}]`, "bAA=="); err != nil {
			t.Fatal(err)
		}
		join(t, c, "/", nil)
		(<-sockets).Disconnect()
		synctest.Wait()
		_ = c.Send(`42/never,["x"]`)
		<-c.Done()
	})
}

// TestDisconnectIsLast: no frame of the namespace comes after DISCONNECT.
func TestDisconnectIsLast(t *testing.T) {
	srv := socketio.New(socketio.Options{})
	ts := httptest.NewServer(srv)
	defer ts.Close()
	n := srv.Of("/")
	sockets := capture(n)
	for range 20 {
		c := dialRaw(t, ts.URL)
		c.send("40")
		s := <-sockets
		var wg sync.WaitGroup
		wg.Go(func() { s.Disconnect() })
		for i := range 3 {
			wg.Go(func() {
				for range 100 {
					_ = n.Emit("e", i)
					_ = s.Emit("f", i)
				}
			})
		}
		wg.Wait()
		s.Conn().Close("enough")
		last := ""
		for got := ""; got != "[CLOSE] 1005"; got = c.receive() {
			last = got
		}
		if last != "41" {
			t.Fatalf("the last frame is %s", last)
		}
	}
	closeServer(t, srv)
}

// TestOnDisconnectWaits for OnConnect and for event handlers of its connection.
func TestOnDisconnectWaits(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		var log journal
		n := srv.Of("/")
		n.OnConnect(func(ctx context.Context, _ *socketio.Socket) {
			<-ctx.Done()
			<-time.After(time.Second)
			log.add("connected")
		})
		socketio.On(n, "e", func(ctx context.Context, _ *socketio.Socket, _ int) error {
			<-ctx.Done()
			<-time.After(2 * time.Second)
			log.add("handled")
			return nil
		})
		done := make(chan struct{})
		n.OnDisconnect(func(*socketio.Socket, string) { log.add("disconnected"); close(done) })
		c := mem.Client(t)
		s := join(t, c, "/", nil)
		_ = s.Emit("e", 1)
		synctest.Wait()
		c.Close()
		<-done
		if got := fmt.Sprint(log.take()); got != "[connected handled disconnected]" {
			t.Error(got)
		}
	})
}

// TestServerClose ends everything without DISCONNECT packets, after what waits
// has gone out, and waits for handlers.
func TestServerClose(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		var reasons journal
		n := srv.Of("/")
		n.OnDisconnect(func(_ *socketio.Socket, reason string) {
			<-time.After(time.Second)
			reasons.add(reason)
		})
		a, b := mem.Client(t), mem.Client(t, sockettest.Polling)
		sa, sb := join(t, a, "/", nil), join(t, b, "/", nil)
		_ = n.Emit("last") // perhaps b's poll does not wait at this moment
		if err := srv.Close(t.Context()); err != nil {
			t.Error(err)
		}
		<-a.Done()
		<-b.Done()
		expect(t, sa, "lastnull")
		expect(t, sb, "lastnull")
		for _, s := range []*sockettest.Socket{sa, sb} {
			select {
			case <-s.Disconnected():
				t.Error("DISCONNECT was sent")
			default:
			}
		}
		if got := fmt.Sprint(reasons.take()); got != "[server shutting down server shutting down]" {
			t.Error(got)
		}
	})
}

// TestStuckHandler: Close returns with its context's error.
func TestStuckHandler(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		free := make(chan struct{})
		n := srv.Of("/")
		socketio.On(n, "e", func(context.Context, *socketio.Socket, int) error { <-free; return nil })
		s := join(t, mem.Client(t), "/", nil)
		_ = s.Emit("e", 1)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := srv.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v", err)
		}
		close(free)
	})
}
