package mongo

import (
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/loquat-chat/loquat/internal/store/storetest"
	"github.com/loquat-chat/loquat/internal/testkit/mongodb"
)

func TestMain(m *testing.M) {
	code := mongodb.Main(m)
	if err := goleak.Find(); code == 0 && err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		code = 1
	}
	os.Exit(code)
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Open { return opener(t, Options{}) })
}

// opener opens one database of its own with these options, again and again.
func opener(t testing.TB, o Options) storetest.Open {
	o.URI = mongodb.URI(t)
	o.Database = mongodb.Database(t, o.URI)
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
