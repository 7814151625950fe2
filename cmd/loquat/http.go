package main

import (
	"log/slog"
	"net/http"
	"time"
)

// patience is how long the HTTP server waits for clients. Long-polling and WebSocket set their own deadlines.
type patience struct {
	header  time.Duration // for a request's header
	request time.Duration // for all of it
	answer  time.Duration // from the header on, until the answer has been made and taken
	idle    time.Duration // for the connection's next request
}

var patient = patience{header: 10 * time.Second, request: 20 * time.Second, answer: time.Minute, idle: 2 * time.Minute}

// newServer makes the HTTP server.
func newServer(h http.Handler, log *slog.Logger, p patience) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: p.header, ReadTimeout: p.request, WriteTimeout: p.answer, IdleTimeout: p.idle, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
