package engineio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// wsConn is the server's end of a WebSocket: reading for one goroutine, which
// owns all fields but try; writing is the session's business.
type wsConn struct {
	conn net.Conn
	try  *tryWriter // nil: not for this type of connection
	max  int        // bytes of a message

	buf  []byte // received: buf[r:w]
	r, w int

	op        ws.OpCode // of the fragmented message under way; 0 if none
	msg       []byte    // its bytes so far
	fragments int
}

// violation ends a WebSocket with a close code.
type violation struct {
	code   ws.StatusCode
	reason string
}

func (v *violation) Error() string { return v.reason }

var (
	errProtocol  = &violation{ws.StatusProtocolError, ReasonTransportError}
	errUTF8      = &violation{ws.StatusInvalidFramePayloadData, ReasonTransportError}
	errTooBig    = &violation{ws.StatusMessageTooBig, ReasonTransportError}
	errHandshake = errors.New("engineio: WebSocket handshake failed")
)

// accept answers a WebSocket handshake and takes the connection from net/http,
// whose buffers are then free.
func accept(w http.ResponseWriter, r *http.Request, limit int) (*wsConn, error) {
	conn, rw, _, err := ws.HTTPUpgrader{Timeout: closeWait}.Upgrade(r, w)
	if err != nil {
		if conn != nil {
			_ = conn.Close()
		}
		return nil, errHandshake
	}
	c := &wsConn{conn: conn, try: newTryWriter(conn), max: limit}
	early := earlyData(rw.Reader)
	c.buf = make([]byte, readBuffer, max(readBuffer, len(early)))
	c.buf = c.buf[:cap(c.buf)]
	c.w = copy(c.buf, early)
	return c, nil
}

// earlyData is what a client sent before it had our answer.
func earlyData(r *bufio.Reader) []byte {
	if r == nil || r.Buffered() == 0 {
		return nil
	}
	b, _ := r.Peek(r.Buffered())
	return b
}

// next reads the next control frame or whole message. The payload is valid until
// the next call. An error other than a *violation is the connection's.
func (c *wsConn) next() (ws.OpCode, []byte, error) {
	for {
		h, err := c.header()
		if err != nil {
			return 0, nil, err
		}
		n := int(h.Length)
		if h.OpCode.IsControl() {
			p, err := c.take(n)
			if err != nil {
				return 0, nil, err
			}
			ws.Cipher(p, h.Mask, 0)
			return h.OpCode, p, nil
		}
		if h.Fin && c.op == 0 && n <= len(c.buf) {
			p, err := c.take(n)
			if err != nil {
				return 0, nil, err
			}
			ws.Cipher(p, h.Mask, 0)
			return whole(h.OpCode, p)
		}
		start := len(c.msg)
		if err := c.append(n); err != nil {
			return 0, nil, err
		}
		ws.Cipher(c.msg[start:], h.Mask, 0)
		if c.op == 0 {
			c.op = h.OpCode
		}
		if h.Fin {
			op, p := c.op, c.msg
			c.op, c.msg, c.fragments = 0, nil, 0
			return whole(op, p)
		}
	}
}

func whole(op ws.OpCode, p []byte) (ws.OpCode, []byte, error) {
	if op == ws.OpText && !utf8.Valid(p) {
		return 0, nil, errUTF8
	}
	return op, p, nil
}

// header reads a frame header and checks it against the protocol and the limits,
// before anything is done about the length that it announces.
func (c *wsConn) header() (ws.Header, error) {
	b, err := c.peek(2)
	if err != nil {
		return ws.Header{}, err
	}
	h := ws.Header{
		Fin:    b[0]&0x80 != 0,
		Rsv:    b[0] & 0x70 >> 4,
		OpCode: ws.OpCode(b[0] & 0x0f),
		Masked: b[1]&0x80 != 0,
		Length: int64(b[1] & 0x7f),
	}
	size := 2
	switch h.Length {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	if h.Masked {
		size += 4
	}
	if b, err = c.peek(size); err != nil {
		return h, err
	}
	b = b[2:size]
	switch h.Length {
	case 126:
		h.Length, b = int64(binary.BigEndian.Uint16(b)), b[2:]
	case 127:
		n := binary.BigEndian.Uint64(b)
		if n>>63 != 0 {
			return h, errProtocol
		}
		h.Length, b = int64(n), b[8:]
	}
	copy(h.Mask[:], b)
	c.r += size
	return h, c.check(h)
}

func (c *wsConn) check(h ws.Header) error {
	state := ws.StateServerSide
	if c.op != 0 {
		state = state.Set(ws.StateFragmented)
	}
	switch {
	case ws.CheckHeader(h, state) != nil:
		return errProtocol
	case h.OpCode.IsControl():
		return nil
	case h.Length > int64(c.max-len(c.msg)):
		return errTooBig
	}
	if c.fragments++; c.fragments > maxFragments {
		return errTooBig
	}
	if h.Fin && c.op == 0 {
		c.fragments = 0
	}
	return nil
}

// peek returns at least n bytes of the buffer, without consuming them.
func (c *wsConn) peek(n int) ([]byte, error) {
	if c.w-c.r < n && len(c.buf)-c.r < n {
		c.w = copy(c.buf, c.buf[c.r:c.w])
		c.r = 0
	}
	for c.w-c.r < n {
		if c.r == c.w {
			c.r, c.w = 0, 0
		}
		m, err := c.conn.Read(c.buf[c.w:])
		c.w += m
		if m == 0 && err != nil {
			return nil, err
		}
	}
	return c.buf[c.r:c.w], nil
}

// take consumes n bytes, which fit into the buffer.
func (c *wsConn) take(n int) ([]byte, error) {
	b, err := c.peek(n)
	if err != nil {
		return nil, err
	}
	c.r += n
	return b[:n:n], nil
}

// append consumes n bytes to the end of msg, which grows as they come, not as
// they are announced.
func (c *wsConn) append(n int) error {
	have := min(n, c.w-c.r)
	c.msg = append(c.msg, c.buf[c.r:c.r+have]...)
	c.r += have
	for n -= have; n > 0; {
		if len(c.msg) == cap(c.msg) {
			c.msg = append(c.msg, make([]byte, min(n, max(4096, len(c.msg))))...)[:len(c.msg)]
		}
		m, err := c.conn.Read(c.msg[len(c.msg):min(cap(c.msg), len(c.msg)+n)])
		c.msg = c.msg[:len(c.msg)+m]
		n -= m
		if m == 0 && err != nil {
			return err
		}
	}
	return nil
}

// drain discards what comes, until the peer ends or the read deadline comes:
// closing with unread data would reset the connection and lose our last frames.
func (c *wsConn) drain() {
	_, _ = io.Copy(io.Discard, readerOnly{c.conn})
}

type readerOnly struct{ io.Reader }
