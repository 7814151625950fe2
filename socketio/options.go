package socketio

import (
	"encoding/json"
	"net/http"
	"time"
)

// Options configure a Server. The zero value is good.
type Options struct {
	PingInterval   time.Duration // between a pong and the next ping; 25 s
	PingTimeout    time.Duration // for the pong; 20 s
	UpgradeTimeout time.Duration // for the upgrade from polling to WebSocket; 10 s
	ConnectTimeout time.Duration // until the first namespace is joined; 10 s

	// MaxPayload is the greatest transport payload in bytes (1,000,000). Beyond:
	// HTTP 413, or WebSocket close 1009.
	MaxPayload int
	// MaxEvent is the greatest EVENT packet in bytes, attachments included. Beyond:
	// the handler does not run, ErrTooLarge goes to the acknowledgement or to
	// OnFailed, the connection stays. 0: no limit beyond MaxPayload.
	MaxEvent int
	// MaxQueue is how many bytes may wait for one connection (4 MiB). Volatile
	// frames are dropped as soon as 64 KiB wait (or a quarter of MaxQueue, if that
	// is less); beyond MaxQueue the transport is closed with ReasonSlow.
	MaxQueue int
	// MaxNamespaces is how many namespaces one connection may have joined or be joining (200).
	MaxNamespaces int
	// MaxPending is how many requests to HandleAsync may be unanswered for one
	// socket (32). Then the reader of its connection waits.
	MaxPending int
	// HoldLimit is how many bytes of broadcasts wait for one held socket (256 KiB). See Socket.Hold.
	HoldLimit int

	// Transports are the enabled ones, "polling" and "websocket"; nil means both.
	Transports []string

	// AllowRequest decides about handshakes (requests without a session). An error
	// refuses with HTTP 403, code 4 and its text (a bare 400 for WebSocket).
	AllowRequest func(r *http.Request) error
	// InvalidNamespace replaces the answer to a CONNECT that no namespace takes:
	// CONNECT_ERROR with the message "Invalid namespace".
	InvalidNamespace func(name string) *ConnectError
	// TooManyNamespaces replaces the answer to a CONNECT beyond MaxNamespaces.
	TooManyNamespaces func(name string) *ConnectError
	// AckError makes an acknowledgement of a handler's error. The default is
	// {"error": text}; the text is seen by the client. It must not fail to encode.
	AckError func(err error) any

	// OnFailed is told of handlers that failed, panicked, or whose argument could
	// not be decoded, when the client asked for no acknowledgement. arg is the
	// first argument as received (nil when missing), valid until OnFailed returns.
	OnFailed func(s *Socket, event string, arg json.RawMessage, err error)
	// OnPanic is told of panics in handlers and middleware. The connection that
	// the handler ran for is closed; others live.
	OnPanic func(v any, stack []byte)
	// OnOpen is told of each connection before anything is read from it, OnClose
	// once when it has ended; OnDisconnect of its sockets may come before or after.
	// Neither may block.
	OnOpen, OnClose func(c *Conn)

	// Adapter carries broadcasts to other nodes. nil: this server is the only one.
	Adapter AdapterFactory
}

func orDefault[T int | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

func (o *Options) setDefaults() {
	orDefault(&o.PingInterval, 25*time.Second)
	orDefault(&o.PingTimeout, 20*time.Second)
	orDefault(&o.UpgradeTimeout, 10*time.Second)
	orDefault(&o.ConnectTimeout, 10*time.Second)
	orDefault(&o.MaxPayload, 1_000_000)
	orDefault(&o.MaxQueue, 4<<20)
	orDefault(&o.MaxNamespaces, 200)
	orDefault(&o.MaxPending, 32)
	orDefault(&o.HoldLimit, 256<<10)
	if o.InvalidNamespace == nil {
		o.InvalidNamespace = func(string) *ConnectError { return &ConnectError{Message: "Invalid namespace"} }
	}
	if o.TooManyNamespaces == nil {
		o.TooManyNamespaces = func(string) *ConnectError { return &ConnectError{Message: "Too many namespaces"} }
	}
	if o.AckError == nil {
		o.AckError = func(err error) any { return map[string]string{"error": err.Error()} }
	}
	if o.OnFailed == nil {
		o.OnFailed = func(*Socket, string, json.RawMessage, error) {}
	}
	if o.OnPanic == nil {
		o.OnPanic = func(any, []byte) {}
	}
}
