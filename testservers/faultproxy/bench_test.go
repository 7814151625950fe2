package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// patience is what something may take that has to happen; a loaded machine is no failure.
const patience = 10 * time.Second

func TestMain(m *testing.M) {
	code := m.Run()
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	if code == 0 && (bytes.Contains(stacks, []byte("(*connection)")) || bytes.Contains(stacks, []byte("(*proxy)"))) {
		fmt.Fprintf(os.Stderr, "goroutines are left:\n%s\n", stacks)
		code = 1
	}
	os.Exit(code)
}

// bench is a proxy, steered over HTTP, and a target that hands its connections to the test.
type bench struct {
	*testing.T
	control string
	id      int
	address string
	target  *net.TCPListener
}

func newBench(t *testing.T, more ...any) *bench {
	t.Helper()
	ps := newProxies()
	server := httptest.NewServer(ps.handler())
	t.Cleanup(server.Close)
	t.Cleanup(ps.close)
	b := &bench{T: t, control: server.URL, target: target(t)}
	body := map[string]any{"target": b.target.Addr().String()}
	for i := 0; i < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	var made settings
	b.call(http.StatusCreated, "POST", "/proxies", body, &made)
	b.id, b.address = made.ID, made.Address
	return b
}

func target(t *testing.T) *net.TCPListener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.(*net.TCPListener)
}

// call makes a call to the control port and checks its status.
func (b *bench) call(want int, method, path string, body, into any) {
	b.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	request, err := http.NewRequest(method, b.control+path, bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != want {
		b.Fatalf("%s %s %s: %d %s %v, want %d", method, path, text, answer.StatusCode, got, err, want)
	}
	if into != nil {
		if err := json.Unmarshal(got, into); err != nil {
			b.Fatal(err)
		}
	}
}

func (b *bench) path(rest string) string { return fmt.Sprintf("/proxies/%d%s", b.id, rest) }

// fault makes a fault happen: pairs of names and values.
func (b *bench) fault(kind string, more ...any) []int {
	b.Helper()
	body := map[string]any{"kind": kind}
	for i := 0; i < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	var answer struct{ Connections []int }
	b.call(http.StatusOK, "POST", b.path("/faults"), body, &answer)
	return answer.Connections
}

func (b *bench) connections() []status {
	b.Helper()
	var answer struct{ Connections []status }
	b.call(http.StatusOK, "GET", b.path("/connections"), nil, &answer)
	return answer.Connections
}

// eventually waits until the last connection looks as it should.
func (b *bench) eventually(what string, is func(status) bool) {
	b.Helper()
	deadline := time.Now().Add(patience)
	for {
		list := b.connections()
		if len(list) > 0 && is(list[len(list)-1]) {
			return
		}
		if time.Now().After(deadline) {
			b.Fatalf("waited in vain until %s: %+v", what, list)
		}
		runtime.Gosched()
	}
}

func (b *bench) dial() *net.TCPConn {
	b.Helper()
	c, err := net.Dial("tcp", b.address)
	if err != nil {
		b.Fatal(err)
	}
	return b.use(c.(*net.TCPConn))
}

func (b *bench) accepted(l *net.TCPListener) *net.TCPConn {
	b.Helper()
	_ = l.SetDeadline(time.Now().Add(patience))
	c, err := l.AcceptTCP()
	if err != nil {
		b.Fatal(err)
	}
	return b.use(c)
}

func (b *bench) use(c *net.TCPConn) *net.TCPConn {
	_ = c.SetDeadline(time.Now().Add(patience))
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// pair is a connection through the proxy: both its ends.
func (b *bench) pair() (client, server *net.TCPConn) {
	b.Helper()
	client = b.dial()
	return client, b.accepted(b.target)
}

func (b *bench) send(c net.Conn, text string) {
	b.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) receive(c net.Conn, want string) {
	b.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(c, got); err != nil || string(got) != want {
		b.Fatalf("received %q, %v; want %q", got[:n], err, want)
	}
}

// ends reads what is left and checks how the stream ends.
func (b *bench) ends(c net.Conn, want error) {
	b.Helper()
	rest, err := io.ReadAll(c)
	if len(rest) > 0 || !errors.Is(err, want) {
		b.Fatalf("the stream ended with %q, %v; want %v", rest, err, want)
	}
}

// refused makes a connection that is reset at once; the kernel may tell so early that it looks as if none had been made.
func (b *bench) refused() {
	b.Helper()
	c, err := net.Dial("tcp", b.address)
	if err == nil {
		b.ends(b.use(c.(*net.TCPConn)), syscall.ECONNRESET)
	} else if !errors.Is(err, syscall.ECONNRESET) {
		b.Fatal(err)
	}
}

// kill closes a connection with RST.
func kill(c *net.TCPConn) {
	_ = c.SetLinger(0)
	_ = c.Close()
}
