// Package engineio is the server side of Engine.IO protocol 4: sessions over
// HTTP long-polling or WebSocket, the upgrade from one to the other, heartbeats,
// bounded queues. Package socketio builds on it.
package engineio

import (
	"errors"
	"net/http"
	"net/url"
	"time"
)

// Options configure a Server. All durations and sizes must be set.
type Options struct {
	PingInterval   time.Duration // between a pong and the next ping
	PingTimeout    time.Duration // for the pong
	UpgradeTimeout time.Duration // for the upgrade to WebSocket
	MaxPayload     int           // greatest transport payload, bytes
	MaxQueue       int           // greatest number of bytes waiting for one session
	Transports     []string      // "polling", "websocket"; nil means both

	// AllowRequest decides about handshakes; an error refuses, with its text.
	AllowRequest func(r *http.Request) error
	// OnOpen returns the handler of a new session, before anything is received.
	OnOpen func(s *Session) Handler
}

// Handler takes what a session receives. Message and Binary are called by one
// goroutine at a time, in the order received; their argument is valid until they
// return. Closed is called exactly once, on a goroutine of its own, when the
// session has ended; a Message may still run then, none begins afterwards.
type Handler interface {
	Message(text []byte)
	Binary(data []byte)
	Closed(reason string)
}

// Reasons that Closed is given; Session.Close may give others.
const (
	ReasonTransportClose = "transport close"
	ReasonTransportError = "transport error"
	ReasonPingTimeout    = "ping timeout"
	ReasonParseError     = "parse error"
	ReasonForcedClose    = "forced close"
	ReasonShutdown       = "server shutting down"
	ReasonSlow           = "slow consumer"
)

// ErrClosed says that the session has ended.
var ErrClosed = errors.New("engineio: session is closed")

// RequestError refuses a handshake. An empty Message means "Forbidden".
type RequestError struct{ Message string }

// Error returns the message.
func (e *RequestError) Error() string {
	if e.Message == "" {
		return "Forbidden"
	}
	return e.Message
}

// Handshake is what is kept of the request that opened a session.
type Handshake struct {
	Header     http.Header
	RemoteAddr string
	URL        *url.URL
	Host       string
	TLS        bool
	Time       time.Time // of the handshake
}

const (
	polling   = "polling"
	websocket = "websocket"

	// closeWait bounds the end of a WebSocket: writing what waits, and the peer's answer.
	closeWait = 3 * time.Second
	// lingerWait is how long an ended polling session waits for the poll that fetches the end.
	lingerWait = 30 * time.Second
	// pollTick is how long a poll is held that comes while an upgrade is under way.
	pollTick = 50 * time.Millisecond
	// maxPongs is how many WebSocket pongs may wait for one peer.
	maxPongs = 16
	// maxFragments is how many frames a message may consist of, empty ones included.
	maxFragments = 1024
	// readBuffer is what an idle WebSocket keeps for reading; messages that fit are not copied.
	readBuffer = 512
)
