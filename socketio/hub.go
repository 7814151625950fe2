package socketio

import (
	"context"
	"sync"
)

// Hub is the adapter in memory: it connects servers of one process, as a message
// broker connects several processes. Its zero value is ready. Give
// Options.Adapter its method Adapter.
type Hub struct {
	mu    sync.Mutex // guards the fields below, and follows and closed of each node
	nodes []*hubNode
}

// Adapter connects one more server; it is an AdapterFactory.
func (h *Hub) Adapter(n Node) Adapter {
	hn := &hubNode{hub: h, node: n, follows: make(map[string]int)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.nodes = append(h.nodes, hn)
	return hn
}

type hubNode struct {
	hub     *Hub
	node    Node
	follows map[string]int
	closed  bool
	applies sync.WaitGroup // operations under way here
}

func (n *hubNode) Follow(_ context.Context, namespace string) (func(), error) {
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	n.follows[namespace]++
	return func() {
		n.hub.mu.Lock()
		defer n.hub.mu.Unlock()
		if n.follows[namespace]--; n.follows[namespace] == 0 {
			delete(n.follows, namespace)
		}
	}, nil
}

// Publish applies op on the other nodes before it returns.
func (n *hubNode) Publish(op Op) error {
	var to []*hubNode
	n.hub.mu.Lock()
	for _, other := range n.hub.nodes {
		if other != n && !n.closed && !other.closed && other.follows[op.Namespace] > 0 {
			other.applies.Add(1)
			to = append(to, other)
		}
	}
	n.hub.mu.Unlock()
	var err error
	for _, other := range to {
		if e := other.node.Apply(op); e != nil {
			err = e
		}
		other.applies.Done()
	}
	return err
}

func (n *hubNode) Close(context.Context) error {
	n.hub.mu.Lock()
	n.closed = true
	n.hub.mu.Unlock()
	n.applies.Wait()
	return nil
}
