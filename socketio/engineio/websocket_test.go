package engineio_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

// wsClient writes and reads frames as they are.
type wsClient struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func (s *server) dial(query string) *wsClient {
	s.t.Helper()
	d := ws.Dialer{Timeout: 5 * time.Second}
	conn, br, _, err := d.Dial(s.t.Context(), strings.Replace(s.url, "http", "ws", 1)+query)
	if err != nil {
		s.t.Fatal(err)
	}
	if br == nil {
		br = bufio.NewReader(conn)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return &wsClient{s.t, conn, br}
}

const overWS = "?EIO=4&transport=websocket"

// open opens a session on a WebSocket.
func (s *server) openWS() (*wsClient, *recorder) {
	s.t.Helper()
	c := s.dial(overWS)
	if got := c.next(); !strings.HasPrefix(got, "0{") || !strings.Contains(got, `"upgrades":[]`) {
		s.t.Fatalf("open packet %q", got)
	}
	return c, <-s.open
}

// frame sends a masked frame.
func (c *wsClient) frame(op ws.OpCode, fin bool, payload string) {
	c.t.Helper()
	f := ws.MaskFrameInPlace(ws.NewFrame(op, fin, []byte(payload)))
	if err := ws.WriteFrame(c.conn, f); err != nil {
		c.t.Logf("sending %q: %v", payload, err)
	}
}

func (c *wsClient) text(s string) { c.frame(ws.OpText, true, s) }

// next returns the next frame: text as it is, others as "op:payload".
func (c *wsClient) next() string {
	c.t.Helper()
	f, err := readFrame(c.r)
	switch {
	case err != nil:
		return "error: " + err.Error()
	case f.Header.Masked || !f.Header.Fin || f.Header.Rsv != 0:
		return fmt.Sprintf("bad header %+v", f.Header)
	case f.Header.OpCode == ws.OpText:
		return string(f.Payload)
	case f.Header.OpCode == ws.OpClose && len(f.Payload) >= 2:
		return fmt.Sprintf("close:%d%s", binary.BigEndian.Uint16(f.Payload), f.Payload[2:])
	}
	name := map[ws.OpCode]string{ws.OpBinary: "binary", ws.OpClose: "close", ws.OpPing: "ping", ws.OpPong: "pong"}[f.Header.OpCode]
	return name + ":" + string(f.Payload)
}

func readFrame(r io.Reader) (f ws.Frame, err error) {
	if f.Header, err = ws.ReadHeader(r); err == nil {
		f.Payload = make([]byte, f.Header.Length)
		_, err = io.ReadFull(r, f.Payload)
	}
	return f, err
}

func (c *wsClient) expect(want ...string) {
	c.t.Helper()
	for _, w := range want {
		if got := c.next(); got != w {
			c.t.Errorf("got %.200q, want %.200q", got, w)
		}
	}
}

func TestWebSocketMessages(t *testing.T) {
	s := start(t, nil)
	c, r := s.openWS()
	big := strings.Repeat("x", 200_000)
	c.text("4echo")
	c.expect("4echo")
	c.frame(ws.OpBinary, true, "\x01\x02")
	c.text("bAQI=")
	c.frame(ws.OpText, false, "4ec")
	c.frame(ws.OpContinuation, false, "")
	c.frame(ws.OpPing, true, "between")
	c.frame(ws.OpContinuation, true, "ho2")
	c.expect("pong:between", "4echo2")
	c.text("4echo" + big)
	c.expect("4echo" + big)
	c.text("4echo" + strings.Repeat("é", 300)) // beyond the read buffer
	c.expect("4echo" + strings.Repeat("é", 300))
	c.text("0")
	c.text("5")
	c.text("6")
	c.frame(ws.OpPong, true, "")
	r.s.Send(engineio.NewMessage([]byte("b"), nil, [][]byte{{7}, {8, 9}}), false)
	c.expect("4b", "binary:\x07", "binary:\x08\x09")
	if got := r.received(); !strings.HasPrefix(got, "echo,0102,0102,echo2,echox") {
		t.Errorf("received %.100s", got)
	}
	c.frame(ws.OpClose, true, "\x03\xe8bye") // 1000
	c.expect("close:1000", "error: EOF")
	if got := r.reason(t); got != "transport close" {
		t.Errorf("reason %q", got)
	}
}

func TestBase64WebSocket(t *testing.T) {
	s := start(t, nil)
	c := s.dial(overWS + "&b64=1")
	c.next()
	r := <-s.open
	r.s.Send(engineio.NewMessage([]byte("x"), nil, [][]byte{{1, 2, 3, 4}}), false)
	c.expect("4x", "bAQIDBA==")
}

// TestOpenPacketIsFirst, whatever the application sends as soon as it knows the session.
func TestOpenPacketIsFirst(t *testing.T) {
	s := start(t, func(o *engineio.Options) {
		open := o.OnOpen
		o.OnOpen = func(es *engineio.Session) engineio.Handler {
			es.Send(engineio.NewMessage([]byte("eager"), nil, nil), false)
			return open(es)
		}
	})
	c, _ := s.openWS()
	c.expect("4eager")
	if _, body, _ := s.do("GET", poll, ""); !strings.HasPrefix(body, "0{") || !strings.HasSuffix(body, "}\x1e4eager") {
		t.Errorf("handshake %q", body)
	}
}

// TestTLS: there every write goes through the queue.
func TestTLS(t *testing.T) {
	o := defaults()
	var r *recorder
	o.OnOpen = func(es *engineio.Session) engineio.Handler {
		r = &recorder{s: es, closed: make(chan string, 1)}
		return r
	}
	srv := engineio.New(o)
	ts := httptest.NewTLSServer(srv)
	defer ts.Close()
	conf := ts.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	d := ws.Dialer{TLSConfig: conf}
	conn, br, _, err := d.Dial(t.Context(), strings.Replace(ts.URL, "https", "wss", 1)+"/"+overWS)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if br == nil {
		br = bufio.NewReader(conn)
	}
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	c := &wsClient{t, conn, br}
	c.next()
	const n = 200
	for i := range n {
		r.s.Send(engineio.NewMessage(fmt.Appendf(nil, "%d", i), bytes.Repeat([]byte("x"), i*i), nil), false)
	}
	for i := range n {
		c.expect(fmt.Sprintf("4%d%s", i, strings.Repeat("x", i*i)))
	}
	c.text("4echo")
	c.expect("4echo")
	r.s.Close("bye")
	c.expect("close:")
	c.frame(ws.OpClose, true, "")
	if err := srv.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestFrameViolations: what ends a WebSocket, how the client is told, and the reason.
func TestFrameViolations(t *testing.T) {
	header := func(b ...byte) func(*wsClient) {
		return func(c *wsClient) { _, _ = c.conn.Write(b) }
	}
	for name, c := range map[string]struct {
		send   func(c *wsClient)
		answer string
		reason string
	}{
		"unmasked":            {header(0x81, 0x01, '3'), "close:1002", "transport error"},
		"reserved bit":        {header(0xc1, 0x81, 0, 0, 0, 0, '3'), "close:1002", "transport error"},
		"reserved opcode":     {header(0x83, 0x81, 0, 0, 0, 0, '3'), "close:1002", "transport error"},
		"long ping":           {header(0x89, 0xfe, 0, 126, 0, 0, 0, 0), "close:1002", "transport error"},
		"fragmented ping":     {header(0x09, 0x80, 0, 0, 0, 0), "close:1002", "transport error"},
		"stray continuation":  {header(0x80, 0x80, 0, 0, 0, 0), "close:1002", "transport error"},
		"top bit of length":   {header(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0), "close:1002", "transport error"},
		"enormous length":     {header(0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0), "close:1009", "transport error"},
		"interrupted message": {func(c *wsClient) { c.frame(ws.OpText, false, "4a"); c.text("4b") }, "close:1002", "transport error"},
		"one byte too many":   {func(c *wsClient) { c.text("4" + strings.Repeat("x", 1000)) }, "close:1009", "transport error"},
		"fragments too large": {func(c *wsClient) {
			c.frame(ws.OpText, false, strings.Repeat("4", 600))
			c.frame(ws.OpContinuation, true, strings.Repeat("x", 401))
		}, "close:1009", "transport error"},
		"invalid UTF-8":        {func(c *wsClient) { c.text("4\xff") }, "close:1007", "transport error"},
		"empty message":        {func(c *wsClient) { c.text("") }, "close:", "parse error"},
		"unknown packet":       {func(c *wsClient) { c.text("9") }, "close:", "parse error"},
		"client pings":         {func(c *wsClient) { c.text("2") }, "close:", "transport error"},
		"client probes":        {func(c *wsClient) { c.text("2probe") }, "close:", "transport error"},
		"close packet":         {func(c *wsClient) { c.text("1") }, "close:", "transport close"},
		"invalid close status": {func(c *wsClient) { c.frame(ws.OpClose, true, "\x00\x01") }, "close:1002", "transport close"},
		"empty fragments": {func(c *wsClient) {
			var b bytes.Buffer
			_ = ws.WriteFrame(&b, ws.MaskFrameInPlace(ws.NewFrame(ws.OpText, false, nil)))
			for range 2000 {
				_ = ws.WriteFrame(&b, ws.MaskFrameInPlace(ws.NewFrame(ws.OpContinuation, false, nil)))
			}
			_, _ = c.conn.Write(b.Bytes())
		}, "close:1009", "transport error"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, func(o *engineio.Options) { o.MaxPayload = 1000 })
			client, r := s.openWS()
			client.text("4" + strings.Repeat("x", 999)) // fits
			c.send(client)
			client.expect(c.answer)
			if got := r.reason(t); got != c.reason || len(r.received()) != 999 {
				t.Errorf("reason %q, want %q; received %d bytes", got, c.reason, len(r.received()))
			}
		})
	}
}

// TestServerClosesWebSocket: what was sent before arrives, then a close frame
// without status; the connection ends when the client has answered.
func TestServerClosesWebSocket(t *testing.T) {
	s := start(t, nil)
	c, r := s.openWS()
	r.s.Send(engineio.NewMessage([]byte("last"), nil, nil), false)
	r.s.Close("bye")
	r.s.Close("again")
	if got := r.reason(t); got != "bye" {
		t.Errorf("reason %q", got)
	}
	c.expect("4last", "close:")
	c.text("4late")
	c.frame(ws.OpClose, true, "")
	c.expect("error: EOF")
	if r.received() != "" {
		t.Errorf("received %q after the end", r.received())
	}
}

func TestCutConnection(t *testing.T) {
	s := start(t, nil)
	c, r := s.openWS()
	_ = c.conn.Close()
	if got := r.reason(t); got != "transport close" {
		t.Errorf("reason %q", got)
	}
}

// TestSlowConsumer: a client that does not read is cut when too much waits, and
// holds up nobody; volatile messages go first.
func TestSlowConsumer(t *testing.T) {
	s := start(t, func(o *engineio.Options) { o.MaxQueue = 1 << 20 })
	_, r := s.openWS()
	m := engineio.NewMessage(bytes.Repeat([]byte("x"), 10_000), nil, nil)
	droppedAt := -1
	for i := range 10_000 {
		if droppedAt < 0 && !r.s.Send(m, true) {
			droppedAt = r.s.Buffered()
		}
		if !r.s.Send(m, false) {
			if i == 0 {
				t.Fatal("nothing was taken")
			}
			break
		}
	}
	if got := r.reason(t); got != "slow consumer" {
		t.Errorf("reason %q", got)
	}
	if droppedAt < 64<<10 || droppedAt > 128<<10 {
		t.Errorf("volatile messages were dropped when %d bytes waited", droppedAt)
	}
}

// TestPartialWrites: a reader that is slow, but not too slow, gets every byte in
// order, though most writes are cut short.
func TestPartialWrites(t *testing.T) {
	s := start(t, func(o *engineio.Options) { o.MaxQueue = 64 << 20 })
	c, r := s.openWS()
	const n = 400
	for i := range n {
		body := bytes.Repeat([]byte{byte('a' + i%26)}, 1+i*100)
		r.s.Send(engineio.NewMessage(fmt.Appendf(nil, "%d:", i), body, [][]byte{body[:i%50]}), false)
	}
	if r.s.Buffered() == 0 {
		t.Fatal("everything fitted into the socket's buffer: the test tests nothing")
	}
	for i := range n {
		body := strings.Repeat(string(rune('a'+i%26)), 1+i*100)
		c.expect(fmt.Sprintf("4%d:%s", i, body), "binary:"+body[:i%50])
	}
	if err := r.s.WaitDrained(t.Context(), 1); err != nil {
		t.Error(err)
	}
}

func TestWaitDrained(t *testing.T) {
	s := start(t, func(o *engineio.Options) { o.MaxQueue = 64 << 20 })
	c, r := s.openWS()
	m := engineio.NewMessage(bytes.Repeat([]byte("x"), 8<<20), nil, nil)
	r.s.Send(m, false)
	r.s.Send(m, false)
	half, all, never := make(chan error, 1), make(chan error, 1), make(chan error, 1)
	go func() { half <- r.s.WaitDrained(t.Context(), 9<<20) }()
	go func() { all <- r.s.WaitDrained(t.Context(), 1) }()
	go func() { never <- r.s.WaitDrained(t.Context(), 0) }()
	select {
	case <-half:
		t.Fatal("drained before anything was read")
	case <-all:
		t.Fatal("drained before anything was read")
	case <-time.After(20 * time.Millisecond):
	}
	c.next()
	c.next()
	if err := errors.Join(<-half, <-all); err != nil {
		t.Error(err)
	}
	r.s.Close("bye")
	if err := <-never; !errors.Is(err, engineio.ErrClosed) {
		t.Errorf("WaitDrained of a closed session: %v", err)
	}
}

// TestPongFlood: a client that pings and does not read costs no memory.
func TestPongFlood(t *testing.T) {
	s := start(t, nil)
	c, r := s.openWS()
	var b bytes.Buffer
	for range 1000 {
		_ = ws.WriteFrame(&b, ws.MaskFrameInPlace(ws.NewPingFrame(bytes.Repeat([]byte("p"), 125))))
	}
	_ = c.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	for range 200 { // 25 MB of pings, far more than the sockets buffer
		if _, err := c.conn.Write(b.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.s.Buffered(); n > 100*130 {
		t.Errorf("%d bytes of pongs wait", n)
	}
}

// TestServerClose: nothing is refused silently, and everything ends.
func TestServerClose(t *testing.T) {
	s := start(t, nil)
	c, r1 := s.openWS()
	q, r2 := s.handshake()
	waiting := s.background(q)
	s.awaitPoll(r2)
	_, r3 := s.handshake()
	go func() { _ = s.Close(t.Context()) }()
	c.expect("close:")
	_ = c.conn.Close()
	s.await(waiting, 200, "1")
	for _, r := range []*recorder{r1, r2, r3} {
		if got := r.reason(t); got != "server shutting down" {
			t.Errorf("reason %q", got)
		}
	}
	s.expect("GET", poll, "", http.StatusServiceUnavailable, badRequest)
}
