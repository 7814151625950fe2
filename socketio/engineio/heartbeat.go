package engineio

import "time"

// heartbeat is a session's pings, guarded by Session.mu. One timer serves the
// next ping, the deadline of its pong, and the lingering of an ended polling session.
type heartbeat struct {
	timer    *time.Timer
	due      time.Time // when the timer is to act; one that fires earlier was overtaken
	awaiting bool      // a pong
	extended bool      // the deadline of this pong
	reading  bool      // the handler has a packet
	deaf     bool      // it had one when the time for this pong was over
}

func (h *heartbeat) after(d time.Duration) {
	h.due = time.Now().Add(d)
	h.timer.Reset(d)
}

func (h *heartbeat) stop() { h.timer.Stop() }

func (s *Session) beat() {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &s.heart
	if wait := time.Until(h.due); wait > 0 {
		if s.state != closed {
			h.timer.Reset(wait)
		}
		return
	}
	switch {
	case s.state == closing && s.ws == nil: // nobody fetched the end
		s.vanish()
	case s.state != open:
	case !h.awaiting:
		h.awaiting, h.extended, h.deaf = true, false, false
		h.after(s.srv.opts.PingTimeout)
		s.enqueue(pingMessage)
	case h.reading, h.deaf: // we are not listening, or have only just begun again: no fault of the client's
		h.deaf = h.reading
		h.after(s.srv.opts.PingTimeout)
	default:
		s.end(ReasonPingTimeout, dropping)
	}
}

// heard notes that a packet came. The next ping is due an interval after the
// pong; the first other packet extends the deadline of a pong, once, since the
// pong may stand behind a large upload. The caller holds mu.
func (s *Session) heard(pong bool) {
	h := &s.heart
	switch {
	case !h.awaiting:
	case pong:
		h.awaiting = false
		h.after(s.srv.opts.PingInterval)
	case !h.extended:
		h.extended = true
		h.after(s.srv.opts.PingTimeout)
	}
}
