// Package storetest is the suite that every store must pass: the sentences of chat.RoomLog, chat.Store and auth.Store as tests, and a random walk
// against a small model. A store's own tests are one call of [Run] and what is its own.
package storetest

import (
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// Store is all that a store does.
type Store interface {
	chat.Store
	auth.Store
	Close() error // commits what waits and calls every done; a second call changes nothing
}

// Open opens a database, and opens it again after Close. now is the store's clock; nil: time.Now.
type Open func(t testing.TB, now func() time.Time) Store

// Run runs the suite. fresh makes a new, empty database; it is called often and its databases may be open at the same time.
func Run(t *testing.T, fresh func(t testing.TB) Open) {
	for _, group := range []struct {
		name  string
		tests map[string]func(*testing.T, *env)
	}{
		{"commit", commitTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for name, test := range group.tests {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(t, newEnv(t, fresh(t)))
				})
			}
		})
	}
}
