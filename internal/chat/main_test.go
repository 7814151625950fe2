package chat_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
	_ "pgregory.net/rapid" // defines the flag that is set below
)

func TestMain(m *testing.M) {
	// Each check syncs to disk; the flag on the command line still wins.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
