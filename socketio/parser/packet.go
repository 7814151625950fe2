// Package parser converts Socket.IO packets (protocol revision 5) to and from
// bytes. It is pure: no I/O, no goroutines, no shared state.
package parser

import (
	"errors"
	"strconv"
)

// Type is the type of a packet. Packets with attachments have the type that they
// have without; the wire's BINARY_EVENT and BINARY_ACK show as Attachments.
type Type uint8

// The packet types.
const (
	Connect Type = iota
	Disconnect
	Event
	Ack
	ConnectError

	binaryEvent
	binaryAck
)

// Limits of what is accepted and sent.
const (
	MaxAttachments = 10 // official decoders refuse more, in both directions
	MaxDepth       = 32 // of nested arrays and objects in what a client sends
)

// Errors of Decoder. Each ends the connection: it has lost its place in the stream.
var (
	ErrType        = errors.New("parser: unknown packet type")
	ErrPayload     = errors.New("parser: invalid payload")
	ErrAttachments = errors.New("parser: illegal number of attachments")
	ErrPlaceholder = errors.New("parser: placeholder for a missing attachment")
	ErrID          = errors.New("parser: acknowledgement id out of range")
	ErrText        = errors.New("parser: text while attachments are outstanding")
	ErrBinary      = errors.New("parser: binary data that no packet announced")
)

// Errors of EncodeArgs.
var (
	ErrTooManyAttachments = errors.New("parser: more than 10 attachments")
	ErrRawMessage         = errors.New("parser: json.RawMessage is not valid JSON")
)

// Packet is a decoded packet. Its slices are those given to the decoder, and
// valid as long; attachments are copies.
type Packet struct {
	Type      Type
	Namespace []byte // "/" when the packet names none
	ID        uint64
	HasID     bool
	// Data is the JSON payload: an array for Event and Ack, an object or nil for
	// Connect. nil when the packet has none.
	Data        []byte
	Attachments [][]byte
	// TooLarge says that the packet exceeds Decoder.MaxEvent; Attachments are dropped.
	TooLarge bool
}

// Event returns the name and the first argument of an Event. A name that is a
// number is its text. Both are nil without a payload, arg when there is none.
func (p *Packet) Event() (name, arg []byte) {
	name = p.Arg(0)
	if len(name) > 0 && name[0] == '"' {
		name = unquote(name)
	}
	return name, p.Arg(1)
}

// Arg returns the i-th element of Data, nil when there are fewer.
func (p *Packet) Arg(i int) []byte {
	return element(p.Data, i)
}

// Header is what stands before the JSON of a packet.
type Header struct {
	Type        Type // Event and Ack, whether or not there are attachments
	Attachments int
	Namespace   string
	ID          uint64
	HasID       bool
}

// AppendHeader appends h as it stands on the wire.
func AppendHeader(dst []byte, h Header) []byte {
	if h.Attachments > 0 {
		dst = append(dst, '0'+byte(h.Type+binaryEvent-Event))
		dst = strconv.AppendInt(dst, int64(h.Attachments), 10)
		dst = append(dst, '-')
	} else {
		dst = append(dst, '0'+byte(h.Type))
	}
	if h.Namespace != "/" {
		dst = append(dst, h.Namespace...)
		dst = append(dst, ',')
	}
	if h.HasID {
		dst = strconv.AppendUint(dst, h.ID, 10)
	}
	return dst
}

// Reserved says whether an event name may not be used, because clients and
// servers give it a meaning of their own.
func Reserved(event string) bool {
	switch event {
	case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener":
		return true
	}
	return false
}
