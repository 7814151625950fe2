package engineio

import (
	"encoding/base64"
	"encoding/binary"

	"github.com/gobwas/ws"
)

// Message is what Session.Send sends: a text and its attachments, encoded and
// framed once, to be shared by any number of sessions. It is never changed.
type Message struct {
	frames      []byte // of WebSocket, all of them
	text        []byte // part of frames: the packet as text; nil for a control frame and a joined message
	attachments [][]byte
	pong        bool       // a WebSocket pong
	parts       []*Message // of a joined message, in order
}

// Packets of the engine itself.
var (
	pingMessage = newPacket('2', nil)
	noopMessage = newPacket('6', nil)
	byeMessage  = newPacket('1', nil)
)

// NewMessage makes a message of head and body, which together are its text, and
// attachments. All are copied.
func NewMessage(head, body []byte, attachments [][]byte) *Message {
	return newPacket('4', attachments, head, body)
}

// Join makes one message of several: sending it is sending them one after the
// other, but with one write. There is at least one.
func Join(parts []*Message) *Message {
	if len(parts) == 1 {
		return parts[0]
	}
	size := 0
	for _, m := range parts {
		size += len(m.frames)
	}
	joined := &Message{frames: make([]byte, 0, size), parts: parts}
	for _, m := range parts {
		joined.frames = append(joined.frames, m.frames...)
	}
	return joined
}

func newPacket(typ byte, attachments [][]byte, parts ...[]byte) *Message {
	n := 1
	for _, p := range parts {
		n += len(p)
	}
	size := headerSize(n) + n
	for _, a := range attachments {
		size += headerSize(len(a)) + len(a)
	}
	m := &Message{frames: make([]byte, 0, size)}
	m.frames = appendHeader(m.frames, ws.OpText, n)
	start := len(m.frames)
	m.frames = append(m.frames, typ)
	for _, p := range parts {
		m.frames = append(m.frames, p...)
	}
	m.text = m.frames[start:]
	for _, a := range attachments {
		m.frames = appendHeader(m.frames, ws.OpBinary, len(a))
		start := len(m.frames)
		m.frames = append(m.frames, a...)
		m.attachments = append(m.attachments, m.frames[start:])
	}
	return m
}

// newControl makes a WebSocket control frame.
func newControl(op ws.OpCode, payload []byte) *Message {
	b := appendHeader(make([]byte, 0, 2+len(payload)), op, len(payload))
	return &Message{frames: append(b, payload...), pong: op == ws.OpPong}
}

// closeFrame makes a close frame; code 0 means none.
func closeFrame(code ws.StatusCode) *Message {
	if code == 0 {
		return newControl(ws.OpClose, nil)
	}
	return newControl(ws.OpClose, binary.BigEndian.AppendUint16(nil, uint16(code)))
}

// Size is how many bytes the message is on a WebSocket.
func (m *Message) Size() int { return len(m.frames) }

// base64Frames are the WebSocket frames for a client that wants no binary ones.
func (m *Message) base64Frames() []byte {
	var out []byte
	for _, p := range m.parts {
		out = append(out, p.base64Frames()...)
	}
	if m.parts != nil {
		return out
	}
	if len(m.attachments) == 0 {
		return m.frames
	}
	out = appendHeader(nil, ws.OpText, len(m.text))
	out = append(out, m.text...)
	for _, a := range m.attachments {
		out = appendHeader(out, ws.OpText, 1+base64.StdEncoding.EncodedLen(len(a)))
		out = base64.StdEncoding.AppendEncode(append(out, 'b'), a)
	}
	return out
}

func headerSize(n int) int {
	switch {
	case n < 126:
		return 2
	case n < 1<<16:
		return 4
	}
	return 10
}

// appendHeader appends the header of a whole, unmasked frame.
func appendHeader(dst []byte, op ws.OpCode, n int) []byte {
	dst = append(dst, 0x80|byte(op))
	switch {
	case n < 126:
		return append(dst, byte(n)) //nolint:gosec // less than 126
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(dst, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, 127), uint64(n))
}
