package redisadapter

import (
	"encoding/json"
	"time"

	"github.com/loquat-chat/loquat/socketio"
)

// The kinds of requests and responses (the Node package's RequestType).
const (
	requestSockets    = 0
	requestRooms      = 1
	requestJoin       = 2
	requestLeave      = 3
	requestDisconnect = 4
	requestFetch      = 5
	requestServerSide = 6
	requestBroadcast  = 7 // in msgpack
	responseCount     = 8
	responseAck       = 9 // in msgpack
)

// request is what servers ask each other.
type request struct {
	UID       string            `json:"uid,omitempty"`
	RequestID string            `json:"requestId,omitempty"`
	Type      int               `json:"type"`
	Opts      *target           `json:"opts,omitempty"`
	Rooms     names             `json:"rooms,omitempty"`
	Close     bool              `json:"close"`
	Data      []json.RawMessage `json:"data,omitempty"`

	// Of old servers, about one socket.
	SID  string `json:"sid,omitempty"`
	Room string `json:"room,omitempty"`

	// Of a broadcast with acknowledgements.
	op      socketio.Op
	timeout time.Duration
}

type target struct {
	Rooms  names `json:"rooms"`
	Except names `json:"except"`
}

// newTarget has no null in JSON: Node's servers iterate.
func newTarget(t socketio.Target) *target { return &target{list(t.Rooms), list(t.Except)} }

func list(s []string) names {
	if s == nil {
		return names{}
	}
	return s
}

// response is an answer to a request.
type response struct {
	Type        *int             `json:"type,omitempty"`
	RequestID   string           `json:"requestId"`
	Sockets     []responseSocket `json:"sockets,omitempty"`
	ClientCount int              `json:"clientCount,omitempty"`
	Data        json.RawMessage  `json:"data,omitempty"`

	ack socketio.Answer // responseAck
}

type responseSocket struct {
	ID        string          `json:"id"`
	Handshake json.RawMessage `json:"handshake"`
	Rooms     names           `json:"rooms"`
	Data      json.RawMessage `json:"data"`
}

// A broadcast is a msgpack array [uid, packet, options]. Binary arguments are msgpack's own.

const eventType = 2 // whether there is something binary in it or not

func packetOf(op socketio.Op) (map[string]any, error) {
	args, err := fromJSON(op.Data, op.Attachments)
	return map[string]any{"type": eventType, "data": args, "nsp": op.Namespace}, err
}

func optionsOf(op socketio.Op, flags map[string]any) map[string]any {
	if op.Volatile {
		flags["volatile"] = true
	}
	return map[string]any{"rooms": []string(list(op.Target.Rooms)), "except": []string(list(op.Target.Except)), "flags": flags}
}

func encodeBroadcast(uid string, op socketio.Op) ([]byte, error) {
	packet, err := packetOf(op)
	if err != nil {
		return nil, err
	}
	return encode([]any{uid, packet, optionsOf(op, map[string]any{})})
}

func decodeBroadcast(message []byte) (uid string, op socketio.Op, err error) {
	v, err := decode(message)
	if err != nil {
		return "", op, err
	}
	a, _ := v.([]any)
	if len(a) != 3 {
		return "", op, errMessage
	}
	uid, ok := a[0].(string)
	if !ok {
		return "", op, errMessage
	}
	op, _, err = decodeOp(a[1], a[2])
	return uid, op, err
}

// decodeOp reads packet and options of a broadcast, with or without acknowledgements.
func decodeOp(packet, options any) (op socketio.Op, flags map[string]any, err error) {
	p, isMap := packet.(map[string]any)
	args, isArray := p["data"].([]any)
	if !isMap || !isArray || p["type"] != int64(eventType) || len(args) == 0 {
		return op, nil, errMessage
	}
	if _, ok := args[0].(string); !ok {
		return op, nil, errMessage
	}
	namespace, ok := p["nsp"].(string)
	if !ok || namespace == "" {
		namespace = "/"
	}
	o, _ := options.(map[string]any)
	rooms, fine := toNames(o["rooms"])
	except, alsoFine := toNames(o["except"])
	if !fine || !alsoFine {
		return op, nil, errMessage
	}
	flags, _ = o["flags"].(map[string]any)
	op = socketio.Op{
		Kind: socketio.OpEmit, Namespace: namespace, Target: socketio.Target{Rooms: rooms, Except: except}, Volatile: flags["volatile"] == true,
	}
	op.Data, op.Attachments, err = toJSON(args)
	return op, flags, err
}

// encodeAsk asks for acknowledgements of a broadcast.
func encodeAsk(r request, op socketio.Op, timeout time.Duration) ([]byte, error) {
	packet, err := packetOf(op)
	if err != nil {
		return nil, err
	}
	return encode(map[string]any{
		"uid": r.UID, "requestId": r.RequestID, "type": requestBroadcast, "packet": packet,
		"opts": optionsOf(op, map[string]any{"timeout": timeout.Milliseconds()}),
	})
}

func encodeAck(requestID string, a socketio.Answer) ([]byte, error) {
	value, err := fromJSON(a.Data, a.Attachments)
	if err != nil {
		return nil, err
	}
	return encode(map[string]any{"type": responseAck, "requestId": requestID, "packet": value})
}

func decodeRequest(message []byte) (r request, err error) {
	if len(message) > 0 && message[0] == '{' {
		err = json.Unmarshal(message, &r)
		if r.Type == requestBroadcast {
			err = errMessage
		}
		return r, err
	}
	v, err := decode(message)
	if err != nil {
		return r, err
	}
	m, _ := v.(map[string]any)
	if m["type"] != int64(requestBroadcast) {
		return r, errMessage
	}
	r.Type = requestBroadcast
	r.UID, _ = m["uid"].(string)
	r.RequestID, _ = m["requestId"].(string)
	op, flags, err := decodeOp(m["packet"], m["opts"])
	r.op = op
	switch ms := flags["timeout"].(type) {
	case int64:
		r.timeout = time.Duration(min(max(ms, 0), maxAskMillis)) * time.Millisecond
	case float64:
		r.timeout = time.Duration(min(max(ms, 0), maxAskMillis)) * time.Millisecond
	}
	return r, err
}

// maxAskMillis bounds for how long another server may have this one wait for clients.
const maxAskMillis = 10 * 60 * 1000

func decodeResponse(message []byte) (r response, err error) {
	if len(message) > 0 && message[0] == '{' {
		err = json.Unmarshal(message, &r)
		return r, err
	}
	v, err := decode(message)
	if err != nil {
		return r, err
	}
	m, _ := v.(map[string]any)
	kind := responseAck
	r.Type = &kind
	r.RequestID, _ = m["requestId"].(string)
	if m["type"] != int64(responseAck) || r.RequestID == "" {
		return r, errMessage
	}
	if value := m["packet"]; value != nil {
		r.ack.Data, r.ack.Attachments, err = toJSON(value)
	}
	return r, err
}
