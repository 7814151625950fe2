package chat_test

import (
	"flag"
	"log"
	"testing"

	"go.uber.org/goleak"
	_ "pgregory.net/rapid" // defines the flag that is set below
)

func TestMain(m *testing.M) {
	// Each check syncs to disk: a quarter of the usual number.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		log.Fatal(err)
	}
	goleak.VerifyTestMain(m)
}
