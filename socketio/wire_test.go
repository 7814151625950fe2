package socketio_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/loquat-chat/loquat/socketio"
)

// wireServer is the server of testdata/conversations.txt.
func wireServer(t *testing.T) *socketio.Server {
	srv := socketio.New(socketio.Options{
		MaxPayload: 2000,
		OnPanic:    func(v any, stack []byte) { t.Errorf("panic: %v\n%s", v, stack) },
	})
	srv.Of("/probe")
	root := srv.Of("/")
	socketio.Handle(root, "echo", func(_ context.Context, _ *socketio.Socket, in json.RawMessage) (json.RawMessage, error) {
		return in, nil
	})
	socketio.Handle(root, "bytes", func(_ context.Context, _ *socketio.Socket, in socketio.Binary) (socketio.Binary, error) {
		return in, nil
	})
	socketio.On(root, "bye", func(_ context.Context, s *socketio.Socket, cut bool) error {
		s.Disconnect()
		if cut {
			s.Conn().Close("bye")
		}
		return nil
	})
	root.OnUnknown(func(_ context.Context, s *socketio.Socket, event string) error {
		if event != "emitvarious" {
			return nil
		}
		epoch := time.Unix(0, 0).UTC().Format("2006-01-02T15:04:05.000Z")
		return errors.Join(
			s.Emit("a"),
			s.Emit("b", nil, nil, nil, 5, nil, 7),
			s.Emit("c", []byte{1}, struct {
				X socketio.Binary `json:"x"`
				D string          `json:"d"`
			}{[]byte{2, 3}, epoch}))
	})
	srv.Of("/mw").Use(func(context.Context, *socketio.Socket) error {
		return &socketio.ConnectError{Message: "not authorized", Data: map[string]string{"content": "retry later"}}
	})
	srv.Of("/mw2").Use(func(context.Context, *socketio.Socket) error { return errors.New("plain") })
	dyn := srv.Match("/dyn/{n}")
	dyn.OnConnect(func(_ context.Context, s *socketio.Socket) {
		s.Release()
		_ = s.Emit("welcome", s.Namespace())
	})
	return srv
}

// TestConversations has the same conversations with this server as were had with
// the reference.
func TestConversations(t *testing.T) {
	srv := wireServer(t)
	ts := httptest.NewServer(srv)
	defer ts.Close()
	defer closeServer(t, srv)
	data, err := os.ReadFile("testdata/conversations.txt")
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(data), "\n### ")[1:]
	if len(sections) < 50 {
		t.Fatalf("only %d conversations", len(sections))
	}
	for _, section := range sections {
		name, lines, _ := strings.Cut(strings.TrimSpace(section), "\n")
		t.Run(name, func(t *testing.T) {
			converse(t, dialRaw(t, ts.URL), strings.Split(lines, "\n"))
		})
	}
}

// rawClient speaks Engine.IO messages over coder/websocket.
type rawClient struct {
	t    *testing.T
	conn *websocket.Conn
}

func dialRaw(t *testing.T, url string) rawClient {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), url+"/socket.io/?EIO=4&transport=websocket", nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(-1)
	t.Cleanup(func() { _ = conn.CloseNow() })
	c := rawClient{t, conn}
	if open := c.receive(); !strings.HasPrefix(open, "0{") {
		t.Fatalf("no open packet but %q", open)
	}
	return c
}

func (c rawClient) send(line string) {
	c.t.Helper()
	typ, data := websocket.MessageText, []byte(line)
	if h, ok := strings.CutPrefix(line, "<bin "); ok {
		typ = websocket.MessageBinary
		data, _ = hex.DecodeString(strings.TrimSuffix(h, ">"))
	}
	if err := c.conn.Write(c.t.Context(), typ, data); err != nil {
		c.t.Fatalf("sending %q: %v", line, err)
	}
}

var sid = regexp.MustCompile(`"sid":"[\w-]{20}"`)

// receive returns the next message as conversations.txt writes it.
func (c rawClient) receive() string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 5*time.Second)
	defer cancel()
	typ, data, err := c.conn.Read(ctx)
	switch {
	case websocket.CloseStatus(err) == websocket.StatusNoStatusRcvd:
		return "[CLOSE] 1005"
	case err != nil:
		return err.Error()
	case typ == websocket.MessageBinary:
		return "<bin " + hex.EncodeToString(data) + ">"
	}
	return sid.ReplaceAllString(string(data), `"sid":"*"`)
}

func converse(t *testing.T, c rawClient, lines []string) {
	t.Helper()
	for _, line := range lines {
		if sent, ok := strings.CutPrefix(line, "C> "); ok || line == "C>" {
			c.send(sent)
		} else if want, ok := strings.CutPrefix(line, "S> "); ok {
			if got := c.receive(); got != want {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
		} else if line == "=> still open" {
			c.send("40/probe,")
			if got, want := c.receive(), `40/probe,{"sid":"*"}`; got != want {
				t.Fatalf("expected the connection to be open and silent; got %s", got)
			}
		} else if line != "=> closed by server" {
			t.Fatalf("unknown line %q", line)
		}
	}
}

// TestMessageTooBig ends with close code 1009, though the client has sent more
// than the server reads.
func TestMessageTooBig(t *testing.T) {
	srv := wireServer(t)
	ts := httptest.NewServer(srv)
	defer ts.Close()
	defer closeServer(t, srv)
	c := dialRaw(t, ts.URL)
	c.send(`42["echo","` + strings.Repeat("x", 5000) + `"]`)
	_, _, err := c.conn.Read(t.Context())
	if got := websocket.CloseStatus(err); got != websocket.StatusMessageTooBig {
		t.Errorf("close status %v (%v), want 1009", got, err)
	}
}
