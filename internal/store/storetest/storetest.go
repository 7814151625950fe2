// Package storetest is the suite that every store must pass: the sentences of chat.RoomLog, chat.Store and auth.Store as tests, and a random walk
// against a small model. A store's own tests are one call of [Run] and what is its own.
package storetest

import (
	"flag"
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
		{"repeats", repeatTests},
		{"order", orderTests},
		{"batch", batchTests},
		{"rooms", roomTests},
		{"close", closeTests},
		{"changes", changesTests},
		{"pages", pageTests},
		{"lists", listTests},
		{"reads", readTests},
		{"users", userTests},
		{"sessions", sessionTests},
		{"lifecycle", lifecycleTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for name, test := range group.tests {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(t, newEnv(t, fresh))
				})
			}
		})
	}
	t.Run("counters equal a recount", func(t *testing.T) { fewer(t); testRecount(t, fresh) })
	t.Run("model", func(t *testing.T) { Model(t, fresh) })
}

// fewer has rapid check a tenth of its usual hundred, unless somebody asks for a number: each check opens a database of its own.
func fewer(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("10"); err != nil {
			t.Fatal(err)
		}
	}
}
