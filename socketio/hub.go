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

// others are the nodes that follow a namespace, but for n. Each is to be told Done.
func (n *hubNode) others(namespace string) (to []*hubNode) {
	n.hub.mu.Lock()
	defer n.hub.mu.Unlock()
	for _, other := range n.hub.nodes {
		if other != n && !n.closed && !other.closed && other.follows[namespace] > 0 {
			other.applies.Add(1)
			to = append(to, other)
		}
	}
	return to
}

// Publish applies op on the other nodes before it returns.
func (n *hubNode) Publish(op Op) error {
	var err error
	for _, other := range n.others(op.Namespace) {
		if e := other.node.Apply(op); e != nil {
			err = e
		}
		other.applies.Done()
	}
	return err
}

// Ask waits for ever for what ctx does not end.
func (n *hubNode) Ask(ctx context.Context, op Op, answer func(Answer)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex // guards the fields below, and is held while answer runs
	expect, got := 0, 0
	asked, over := false, false
	done := make(chan struct{})
	check := func() {
		if asked && !over && got == expect {
			over = true
			close(done)
		}
	}
	for _, other := range n.others(op.Namespace) {
		more := other.node.Ask(ctx, op, func(a Answer) {
			mu.Lock()
			defer mu.Unlock()
			if over {
				return
			}
			answer(a)
			got++
			check()
		})
		other.applies.Done()
		mu.Lock()
		expect += more
		mu.Unlock()
	}
	mu.Lock()
	asked = true
	check()
	mu.Unlock()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		mu.Lock()
		defer mu.Unlock()
		over = true
		return ctx.Err()
	}
}

func (n *hubNode) Close(context.Context) error {
	n.hub.mu.Lock()
	n.closed = true
	n.hub.mu.Unlock()
	n.applies.Wait()
	return nil
}
