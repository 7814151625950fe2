package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/bench/check"
	"github.com/loquat-chat/loquat/socketio"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// toy is a server that has one room, numbers what is sent and tells it to everybody, as its fault wants.
type toy struct {
	mu    sync.Mutex
	seq   int64
	fault faulty
	held  map[int64]string // by seq: clientId
	io    *socketio.Server
	rooms *socketio.Namespace
}

// faulty tells the message with this seq to these sockets, or not.
type faulty func(seq int64, to []*socketio.Socket, tell func(s *socketio.Socket, seq int64))

const toyRoom = "01a21000-0000-7000-8000-000000000001"

func newToy(t *testing.T, fault faulty) (url string) {
	y := &toy{seq: 3, fault: fault, held: map[int64]string{}, io: socketio.New(socketio.Options{})}
	y.io.Of("/").OnConnect(func(_ context.Context, s *socketio.Socket) {
		_ = s.Emit("session", struct{}{})
		s.Release()
	})
	y.rooms = y.io.Match("/rooms/{id}")
	y.rooms.OnConnect(func(_ context.Context, s *socketio.Socket) {
		_ = s.Emit("sync", json.RawMessage(`{"epoch":"e","version":13,"reset":true,"more":false,"messages":[{"seq":2,"clientId":"x"},{"seq":3,"clientId":"y"}]}`))
		s.Release()
	})
	socketio.Handle(y.rooms, "send_message", y.send)
	mux := http.NewServeMux()
	mux.Handle("/socket.io/", y.io)
	mux.HandleFunc("POST /api/v1/rooms", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"id":%q}`, toyRoom)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = y.io.Close(context.Background())
		server.Close()
		web.CloseIdleConnections()
	})
	return server.URL
}

func (y *toy) send(_ context.Context, _ *socketio.Socket, in struct{ ClientID string }) (json.RawMessage, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.seq++
	y.held[y.seq] = in.ClientID
	to := y.rooms.Of("/rooms/" + toyRoom).Sockets()
	slices.SortFunc(to, func(a, b *socketio.Socket) int { return strings.Compare(a.ID(), b.ID()) })
	y.fault(y.seq, to, func(s *socketio.Socket, seq int64) {
		_ = s.Emit("receive_message", json.RawMessage(fmt.Sprintf(`{"message":{"seq":%d,"version":%d,"clientId":%q}}`, seq, seq+10, y.held[seq])))
	})
	return json.RawMessage(fmt.Sprintf(`{"ok":true,"clientId":%q,"seq":%d}`, in.ClientID, y.seq)), nil
}

// judged sends 50 messages by 5 people and answers what the checker found.
func judged(t *testing.T, fault faulty) (check.Report, report) {
	url := newToy(t, fault)
	b := &bench{settings: settings{size: 20}}
	c, err := b.gather(t.Context(), &server{url: url}, make([]account, 5), 5)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	c.patience = 200 * time.Millisecond
	if err := c.connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		c.people[i%5].send(keys.Add(1), time.Duration(i))
	}
	var out report
	found := c.finish(t.Context(), &out, "test", "50 sends")
	return found, out
}

func everybody(seq int64, to []*socketio.Socket, tell func(*socketio.Socket, int64)) {
	for _, s := range to {
		tell(s, seq)
	}
}

func TestAGoodServerPasses(t *testing.T) {
	found, out := judged(t, everybody)
	if !found.OK() || found.Acked != 50 || found.Delivered != 250 || out.faults != 0 {
		t.Errorf("a good server: %v %v, %d faults", &found, found.Examples, out.faults)
	}
}

func TestABadServerDoesNot(t *testing.T) {
	tests := map[string]struct {
		fault faulty
		want  check.Report
		holes string
	}{
		"one delivery dropped": {func(seq int64, to []*socketio.Socket, tell func(*socketio.Socket, int64)) {
			if seq == 20 {
				to = to[1:]
			}
			everybody(seq, to, tell)
		}, check.Report{Lost: 1}, "1 versions out of turn"},
		"one delivery doubled": {func(seq int64, to []*socketio.Socket, tell func(*socketio.Socket, int64)) {
			everybody(seq, to, tell)
			if seq == 20 {
				tell(to[2], seq)
			}
		}, check.Report{Doubled: 1}, "1 versions out of turn"},
		"two deliveries swapped": {func(seq int64, to []*socketio.Socket, tell func(*socketio.Socket, int64)) {
			switch seq {
			case 20:
				everybody(seq, to[1:], tell)
			case 21:
				everybody(seq, to, tell)
				tell(to[0], 20)
			default:
				everybody(seq, to, tell)
			}
		}, check.Report{Reordered: 1}, "2 versions out of turn"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found, out := judged(t, test.fault)
			counts := check.Report{Lost: found.Lost, Doubled: found.Doubled, Reordered: found.Reordered, Gaps: found.Gaps, Refused: found.Refused}
			if counts.String() != test.want.String() || out.faults != 1 ||
				!strings.Contains(out.rows[0][3], found.String()) || !strings.Contains(out.rows[0][3], test.holes) {
				t.Errorf("found %v, %d faults: %v", out.rows, out.faults, found.Examples)
			}
		})
	}
}
