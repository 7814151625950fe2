package redisadapter

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/loquat-chat/loquat/socketio"
)

// adapter is one server's.
type adapter struct {
	redis *Redis
	node  socketio.Node
	uid   string

	follows map[string]int // guarded by redis.mu
	closed  bool           // guarded by redis.mu
}

// Follow subscribes to a namespace. While Redis is away it returns at once: the namespace is subscribed to as soon as Redis is back.
func (a *adapter) Follow(ctx context.Context, namespace string) (func(), error) {
	r := a.redis
	r.mu.Lock()
	a.follows[namespace]++
	var ready []chan struct{}
	if a.follows[namespace] == 1 {
		ready = r.subscribe(namespace)
	}
	r.mu.Unlock()
	for _, one := range ready {
		if err := wait(ctx, one); err != nil {
			a.unfollow(namespace)
			return nil, err
		}
	}
	return func() { a.unfollow(namespace) }, nil
}

func (a *adapter) unfollow(namespace string) {
	r := a.redis
	r.mu.Lock()
	a.follows[namespace]--
	last := a.follows[namespace] == 0
	if last {
		delete(a.follows, namespace)
	}
	r.mu.Unlock()
	if last {
		r.unsubscribe(namespace)
	}
}

func (a *adapter) isFollowing(namespace string) bool {
	a.redis.mu.Lock()
	defer a.redis.mu.Unlock()
	return !a.closed && a.follows[namespace] > 0
}

// Close ends what arrives. The Redis is its owner's to close.
func (a *adapter) Close(context.Context) error {
	r := a.redis
	r.mu.Lock()
	a.closed = true
	names := make([]string, 0, len(a.follows))
	for name := range a.follows {
		names = append(names, name)
	}
	clear(a.follows)
	r.nodes = slices.DeleteFunc(slices.Clone(r.nodes), func(other *adapter) bool { return other == a })
	r.mu.Unlock()
	for _, name := range names {
		r.unsubscribe(name)
	}
	return nil
}

// The kinds of requests (the Node package's RequestType).
const (
	requestJoin       = 2
	requestLeave      = 3
	requestDisconnect = 4
	requestServerSide = 6
)

// request is what servers ask each other, in JSON.
type request struct {
	UID       string            `json:"uid,omitempty"`
	Type      int               `json:"type"`
	RequestID string            `json:"requestId,omitempty"`
	Opts      *target           `json:"opts,omitempty"`
	Rooms     []string          `json:"rooms,omitempty"`
	Close     bool              `json:"close,omitempty"`
	Data      []json.RawMessage `json:"data,omitempty"`
}

type target struct {
	Rooms  []string `json:"rooms"`
	Except []string `json:"except"`
}

// Publish hands an operation to the other servers. It does not wait for Redis.
func (a *adapter) Publish(op socketio.Op) error {
	key := a.redis.o.Key
	if op.Kind == socketio.OpEmit {
		message, err := encodeBroadcast(a.uid, op)
		if err != nil {
			return err
		}
		channel := key + "#" + op.Namespace + "#"
		if len(op.Target.Rooms) == 1 {
			channel += op.Target.Rooms[0] + "#"
		}
		return a.redis.enqueue(channel, message)
	}
	r := request{UID: a.uid, Opts: &target{Rooms: list(op.Target.Rooms), Except: list(op.Target.Except)}, Rooms: op.Rooms}
	switch op.Kind {
	case socketio.OpJoin:
		r.Type = requestJoin
	case socketio.OpLeave:
		r.Type = requestLeave
	case socketio.OpDisconnect:
		r.Type = requestDisconnect
	case socketio.OpServer:
		r.Type, r.Opts = requestServerSide, nil
		if err := json.Unmarshal(op.Data, &r.Data); err != nil {
			return err
		}
	default:
		return fmt.Errorf("redisadapter: an operation of kind %d", op.Kind)
	}
	message, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return a.redis.enqueue(key+"-request#"+op.Namespace+"#", message)
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// request carries out what another server asks for. What cannot be read is ignored, as the Node package does.
func (a *adapter) request(namespace string, message []byte) {
	var r request
	if len(message) == 0 || message[0] != '{' || json.Unmarshal(message, &r) != nil || r.UID == a.uid {
		return
	}
	op := socketio.Op{Namespace: namespace, Rooms: r.Rooms}
	if r.Opts != nil {
		op.Target = socketio.Target{Rooms: r.Opts.Rooms, Except: r.Opts.Except}
	}
	switch r.Type {
	case requestJoin:
		op.Kind = socketio.OpJoin
	case requestLeave:
		op.Kind = socketio.OpLeave
	case requestDisconnect:
		op.Kind = socketio.OpDisconnect
	case requestServerSide:
		data, err := json.Marshal(r.Data)
		if err != nil {
			return
		}
		op.Kind, op.Data = socketio.OpServer, data
	default:
		return
	}
	_ = a.node.Apply(op)
}

// broadcast delivers what another server sends to a namespace's sockets.
func (a *adapter) broadcast(namespace string, message []byte) {
	uid, op, err := decodeBroadcast(message)
	if err != nil || uid == a.uid || op.Namespace != namespace {
		return
	}
	_ = a.node.Apply(op)
}
