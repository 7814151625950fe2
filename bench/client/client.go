// Package client is a Socket.IO client for load generators: WebSocket only, one goroutine for each connection, no decoding of JSON, and no more system
// calls than frames. It does not reconnect: whoever measures wants to know that a connection ended.
package client

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gobwas/ws"
)

// The Socket.IO packet types that matter here.
const (
	Connected    = '0'
	Disconnected = '1'
	Event        = '2'
	Ack          = '3'
	Refused      = '4'
)

// Packet is what the server sent, as its bytes. They are valid until the handler returns.
type Packet struct {
	Type      byte
	Namespace []byte // "/" is empty
	ID        int64  // which request an Ack answers; -1 if there is none
	Data      []byte // JSON
	At        time.Duration
}

// Conn is one connection. Its methods may be called from many goroutines.
type Conn struct {
	conn   net.Conn
	handle func(Packet)
	done   chan struct{} // closed when the reader has ended
	err    error         // why; readable after done

	heartbeat time.Duration

	writing sync.Mutex
	out     []byte // guarded by writing: the frame being made

	waiting sync.Mutex
	joins   map[string]chan error // guarded by waiting: CONNECTs without an answer yet
}

var start = time.Now()

// Now is the time since the process began, by the monotonic clock: what Packet.At is.
func Now() time.Duration { return time.Since(start) }

// Dial opens a connection to the server at base (http://host:port). handle is called with each packet by the connection's own goroutine, one after
// the other; it may send. Close ends the goroutine.
func Dial(ctx context.Context, base string, handle func(Packet)) (*Conn, error) {
	url := "ws" + strings.TrimPrefix(base, "http") + "/socket.io/?EIO=4&transport=websocket"
	conn, early, _, err := ws.Dial(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	c := &Conn{conn: conn, handle: handle, done: make(chan struct{}), joins: map[string]chan error{}}
	in := newReader(conn)
	if early != nil {
		in.unread(early)
	}
	if err := c.open(ctx, in); err != nil {
		_ = conn.Close()
		return nil, err
	}
	go c.read(in)
	return c, nil
}

// open reads Engine.IO's first packet.
func (c *Conn) open(ctx context.Context, in *reader) error {
	if deadline, ok := ctx.Deadline(); ok {
		_ = c.conn.SetReadDeadline(deadline)
		defer func() { _ = c.conn.SetReadDeadline(time.Time{}) }()
	}
	_, payload, err := in.next()
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	var hello struct {
		PingInterval int64 `json:"pingInterval"`
	}
	if len(payload) == 0 || payload[0] != '0' || json.Unmarshal(payload[1:], &hello) != nil {
		return fmt.Errorf("opening: the server began with %.80q", payload)
	}
	c.heartbeat = time.Duration(hello.PingInterval) * time.Millisecond
	return nil
}

// Heartbeat is how often the server pings.
func (c *Conn) Heartbeat() time.Duration { return c.heartbeat }

// Done is closed when the connection has ended; Err then says why.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Ended says whether the connection has ended.
func (c *Conn) Ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// Err is why the connection ended. It waits for that.
func (c *Conn) Err() error {
	<-c.done
	return c.err
}

// Close ends the connection and waits until the handler is not called any more. It must not be called by the handler.
func (c *Conn) Close() {
	_ = c.conn.Close()
	<-c.done
}

// RefusedError is the server's no to entering a namespace.
type RefusedError struct {
	Namespace string
	Data      []byte // JSON: message, and data of the application's
}

func (e *RefusedError) Error() string { return e.Namespace + " refuses: " + string(e.Data) }

// Connect enters a namespace with auth, an object. It returns when the server has let the client in or refused (*RefusedError).
func (c *Conn) Connect(ctx context.Context, namespace string, auth any) error {
	payload, err := json.Marshal(auth)
	if err != nil {
		return err
	}
	answer := make(chan error, 1)
	c.waiting.Lock()
	c.joins[namespace] = answer
	c.waiting.Unlock()
	if err := c.send(Connected, namespace, -1, payload); err != nil {
		return err
	}
	select {
	case err := <-answer:
		return err
	case <-c.done:
		return c.err
	case <-ctx.Done():
		return fmt.Errorf("entering %s: %w", namespace, ctx.Err())
	}
}

// Emit sends an event; data is the JSON array of its name and arguments. An id of 0 or more asks for an acknowledgement, which comes as an Ack with
// the same id.
func (c *Conn) Emit(namespace string, id int64, data []byte) error {
	return c.send(Event, namespace, id, data)
}

// Leave leaves a namespace. The server does not answer.
func (c *Conn) Leave(namespace string) error { return c.send(Disconnected, namespace, -1, nil) }

func (c *Conn) send(kind byte, namespace string, id int64, data []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	b := append(c.out[:0], make([]byte, maxHeader)...)
	b = append(b, '4', kind)
	if namespace != "/" {
		b = append(append(b, namespace...), ',')
	}
	if id >= 0 {
		b = strconv.AppendInt(b, id, 10)
	}
	c.out = append(b, data...)
	return c.flush(ws.OpText)
}

// maxHeader is the size of the longest header used: two bytes, eight of length, four of mask.
const maxHeader = 14

// flush writes the payload that stands in out after room for a header. The mask is zero, which leaves the payload as it is: masks protect proxies from
// what web pages make browsers send, and there is neither here.
func (c *Conn) flush(op ws.OpCode) error {
	n := len(c.out) - maxHeader
	var head []byte
	switch {
	case n < 126:
		head = c.out[maxHeader-6 : maxHeader]
		head[1] = byte(n & 0x7f)
	case n < 1<<16:
		head = c.out[maxHeader-8 : maxHeader]
		head[1] = 126
		binary.BigEndian.PutUint16(head[2:], uint16(n))
	default:
		head = c.out[:maxHeader]
		head[1] = 127
		binary.BigEndian.PutUint64(head[2:], uint64(n))
	}
	head[0] = 0x80 | byte(op)
	head[1] |= 0x80
	_, err := c.conn.Write(c.out[maxHeader-len(head):])
	return err
}

func (c *Conn) pong(op ws.OpCode, payload []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.out = append(append(c.out[:0], make([]byte, maxHeader)...), payload...)
	return c.flush(op)
}

func (c *Conn) read(in *reader) {
	defer close(c.done)
	c.err = c.loop(in)
	_ = c.conn.Close()
}

func (c *Conn) loop(in *reader) error {
	for {
		op, payload, err := in.next()
		if err != nil {
			return err
		}
		switch {
		case op == ws.OpPing:
			err = c.pong(ws.OpPong, payload)
		case op == ws.OpClose:
			err = io.EOF
		case op != ws.OpText || len(payload) == 0:
		case payload[0] == '4':
			p := parse(payload[1:])
			p.At = in.at
			c.handle(p)
			c.answered(p) // whoever waits in Connect finds it handled
		case payload[0] == '2':
			err = c.pong(ws.OpText, []byte{'3'})
		case payload[0] == '1':
			err = io.EOF
		}
		if err != nil {
			return err
		}
	}
}

// answered tells Connect of its answer.
func (c *Conn) answered(p Packet) {
	if p.Type != Connected && p.Type != Refused {
		return
	}
	namespace := "/"
	if len(p.Namespace) > 0 {
		namespace = string(p.Namespace)
	}
	c.waiting.Lock()
	defer c.waiting.Unlock()
	answer, ok := c.joins[namespace]
	if !ok {
		return
	}
	delete(c.joins, namespace)
	if p.Type == Refused {
		answer <- &RefusedError{namespace, bytes.Clone(p.Data)}
		return
	}
	answer <- nil
}

// parse divides a Socket.IO packet without attachments: type, namespace and comma, digits, JSON.
func parse(b []byte) Packet {
	p := Packet{ID: -1}
	if len(b) == 0 {
		return p
	}
	p.Type, b = b[0], b[1:]
	if len(b) > 0 && b[0] == '/' {
		end := bytes.IndexByte(b, ',')
		if end < 0 {
			end = len(b)
		}
		p.Namespace, b = b[:end], b[min(end+1, len(b)):]
	}
	for len(b) > 0 && b[0] >= '0' && b[0] <= '9' {
		p.ID, b = max(p.ID, 0)*10+int64(b[0]-'0'), b[1:]
	}
	p.Data = b
	return p
}
