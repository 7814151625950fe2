package main

import (
	"log/slog"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/loquat-chat/loquat/internal/config"
)

// newSystem wires everything on a data folder of its own.
func newSystem(t *testing.T) *system {
	t.Helper()
	var c cli
	if _, err := config.Parse(&c, []string{"serve", "--data-dir", t.TempDir(), "--listen", "127.0.0.1:0"}, kong.Vars{"version": "test"}); err != nil {
		t.Fatal(err)
	}
	s, err := wire(t.Context(), &c.Serve.Serve, "127.0.0.1:0", slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}
