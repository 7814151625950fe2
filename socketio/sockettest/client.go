package sockettest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/parser"
)

// ErrClosed says that the connection or the socket has ended.
var ErrClosed = errors.New("sockettest: closed")

// Client is a connection to a server, without reconnection. Its methods are safe
// for concurrent use.
type Client struct {
	transport transport
	sid       string
	dec       parser.Decoder
	wg        sync.WaitGroup
	silent    bool
	done      chan struct{} // closed when the connection has ended

	mu      sync.Mutex // guards the fields below
	sockets map[string]*Socket
}

// Option changes how Dial connects.
type Option func(*Config)

// Config is what options change.
type Config struct{ polling, silent bool }

// Polling makes Dial use long-polling; the default is WebSocket.
func Polling(c *Config) { c.polling = true }

// Silent makes the client answer no pings.
func Silent(c *Config) { c.silent = true }

// Client opens a connection, which ends with the test.
func (s *Server) Client(t testing.TB, options ...Option) *Client {
	t.Helper()
	var conf Config
	for _, o := range options {
		o(&conf)
	}
	c := &Client{silent: conf.silent, done: make(chan struct{}), sockets: make(map[string]*Socket)}
	var poll *longPolling
	if conf.polling {
		poll = dialPolling(s, "")
		c.transport = poll
	} else {
		w, err := dialWebSocket(t.Context(), s, "")
		if err != nil {
			t.Fatalf("sockettest: %v", err)
		}
		c.transport = w
	}
	first, err := c.transport.receive()
	if err == nil {
		err = c.opened(first)
	}
	if err != nil {
		c.transport.close()
		t.Fatalf("sockettest: handshake: %v", err)
	}
	if poll != nil {
		poll.url += "&sid=" + c.sid
	}
	c.wg.Go(func() { c.read(first[1:]) })
	t.Cleanup(c.Close)
	return c
}

func (c *Client) opened(first []packet) error {
	var open struct{ SID string }
	if len(first) == 0 || first[0].text == "" || first[0].text[0] != '0' {
		return fmt.Errorf("no open packet but %q", first)
	}
	err := json.Unmarshal([]byte(first[0].text[1:]), &open)
	c.sid = open.SID
	return err
}

// ID is the session id of the connection.
func (c *Client) ID() string { return c.sid }

// Close cuts the connection.
func (c *Client) Close() {
	c.transport.close()
	c.wg.Wait()
}

// Done is closed when the connection has ended.
func (c *Client) Done() <-chan struct{} { return c.done }

// Send sends raw Engine.IO packets in text form, such as `42["event"]`.
func (c *Client) Send(texts ...string) error {
	packets := make([]packet, len(texts))
	for i, t := range texts {
		packets[i].text = t
	}
	return c.transport.send(packets...)
}

// Connect joins a namespace. auth is encoded as JSON; nil sends none. A refusal
// is a *socketio.ConnectError, with Data as json.RawMessage.
func (c *Client) Connect(ctx context.Context, namespace string, auth any) (*Socket, error) {
	var data []byte
	if auth != nil {
		var err error
		if data, err = parser.EncodeValue(auth); err != nil {
			return nil, err
		}
	}
	s := &Socket{
		client: c, namespace: namespace, verdict: make(chan error, 1), done: make(chan struct{}),
		changed: make(chan struct{}), acks: make(map[uint64]chan Event),
	}
	c.mu.Lock()
	c.sockets[namespace] = s
	c.mu.Unlock()
	if err := s.send(parser.Header{Type: parser.Connect}, data, nil); err != nil {
		return nil, err
	}
	select {
	case err := <-s.verdict:
		return s, err
	case <-c.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// read is the client's reader.
func (c *Client) read(packets []packet) {
	defer close(c.done)
	defer c.transport.close()
	for {
		for _, p := range packets {
			if !c.take(p) {
				return
			}
		}
		var err error
		if packets, err = c.transport.receive(); err != nil {
			return
		}
	}
}

// take takes an Engine.IO packet; false ends the connection.
func (c *Client) take(p packet) bool {
	var k *parser.Packet
	var complete bool
	var err error
	switch {
	case p.binary != nil:
		k, complete, err = c.dec.Binary(p.binary)
	case p.text == "2":
		if !c.silent {
			// Not on the reader: a POST would wait for a poll's connection.
			c.wg.Go(func() { _ = c.Send("3") })
		}
		return true
	case p.text == "6":
		return true
	case p.text == "" || p.text[0] != '4':
		return false
	default:
		k, complete, err = c.dec.Text([]byte(p.text[1:]))
	}
	if err != nil {
		return false
	}
	if complete {
		c.dispatch(k)
	}
	return true
}

func (c *Client) dispatch(p *parser.Packet) {
	c.mu.Lock()
	s := c.sockets[string(p.Namespace)]
	c.mu.Unlock()
	if s == nil {
		return
	}
	switch p.Type {
	case parser.Connect:
		var reply struct{ SID string }
		err := json.Unmarshal(p.Data, &reply)
		s.id = reply.SID
		s.verdict <- err
	case parser.ConnectError:
		var reply struct {
			Message string
			Data    json.RawMessage
		}
		err := json.Unmarshal(p.Data, &reply)
		if err == nil {
			ce := &socketio.ConnectError{Message: reply.Message}
			if reply.Data != nil {
				ce.Data = reply.Data
			}
			err = ce
		}
		s.verdict <- err
	case parser.Disconnect:
		close(s.done)
		c.mu.Lock()
		delete(c.sockets, s.namespace)
		c.mu.Unlock()
	default:
		s.received(p)
	}
}

// Event is what a socket received: an event, or an acknowledgement (no Name).
type Event struct {
	Name        string
	Args        []json.RawMessage // binary values as base64 text
	Attachments [][]byte

	socket *Socket
	id     uint64
	hasID  bool
}

// WantsAck says whether the server asked for an acknowledgement.
func (e Event) WantsAck() bool { return e.hasID }

// Ack acknowledges the event.
func (e Event) Ack(args ...any) error {
	data, attachments := json.RawMessage("[]"), [][]byte(nil)
	if len(args) > 0 {
		var err error
		if data, attachments, err = parser.EncodeArgs(args[0], args[1:]...); err != nil {
			return err
		}
	}
	return e.socket.send(parser.Header{Type: parser.Ack, ID: e.id, HasID: true}, data, attachments)
}

// Decode decodes the first argument.
func (e Event) Decode(v any) error {
	if len(e.Args) == 0 {
		return errors.New("sockettest: no argument")
	}
	return json.Unmarshal(e.Args[0], v)
}

func newEvent(s *Socket, p *parser.Packet) Event {
	e := Event{socket: s, id: p.ID, hasID: p.HasID, Attachments: p.Attachments}
	first := 0
	if p.Type == parser.Event {
		name, _ := p.Event()
		e.Name, first = string(name), 1
	}
	for i := first; ; i++ {
		arg := p.Arg(i)
		if arg == nil {
			return e
		}
		if inline, err := parser.Inline(arg, p.Attachments); err == nil {
			arg = inline
		}
		e.Args = append(e.Args, bytes.Clone(arg))
	}
}

// drop removes the first event called name from events; any, if name is empty.
func drop(events []Event, name string) ([]Event, Event, bool) {
	i := slices.IndexFunc(events, func(e Event) bool { return name == "" || e.Name == name })
	if i < 0 {
		return events, Event{}, false
	}
	e := events[i]
	return slices.Delete(events, i, i+1), e, true
}
