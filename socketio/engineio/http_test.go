package engineio_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder is a handler that remembers, and echoes what begins with "echo".
type recorder struct {
	s      *engineio.Session
	closed chan string
	mu     sync.Mutex
	got    []string
}

func (r *recorder) note(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, s)
}

func (r *recorder) Message(text []byte) {
	r.note(string(text))
	if strings.HasPrefix(string(text), "echo") {
		r.s.Send(engineio.NewMessage(text, nil, nil), false)
	}
}
func (r *recorder) Binary(b []byte) { r.note(fmt.Sprintf("%x", b)) }
func (r *recorder) Closed(reason string) {
	r.closed <- reason
}

func (r *recorder) received() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.got, ",")
}

// reason waits for the end of the session.
func (r *recorder) reason(t *testing.T) string {
	t.Helper()
	select {
	case reason := <-r.closed:
		return reason
	case <-time.After(5 * time.Second):
		t.Fatal("the session did not end")
		return ""
	}
}

type server struct {
	*engineio.Server
	t    *testing.T
	url  string
	open chan *recorder
}

func defaults() engineio.Options {
	return engineio.Options{
		PingInterval: 25 * time.Second, PingTimeout: 20 * time.Second, UpgradeTimeout: 10 * time.Second,
		MaxPayload: 1_000_000, MaxQueue: 4 << 20,
	}
}

func start(t *testing.T, change func(o *engineio.Options)) *server {
	t.Helper()
	o := defaults()
	s := &server{t: t, open: make(chan *recorder, 100)}
	o.OnOpen = func(es *engineio.Session) engineio.Handler {
		r := &recorder{s: es, closed: make(chan string, 2)}
		s.open <- r
		return r
	}
	if change != nil {
		change(&o)
	}
	s.Server = engineio.New(o)
	ts := httptest.NewServer(s.Server)
	s.url = ts.URL + "/engine.io/"
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Errorf("Close: %v", err)
		}
		ts.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return s
}

// do sends a request; header lines have the form "Name: value".
func (s *server) do(method, query, body string, header ...string) (int, string, http.Header) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+query, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		req.Header[name] = []string{value}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

func (s *server) expect(method, query, body string, code int, want string, header ...string) {
	s.t.Helper()
	gotCode, got, _ := s.do(method, query, body, header...)
	if gotCode != code || got != want {
		s.t.Errorf("%s %s %.40q: %d %q, want %d %q", method, query, body, gotCode, got, code, want)
	}
}

const poll = "?EIO=4&transport=polling"

// handshake opens a polling session.
func (s *server) handshake() (query string, r *recorder) {
	s.t.Helper()
	code, body, _ := s.do("GET", poll, "")
	if code != 200 || body[0] != '0' {
		s.t.Fatalf("handshake: %d %s", code, body)
	}
	var open struct{ SID string }
	if err := json.Unmarshal([]byte(body[1:]), &open); err != nil {
		s.t.Fatal(err)
	}
	return poll + "&sid=" + open.SID, <-s.open
}

const (
	transportUnknown = `{"code":0,"message":"Transport unknown"}`
	sessionUnknown   = `{"code":1,"message":"Session ID unknown"}`
	badMethod        = `{"code":2,"message":"Bad handshake method"}`
	badRequest       = `{"code":3,"message":"Bad request"}`
	badVersion       = `{"code":5,"message":"Unsupported protocol version"}`
)

func TestRefusals(t *testing.T) {
	s := start(t, nil)
	known, _ := s.handshake()
	for _, c := range []struct{ method, query, body string }{
		{"GET", "?transport=polling", badVersion},
		{"GET", "?EIO=3&transport=polling", badVersion},
		{"GET", "?EIO=4", transportUnknown},
		{"GET", "", transportUnknown},
		{"GET", "?EIO=4&transport=abc", transportUnknown},
		{"GET", "?EIO=4&transport=constructor", transportUnknown},
		{"GET", "?EIO=4&transport=webtransport", transportUnknown},
		{"GET", "?EIO=4&transport=websocket", badRequest},
		{"POST", poll, badMethod},
		{"PUT", poll, badMethod},
		{"OPTIONS", poll, badMethod},
		{"GET", poll + "&sid=abcd", sessionUnknown},
		{"POST", poll + "&sid=", sessionUnknown},
		{"GET", poll + "&sid=__proto__", sessionUnknown},
		{"GET", strings.Replace(known, "EIO=4&", "", 1), badRequest},
		{"GET", strings.Replace(known, "EIO=4", "EIO=3", 1), badRequest},
		{"GET", strings.Replace(known, "polling", "websocket", 1), badRequest},
		{"PUT", known, badRequest},
	} {
		s.expect(c.method, c.query, "", 400, c.body)
	}
	if _, _, h := s.do("GET", "", ""); h.Get("Content-Type") != "application/json" {
		t.Errorf("content type %q", h.Get("Content-Type"))
	}
}

func TestHandshakeResponse(t *testing.T) {
	s := start(t, nil)
	_, body, h := s.do("GET", poll, "")
	if got, want := h.Get("Content-Type"), "text/plain; charset=UTF-8"; got != want {
		t.Errorf("content type %q, want %q", got, want)
	}
	if h.Get("Cache-Control") != "no-store" || h.Get("Content-Length") == "" {
		t.Errorf("header %v", h)
	}
	var open map[string]any
	if err := json.Unmarshal([]byte(body[1:]), &open); err != nil {
		t.Fatal(err)
	}
	id, _ := open["sid"].(string)
	delete(open, "sid")
	want := "map[maxPayload:1e+06 pingInterval:25000 pingTimeout:20000 upgrades:[websocket]]"
	if got := fmt.Sprint(open); got != want || len(id) != 20 {
		t.Errorf("open packet %s, sid %q", got, id)
	}
}

func TestTransportsOption(t *testing.T) {
	only := start(t, func(o *engineio.Options) { o.Transports = []string{"websocket"} })
	only.expect("GET", poll, "", 400, transportUnknown)
	pollOnly := start(t, func(o *engineio.Options) { o.Transports = []string{"polling"} })
	if _, body, _ := pollOnly.do("GET", poll, ""); !strings.Contains(body, `"upgrades":[]`) {
		t.Errorf("open packet %s", body)
	}
}

func TestAllowRequest(t *testing.T) {
	s := start(t, func(o *engineio.Options) {
		o.AllowRequest = func(r *http.Request) error {
			switch r.URL.Query().Get("as") {
			case "friend":
				return nil
			case "foe":
				return &engineio.RequestError{Message: "nope"}
			case "nobody":
				return &engineio.RequestError{}
			}
			return errors.New("who?")
		}
	})
	s.expect("GET", poll+"&as=foe", "", 403, `{"code":4,"message":"nope"}`)
	s.expect("GET", poll+"&as=nobody", "", 403, `{"code":4,"message":"Forbidden"}`)
	s.expect("GET", poll, "", 403, `{"code":4,"message":"who?"}`)
	code, body, _ := s.do("GET", poll+"&as=friend", "")
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	sid := strings.Split(body, `"`)[3]
	s.expect("POST", poll+"&sid="+sid, "4x", 200, "ok") // asked at the handshake only
	if got := rawUpgrade(t, s.url+"?EIO=4&transport=websocket&as=foe"); !strings.HasPrefix(got, "HTTP/1.1 400 Bad Request\r\n") ||
		!strings.HasSuffix(got, "\r\n\r\nnope") || !strings.Contains(got, "Content-Type: text/html\r\n") {
		t.Errorf("refused upgrade:\n%s", got)
	}
}

func TestRefusedUpgrades(t *testing.T) {
	s := start(t, nil)
	for query, want := range map[string]string{
		"?EIO=4":                              "Transport unknown",
		"?EIO=4&transport=websocket&sid=abcd": "Session ID unknown",
		"?EIO=3&transport=websocket":          "Unsupported protocol version",
		"?EIO=4&transport=polling":            "Bad request",
		"?EIO=4&transport=websocket&sid=%00":  "Session ID unknown",
	} {
		got := rawUpgrade(t, s.url+query)
		if !strings.HasPrefix(got, "HTTP/1.1 400 Bad Request\r\n") || !strings.HasSuffix(got, "\r\n\r\n"+want) ||
			!strings.Contains(got, "Connection: close\r\n") {
			t.Errorf("%s:\n%s", query, got)
		}
	}
}

// rawUpgrade sends a WebSocket handshake and returns all that comes back.
func rawUpgrade(t *testing.T, url string) string {
	t.Helper()
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	_, _ = fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path)
	b, err := io.ReadAll(bufio.NewReader(conn))
	if err != nil {
		t.Fatalf("%v after %q", err, b)
	}
	return string(b)
}

func TestIllegalOrigin(t *testing.T) {
	s := start(t, nil)
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/"+poll, nil)
	r.Header.Set("Origin", "http://a\x01")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 400 || w.Body.String() != badRequest {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
