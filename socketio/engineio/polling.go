package engineio

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// poll is a GET that waits for something to send. Its fields are guarded by
// Session.mu until ready is closed.
type poll struct {
	ready chan struct{}
	woken bool
	code  int    // how to answer; 0: with the queue
	body  []byte // of the answer
}

func (p *poll) wake() {
	if !p.woken {
		p.woken = true
		close(p.ready)
	}
}

func (p *poll) answer(code int, body []byte) {
	p.code, p.body = code, body
	p.wake()
}

// refuse answers as if the poll had come after the upgrade.
func (p *poll) refuse() { p.answer(http.StatusBadRequest, nil) }

// post is a POST in progress.
type post struct{ rc *http.ResponseController }

// servePolling opens a session on polling: the response is the first poll's.
func (srv *Server) servePolling(w http.ResponseWriter, r *http.Request) {
	s := srv.newSession(r)
	s.enqueueOpen(srv.upgrades)
	if !srv.start(s) {
		refuse(w, http.StatusServiceUnavailable, errBadRequest)
		return
	}
	s.mu.Lock()
	body := s.take()
	s.mu.Unlock()
	_ = respond(w, body) // a client that has gone will send no pong
}

// take empties the queue into the body of a poll's response. The caller holds mu.
func (s *Session) take() []byte {
	var body []byte
	for _, m := range s.queue {
		body = appendPayload(body, m)
	}
	s.queue, s.offset = nil, 0
	s.drained(s.queued)
	if s.state == closing { // the end is in it
		s.vanish()
	}
	return body
}

// vanish ends the lingering of a polling session. The caller holds mu.
func (s *Session) vanish() {
	s.state, s.queue = closed, nil
	s.heart.stop()
	s.srv.forget(s)
	if s.awaited {
		s.awaited = false
		s.srv.tracker.done()
	}
}

// endPolling ends a session on polling: a poll that waits gets the end now. In an
// orderly end without one, the next poll gets it. The caller holds mu.
func (s *Session) endPolling(how manner, last *Message) {
	if how == orderly && s.linger() {
		return
	}
	s.vanish()
	if s.poll != nil {
		s.poll.answer(http.StatusOK, last.text)
		s.poll = nil
	}
	if s.post != nil {
		_ = s.post.rc.SetReadDeadline(time.Unix(1, 0)) // stops reading the body
	}
}

// linger lets the poll that waits, or the next one, fetch what is queued and the
// end. A server that closes waits for that, but only if more than the end is
// queued, and not as long. The caller holds mu.
func (s *Session) linger() bool {
	more := len(s.queue) > 0
	s.queue = append(s.queue, byeMessage)
	switch {
	case s.poll != nil:
		s.poll.wake()
	case !s.srv.closing():
		s.heart.after(lingerWait)
	case more:
		s.awaited = true
		s.srv.tracker.add()
		s.heart.after(closeWait)
	default:
		return false
	}
	return true
}

// serveGet is a poll.
func (s *Session) serveGet(w http.ResponseWriter, r *http.Request) {
	// The application's own write time-out is for requests that are answered at once.
	o, rc := &s.srv.opts, http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Now().Add(o.PingInterval + o.PingTimeout + lingerWait))
	defer func() { _ = rc.SetWriteDeadline(time.Time{}) }() // it outlives the request

	s.mu.Lock()
	switch {
	case s.state == closed:
		s.mu.Unlock()
		refuse(w, http.StatusBadRequest, errUnknownSession)
		return
	case s.ws != nil:
		s.mu.Unlock()
		refuse(w, http.StatusBadRequest, errBadRequest)
		return
	case s.poll != nil: // two at once: the session cannot be trusted any more
		s.end(ReasonTransportError, dropping)
		s.mu.Unlock()
		empty(w, http.StatusBadRequest)
		return
	}
	p := &poll{ready: make(chan struct{})}
	s.poll = p
	s.flush()
	var tick <-chan time.Time
	if s.probed { // its WebSocket is about to take over
		t := time.NewTimer(pollTick)
		defer t.Stop()
		tick = t.C
	}
	s.mu.Unlock()

	select {
	case <-p.ready:
	case <-tick:
	case <-r.Context().Done():
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.poll == p {
			s.poll = nil
			s.end(ReasonTransportError, dropping)
		}
		return
	}
	s.answer(w, p)
}

// answer answers a poll that need not wait any longer.
func (s *Session) answer(w http.ResponseWriter, p *poll) {
	s.mu.Lock()
	if s.poll == p {
		s.poll = nil
	}
	code, body := p.code, p.body
	if code == 0 {
		code, body = http.StatusOK, s.take()
		if len(body) == 0 {
			body = noopMessage.text
		}
	}
	s.mu.Unlock()
	if code != http.StatusOK {
		refuse(w, code, errBadRequest)
		return
	}
	if err := respond(w, body); err != nil {
		s.fail(ReasonTransportError)
	}
}

// servePost takes a payload.
func (s *Session) servePost(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	s.mu.Lock()
	switch {
	case s.state != open:
		s.mu.Unlock()
		refuse(w, http.StatusBadRequest, errUnknownSession)
		return
	case s.ws != nil:
		s.mu.Unlock()
		refuse(w, http.StatusBadRequest, errBadRequest)
		return
	case s.post != nil: // their order is unknown
		s.end(ReasonTransportError, dropping)
		s.mu.Unlock()
		empty(w, http.StatusBadRequest)
		return
	}
	s.post = &post{rc}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.post = nil
		s.mu.Unlock()
	}()
	if typ, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); typ == "application/octet-stream" {
		s.fail(ReasonTransportError)
		empty(w, http.StatusBadRequest)
		return
	}
	o := &s.srv.opts
	_ = rc.SetReadDeadline(time.Now().Add(o.PingInterval + o.PingTimeout))
	body, err := readBody(w, r, o.MaxPayload)
	switch {
	case errors.Is(err, errTooBig):
		w.Header().Set("Connection", "close")
		empty(w, http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		s.fail(ReasonTransportError)
		empty(w, http.StatusBadRequest)
		return
	}
	_ = rc.SetReadDeadline(time.Time{})
	for p := range packets(body) {
		if !s.packet(p) {
			break
		}
	}
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Length", "2")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "ok")
}

// readBody reads at most limit bytes, into memory that grows as they come.
func readBody(w http.ResponseWriter, r *http.Request, limit int) ([]byte, error) {
	if r.ContentLength > int64(limit) {
		return nil, errTooBig
	}
	var buf bytes.Buffer
	_, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, int64(limit)))
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return nil, errTooBig
	}
	return buf.Bytes(), err
}

func respond(w http.ResponseWriter, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=UTF-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(body) //nolint:gosec // text/plain, for a client that knows what it is
	return err
}

func empty(w http.ResponseWriter, code int) {
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(code)
}
