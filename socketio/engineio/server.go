package engineio

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is the HTTP handler of an Engine.IO endpoint, and the set of its sessions.
type Server struct {
	opts          Options
	transports    []string
	upgrades      []string // what a polling session may move to
	volatileLimit int
	tracker       tracker

	mu       sync.Mutex // guards the fields below; taken after a session's
	sessions map[string]*Session
	closed   bool
}

// New makes a server.
func New(o Options) *Server {
	srv := &Server{
		opts:          o,
		transports:    o.Transports,
		upgrades:      []string{},
		volatileLimit: min(64<<10, o.MaxQueue/4),
		sessions:      make(map[string]*Session),
	}
	if srv.transports == nil {
		srv.transports = []string{polling, websocket}
	}
	if slices.Contains(srv.transports, websocket) {
		srv.upgrades = append(srv.upgrades, websocket)
	}
	return srv
}

// Go runs fn on a goroutine that Close waits for.
func (srv *Server) Go(fn func()) { srv.tracker.run(fn) }

// Close refuses new requests, ends every session with ReasonShutdown, and waits
// for all goroutines. When ctx ends first, connections are cut, and its error returned.
func (srv *Server) Close(ctx context.Context) error {
	srv.mu.Lock()
	srv.closed = true
	all := slices.Collect(maps.Values(srv.sessions))
	srv.mu.Unlock()
	for _, s := range all {
		s.shutDown()
	}
	err := srv.tracker.wait(ctx)
	if err != nil {
		for _, s := range all {
			s.mu.Lock()
			if s.ws != nil {
				c := s.ws
				srv.tracker.run(func() { _ = c.conn.Close() })
			}
			s.mu.Unlock()
		}
	}
	return err
}

// shutDown is Close for a server that closes: who has ended already is not
// waited for.
func (s *Session) shutDown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == closing && s.ws == nil && s.poll == nil {
		s.vanish()
		return
	}
	s.end(ReasonShutdown, orderly)
}

func (srv *Server) closing() bool {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.closed
}

// forget takes a session out of the table.
func (srv *Server) forget(s *Session) {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	delete(srv.sessions, s.id)
}

func (srv *Server) find(id string) *Session {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.sessions[id]
}

func (srv *Server) newSession(r *http.Request) *Session {
	s := &Session{
		srv: srv, id: newID(), base64: r.URL.Query().Get("b64") == "1",
		shake: Handshake{
			Header: r.Header, RemoteAddr: r.RemoteAddr, URL: r.URL, Host: r.Host,
			TLS: r.TLS != nil, Time: time.Now(),
		},
	}
	s.opening.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heart.due = time.Now().Add(srv.opts.PingInterval)
	s.heart.timer = time.AfterFunc(srv.opts.PingInterval, s.beat)
	return s
}

// newID makes a session id of 120 random bits.
func newID() string {
	var b [15]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// enqueueOpen queues the open packet, before anything else can be sent.
func (s *Session) enqueueOpen(upgrades []string) {
	if upgrades == nil {
		upgrades = []string{}
	}
	o := &s.srv.opts
	data, _ := json.Marshal(struct {
		SID          string   `json:"sid"`
		Upgrades     []string `json:"upgrades"`
		PingInterval int64    `json:"pingInterval"`
		PingTimeout  int64    `json:"pingTimeout"`
		MaxPayload   int      `json:"maxPayload"`
	}{s.id, upgrades, o.PingInterval.Milliseconds(), o.PingTimeout.Milliseconds(), o.MaxPayload})
	s.queue = append(s.queue, newPacket('0', nil, data))
	s.queued += s.queue[0].Size()
}

// start gives a session its handler and its place in the table; false when the
// server has closed.
func (srv *Server) start(s *Session) bool {
	s.handler = srv.opts.OnOpen(s)
	s.opening.Done()
	srv.mu.Lock()
	ok := !srv.closed
	if ok {
		srv.sessions[s.id] = s
	}
	srv.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok {
		s.end(ReasonShutdown, cut)
		return false
	}
	if s.ws != nil {
		s.flush()
	}
	return true
}

// protocolError is an answer of the protocol to a request that it refuses.
type protocolError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *protocolError) Error() string { return e.Message }

var (
	errTransport      = &protocolError{0, "Transport unknown"}
	errUnknownSession = &protocolError{1, "Session ID unknown"}
	errMethod         = &protocolError{2, "Bad handshake method"}
	errBadRequest     = &protocolError{3, "Bad request"}
	errVersion        = &protocolError{5, "Unsupported protocol version"}
)

// ServeHTTP serves all requests of the protocol, whatever their path.
func (srv *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	upgrade := isUpgrade(r)
	s, err := srv.verify(r, upgrade)
	switch {
	case err != nil:
		srv.refuse(w, err, upgrade)
	case upgrade && s == nil:
		srv.serveWebSocket(w, r)
	case upgrade:
		srv.serveUpgrade(w, r, s)
	case s == nil:
		srv.servePolling(w, r)
	case r.Method == http.MethodGet:
		s.serveGet(w, r)
	case r.Method == http.MethodPost:
		s.servePost(w, r)
	default:
		srv.refuse(w, errBadRequest, false)
	}
}

// verify checks a request in the order of the reference, and returns its
// session, nil for a handshake.
func (srv *Server) verify(r *http.Request, upgrade bool) (*Session, error) {
	q := r.URL.Query()
	transport := q.Get("transport")
	if !slices.Contains(srv.transports, transport) {
		return nil, errTransport
	}
	if !validOrigin(r.Header.Get("Origin")) || upgrade && transport != websocket {
		return nil, errBadRequest
	}
	if q.Has("sid") {
		s := srv.find(q.Get("sid"))
		switch {
		case s == nil:
			return nil, errUnknownSession
		case !upgrade && s.Transport() != transport, q.Get("EIO") != "4":
			return nil, errBadRequest
		}
		return s, nil
	}
	switch {
	case r.Method != http.MethodGet:
		return nil, errMethod
	case transport == websocket && !upgrade:
		return nil, errBadRequest
	}
	if srv.opts.AllowRequest != nil {
		if err := srv.opts.AllowRequest(r); err != nil {
			return nil, &refusedError{err}
		}
	}
	if q.Get("EIO") != "4" {
		return nil, errVersion
	}
	return nil, nil
}

// refusedError is AllowRequest's.
type refusedError struct{ error }

func (srv *Server) refuse(w http.ResponseWriter, err error, upgrade bool) {
	code := http.StatusBadRequest
	var pe *protocolError
	if !errors.As(err, &pe) {
		pe = &protocolError{4, err.Error()}
		code = http.StatusForbidden
	}
	if upgrade {
		w.Header().Set("Connection", "close")
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", strconv.Itoa(len(pe.Message)))
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, pe.Message)
		return
	}
	refuse(w, code, pe)
}

func refuse(w http.ResponseWriter, code int, pe *protocolError) {
	body, _ := json.Marshal(pe)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body)
}

func isUpgrade(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), websocket) &&
		slices.ContainsFunc(r.Header.Values("Connection"), func(v string) bool {
			return strings.Contains(strings.ToLower(v), "upgrade")
		})
}

// validOrigin says whether an Origin could stand in a header: no control
// characters. Whether it is allowed is for AllowRequest.
func validOrigin(origin string) bool {
	for i := range len(origin) {
		if c := origin[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
