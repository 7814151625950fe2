// Package mongodb gives tests a MongoDB to use: the one that LOQUAT_TEST_MONGODB_URI names, or the compatible server of testservers.
package mongodb

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/google/uuid"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Server is a running server.
type Server struct {
	URI string

	stop func()
}

// Start starts the compatible server with the databases of a folder (empty: a new one); it ends with the test at the latest. address is what it listens
// on; empty: a free port.
func Start(t testing.TB, folder, address string) *Server {
	t.Helper()
	s, err := start(folder, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func start(folder, address string) (*Server, error) {
	_, file, _, _ := runtime.Caller(0)
	binary := filepath.Join(filepath.Dir(file), "../../../bin/mongodb")
	if address == "" {
		address = "127.0.0.1:0"
	}
	cmd := exec.CommandContext(context.Background(), binary, "-listen", address, "-data", folder)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe() // its end is the server's
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the MongoDB-compatible server (make bin/mongodb): %w", err)
	}
	s := &Server{stop: sync.OnceFunc(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		var said struct{ URI string }
		err = json.Unmarshal(line, &said)
		s.URI = said.URI
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("the MongoDB-compatible server: %w", err)
	}
	return s, nil
}

// Stop ends the server.
func (s *Server) Stop() { s.stop() }

// shared is the server of all tests of a process.
var shared struct {
	sync.Mutex
	server *Server
}

// Main runs a package's tests and ends the server that they shared.
func Main(m *testing.M) int {
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.server.Stop()
	}
	return code
}

// URI is a server that all tests of the process share.
func URI(t testing.TB) string {
	t.Helper()
	if uri := os.Getenv("LOQUAT_TEST_MONGODB_URI"); uri != "" {
		return uri
	}
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		s, err := start("", "")
		if err != nil && os.Getenv("LOQUAT_TEST_REQUIRE") != "1" {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		shared.server = s
	}
	return shared.server.URI
}

// Database is the name of a database of its own, which is dropped with the test.
func Database(t testing.TB, uri string) string {
	t.Helper()
	name := "loquat-test-" + uuid.NewString()
	t.Cleanup(func() {
		ctx := context.Background()
		client, err := mongo.Connect(options.Client().ApplyURI(uri))
		if err != nil {
			t.Error(err)
			return
		}
		defer client.Disconnect(ctx) //nolint:errcheck // nothing depends on it
		if err := client.Database(name).Drop(ctx); err != nil {
			t.Errorf("the database %s could not be dropped: %v", name, err)
		}
	})
	return name
}
