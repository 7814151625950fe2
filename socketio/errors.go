package socketio

import (
	"errors"
	"fmt"

	"github.com/loquat-chat/loquat/socketio/engineio"
)

// Errors that the package returns or hands to Options.AckError and Options.OnFailed.
var (
	// ErrDisconnected: the socket has ended, or is not connected yet.
	ErrDisconnected = errors.New("socketio: socket is disconnected")
	// ErrTooLarge: an event was larger than Options.MaxEvent; its handler did not run.
	ErrTooLarge = errors.New("socketio: event is too large")
	// ErrReservedEvent: the event name cannot be emitted, because clients give it a meaning of their own.
	ErrReservedEvent = errors.New("socketio: reserved event name")
	// ErrPattern: the operation needs the name of one namespace; use Namespace.Of.
	ErrPattern = errors.New("socketio: namespace is a pattern")
	// ErrPanic: a handler panicked. Options.OnPanic has the value and the stack.
	ErrPanic = errors.New("socketio: handler panicked")
)

// Reasons that OnDisconnect is given. Conn.Close may give any other.
const (
	ReasonTransportClose   = engineio.ReasonTransportClose // the client closed the transport, or the network did
	ReasonTransportError   = engineio.ReasonTransportError // the transport failed or was misused
	ReasonPingTimeout      = engineio.ReasonPingTimeout    // no pong in time
	ReasonParseError       = engineio.ReasonParseError     // an invalid Engine.IO packet
	ReasonForcedClose      = engineio.ReasonForcedClose    // a violation of the Socket.IO protocol, or a panic
	ReasonShutdown         = engineio.ReasonShutdown       // Server.Close
	ReasonSlow             = engineio.ReasonSlow           // more than Options.MaxQueue bytes waited
	ReasonConnectTimeout   = "connect timeout"             // no namespace was joined within Options.ConnectTimeout
	ReasonServerDisconnect = "server namespace disconnect" // Socket.Disconnect or Broadcast.Disconnect
	ReasonClientDisconnect = "client namespace disconnect" // the client's DISCONNECT packet
)

// RequestError refuses a handshake; its Message goes to the client. Any other
// error from Options.AllowRequest is treated alike, with its text.
type RequestError = engineio.RequestError

// ConnectError refuses a CONNECT. The client gets both fields as connect_error;
// Data is left out when nil, and must be encodable as JSON.
type ConnectError struct {
	Message string
	Data    any
}

// Error returns the message.
func (e *ConnectError) Error() string { return e.Message }

// DecodeError says that the argument of an event does not fit the type of its handler.
type DecodeError struct {
	Event string
	Err   error // nil: the argument was missing
}

// Error describes the failure without repeating the argument.
func (e *DecodeError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("socketio: event %q: argument missing", e.Event)
	}
	return fmt.Sprintf("socketio: event %q: %v", e.Event, e.Err)
}

// Unwrap returns the error of encoding/json.
func (e *DecodeError) Unwrap() error { return e.Err }
