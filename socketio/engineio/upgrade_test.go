package engineio_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

func TestUpgrade(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	waiting := s.background(q)
	s.awaitPoll(r)
	c := s.dial(strings.Replace(q, "polling", "websocket", 1))
	c.text("2probe")
	c.expect("3probe")
	s.await(waiting, 200, "6") // so that the client can go on

	second := s.dial(strings.Replace(q, "polling", "websocket", 1))
	second.expect("close:", "error: EOF")

	s.expect("POST", q, "4over polling", 200, "ok")
	r.s.Send(engineio.NewMessage([]byte("1"), nil, nil), false) // no poll: it waits
	c.text("5")
	c.expect("41")
	r.s.Send(engineio.NewMessage([]byte("2"), nil, nil), false)
	c.text("4echo")
	c.expect("42", "4echo")
	s.expect("GET", q, "", 400, badRequest)
	s.expect("POST", q, "4x", 400, badRequest)
	third := s.dial(strings.Replace(q, "polling", "websocket", 1))
	third.expect("close:", "error: EOF")
	if got := r.received(); got != "over polling,echo" || r.s.Transport() != "websocket" {
		t.Errorf("received %q over %s", got, r.s.Transport())
	}
}

// TestPollAfterProbe: a poll that comes while the upgrade is under way is
// answered when it is over, or soon, so that the client can finish it.
func TestPollAfterProbe(t *testing.T) {
	s := start(t, nil)
	for _, upgraded := range []bool{true, false} {
		q, r := s.handshake()
		c := s.dial(strings.Replace(q, "polling", "websocket", 1))
		c.text("2probe")
		c.expect("3probe")
		late := s.background(q)
		s.awaitPoll(r)
		if upgraded {
			c.text("5")
			s.await(late, 400, badRequest)
		} else {
			s.await(late, 200, "6")
		}
	}
}

func TestFailedUpgrades(t *testing.T) {
	s := start(t, func(o *engineio.Options) { o.UpgradeTimeout = 100 * time.Millisecond })
	for name, try := range map[string]func(c *wsClient){
		"not a probe":     func(c *wsClient) { c.text("4early") },
		"wrong probe":     func(c *wsClient) { c.text("2") },
		"binary":          func(c *wsClient) { c.frame(ws.OpBinary, true, "2probe") },
		"gone":            func(c *wsClient) { _ = c.conn.Close() },
		"silent":          func(*wsClient) {},
		"not an upgrade":  func(c *wsClient) { c.text("2probe"); c.expect("3probe"); c.text("4x") },
		"probes only":     func(c *wsClient) { c.text("2probe"); c.expect("3probe") },
		"gone in between": func(c *wsClient) { c.text("2probe"); c.expect("3probe"); _ = c.conn.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			q, r := s.handshake()
			c := s.dial(strings.Replace(q, "polling", "websocket", 1))
			try(c)
			_, _ = io.Copy(io.Discard, c.conn) // until the server has given up
			for r.s.Probed() {
				<-time.After(time.Millisecond)
			}
			waiting := s.background(q)
			s.awaitPoll(r)
			s.expect("POST", q, "4echo", 200, "ok")
			s.await(waiting, 200, "4echo")
			if r.received() != "echo" {
				t.Errorf("received %q", r.received())
			}
		})
	}
}

// TestCloseDuringUpgrade ends the candidate too.
func TestCloseDuringUpgrade(t *testing.T) {
	s := start(t, nil)
	q, r := s.handshake()
	c := s.dial(strings.Replace(q, "polling", "websocket", 1))
	c.text("2probe")
	c.expect("3probe")
	r.s.Close("bye")
	if got := c.next(); !strings.HasPrefix(got, "error") && got != "close:" {
		t.Errorf("the candidate got %q", got)
	}
	s.expect("GET", q, "", 200, "1")
}
