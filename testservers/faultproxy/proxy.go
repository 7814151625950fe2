package main

import (
	"context"
	"net"
	"slices"
	"sync"
)

// remembered is how many connections that have ended are still listed.
const remembered = 1_000

// proxy listens at one address and connects to one target.
type proxy struct {
	listener *net.TCPListener
	running  sync.WaitGroup // accept, and everything of the connections

	mu       sync.Mutex // guards the fields below; taken before a connection's mutex
	settings settings
	open     map[int]*connection
	ended    []status // the latest, oldest first
	lastID   int
	closed   bool
}

// listen takes the address; start begins to accept.
func listen(ctx context.Context, s settings) (*proxy, error) {
	if s.Listen == "" {
		s.Listen = "127.0.0.1:0"
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return nil, err
	}
	s.Listen, s.Address = "", l.Addr().String()
	return &proxy{listener: l.(*net.TCPListener), settings: s, open: map[int]*connection{}}, nil
}

func (p *proxy) start() {
	p.running.Go(func() {
		for {
			client, err := p.listener.AcceptTCP()
			if err != nil {
				return // closed
			}
			p.accept(client)
		}
	})
}

// accept takes a connection in. What it meets is decided here, under the lock: no fault and no change of the settings falls between.
func (p *proxy) accept(client *net.TCPConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lastID++
	c := newConnection(p.lastID, client, p.settings)
	if p.closed || p.settings.Accept == "refuse" {
		c.refuse()
		p.remember(c)
		return
	}
	if p.settings.Accept == "stall" {
		c.apply(fault{Kind: "stall"}, delay{})
	}
	p.open[c.id] = c
	target := p.settings.Target
	p.running.Go(func() {
		c.serve(target)
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.open, c.id)
		p.remember(c)
	})
}

// remember lists an ended connection; p.mu is held.
func (p *proxy) remember(c *connection) {
	if len(p.ended) == remembered {
		p.ended = p.ended[1:]
	}
	p.ended = append(p.ended, c.status())
}

func (p *proxy) current() settings {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settings
}

// change takes new settings; identity and address stay.
func (p *proxy) change(s settings) settings {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.ID, s.Address, s.Listen = p.settings.ID, p.settings.Address, ""
	delayed := s.DelayMs != p.settings.DelayMs || s.JitterMs != p.settings.JitterMs
	p.settings = s
	if delayed {
		for _, c := range p.open {
			c.apply(fault{Kind: "delay", DelayMs: s.DelayMs, JitterMs: s.JitterMs}, delay{})
		}
	}
	return s
}

// apply lets a fault happen and answers which connections it was for.
func (p *proxy) apply(f fault) []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := []int{}
	for id, c := range p.open {
		if (f.Connections == nil || slices.Contains(f.Connections, id)) && c.apply(f, millis(p.settings.DelayMs, p.settings.JitterMs)) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// connections lists those that ended, as far as remembered, and those that are open, by id.
func (p *proxy) connections() []status {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := slices.Clone(p.ended)
	for _, c := range p.open {
		list = append(list, c.status())
	}
	slices.SortFunc(list, func(a, b status) int { return a.ID - b.ID })
	return list
}

// close resets every connection and waits until nothing runs any more.
func (p *proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	p.closed = true
	for _, c := range p.open {
		c.apply(fault{Kind: "cut"}, delay{})
	}
	p.mu.Unlock()
	p.running.Wait()
}
