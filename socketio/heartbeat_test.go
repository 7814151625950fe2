package socketio_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

var heartbeats = socketio.Options{PingInterval: 10 * time.Second, PingTimeout: 4 * time.Second}

// lifetime says how long the connection lives, and why it ended.
func lifetime(t *testing.T, n *socketio.Namespace, c *sockettest.Client) func() (time.Duration, string) {
	begin := time.Now()
	reasons := make(chan string, 1)
	n.OnDisconnect(func(_ *socketio.Socket, reason string) { reasons <- reason })
	join(t, c, "/", nil)
	return func() (time.Duration, string) {
		reason := <-reasons
		return time.Since(begin), reason
	}
}

func TestHeartbeat(t *testing.T) {
	for name, option := range map[string]sockettest.Option{"websocket": func(*sockettest.Config) {}, "polling": sockettest.Polling} {
		t.Run(name, func(t *testing.T) {
			bubble(t, heartbeats, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
				end := lifetime(t, srv.Of("/"), mem.Client(t, option, sockettest.Silent))
				if d, reason := end(); d != 14*time.Second || reason != "ping timeout" {
					t.Errorf("a silent client lives %v, %s", d, reason)
				}
			})
			bubble(t, heartbeats, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
				srv.Of("/")
				c := mem.Client(t, option)
				join(t, c, "/", nil)
				<-time.After(time.Hour)
				select {
				case <-c.Done():
					t.Error("a living client was dropped")
				default:
				}
			})
		})
	}
}

// TestHeartbeatExtension: the first other packet after a ping extends the time
// for its pong, once, so that traffic cannot stand in for pongs.
func TestHeartbeatExtension(t *testing.T) {
	bubble(t, heartbeats, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		c := mem.Client(t, sockettest.Silent)
		end := lifetime(t, srv.Of("/"), c)
		var noise sync.WaitGroup
		defer noise.Wait()
		noise.Go(func() {
			for c.Send(`42["noise"]`) == nil { // at 0, 0.9, 1.8 … s; the ping comes at 10
				<-time.After(900 * time.Millisecond) // so that no noise comes just when the time for the pong is over
			}
		})
		// The noise at 10.8 s is the first after the ping.
		if d, reason := end(); d != 14800*time.Millisecond || reason != "ping timeout" {
			t.Errorf("a noisy client lives %v, %s", d, reason)
		}
	})
	bubble(t, heartbeats, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		c := mem.Client(t, sockettest.Silent)
		end := lifetime(t, srv.Of("/"), c)
		<-time.After(13 * time.Second)
		_ = c.Send(`42["upload"]`)
		if d, _ := end(); d != 17*time.Second {
			t.Errorf("lives %v", d)
		}
	})
	bubble(t, heartbeats, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		c := mem.Client(t, sockettest.Silent)
		end := lifetime(t, srv.Of("/"), c)
		<-time.After(13 * time.Second)
		_ = c.Send("3") // the next ping is due 10 s after this pong
		if d, _ := end(); d != 27*time.Second {
			t.Errorf("lives %v", d)
		}
	})
}

// TestHeartbeatWhileReaderIsBusy: a handler that takes long is no fault of the client's.
func TestHeartbeatWhileReaderIsBusy(t *testing.T) {
	bubble(t, heartbeats, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		n := srv.Of("/")
		socketio.On(n, "slow", func(context.Context, *socketio.Socket, int) error {
			<-time.After(50 * time.Second)
			return nil
		})
		s := join(t, mem.Client(t), "/", nil)
		if got := call(t, s, "slow", 1); got != "{}" {
			t.Error(got)
		}
		<-time.After(time.Hour)
		call(t, s, "slow", 1)
	})
}

// TestLingering: who ends a polling session without a poll waiting leaves the
// news for the next poll, for 30 s.
func TestLingering(t *testing.T) {
	bubble(t, socketio.Options{}, func(t *testing.T, srv *socketio.Server, mem *sockettest.Server) {
		http := mem.HTTP()
		defer http.CloseIdleConnections()
		get := func(query string) (int, string) {
			return fetch(t, http, "http://memory/socket.io/?EIO=4&transport=polling"+query)
		}
		for _, late := range []bool{false, true} {
			_, body := get("")
			sid := "&sid=" + openSID(t, body)
			for c := range srv.Conns() {
				c.Close("bye")
			}
			synctest.Wait()
			want := "1"
			if late {
				<-time.After(31 * time.Second)
				want = `{"code":1,"message":"Session ID unknown"}`
			}
			if _, got := get(sid); got != want {
				t.Errorf("late: %v: %q, want %q", late, got, want)
			}
		}
	})
}
