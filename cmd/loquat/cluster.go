package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/config"
	"github.com/loquat-chat/loquat/internal/obs"
	"github.com/loquat-chat/loquat/internal/store/mongo"
	"github.com/loquat-chat/loquat/internal/store/sqlite"
	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/redisadapter"
)

// openStore opens the store that the settings name.
func (s *system) openStore(ctx context.Context, c *config.Serve, metrics *obs.Metrics) (err error) {
	if c.MongodbURI != "" {
		m, err := mongo.Open(ctx, mongo.Options{URI: c.MongodbURI, OnCommit: metrics.Commit})
		if err != nil {
			return err
		}
		s.store, s.ping = m, m.Ready
	} else {
		embedded, err := sqlite.Open(ctx, sqlite.Options{
			Path:    filepath.Join(c.DataDir, "loquat.db"),
			OnFatal: func(err error) { s.fatal <- err }, OnCommit: metrics.Commit,
		})
		if err != nil {
			return fmt.Errorf("the store cannot be opened: %w", err)
		}
		s.store, s.ping = embedded, embedded.Ping
	}
	s.cleanup = append(s.cleanup, func() {
		if err := s.store.Close(); err != nil {
			s.log.Error("the store did not close well", "error", err)
		}
	})
	return nil
}

// others is what connects this node with the others on its database; one node alone has nothing of it.
type others struct {
	node       string
	adapter    socketio.AdapterFactory
	sweep      chat.Sweeper
	transports []string
	alone      func(bool) // is told when they cannot be reached

	mu      sync.Mutex
	reached bool       // guarded by mu
	told    func(bool) // guarded by mu; hears of reached
}

// joinOthers makes this one of the nodes on its database, and connects it with the others.
func (s *system) joinOthers(ctx context.Context, c *config.Serve, keys *auth.Keys) (*others, error) {
	out := &others{transports: []string{"polling", "websocket"}, alone: s.alone.Store}
	m, shared := s.store.(*mongo.Store)
	if !shared {
		return out, nil
	}
	if out.node = c.NodeID; out.node == "" {
		host, _ := os.Hostname() // only for people who read it
		out.node = host + "-" + uuid.NewString()[:8]
	}
	if err := m.Join(ctx, mongo.Node{ID: out.node, Key: keys.ID(), Redis: c.RedisURL != ""}); err != nil {
		return nil, err
	}
	if c.RedisURL == "" {
		return out, nil
	}
	s.alone.Store(true)
	redis, err := redisadapter.Open(ctx, redisadapter.Options{
		URL: c.RedisURL, Key: "loquat:" + s.store.Epoch(), Exact: true, OnReach: out.reach,
		OnError: func(err error) { s.log.Warn("a message between nodes was lost", "error", err) },
	})
	if err != nil {
		return nil, err
	}
	s.cleanup = append(s.cleanup, redis.Close)
	out.adapter, out.sweep = redis.Adapter, m
	out.transports = []string{"websocket"} // long-polling would need a load balancer that sends a client to one node
	return out, nil
}

// reach notes whether the others can be reached.
func (o *others) reach(yes bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.reached = yes
	o.alone(!yes)
	if o.told != nil {
		o.told(yes)
	}
}

// reaches names who is told, and tells what is so now.
func (o *others) reaches(told func(bool)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.told = told
	told(o.reached)
}
