// Package rest is the HTTP API: one table of routes, a file for each noun, one table of errors.
//
// Everything is decided in the services; what stands here is how a request is read, whose it is, how often it may come, and how answers are written.
// The description at /api/openapi.json is made from the same table.
package rest

import (
	"log/slog"
	"net/http"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/origin"
	"github.com/loquat-chat/loquat/internal/ratelimit"
)

// Config is what the API is made of.
type Config struct {
	Chat    *chat.Service
	Auth    *auth.Service
	Limits  *ratelimit.Limiter // nil: no limits
	Origins *origin.Policy
	Info    Info
	Log     *slog.Logger

	OnPanic  func()          // called for each request that panicked; nil: nobody wants to know
	Draining <-chan struct{} // closed when the server is about to end: everything is refused as unavailable; nil: never
}

// Info is what GET /server tells, and what it depends on.
type Info struct {
	Name       string // of the product
	Version    string
	Transports []string // of Socket.IO: polling, websocket
	Listen     string   // the address that the server listens on (LOQUAT_LISTEN)
}

// prefix stands before all patterns of the table.
const prefix = "/api/v1"

// api is the handler; nothing in it changes after New.
type api struct {
	chat    *chat.Service
	auth    *auth.Service
	limits  *ratelimit.Limiter
	origins *origin.Policy
	info    Info
	log     *slog.Logger
	mux     *http.ServeMux

	draining <-chan struct{}
	onPanic  func()
}

// New makes the handler of everything below /api/.
func New(c Config) http.Handler {
	a := &api{chat: c.Chat, auth: c.Auth, limits: c.Limits, origins: c.Origins, info: c.Info, log: c.Log, mux: http.NewServeMux(), draining: c.Draining, onPanic: c.OnPanic}
	table := a.routes()
	resources := map[string]resource{}
	for _, rt := range table {
		if resources[rt.pattern] == nil {
			resources[rt.pattern] = resource{}
		}
		resources[rt.pattern][rt.method] = func(w http.ResponseWriter, r *http.Request) { a.serve(rt, w, r) }
	}
	for pattern, res := range resources {
		a.mux.Handle(prefix+pattern, a.methods(res))
	}
	description, err := describe(table, c.Info)
	if err != nil {
		a.log.Error("the API cannot be described", "error", err)
	}
	a.mux.Handle("/api/openapi.json", a.methods(resource{http.MethodGet: func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, "application/json", description)
	}}))
	a.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, chat.Errorf(chat.CodeNotFound, "There is no such address in this API."))
	})
	return a
}

// ServeHTTP sets what all answers share.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if foreign := a.origins.Foreign(r); foreign != "" {
		allow(h, foreign)
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
	}
	select {
	case <-a.draining:
		a.problem(w, http.StatusServiceUnavailable, chat.Errorf(chat.CodeUnavailable, "The server is about to end. Try again in a moment."))
	default:
		a.mux.ServeHTTP(w, r)
	}
}

// allow lets a page of one of LOQUAT_ALLOWED_ORIGINS read the answer (CORS).
func allow(h http.Header, foreign string) {
	h.Set("Access-Control-Allow-Origin", foreign)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key")
	h.Set("Access-Control-Expose-Headers", "Retry-After")
	h.Set("Access-Control-Max-Age", "600")
	h.Add("Vary", "Origin")
}
