package socketio_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bubble runs a test in a synctest bubble, against a server made of o.
func bubble(t *testing.T, o socketio.Options, test func(t *testing.T, srv *socketio.Server, mem *sockettest.Server)) {
	synctest.Test(t, func(t *testing.T) {
		if o.OnPanic == nil {
			o.OnPanic = func(v any, stack []byte) { t.Errorf("panic: %v\n%s", v, stack) }
		}
		srv := socketio.New(o)
		mem := sockettest.Serve(t, srv)
		t.Cleanup(func() { closeServer(t, srv) })
		test(t, srv, mem)
	})
}

// join connects to a namespace, which must succeed.
func join(t *testing.T, c *sockettest.Client, namespace string, auth any) *sockettest.Socket {
	t.Helper()
	s, err := c.Connect(t.Context(), namespace, auth)
	if err != nil {
		t.Fatalf("Connect(%s): %v", namespace, err)
	}
	return s
}

// call emits an event and returns its acknowledgement as JSON.
func call(t *testing.T, s *sockettest.Socket, event string, args ...any) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e, err := s.Call(ctx, event, args...)
	if err != nil {
		t.Fatalf("Call(%s): %v", event, err)
	}
	if len(e.Args) != 1 {
		t.Fatalf("acknowledgement of %s has %d arguments", event, len(e.Args))
	}
	return string(e.Args[0])
}

// next takes an event that must be there.
func next(t *testing.T, s *sockettest.Socket) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e, err := s.Next(ctx)
	if err != nil {
		t.Fatalf("Next: %v", err)
	}
	b, _ := json.Marshal(e.Args)
	return e.Name + string(b)
}

func expect(t *testing.T, s *sockettest.Socket, want ...string) {
	t.Helper()
	for _, w := range want {
		if got := next(t, s); got != w {
			t.Errorf("got %s, want %s", got, w)
		}
	}
}

// silent checks that nothing is there, inside of a bubble.
func silent(t *testing.T, s *sockettest.Socket) {
	t.Helper()
	synctest.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e, err := s.Next(ctx); err == nil {
		t.Errorf("got %s %s, want nothing", e.Name, e.Args)
	}
}

// journal collects lines from several goroutines.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(s string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, s)
}

func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	lines := j.lines
	j.lines = nil
	return lines
}

// captured is a channel for the server's side of sockets.
type captured chan *socketio.Socket

func capture(n *socketio.Namespace) captured {
	ch := make(captured, 100)
	n.OnConnect(func(_ context.Context, s *socketio.Socket) {
		s.Release()
		ch <- s
	})
	return ch
}

func refusal(err error) string {
	var ce *socketio.ConnectError
	if !errors.As(err, &ce) {
		return "no ConnectError"
	}
	b, _ := json.Marshal(ce.Data)
	return ce.Message + " " + string(b)
}

// fetch sends a GET.
func fetch(t *testing.T, c *http.Client, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// openSID reads the session id out of an open packet.
func openSID(t *testing.T, body string) string {
	t.Helper()
	var open struct{ SID string }
	if err := json.Unmarshal([]byte(strings.TrimPrefix(body, "0")), &open); err != nil {
		t.Fatal(err)
	}
	return open.SID
}
