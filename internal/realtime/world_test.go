package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/origin"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/internal/realtime"
	"github.com/loquat-chat/loquat/internal/testkit"
	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// grace is how long people stay online without a socket in these tests.
const grace = 300 * time.Millisecond

// world is a server with people.
type world struct {
	t    *testing.T
	ctx  context.Context
	chat *testkit.Chat
	rt   *realtime.Server
	io   *sockettest.Server

	mu   sync.Mutex
	now  time.Time // guarded by mu; moved on by tests
	over string    // guarded by mu; a session that has ended
}

// tokens are access tokens in the clear: user/session/how long they live.
type tokens struct{ w *world }

func (v tokens) Verify(token string) (auth.Identity, error) {
	parts := strings.Split(token, "/")
	if len(parts) != 3 {
		return auth.Identity{}, chat.Errorf(chat.CodeUnauthorized, "no token")
	}
	life, err := time.ParseDuration(parts[2])
	if err != nil {
		return auth.Identity{}, err
	}
	if life < 0 {
		return auth.Identity{}, chat.Errorf(chat.CodeTokenExpired, "expired")
	}
	v.w.mu.Lock()
	over := v.w.over
	v.w.mu.Unlock()
	if parts[1] == over {
		return auth.Identity{}, chat.Errorf(chat.CodeUnauthorized, "the session has ended")
	}
	return auth.Identity{User: chat.UserID(parts[0]), Session: chat.SessionID(parts[1]), ExpiresAt: v.w.clock().Add(life)}, nil
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func newWorld(t *testing.T, limits *ratelimit.Limiter, wrap ...func(chat.Store) chat.Store) *world {
	t.Helper()
	return newWorldOf(t, realtime.Config{Limits: limits}, wrap...)
}

// newWorldOf makes a server with some settings of its own.
func newWorldOf(t *testing.T, c realtime.Config, wrap ...func(chat.Store) chat.Store) *world {
	t.Helper()
	return newWorldOn(t, testkit.NewChat(t, wrap...), c)
}

// newWorldOn makes a server for a service.
func newWorldOn(t *testing.T, service *testkit.Chat, c realtime.Config) *world {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	w := &world{t: t, ctx: ctx, chat: service, now: time.Now()}
	origins, err := origin.New("", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Chat, c.Auth, c.Origins, c.Grace, c.Now = w.chat.Service, tokens{w}, origins, grace, w.clock
	c.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	w.rt = realtime.New(c)
	w.chat.Publish(w.rt)
	w.io = sockettest.Serve(t, w.rt)
	t.Cleanup(func() {
		if err := w.rt.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

func token(u chat.User, session string) string { return string(u.ID) + "/" + session + "/10m" }

// connect joins a namespace on a connection of its own.
func (w *world) connect(u chat.User, namespace string, extra map[string]any) *sockettest.Socket {
	w.t.Helper()
	return w.join(w.io.Client(w.t), u, namespace, extra)
}

func (w *world) join(c *sockettest.Client, u chat.User, namespace string, extra map[string]any) *sockettest.Socket {
	w.t.Helper()
	in := map[string]any{"token": token(u, "s1")}
	for k, v := range extra {
		in[k] = v
	}
	s, err := c.Connect(w.ctx, namespace, in)
	if err != nil {
		w.t.Fatalf("%s cannot connect to %s: %v", u.Username, namespace, err)
	}
	return s
}

// enter joins a room and takes the first sync.
func (w *world) enter(u chat.User, room chat.RoomID) *sockettest.Socket {
	w.t.Helper()
	s := w.connect(u, "/rooms/"+string(room), nil)
	await[protocol.Sync](w, s, "sync")
	return s
}

// session joins / and takes the snapshot.
func (w *world) session(u chat.User) *sockettest.Socket {
	w.t.Helper()
	s := w.connect(u, "/", nil)
	await[protocol.Session](w, s, "session")
	return s
}

func await[T any](w *world, s *sockettest.Socket, name string) T {
	w.t.Helper()
	e, err := s.Await(w.ctx, name)
	if err != nil {
		w.t.Fatalf("waiting for %s: %v", name, err)
	}
	var out T
	if err := e.Decode(&out); err != nil {
		w.t.Fatal(err)
	}
	return out
}

// call asks and answers the acknowledgement's fields and its error's code.
func call[T any](w *world, s *sockettest.Socket, event string, in any) (T, chat.Code) {
	w.t.Helper()
	e, err := s.Call(w.ctx, event, in)
	if err != nil {
		w.t.Fatalf("%s: %v", event, err)
	}
	var state struct {
		OK    bool
		Error protocol.WireError
	}
	var out T
	if err := errors.Join(e.Decode(&state), e.Decode(&out)); err != nil {
		w.t.Fatal(err)
	}
	if state.OK == (state.Error.Code != "") {
		w.t.Errorf("%s is acknowledged with %s", event, e.Args)
	}
	return out, state.Error.Code
}

// refused answers the code of a connect_error.
func refused(t *testing.T, err error) chat.Code {
	t.Helper()
	var e *socketio.ConnectError
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v, want a connect_error", err)
	}
	var data protocol.WireError
	if err := json.Unmarshal(e.Data.(json.RawMessage), &data); err != nil || data.Message == "" {
		t.Fatalf("connect_error has data %s, %v", e.Data, err)
	}
	return data.Code
}
