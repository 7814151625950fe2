package sockettest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/gobwas/ws"
)

// transport carries Engine.IO packets. send may be called concurrently; receive
// by one goroutine.
type transport interface {
	send(packets ...packet) error
	receive() ([]packet, error)
	close()
}

// packet is an Engine.IO packet: text with its type, or binary data.
type packet struct {
	text   string
	binary []byte // not nil: no text
}

// webSocket is the transport of that name.
type webSocket struct {
	conn net.Conn
	turn turn
}

// turn lets one goroutine write at a time. Waiting for it is durable blocking in
// the sense of testing/synctest.
type turn chan struct{}

func (t turn) take() func() {
	t <- struct{}{}
	return func() { <-t }
}

func dialWebSocket(ctx context.Context, s *Server, query string) (*webSocket, error) {
	d := ws.Dialer{NetDial: s.Dial}
	conn, br, _, err := d.Dial(ctx, "ws://memory/socket.io/?EIO=4&transport=websocket"+query)
	if err != nil {
		return nil, err
	}
	if br != nil { // frames that came with the handshake
		early, _ := br.Peek(br.Buffered())
		conn = prefixed{conn, io.MultiReader(bytes.NewReader(bytes.Clone(early)), conn)}
	}
	return &webSocket{conn: conn, turn: make(turn, 1)}, nil
}

type prefixed struct {
	net.Conn
	r io.Reader
}

func (p prefixed) Read(b []byte) (int, error) { return p.r.Read(b) }

func (w *webSocket) send(packets ...packet) error {
	defer w.turn.take()()
	var buf bytes.Buffer
	for _, p := range packets {
		f := ws.NewTextFrame([]byte(p.text))
		if p.binary != nil {
			f = ws.NewBinaryFrame(bytes.Clone(p.binary))
		}
		_ = ws.WriteFrame(&buf, ws.MaskFrameInPlace(f)) // a buffer does not fail
	}
	_, err := w.conn.Write(buf.Bytes())
	return err
}

func (w *webSocket) receive() ([]packet, error) {
	for {
		h, err := ws.ReadHeader(w.conn)
		if err != nil {
			return nil, err
		}
		payload := make([]byte, h.Length) // from a server in this process
		if _, err := io.ReadFull(w.conn, payload); err != nil {
			return nil, err
		}
		switch h.OpCode {
		case ws.OpText:
			return []packet{{text: string(payload)}}, nil
		case ws.OpBinary:
			return []packet{{binary: payload}}, nil
		case ws.OpClose:
			return nil, io.EOF
		case ws.OpPing, ws.OpPong, ws.OpContinuation:
		}
	}
}

func (w *webSocket) close() { _ = w.conn.Close() }

// longPolling is the transport "polling".
type longPolling struct {
	http   *http.Client
	url    string
	ctx    context.Context
	cancel context.CancelFunc
	turn   turn
}

func dialPolling(s *Server, query string) *longPolling {
	p := &longPolling{http: s.HTTP(), url: "http://memory/socket.io/?EIO=4&transport=polling" + query, turn: make(turn, 1)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

func (p *longPolling) do(method string, body io.Reader) ([]byte, error) {
	req, err := http.NewRequestWithContext(p.ctx, method, p.url, body)
	if err != nil {
		return nil, err
	}
	resp, err := p.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("sockettest: %s: %s", resp.Status, b)
	}
	return b, err
}

const separator = "\x1e"

func (p *longPolling) send(packets ...packet) error {
	defer p.turn.take()()
	var body bytes.Buffer
	for i, k := range packets {
		if i > 0 {
			body.WriteString(separator)
		}
		if k.binary != nil {
			k.text = "b" + base64.StdEncoding.EncodeToString(k.binary)
		}
		body.WriteString(k.text)
	}
	_, err := p.do(http.MethodPost, &body)
	return err
}

func (p *longPolling) receive() ([]packet, error) {
	body, err := p.do(http.MethodGet, nil)
	if err != nil {
		return nil, err
	}
	var out []packet
	for part := range bytes.SplitSeq(body, []byte(separator)) {
		switch {
		case len(part) == 0:
			return nil, errors.New("sockettest: empty packet")
		case part[0] == 'b':
			b, err := base64.StdEncoding.AppendDecode([]byte{}, part[1:])
			if err != nil {
				return nil, err
			}
			out = append(out, packet{binary: b})
		default:
			out = append(out, packet{text: string(part)})
		}
	}
	return out, nil
}

func (p *longPolling) close() {
	p.cancel()
	p.http.CloseIdleConnections()
}
