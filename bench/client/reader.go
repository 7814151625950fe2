package client

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gobwas/ws"
)

// bufferSize holds several messages of usual length, so that one read takes all that waits.
const bufferSize = 4096

// reader takes WebSocket frames from a connection. It belongs to one goroutine.
type reader struct {
	conn net.Conn
	buf  []byte // received: buf[r:w]; grows to the longest frame
	r, w int
	at   time.Duration // when the last bytes came
	msg  []byte        // fragments so far
}

var (
	errMasked = errors.New("the server masks its frames")
	errBig    = errors.New("the server sent a frame of more than 16 MB")
)

func newReader(conn net.Conn) *reader { return &reader{conn: conn, buf: make([]byte, bufferSize)} }

// unread takes what came together with the answer to the handshake.
func (in *reader) unread(early *bufio.Reader) {
	b, _ := early.Peek(early.Buffered())
	if len(b) > len(in.buf) {
		in.buf = make([]byte, len(b))
	}
	in.w, in.at = copy(in.buf, b), Now()
	ws.PutReader(early)
}

// next is the next control frame or whole message; the payload is valid until the next call.
func (in *reader) next() (ws.OpCode, []byte, error) {
	var first ws.OpCode
	in.msg = in.msg[:0]
	for {
		fin, op, payload, err := in.frame()
		if err != nil {
			return 0, nil, err
		}
		if op.IsControl() || fin && op != ws.OpContinuation {
			return op, payload, nil // a control frame between fragments would lose them; this server does not fragment
		}
		if op != ws.OpContinuation {
			first = op
		}
		if in.msg = append(in.msg, payload...); fin {
			return first, in.msg, nil
		}
	}
}

func (in *reader) frame() (fin bool, op ws.OpCode, payload []byte, err error) {
	head, err := in.take(2)
	if err != nil {
		return false, 0, nil, err
	}
	fin, op = head[0]&0x80 != 0, ws.OpCode(head[0]&0x0f)
	n := uint64(head[1])
	switch {
	case n > 127:
		return false, 0, nil, errMasked
	case n == 126:
		if head, err = in.take(2); err == nil {
			n = uint64(binary.BigEndian.Uint16(head))
		}
	case n == 127:
		if head, err = in.take(8); err == nil {
			n = binary.BigEndian.Uint64(head)
		}
	}
	if err == nil && n > 16<<20 {
		err = errBig
	}
	if err == nil {
		payload, err = in.take(int(n))
	}
	return fin, op, payload, err
}

// take consumes n bytes, reading if they are not there yet.
func (in *reader) take(n int) ([]byte, error) {
	if in.w-in.r < n {
		if err := in.fill(n); err != nil {
			return nil, err
		}
	}
	b := in.buf[in.r : in.r+n]
	in.r += n
	return b, nil
}

// fill reads until n bytes are there.
func (in *reader) fill(n int) error {
	if in.r > 0 {
		in.w = copy(in.buf, in.buf[in.r:in.w])
		in.r = 0
	}
	if n > len(in.buf) {
		in.buf = append(in.buf[:in.w], make([]byte, n-in.w)...)
	}
	for in.w < n {
		m, err := in.conn.Read(in.buf[in.w:])
		in.w += m
		in.at = Now()
		if m == 0 && err != nil {
			if errors.Is(err, io.EOF) && in.w > 0 {
				return io.ErrUnexpectedEOF
			}
			return err
		}
	}
	return nil
}
