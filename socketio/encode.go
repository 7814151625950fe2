package socketio

import (
	"encoding/json"
	"fmt"

	"github.com/loquat-chat/loquat/socketio/engineio"
	"github.com/loquat-chat/loquat/socketio/parser"
)

// encodeEvent encodes name and arguments as the array of an EVENT packet.
func encodeEvent(event string, args []any) (json.RawMessage, [][]byte, error) {
	if parser.Reserved(event) {
		return nil, nil, fmt.Errorf("%w: %q", ErrReservedEvent, event)
	}
	return parser.EncodeArgs(event, args...)
}

func message(h parser.Header, data []byte, attachments [][]byte) *engineio.Message {
	var buf [128]byte
	h.Attachments = len(attachments)
	return engineio.NewMessage(parser.AppendHeader(buf[:0], h), data, attachments)
}

func eventMessage(namespace string, data json.RawMessage, attachments [][]byte) *engineio.Message {
	return message(parser.Header{Type: parser.Event, Namespace: namespace}, data, attachments)
}

func eventMessageWithID(namespace string, id uint64, data json.RawMessage, attachments [][]byte) *engineio.Message {
	return message(parser.Header{Type: parser.Event, Namespace: namespace, ID: id, HasID: true}, data, attachments)
}

func ackMessage(namespace string, id uint64, result any) (*engineio.Message, error) {
	data, attachments, err := parser.EncodeArgs(result)
	if err != nil {
		return nil, err
	}
	return message(parser.Header{Type: parser.Ack, Namespace: namespace, ID: id, HasID: true}, data, attachments), nil
}

func connectMessage(namespace, sid string) *engineio.Message {
	return message(parser.Header{Type: parser.Connect, Namespace: namespace}, []byte(`{"sid":"`+sid+`"}`), nil)
}

func disconnectMessage(namespace string) *engineio.Message {
	return message(parser.Header{Type: parser.Disconnect, Namespace: namespace}, nil, nil)
}

// connectErrorMessage refuses; data that cannot be encoded is left out.
func connectErrorMessage(namespace string, ce *ConnectError) *engineio.Message {
	type payload struct {
		Message string `json:"message"`
		Data    any    `json:"data,omitempty"`
	}
	data, err := parser.EncodeValue(payload{ce.Message, ce.Data})
	if err != nil {
		data, _ = parser.EncodeValue(payload{Message: ce.Message})
	}
	return message(parser.Header{Type: parser.ConnectError, Namespace: namespace}, data, nil)
}
