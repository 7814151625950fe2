package engineio_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

// answer is what a request in the background got.
type answer struct {
	code int
	body string
}

// background polls, and returns when the server has seen that: a second poll
// would be a violation.
func (s *server) background(query string) <-chan answer {
	ch := make(chan answer, 1)
	go func() {
		code, body, _ := s.do("GET", query, "")
		ch <- answer{code, body}
	}()
	return ch
}

func (s *server) await(ch <-chan answer, code int, body string) {
	s.t.Helper()
	select {
	case got := <-ch:
		if got.code != code || got.body != body {
			s.t.Errorf("poll: %d %q, want %d %q", got.code, got.body, code, body)
		}
	case <-time.After(5 * time.Second):
		s.t.Error("the poll was not answered")
	}
}

func TestPayloads(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	s.expect("POST", q, "4a\x1ebAQIDBA==\x1ebAQID\x1eb_-8\x1e4b", 200, "ok")
	if got, want := r.received(), "a,01020304,010203,ffef,b"; got != want {
		t.Errorf("received %s, want %s", got, want)
	}
	r.s.Send(engineio.NewMessage([]byte("x"), []byte("y"), nil), false)
	r.s.Send(engineio.NewMessage([]byte("bin"), nil, [][]byte{{1, 2, 3, 4}, {}}), false)
	s.expect("GET", q, "", 200, "4xy\x1e4bin\x1ebAQIDBA==\x1eb")
	waiting := s.background(q)
	s.expect("POST", q, "4echo", 200, "ok")
	s.await(waiting, 200, "4echo")
}

func TestPostEnds(t *testing.T) {
	for name, c := range map[string]struct {
		body, header string
		code         int
		answer       string
		got, reason  string
	}{
		"unknown packet":    {"4a\x1eabc\x1e4b", "", 200, "ok", "a", "parse error"},
		"ping":              {"2", "", 200, "ok", "", "transport error"},
		"empty body":        {"", "", 200, "ok", "", "parse error"},
		"empty packet":      {"4a\x1e\x1e4b", "", 200, "ok", "a", "parse error"},
		"bad base64":        {"b!!", "", 200, "ok", "", "parse error"},
		"close packet":      {"4a\x1e1", "", 200, "ok", "a", "transport close"},
		"octet-stream":      {"4a", "Content-Type: application/octet-stream", 400, "", "", "transport error"},
		"closed, then more": {"1\x1e4a", "", 200, "ok", "", "transport close"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, nil)
			q, r := s.handshake()
			var header []string
			if c.header != "" {
				header = append(header, c.header)
			}
			s.expect("POST", q, c.body, c.code, c.answer, header...)
			if got := r.reason(t); got != c.reason || r.received() != c.got {
				t.Errorf("ended with %q after %q, want %q after %q", got, r.received(), c.reason, c.got)
			}
			s.expect("GET", q, "", 400, sessionUnknown)
		})
	}
}

func TestStrayPacketsAreIgnored(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	s.expect("POST", q, "0\x1e5\x1e6\x1e3\x1e4a", 200, "ok", "Content-Type: text/plain;charset=UTF-8")
	if r.received() != "a" {
		t.Errorf("received %q", r.received())
	}
}

// TestCloseAnswersPoll: a client's close packet ends its waiting poll with a noop.
func TestCloseAnswersPoll(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	waiting := s.background(q)
	s.awaitPoll(r)
	s.expect("POST", q, "1", 200, "ok")
	s.await(waiting, 200, "6")
}

// awaitPoll returns when a poll waits: then a message is delivered at once.
func (s *server) awaitPoll(r *recorder) {
	s.t.Helper()
	for !r.s.HasPoll() {
		select {
		case <-s.t.Context().Done():
			s.t.Fatal("no poll")
		case <-time.After(time.Millisecond):
		}
	}
}

func TestSecondPollEndsBoth(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	first := s.background(q)
	s.awaitPoll(r)
	s.expect("GET", q, "", 400, "")
	s.await(first, 200, "1")
	if got := r.reason(t); got != "transport error" {
		t.Errorf("reason %q", got)
	}
}

func TestSecondPostEndsBoth(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	body, w := io.Pipe()
	firstDone := make(chan struct{})
	go func() {
		defer close(firstDone)
		req, _ := http.NewRequestWithContext(t.Context(), "POST", s.url+q, body)
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == 200 {
				t.Error("the first POST succeeded")
			}
		}
	}()
	_, _ = w.Write([]byte("4a"))
	for !r.s.HasPost() {
		<-time.After(time.Millisecond)
	}
	s.expect("POST", q, "4b", 400, "")
	if got := r.reason(t); got != "transport error" || r.received() != "" {
		t.Errorf("reason %q, received %q", got, r.received())
	}
	select {
	case <-firstDone: // though its body never ended
	case <-time.After(5 * time.Second):
		t.Error("the first POST goes on")
	}
	_ = w.Close()
	s.expect("GET", q, "", 400, sessionUnknown)
}

func TestTooLargePost(t *testing.T) {
	s := start(t, func(o *engineio.Options) { o.MaxPayload = 100 })
	q, r := s.handshake()
	s.expect("POST", q, "4"+strings.Repeat("€", 33), 200, "ok") // 100 bytes
	s.expect("POST", q, "4"+strings.Repeat("€", 33)+"x", 413, "")
	// Chunked, so that the length is not announced; the rest never comes.
	body, w := io.Pipe()
	go func() { _, _ = w.Write(bytes.Repeat([]byte("4"), 101)) }()
	req, _ := http.NewRequestWithContext(t.Context(), "POST", s.url+q, body)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	_ = w.Close()
	if resp.StatusCode != 413 {
		t.Errorf("chunked: %d", resp.StatusCode)
	}
	s.expect("POST", q, "4still here", 200, "ok")
	if got := r.received(); !strings.HasSuffix(got, ",still here") {
		t.Errorf("received %q", got)
	}
}

func TestAbandonedRequests(t *testing.T) {
	s := start(t, nil)
	for _, request := range []string{"GET %s HTTP/1.1\r\nHost: x\r\n\r\n", "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4a"} {
		q, r := s.handshake()
		host := strings.Split(s.url, "/")[2]
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte(strings.Replace(request, "%s", "/"+q, 1)))
		for !r.s.HasPoll() && !r.s.HasPost() {
			<-time.After(time.Millisecond)
		}
		_ = conn.Close()
		if got := r.reason(t); got != "transport error" || r.received() != "" {
			t.Errorf("reason %q, received %q", got, r.received())
		}
	}
}

// TestServerClosesPolling: what waits is delivered before the end, to the poll
// that waits or to the next one.
func TestServerClosesPolling(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	waiting := s.background(q)
	s.awaitPoll(r)
	r.s.Close("bye")
	s.await(waiting, 200, "1")
	if got := r.reason(t); got != "bye" {
		t.Errorf("reason %q", got)
	}
	s.expect("GET", q, "", 400, sessionUnknown)

	q, r = s.handshake()
	r.s.Send(engineio.NewMessage([]byte("last"), nil, nil), false)
	r.s.Close("bye")
	s.expect("POST", q, "4x", 400, sessionUnknown)
	s.expect("GET", q, "", 200, "4last\x1e1")
	s.expect("GET", q, "", 400, sessionUnknown)
	if r.received() != "" || r.s.Send(engineio.NewMessage([]byte("x"), nil, nil), false) {
		t.Error("the session works after its end")
	}
}
