package redisadapter_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/adaptertest"
	"github.com/loquat-chat/loquat/socketio/redisadapter"
)

func TestMain(m *testing.M) {
	// The library lets a second pass before it forgets where the server was.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/rueidis.(*call).DelayDo.func1"))
}

// server is a redis-server of a test's own.
type server struct {
	t       *testing.T
	port    int
	process *exec.Cmd
}

func startRedis(t *testing.T) *server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("LOQUAT_TEST_REQUIRE") == "1" {
			t.Fatal("redis-server is missing: make setup installs it")
		}
		t.Skip("redis-server is missing: make setup installs it")
	}
	s := &server{t: t, port: freePort(t)}
	s.start()
	t.Cleanup(s.stop)
	return s
}

func (s *server) start() {
	s.t.Helper()
	s.process = exec.Command("redis-server", "--port", fmt.Sprint(s.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", s.t.TempDir())
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	awaitPort(s.t, s.port)
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// awaitPort waits until somebody listens.
func awaitPort(t testing.TB, port int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = c.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("redis-server does not start")
		}
		<-time.After(5 * time.Millisecond)
	}
}

func (s *server) stop() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	s.process = nil
}

func (s *server) url() string { return fmt.Sprintf("redis://127.0.0.1:%d", s.port) }

func open(t *testing.T, o redisadapter.Options) *redisadapter.Redis {
	t.Helper()
	r, err := redisadapter.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// opened opens a Redis that has subscribed to what there is, and tells of what happens to it.
func opened(t *testing.T, o redisadapter.Options) (*redisadapter.Redis, chan bool) {
	t.Helper()
	reached := make(chan bool, 100)
	o.OnReach = func(yes bool) { reached <- yes }
	r := open(t, o)
	wantReach(t, reached, true)
	return r, reached
}

func wantReach(t *testing.T, reached chan bool, yes bool) {
	t.Helper()
	select {
	case got := <-reached:
		if got != yes {
			t.Fatalf("Redis is reached: %t", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("nothing tells that Redis is reached: %t", yes)
	}
}

var clusters atomic.Int64

func TestAdapter(t *testing.T) {
	s := startRedis(t)
	for _, exact := range []bool{false, true} {
		t.Run(map[bool]string{false: "patterns", true: "exact"}[exact], func(t *testing.T) {
			adaptertest.Run(t, func(t *testing.T) socketio.AdapterFactory {
				key := fmt.Sprint("cluster*[", clusters.Add(1)) // what means something in a pattern, too
				return func(n socketio.Node) socketio.Adapter {
					r, _ := opened(t, redisadapter.Options{URL: s.url(), Key: key, Exact: exact, OnError: func(err error) { t.Error(err) }})
					return r.Adapter(n)
				}
			})
		})
	}
}

// TestRedisAway: while Redis is away nobody is kept from anything, and the application is told; once it is back everything arrives again.
func TestRedisAway(t *testing.T) {
	s := startRedis(t)
	reached := [2]chan bool{make(chan bool, 100), make(chan bool, 100)}
	heard := make(chan string, 100)
	var roots [2]*socketio.Namespace
	for i := range roots {
		r := open(t, redisadapter.Options{URL: s.url(), OnReach: func(yes bool) { reached[i] <- yes }})
		srv := socketio.New(socketio.Options{Adapter: r.Adapter})
		t.Cleanup(func() { _ = srv.Close(context.Background()) })
		roots[i] = srv.Of("/")
		if err := roots[i].OnServerSide(func(event string, _ []json.RawMessage) { heard <- fmt.Sprint(i, event) }); err != nil {
			t.Fatal(err)
		}
	}
	want := func(i int, yes bool) {
		t.Helper()
		select {
		case got := <-reached[i]:
			if got != yes {
				t.Fatalf("server %d reaches Redis: %t", i, got)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("server %d is not told that it reaches Redis: %t", i, yes)
		}
	}
	emit := func(event string) {
		t.Helper()
		if err := roots[0].ServerSideEmit(event, 1); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-heard:
			if got != "1"+event {
				t.Errorf("heard %s", got)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("nothing is heard")
		}
	}
	want(0, true)
	want(1, true)
	emit("before")
	s.stop()
	want(0, false)
	want(1, false)
	if err := roots[0].ServerSideEmit("lost"); err != nil {
		t.Error(err)
	}
	if _, err := roots[0].ServerSideEmitWithAck(t.Context(), "lost"); !errors.Is(err, redisadapter.ErrAway) {
		t.Errorf("asking while Redis is away: %v", err)
	}
	s.start()
	want(0, true)
	want(1, true)
	for { // what was said while it was away may come or not
		if err := roots[0].ServerSideEmit("after"); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-heard:
			if got == "1after" {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatal("nothing is heard")
		}
	}
}

// TestNoRedis: a clear sentence, soon.
func TestNoRedis(t *testing.T) {
	http := answering(t, "HTTP/1.1 400 Bad Request\r\n\r\n")
	silent := answering(t, "")
	s := startRedis(t)
	c := s.client()
	if err := c.Do(t.Context(), c.B().ConfigSet().ParameterValue().ParameterValue("requirepass", "right").Build()).Error(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ url, key, sentence string }{
		{"nonsense", "", "the Redis URL cannot be used"},
		{"redis://127.0.0.1:1", "", "redis at 127.0.0.1:1 cannot be reached"},
		{"redis://" + http, "", "is no Redis"},
		{"redis://" + silent, "", "does not answer"},
		{"redis://:wrong@" + strings.TrimPrefix(s.url(), "redis://"), "", "refuses"},
		{s.url(), "", "refuses"},
		{"redis://:right@" + strings.TrimPrefix(s.url(), "redis://"), "a#b", "must not contain #"},
	} {
		begun := time.Now()
		r, err := redisadapter.Open(t.Context(), redisadapter.Options{URL: c.url, Key: c.key})
		if err == nil {
			r.Close()
			t.Errorf("%s: no error", c.url)
		} else if !strings.Contains(err.Error(), c.sentence) {
			t.Errorf("%s: %v, want %s", c.url, err, c.sentence)
		}
		if d := time.Since(begun); d > 10*time.Second {
			t.Errorf("%s: it took %v", c.url, d)
		}
	}
}

// answering is a server that says one thing to everybody.
func answering(t *testing.T, what string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var conns []net.Conn
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns = append(conns, c)
			if what != "" {
				_, _ = c.Write([]byte(what))
				_ = c.Close()
			}
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		wg.Wait()
		for _, c := range conns {
			_ = c.Close()
		}
	})
	return l.Addr().String()
}
