package socketio_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio"
)

// TestOfficialClients runs the official client, in several versions and over
// each transport, against officialServer.
func TestOfficialClients(t *testing.T) {
	for _, pkg := range []string{"socket.io-client", "socket.io-client-4.5", "socket.io-client-4.0"} {
		for _, transports := range []string{"websocket", "polling", "polling,websocket"} {
			t.Run(pkg+"/"+transports, func(t *testing.T) {
				t.Parallel()
				needNode(t, pkg)
				srv := officialServer(t)
				ts := httptest.NewServer(srv)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, "node", "testdata/client.mjs", ts.URL, transports, pkg)
				out, err := cmd.CombinedOutput()
				if err != nil || !strings.Contains(string(out), "ok ") {
					t.Errorf("%v\n%s", err, out)
				}
				closeServer(t, srv)
				ts.Close()
			})
		}
	}
}

// needNode skips when the official client is not there, unless it has to be.
func needNode(t *testing.T, pkg string) {
	t.Helper()
	_, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join("..", "node_modules", pkg))
	}
	if err == nil {
		return
	}
	const how = "the official client is missing: install Node and run `npm ci` in the root of the repository"
	if os.Getenv("LOQUAT_TEST_REQUIRE") == "1" {
		t.Fatalf("%s (%v)", how, err)
	}
	t.Skipf("%s (%v)", how, err)
}

type nested struct {
	Name string
	Data []byte
	More []struct{ Data []byte }
}

func officialServer(t *testing.T) *socketio.Server {
	srv := socketio.New(socketio.Options{
		PingInterval: 150 * time.Millisecond,
		PingTimeout:  5 * time.Second,
		OnFailed: func(_ *socketio.Socket, event string, _ json.RawMessage, err error) {
			t.Errorf("handler of %q: %v", event, err)
		},
		OnPanic: func(v any, stack []byte) { t.Errorf("panic: %v\n%s", v, stack) },
	})
	root := srv.Of("/")
	socketio.Handle(root, "echo", func(_ context.Context, _ *socketio.Socket, in json.RawMessage) (json.RawMessage, error) {
		return in, nil
	})
	socketio.On(root, "nothing", func(context.Context, *socketio.Socket, int) error { return nil })
	socketio.On(root, "fail", func(_ context.Context, _ *socketio.Socket, why string) error { return errors.New(why) })
	socketio.HandleAsync(root, "later", func(_ context.Context, _ *socketio.Socket, in int, reply func(int, error)) {
		go reply(in, nil)
	})
	socketio.Handle(root, "reverse", func(_ context.Context, _ *socketio.Socket, in []byte) (socketio.Binary, error) {
		slices.Reverse(in)
		return in, nil
	})
	socketio.Handle(root, "nested", func(_ context.Context, _ *socketio.Socket, in nested) (any, error) {
		deep := map[string]socketio.Binary{"deep": in.More[0].Data}
		return map[string]any{"all": []any{socketio.Binary(in.Data), deep}, "name": in.Name}, nil
	})
	socketio.On(root, "ask me", func(ctx context.Context, s *socketio.Socket, n int) error {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			if got, err := socketio.EmitWithAck[int](ctx, s, "question", n, []byte{1}); err != nil {
				t.Errorf("EmitWithAck: %v", err)
			} else {
				_ = s.Emit("told", got)
			}
		}()
		return nil
	})
	socketio.On(root, "join", func(_ context.Context, s *socketio.Socket, room string) error {
		s.Join(room)
		return nil
	})
	socketio.On(root, "say", func(_ context.Context, s *socketio.Socket, in struct{ Room, What string }) error {
		return s.To(in.Room).Emit("said", in.What)
	})
	socketio.On(root, "send me away", func(_ context.Context, s *socketio.Socket, _ int) error {
		s.Disconnect()
		return nil
	})
	socketio.On(root, "cut me off", func(_ context.Context, s *socketio.Socket, _ int) error {
		s.Conn().Close("test")
		return nil
	})
	counting(root)
	officialRooms(t, srv)
	return srv
}

// counting sends numbers while it takes others.
func counting(root *socketio.Namespace) {
	socketio.Handle(root, "number", func(_ context.Context, s *socketio.Socket, n int) (int, error) {
		all, _ := s.Data().([]int)
		s.SetData(append(all, n))
		return n, s.Emit("count", n, []byte{byte(n)})
	})
	socketio.Handle(root, "numbers", func(_ context.Context, s *socketio.Socket, _ int) (any, error) {
		return s.Data(), nil
	})
}

func officialRooms(t *testing.T, srv *socketio.Server) {
	rooms := srv.Match("/rooms/{id}")
	rooms.Use(func(_ context.Context, s *socketio.Socket) error {
		var auth struct{ Token string }
		if json.Unmarshal(s.Auth(), &auth) != nil || auth.Token != "good" {
			return &socketio.ConnectError{
				Message: "forbidden",
				Data:    map[string]string{"code": "forbidden", "room": s.PathValue("id")},
			}
		}
		return nil
	})
	var mu sync.Mutex
	version := 0
	rooms.OnConnect(func(ctx context.Context, s *socketio.Socket) {
		if s.PathValue("id") != "busy" {
			s.Release()
			return
		}
		publish := func(n int) {
			for range n {
				mu.Lock()
				version++
				_ = rooms.Of(s.Namespace()).Emit("live", version)
				mu.Unlock()
			}
		}
		mu.Lock()
		at := version // the socket is in the fan-out: what comes now waits
		mu.Unlock()
		publish(10)
		_ = s.Emit("sync", at)
		if !s.Release() {
			t.Error("held too much")
		}
		publish(10)
		_ = s.Emit("enough")
	})
}

func closeServer(t *testing.T, srv *socketio.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := srv.Close(ctx); err != nil {
		t.Errorf("Close: %v", err)
	}
}
