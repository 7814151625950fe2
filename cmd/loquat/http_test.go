package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// hasty has no patience with bodies and answers.
var hasty = patience{header: 10 * time.Second, request: 50 * time.Millisecond, answer: 300 * time.Millisecond, idle: 10 * time.Second}

// serveHTTP serves a handler and answers where.
func serveHTTP(t *testing.T, h http.Handler, p patience) (addr string) {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.Config = newServer(h, slog.New(slog.DiscardHandler), p)
	s.Start()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func dial(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn.(*net.TCPConn)
}

// TestBodiesThatDoNotCome: such a connection ends, whether the handler reads the body or not; a whole body leaves it open, however long the answer takes.
func TestBodiesThatDoNotCome(t *testing.T) {
	read := func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	ignore := func(http.ResponseWriter, *http.Request) {}
	for name, h := range map[string]http.HandlerFunc{"read": read, "ignored": ignore} {
		t.Run(name, func(t *testing.T) {
			conn := dial(t, serveHTTP(t, h, hasty))
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na")
			if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Errorf("the connection stays: %v", err)
			}
		})
	}
	slow := func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		select {
		case <-r.Context().Done():
		case <-time.After(3 * hasty.request): // as long as a commit may take
		}
		fmt.Fprint(w, string(text), r.Context().Err())
	}
	conn := dial(t, serveHTTP(t, http.HandlerFunc(slow), hasty))
	answers := bufio.NewReader(conn)
	for range 2 { // on one connection
		_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(answer.Body); string(text) != "body<nil>" {
			t.Errorf("answered %q, %v", text, err)
		}
	}
}

// TestAnswersThatAreNotRead: a client that does not read holds its answer for a while only.
func TestAnswersThatAreNotRead(t *testing.T) {
	ended := make(chan error, 1)
	conn := dial(t, serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write(make([]byte, 64<<20)) // more than the system's buffers take
		ended <- err
	}), hasty))
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("64 MiB were written to a client that does not read")
		}
	case <-time.After(5 * time.Second):
		t.Error("the answer waits for its reader without end")
	}
}

// TestPollsWait: a poll outlasts what other answers have.
func TestPollsWait(t *testing.T) {
	s := newSystem(t)
	base := "http://" + serveHTTP(t, s.handler, hasty) + "/socket.io/?EIO=4&transport=polling"
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	ask := func(method, url, body string) string {
		r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			return err.Error()
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			return fmt.Sprint(answer.Status, string(text), err)
		}
		return string(text)
	}
	_, sid, _ := strings.Cut(ask("GET", base, ""), `"sid":"`)
	sid, _, _ = strings.Cut(sid, `"`)
	base += "&sid=" + sid
	for range 2 { // the second on the connection of the first
		polled := make(chan string, 1)
		go func() { polled <- ask("GET", base, "") }()
		select {
		case text := <-polled:
			t.Fatalf("the poll is answered %q, though nothing has happened", text)
		case <-time.After(3 * hasty.answer):
		}
		if text := ask("POST", base, "40{}"); text != "ok" {
			t.Errorf("a packet is answered %q", text)
		}
		if text := <-polled; !strings.HasPrefix(text, "44{") {
			t.Errorf("the poll is answered %q, want the refusal of a CONNECT without token", text)
		}
	}
}

// TestWebSocketsWait: so does a WebSocket.
func TestWebSocketsWait(t *testing.T) {
	s := newSystem(t)
	conn, early, _, err := ws.Dial(t.Context(), "ws://"+serveHTTP(t, s.handler, hasty)+"/socket.io/?EIO=4&transport=websocket")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rw := struct {
		io.Reader
		io.Writer
	}{conn, conn}
	if early != nil {
		rw.Reader = early
	}
	if text, err := wsutil.ReadServerText(rw); err != nil || text[0] != '0' {
		t.Fatalf("opened with %q, %v", text, err)
	}
	<-time.After(3 * hasty.answer)
	if err := wsutil.WriteClientText(conn, []byte("40{}")); err != nil {
		t.Fatal(err)
	}
	if text, err := wsutil.ReadServerText(rw); err != nil || !strings.HasPrefix(string(text), "44{") {
		t.Errorf("answered %q, %v, want the refusal of a CONNECT without token", text, err)
	}
}
