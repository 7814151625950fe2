package redisadapter

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/socketio"
)

// question is what this server waits for.
type question struct {
	mu       sync.Mutex // guards the fields below, and is held while answer runs
	answer   func(socketio.Answer)
	byClient bool // an answer of each client, and from each server how many that will be
	servers  int  // that have not answered
	clients  int  // that have not answered
	over     bool
	done     chan struct{} // closed when all have answered
}

// take takes an answer.
func (q *question) take(r response) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.over {
		return
	}
	switch {
	case !q.byClient && r.Sockets != nil:
		all := make([]socketio.RemoteSocket, len(r.Sockets))
		for i, s := range r.Sockets {
			all[i] = socketio.RemoteSocket{ID: s.ID, Rooms: s.Rooms, Handshake: s.Handshake, Data: s.Data}
		}
		q.answer(socketio.Answer{Sockets: all})
		q.servers--
	case !q.byClient:
		if r.Type != nil { // else it is the answer of a server without sockets
			q.answer(socketio.Answer{Data: r.Data})
		}
		q.servers--
	case r.Type != nil && *r.Type == responseCount:
		q.servers--
		q.clients += max(0, r.ClientCount)
	case r.Type != nil && *r.Type == responseAck:
		q.answer(r.ack)
		q.clients--
	}
	if q.servers <= 0 && q.clients <= 0 {
		q.over = true
		close(q.done)
	}
}

// Ask asks the other servers that follow a namespace, as many as Redis counts.
func (a *adapter) Ask(ctx context.Context, op socketio.Op, answer func(socketio.Answer)) error {
	ctx, cancel := context.WithTimeout(ctx, a.o.AskTimeout)
	defer cancel()
	stop, err := a.subscribe(ctx, map[topicName]func([]byte){
		{name: a.requestChannel(op.Namespace)}:                func(m []byte) { a.request(op.Namespace, m) }, //nolint:contextcheck // of other servers
		{name: a.responseChannel(op.Namespace)}:               a.response,
		{name: a.responseChannel(op.Namespace) + a.uid + "#"}: a.response,
	})
	if err != nil {
		return err
	}
	defer stop()
	a.mu.Lock()
	away := a.session == nil
	a.mu.Unlock()
	if away {
		return ErrAway
	}
	counts, err := a.client.Do(ctx, a.client.B().PubsubNumsub().Channel(a.requestChannel(op.Namespace)).Build()).AsIntMap()
	if err != nil {
		return fmt.Errorf("redisadapter: Redis does not say how many servers there are: %w", err)
	}
	q := &question{
		answer: answer, byClient: op.Kind == socketio.OpEmit, done: make(chan struct{}),
		servers: int(counts[a.requestChannel(op.Namespace)]) - 1, // but for this one
	}
	servers := q.servers
	if servers <= 0 {
		return nil
	}
	id := newUID()
	a.mu.Lock()
	a.questions[id] = q
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.questions, id)
		a.mu.Unlock()
		q.mu.Lock()
		q.over = true
		q.mu.Unlock()
	}()
	if err := a.enqueueAsk(ctx, id, op); err != nil {
		return err
	}
	select {
	case <-q.done:
		return nil
	case <-ctx.Done():
		q.mu.Lock()
		defer q.mu.Unlock()
		return fmt.Errorf("redisadapter: %d of %d servers have answered, and %d more acknowledgements are missing: %w",
			servers-q.servers, servers, max(0, q.clients), ctx.Err())
	}
}

func (a *adapter) enqueueAsk(ctx context.Context, id string, op socketio.Op) error {
	channel := a.requestChannel(op.Namespace)
	r := request{UID: a.uid, RequestID: id}
	switch op.Kind {
	case socketio.OpEmit:
		deadline, _ := ctx.Deadline()
		message, err := encodeAsk(r, op, time.Until(deadline))
		if err != nil {
			return err
		}
		return a.enqueue(channel, message)
	case socketio.OpFetch:
		r.Type, r.Opts = requestFetch, newTarget(op.Target)
	case socketio.OpServer:
		var err error
		if r, err = a.serverSide(op); err != nil {
			return err
		}
		r.RequestID = id
	case socketio.OpDisconnect, socketio.OpJoin, socketio.OpLeave:
		return fmt.Errorf("redisadapter: an operation of kind %d is not answered", op.Kind)
	}
	return a.enqueueJSON(channel, r)
}

// response takes another server's answer, maybe to somebody else.
func (a *adapter) response(message []byte) {
	r, err := decodeResponse(message)
	if err != nil {
		a.o.OnError(err)
		return
	}
	a.mu.Lock()
	q := a.questions[r.RequestID]
	a.mu.Unlock()
	if q != nil {
		q.take(r)
	}
}

// answer answers another server.
func (a *adapter) answer(namespace string, r request, op socketio.Op) {
	channel := a.responseChannel(namespace)
	respond := func(fields map[string]any) {
		fields["requestId"] = r.RequestID
		if err := a.enqueueJSON(channel, fields); err != nil {
			a.o.OnError(err)
		}
	}
	switch r.Type {
	case requestSockets, requestFetch:
		op.Kind = socketio.OpFetch
		a.node.Ask(a.ctx, op, func(an socketio.Answer) {
			if r.Type == requestFetch {
				respond(map[string]any{"sockets": an.Sockets})
				return
			}
			ids := []string{}
			for _, s := range an.Sockets {
				ids = append(ids, s.ID)
			}
			respond(map[string]any{"sockets": ids})
		})
	case requestRooms:
		respond(map[string]any{"rooms": append([]string{}, a.node.Rooms(namespace)...)})
	case requestServerSide:
		a.node.Ask(a.ctx, op, func(an socketio.Answer) {
			data := an.Data
			if data == nil {
				data = json.RawMessage("null")
			}
			respond(map[string]any{"type": requestServerSide, "data": data})
		})
	case requestBroadcast:
		if r.op.Namespace == namespace {
			a.acknowledge(channel, r, respond)
		}
	}
}

// acknowledge hands a broadcast to the sockets here: first how many there are goes out, then what each acknowledges.
func (a *adapter) acknowledge(channel string, r request, respond func(map[string]any)) {
	timeout := r.timeout
	if timeout <= 0 {
		timeout = a.o.AskTimeout
	}
	ctx, cancel := context.WithTimeout(a.ctx, timeout)
	context.AfterFunc(ctx, cancel)
	var mu sync.Mutex // guards early and told
	var early []socketio.Answer
	told := false
	send := func(an socketio.Answer) {
		message, err := encodeAck(r.RequestID, an)
		if err == nil {
			err = a.enqueue(channel, message)
		}
		if err != nil {
			a.o.OnError(err)
		}
	}
	n := a.node.Ask(ctx, r.op, func(an socketio.Answer) {
		mu.Lock()
		defer mu.Unlock()
		if !told {
			early = append(early, an)
			return
		}
		send(an)
	})
	mu.Lock()
	defer mu.Unlock()
	told = true
	respond(map[string]any{"type": responseCount, "clientCount": n})
	for _, an := range early {
		send(an)
	}
}
