package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/config"
	"github.com/loquat-chat/loquat/internal/obs"
	"github.com/loquat-chat/loquat/internal/origin"
	"github.com/loquat-chat/loquat/internal/ratelimit"
	"github.com/loquat-chat/loquat/internal/realtime"
	"github.com/loquat-chat/loquat/internal/rest"
	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/web"
)

// How long a graceful end may take at most.
const (
	settling = 8 * time.Second // until what was asked is answered: as long as a change may wait for its commit
	closing  = 3 * time.Second // until clients have taken what is left for them, of Socket.IO and of HTTP each
)

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context) error {
	log := obs.NewLog(os.Stderr, c.LogFormat, c.LogLevel)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	defer listener.Close() //nolint:errcheck // closed by the HTTP server on every good path
	s, err := wire(ctx, &c.Serve, listener.Addr().String(), log)
	if err != nil {
		return err
	}
	defer s.close()
	server := newServer(s.handler, log, patient)
	serving := make(chan error, 1)
	go func() { serving <- server.Serve(listener) }()
	if err := s.greet(ctx, c.Listen, listener.Addr()); err != nil {
		return err
	}
	select {
	case err := <-serving:
		return err
	case err := <-s.fatal:
		return fmt.Errorf("the store has failed, and the state of its file can no longer be trusted: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping")
	s.end(context.WithoutCancel(ctx), server)
	return nil
}

// store is all that a store does.
type store interface {
	chat.Store
	auth.Store
	Close() error
}

// system is everything that runs.
type system struct {
	log      *slog.Logger
	store    store
	auth     *auth.Service
	chat     *chat.Service
	realtime *realtime.Server
	handler  http.Handler
	fatal    chan error
	cleanup  []func() // in the order of making; closed in reverse
	draining chan struct{}
	ping     func(context.Context) error
	alone    atomic.Bool // other nodes cannot be reached
}

// wire makes everything: data folder, store, services, servers.
func wire(ctx context.Context, c *config.Serve, listen string, log *slog.Logger) (_ *system, err error) {
	s := &system{log: log, fatal: make(chan error, 1), draining: make(chan struct{})}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if c.MongodbURI == "" || c.JWTKeyFile == "" {
		unlock, err := lockFolder(c.DataDir)
		if err != nil {
			return nil, err
		}
		s.cleanup = append(s.cleanup, unlock)
	}
	keys, err := signingKeys(c)
	if err != nil {
		return nil, err
	}
	metrics := obs.NewMetrics(versionText())
	if err := s.openStore(ctx, c, metrics); err != nil {
		return nil, err
	}
	others, err := s.joinOthers(ctx, c, keys)
	if err != nil {
		return nil, err
	}
	if err := s.wireAuth(ctx, c, keys); err != nil {
		return nil, err
	}
	origins, err := origin.New(c.PublicURL, c.AllowedOrigins, c.TrustedProxies)
	if err != nil {
		return nil, err
	}
	var limits *ratelimit.Limiter
	if c.RateLimits == "on" {
		limits = ratelimit.New(ratelimit.Defaults(), time.Now)
	}
	s.chat = chat.NewService(chat.Config{Store: s.store, NewID: newID})
	s.cleanup = append(s.cleanup, s.chat.Close)
	s.realtime = realtime.New(realtime.Config{ //nolint:contextcheck // it lives until it is closed
		Chat: s.chat, Auth: s.auth, Limits: limits, Origins: origins, Log: log, OnPanic: metrics.Panic, OnSlow: metrics.Slow,
		Socket: socketio.Options{Adapter: others.adapter}, Node: others.node, Sweep: others.sweep, Heard: s.auth.Heard,
	})
	s.cleanup = append(s.cleanup, func() {
		s.timed(context.WithoutCancel(ctx), closing, s.realtime.Close)
	})
	others.reaches(s.realtime.Reaches)
	metrics.Watch(s.realtime.Connections, s.chat.Unpublished)
	s.chat.Publish(metrics.Publisher(s.realtime))
	s.auth.Listen(s.realtime)
	api := rest.New(rest.Config{
		Chat: s.chat, Auth: s.auth, Limits: limits, Origins: origins, Log: log,
		OnPanic: metrics.Panic, Draining: s.draining,
		Info: rest.Info{Name: "Loquat", Version: versionText(), Listen: listen, Transports: others.transports},
	})
	mux := http.NewServeMux()
	mux.Handle("/api/", metrics.Requests(api))
	mux.Handle("/socket.io/", s.realtime)
	mux.Handle("GET /metrics", metrics)
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("/", web.Handler(web.FS()))
	s.handler = mux
	return s, nil
}

func signingKeys(c *config.Serve) (keys *auth.Keys, err error) {
	if c.JWTKeyFile != "" {
		keys, err = auth.ReadKeys(c.JWTKeyFile)
	} else {
		keys, err = auth.ReadOrMakeKeys(filepath.Join(c.DataDir, "jwt.pem"))
	}
	if err != nil {
		return nil, fmt.Errorf("the signing key cannot be used: %w", err)
	}
	return keys, nil
}

func (s *system) wireAuth(ctx context.Context, c *config.Serve, keys *auth.Keys) (err error) {
	s.auth, err = auth.New(ctx, auth.Config{
		Store: s.store, Keys: keys, Registration: auth.Registration(c.Registration), AccessTTL: c.AccessTokenTTL, Log: s.log,
	})
	if err != nil {
		return err
	}
	s.cleanup = append(s.cleanup, s.auth.Close)
	return nil
}

// ready answers whether the server can serve, and what is wrong if not.
func (s *system) ready(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.draining:
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	default:
	}
	if err := s.ping(r.Context()); err != nil {
		http.Error(w, "store: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	if s.alone.Load() {
		_, _ = w.Write([]byte("ok, but Redis cannot be reached: this node serves its own people, and reads what the others wrote from the database\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

// greet says where the server listens, and how to begin while there is nobody yet.
func (s *system) greet(ctx context.Context, asked string, addr net.Addr) error {
	host, port, _ := net.SplitHostPort(asked)
	if _, p, err := net.SplitHostPort(addr.String()); err == nil {
		port = p
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		host = "localhost"
	}
	first, err := s.auth.NeedsSetup(context.WithoutCancel(ctx)) // a signal that comes now ends it gracefully, too
	if err != nil {
		return err
	}
	fmt.Printf("Loquat listens on http://%s\n", net.JoinHostPort(host, port))
	if first {
		fmt.Printf("Nobody has signed up yet: the first account becomes the admin's. From another machine it needs the setup token %s\n", s.auth.SetupToken())
	}
	return nil
}

// end stops gracefully: nothing new is taken up, what was asked is answered, then the transports close so that clients come back by themselves.
func (s *system) end(ctx context.Context, server *http.Server) {
	close(s.draining)
	s.realtime.Drain()
	s.timed(ctx, settling, func(ctx context.Context) error {
		s.chat.Settle(ctx)
		s.realtime.Settle(ctx)
		return ctx.Err()
	})
	s.timed(ctx, closing, s.realtime.Close)
	s.timed(ctx, closing, server.Shutdown)
	_ = server.Close() // whoever is left
}

// timed does a step of the end that must not take longer than limit. Clients that are late are cut off: that is no failure of the server.
func (s *system) timed(ctx context.Context, limit time.Duration, step func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := step(ctx); err != nil {
		s.log.Warn("not all was answered or closed in time", "error", err)
	}
}

// close ends what was made, the latest first.
func (s *system) close() {
	for i := len(s.cleanup) - 1; i >= 0; i-- {
		s.cleanup[i]()
	}
	s.cleanup = nil
}

// lockFolder makes the data folder and keeps other servers off it until unlock.
func lockFolder(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made: %w", err)
	}
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator's own folder
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be locked: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("another server runs on the data folder %s", dir)
	}
	return func() { _ = f.Close() }, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
