package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/socketio"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs a Socket.IO server that lets everybody into / and echoes, and only the one with the right token into /rooms/1.
func serve(t *testing.T, o socketio.Options) string {
	io := socketio.New(o)
	root, rooms := io.Of("/"), io.Match("/rooms/{id}")
	for _, n := range []*socketio.Namespace{root, rooms} {
		n.OnConnect(func(_ context.Context, s *socketio.Socket) { s.Release() })
		socketio.Handle(n, "echo", func(_ context.Context, s *socketio.Socket, in json.RawMessage) (json.RawMessage, error) {
			return in, s.Emit("told", in)
		})
	}
	rooms.Use(func(_ context.Context, s *socketio.Socket) error {
		if !strings.Contains(string(s.Auth()), "secret") {
			return &socketio.ConnectError{Message: "no", Data: map[string]string{"code": "forbidden"}}
		}
		return nil
	})
	server := httptest.NewServer(io)
	t.Cleanup(func() {
		_ = io.Close(context.Background())
		server.Close()
	})
	return server.URL
}

// dial connects and gives the packets as texts.
func dial(t *testing.T, url string) (*Conn, chan string) {
	got := make(chan string, 100)
	c, err := Dial(t.Context(), url, func(p Packet) {
		if p.Type == Event || p.Type == Ack {
			got <- fmt.Sprintf("%c %s %d %s", p.Type, p.Namespace, p.ID, p.Data)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, got
}

func expect(t *testing.T, got chan string, want ...string) {
	t.Helper()
	for _, w := range want {
		select {
		case g := <-got:
			if g != w {
				t.Fatalf("got %.200s\nwant %.200s", g, w)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("did not get %.200s", w)
		}
	}
}

func TestNamespacesEventsAcks(t *testing.T) {
	c, got := dial(t, serve(t, socketio.Options{}))
	if err := c.Connect(t.Context(), "/", map[string]string{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Connect(t.Context(), "/rooms/1", map[string]string{"token": "wrong"}); err == nil || !strings.Contains(err.Error(), "forbidden") {
		t.Fatalf("a refusal is %v", err)
	}
	if err := c.Connect(t.Context(), "/rooms/1", map[string]string{"token": "secret"}); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 60, 125, 126, 4_000, 70_000, 300_000} { // each length of header, more than a buffer
		text := strings.Repeat("é", size/2)
		if err := c.Emit("/rooms/1", int64(size), []byte(`["echo","`+text+`"]`)); err != nil {
			t.Fatal(err)
		}
		expect(t, got, `2 /rooms/1 -1 ["told","`+text+`"]`, fmt.Sprintf(`3 /rooms/1 %d [%q]`, size, text))
	}
	if err := c.Emit("/", -1, []byte(`["echo",1]`)); err != nil {
		t.Fatal(err)
	}
	expect(t, got, `2  -1 ["told",1]`)
}

func TestHeartbeatKeepsTheConnection(t *testing.T) {
	c, got := dial(t, serve(t, socketio.Options{PingInterval: 20 * time.Millisecond, PingTimeout: 100 * time.Millisecond}))
	if c.Heartbeat() != 20*time.Millisecond {
		t.Errorf("the heartbeat is %v", c.Heartbeat())
	}
	if err := c.Connect(t.Context(), "/", map[string]string{}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.Done():
		t.Fatalf("ended: %v", c.Err())
	case <-time.After(400 * time.Millisecond):
	}
	if err := c.Emit("/", 7, []byte(`["echo",true]`)); err != nil {
		t.Fatal(err)
	}
	expect(t, got, `2  -1 ["told",true]`, `3  7 [true]`)
}

func TestEndIsNoticed(t *testing.T) {
	io := socketio.New(socketio.Options{})
	server := httptest.NewServer(io)
	defer server.Close()
	c, err := Dial(t.Context(), server.URL, func(Packet) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := io.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.Err() == nil {
		t.Error("the end of the connection has no reason")
	}
	if err := c.Connect(t.Context(), "/", map[string]string{}); err == nil {
		t.Error("a namespace lets in after the end")
	}
	if _, err := Dial(t.Context(), server.URL, func(Packet) {}); err == nil {
		t.Error("a closed server takes a connection")
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "\x00  -1 ",
		"0":                       "0  -1 ",
		`2["a",1]`:                `2  -1 ["a",1]`,
		`2/rooms/x,["a"]`:         `2 /rooms/x -1 ["a"]`,
		`3/rooms/x,120[{"ok":1}]`: `3 /rooms/x 120 [{"ok":1}]`,
		`30[]`:                    `3  0 []`,
		`1/rooms/x,`:              `1 /rooms/x -1 `,
		`1/rooms/x`:               `1 /rooms/x -1 `,
	} {
		p := parse([]byte(in))
		if got := fmt.Sprintf("%c %s %d %s", p.Type, p.Namespace, p.ID, p.Data); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
