package redisadapter

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/loquat-chat/loquat/socketio"
)

// adapter is the server's.
type adapter struct {
	*Redis
	node socketio.Node
	uid  string
}

func newUID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])[:6]
}

func (a *adapter) broadcastChannel(namespace string) string {
	return a.o.Key + "#" + namespace + "#"
}

func (a *adapter) requestChannel(namespace string) string {
	return a.o.Key + "-request#" + namespace + "#"
}

func (a *adapter) responseChannel(namespace string) string {
	return a.o.Key + "-response#" + namespace + "#"
}

// Follow subscribes to a namespace and waits for Redis to confirm it. While Redis is away it returns at once: then the namespace is subscribed to as
// soon as Redis is back, before OnReach.
func (a *adapter) Follow(ctx context.Context, namespace string) (func(), error) {
	broadcasts := topicName{name: a.broadcastChannel(namespace)}
	if !a.o.Exact {
		broadcasts = topicName{name: escape(broadcasts.name) + "*", pattern: true}
	}
	return a.subscribe(ctx, map[topicName]func([]byte){
		broadcasts:                          func(m []byte) { a.broadcast(namespace, m) },
		{name: a.requestChannel(namespace)}: func(m []byte) { a.request(namespace, m) }, //nolint:contextcheck // of other servers
	})
}

// Close ends the connection to Redis, as Redis.Close does.
func (a *adapter) Close(context.Context) error {
	a.Redis.Close()
	return nil
}

// Publish hands an operation to the other servers. It does not wait for Redis.
func (a *adapter) Publish(op socketio.Op) error {
	if op.Kind == socketio.OpEmit {
		message, err := encodeBroadcast(a.uid, op)
		if err != nil {
			return err
		}
		channel := a.broadcastChannel(op.Namespace)
		if len(op.Target.Rooms) == 1 && !a.o.Exact {
			channel += op.Target.Rooms[0] + "#"
		}
		return a.enqueue(channel, message)
	}
	r := request{UID: a.uid, Opts: newTarget(op.Target), Rooms: op.Rooms, Close: op.Close}
	switch op.Kind {
	case socketio.OpJoin:
		r.Type = requestJoin
	case socketio.OpLeave:
		r.Type = requestLeave
	case socketio.OpDisconnect:
		r.Type = requestDisconnect
	case socketio.OpServer:
		var err error
		if r, err = a.serverSide(op); err != nil {
			return err
		}
	case socketio.OpEmit, socketio.OpFetch:
		return fmt.Errorf("redisadapter: an operation of kind %d cannot be published", op.Kind)
	}
	return a.enqueueJSON(a.requestChannel(op.Namespace), r)
}

func (a *adapter) serverSide(op socketio.Op) (r request, err error) {
	r = request{UID: a.uid, Type: requestServerSide}
	if len(op.Attachments) > 0 { // Node's servers lose what is binary, too
		return r, errors.New("redisadapter: ServerSideEmit cannot carry binary arguments")
	}
	err = json.Unmarshal(op.Data, &r.Data)
	return r, err
}

func (a *adapter) enqueueJSON(channel string, v any) error {
	message, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.enqueue(channel, message)
}

// broadcast delivers what another server sends to a namespace's sockets.
func (a *adapter) broadcast(namespace string, message []byte) {
	uid, op, err := decodeBroadcast(message)
	switch {
	case err != nil:
		a.o.OnError(err)
	case uid != a.uid && op.Namespace == namespace:
		if err := a.node.Apply(op); err != nil {
			a.o.OnError(err)
		}
	}
}

// request carries out what another server asks for.
func (a *adapter) request(namespace string, message []byte) {
	r, err := decodeRequest(message)
	if err != nil {
		a.o.OnError(err)
		return
	}
	if r.UID == a.uid {
		return
	}
	op := socketio.Op{Namespace: namespace, Rooms: r.Rooms, Close: r.Close}
	if r.Opts != nil {
		op.Target = socketio.Target{Rooms: r.Opts.Rooms, Except: r.Opts.Except}
	}
	if r.SID != "" {
		op.Target, op.Rooms = socketio.Target{Rooms: []string{r.SID}}, []string{r.Room}
	}
	switch r.Type {
	case requestJoin:
		op.Kind = socketio.OpJoin
	case requestLeave:
		op.Kind = socketio.OpLeave
	case requestDisconnect:
		op.Kind = socketio.OpDisconnect
	case requestServerSide:
		op.Kind = socketio.OpServer
		if op.Data, err = json.Marshal(r.Data); err != nil {
			return
		}
		if r.RequestID == "" {
			break
		}
		a.answer(namespace, r, op)
		return
	default:
		a.answer(namespace, r, op)
		return
	}
	if err := a.node.Apply(op); err != nil {
		a.o.OnError(err)
	}
}
