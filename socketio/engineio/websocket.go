package engineio

import (
	"errors"
	"net/http"
	"time"

	"github.com/gobwas/ws"
)

// serveWebSocket opens a session on a WebSocket.
func (srv *Server) serveWebSocket(w http.ResponseWriter, r *http.Request) {
	c, err := accept(w, r, srv.opts.MaxPayload)
	if err != nil {
		return // answered
	}
	s := srv.newSession(r)
	s.ws = c
	s.enqueueOpen(nil)
	if !srv.start(s) {
		_ = c.conn.Close()
		return
	}
	srv.tracker.run(func() { s.serve(c) })
}

// serve is the reader of a WebSocket.
func (s *Session) serve(c *wsConn) {
	defer s.readEnded()
	for {
		op, p, err := c.next()
		if err != nil {
			var v *violation
			if errors.As(err, &v) {
				s.mu.Lock()
				s.endWith(v.reason, dropping, nil, v.code)
				s.mu.Unlock()
				c.drain()
			}
			return
		}
		switch op {
		case ws.OpText:
			s.packet(p)
		case ws.OpBinary:
			s.binary(p)
		case ws.OpPing:
			s.pong(p)
		case ws.OpClose:
			s.mu.Lock()
			s.endWith(ReasonTransportClose, dropping, nil, closeCode(p))
			s.mu.Unlock()
			return
		case ws.OpPong, ws.OpContinuation:
		}
	}
}

// closeCode is the code to answer a close frame with: its own, if it is one that
// may be sent.
func closeCode(p []byte) ws.StatusCode {
	if len(p) < 2 {
		return 0
	}
	code, reason := ws.ParseCloseFrameDataUnsafe(p)
	if ws.CheckCloseFrameData(code, reason) != nil {
		return ws.StatusProtocolError
	}
	return code
}

// pong answers a WebSocket ping, unless too many answers wait already.
func (s *Session) pong(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == open && s.pongs < maxPongs {
		s.enqueue(newControl(ws.OpPong, p))
	}
}

// serveUpgrade tries to move a polling session to a WebSocket.
func (srv *Server) serveUpgrade(w http.ResponseWriter, r *http.Request, s *Session) {
	c, err := accept(w, r, srv.opts.MaxPayload)
	if err != nil {
		return // answered
	}
	s.mu.Lock()
	ok := s.state == open && s.ws == nil && s.candidate == nil
	if ok {
		s.candidate = c
	}
	s.mu.Unlock()
	if !ok {
		srv.tracker.run(func() { hangUp(c) })
		return
	}
	srv.tracker.run(func() {
		if s.upgrade(c) {
			s.serve(c)
			return
		}
		s.mu.Lock()
		if s.candidate == c {
			s.candidate, s.probed = nil, false
		}
		s.mu.Unlock()
		hangUp(c)
	})
}

// hangUp closes a WebSocket that is no session's.
func hangUp(c *wsConn) {
	_ = c.conn.SetDeadline(time.Now().Add(closeWait))
	if _, err := c.conn.Write(closeFrame(0).frames); err == nil {
		if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
			c.drain()
		}
	}
	_ = c.conn.Close()
}

// upgrade has the candidate probed and, when the client says so, makes it the
// session's transport. Nobody else writes to it before.
func (s *Session) upgrade(c *wsConn) bool {
	_ = c.conn.SetDeadline(time.Now().Add(s.srv.opts.UpgradeTimeout))
	if !c.expect("2probe") {
		return false
	}
	if _, err := c.conn.Write(newPacket('3', nil, []byte("probe")).frames); err != nil {
		return false
	}
	s.mu.Lock()
	if s.candidate != c {
		s.mu.Unlock()
		return false
	}
	s.probed = true
	if s.poll != nil && len(s.queue) == 0 {
		s.poll.answer(http.StatusOK, noopMessage.text) // the client waits for it
		s.poll = nil
	}
	s.mu.Unlock()
	if !c.expect("5") {
		return false
	}
	_ = c.conn.SetDeadline(time.Time{})
	return s.switchTo(c)
}

// expect reads one packet of the upgrade.
func (c *wsConn) expect(packet string) bool {
	for {
		op, p, err := c.next()
		switch {
		case err != nil:
			return false
		case op == ws.OpPing || op == ws.OpPong:
			continue
		}
		return op == ws.OpText && string(p) == packet
	}
}

// switchTo makes c the transport. What waits goes out on it, in order: nothing
// that a poll has not taken is lost, and nothing is sent twice.
func (s *Session) switchTo(c *wsConn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.candidate != c || s.state != open {
		return false
	}
	s.candidate, s.probed, s.ws = nil, false, c
	if s.poll != nil { // it came after the probe
		s.poll.refuse()
		s.poll = nil
	}
	if s.heart.awaiting { // the ping may have been lost with a poll
		s.heart.awaiting = false
		s.heart.after(s.srv.opts.PingInterval)
	}
	s.flush()
	return true
}
