package engineio

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// FuzzPayload decodes bodies of POSTs as a session does. What a session sends
// must come out as it was.
func FuzzPayload(f *testing.F) {
	for _, seed := range []string{"", "4a", "4a\x1ebAQIDBA==", "\x1e", "b", "b=", "b_-8", "2probe", "4\x1e4\x1e", "bA"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, size := 0, 0
		var texts []string
		for p := range packets(body) {
			n++
			size += len(p)
			if len(p) > 0 && p[0] == 'b' {
				if b, ok := decodeBase64(p[1:]); ok {
					back, ok := decodeBase64([]byte(base64.StdEncoding.EncodeToString(b)))
					if !ok || !bytes.Equal(back, b) {
						t.Fatalf("%q came back as %q", b, back)
					}
				}
			}
			if len(p) > 0 && p[0] == '4' {
				texts = append(texts, string(p))
			}
		}
		if size+n-1 != len(body) {
			t.Fatalf("%d packets of %d bytes from %d", n, size, len(body))
		}
		var again []byte
		for _, text := range texts {
			again = appendPayload(again, NewMessage([]byte(text[1:]), nil, nil))
		}
		if got := strings.Join(texts, "\x1e"); got != string(again) {
			t.Fatalf("%q came back as %q", got, again)
		}
	})
}

// bytesConn is a connection that reads from memory.
type bytesConn struct{ *bytes.Reader }

func (bytesConn) Write(b []byte) (int, error)      { return len(b), nil }
func (bytesConn) Close() error                     { return nil }
func (bytesConn) LocalAddr() net.Addr              { return nil }
func (bytesConn) RemoteAddr() net.Addr             { return nil }
func (bytesConn) SetDeadline(time.Time) error      { return nil }
func (bytesConn) SetReadDeadline(time.Time) error  { return nil }
func (bytesConn) SetWriteDeadline(time.Time) error { return nil }

// FuzzFrames reads arbitrary bytes as WebSocket frames. Messages are within the
// limit and valid, and memory is bounded by what came, not by what is announced.
func FuzzFrames(f *testing.F) {
	mask := func(fr ws.Frame) []byte {
		var b bytes.Buffer
		_ = ws.WriteFrame(&b, ws.MaskFrameInPlaceWith(fr, [4]byte{1, 2, 3, 4}))
		return b.Bytes()
	}
	f.Add(mask(ws.NewTextFrame([]byte("4hello"))))
	f.Add(append(mask(ws.NewFrame(ws.OpText, false, []byte("4he"))), mask(ws.NewFrame(ws.OpContinuation, true, []byte("llo")))...))
	f.Add(mask(ws.NewBinaryFrame(bytes.Repeat([]byte{7}, 700))))
	f.Add(append(mask(ws.NewPingFrame([]byte("p"))), mask(ws.NewCloseFrame([]byte{3, 232}))...))
	f.Add([]byte{0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 'x'})
	f.Add([]byte{0x82, 0xfe, 0xff, 0xff, 0, 0, 0, 0, 'x'})
	const limit = 1 << 20
	f.Fuzz(func(t *testing.T, in []byte) {
		c := &wsConn{conn: bytesConn{bytes.NewReader(in)}, max: limit, buf: make([]byte, readBuffer)}
		total := 0
		for {
			op, p, err := c.next()
			if cap(c.msg) > 2*len(in)+8192 {
				t.Fatalf("%d bytes for a message of which at most %d came", cap(c.msg), len(in))
			}
			if err != nil {
				var v *violation
				if errors.As(err, &v) && v.code == 0 {
					t.Fatal("a violation without code")
				}
				return
			}
			total += len(p)
			if total > len(in) || len(p) > limit || op == ws.OpText && !utf8.Valid(p) || op == ws.OpContinuation {
				t.Fatalf("opcode %v, %d bytes", op, len(p))
			}
		}
	})
}
