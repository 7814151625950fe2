package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Open { return opener(t, Options{}) })
}

// opener opens one database of its own with these options, again and again.
func opener(t testing.TB, o Options) storetest.Open {
	o.Path = filepath.Join(t.TempDir(), "loquat.db")
	return func(t testing.TB, now func() time.Time) storetest.Store {
		o.Now = now
		return openStore(t, o)
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
