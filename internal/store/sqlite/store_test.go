package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) { storetest.Run(t, fresh) }

// fresh makes a database of its own for each call.
func fresh(t testing.TB) storetest.Open {
	path := filepath.Join(t.TempDir(), "loquat.db")
	return func(t testing.TB, now func() time.Time) storetest.Store {
		return openStore(t, Options{Path: path, Now: now})
	}
}

func openStore(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
