// Command mongodb is a server that speaks MongoDB's wire protocol, for tests: FerretDB with its SQLite backend, behind a proxy that lets one update,
// findAndModify or delete run at a time, which FerretDB does not make atomic. It prints one line of JSON, {"uri": …}, and serves until it is told to
// stop by a signal or by the end of its standard input.
//
//	mongodb [-listen 127.0.0.1:0] [-data folder]
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	log.SetFlags(0)
	listen := flag.String("listen", "127.0.0.1:0", "address")
	data := flag.String("data", "", "folder that keeps the databases; a temporary one by default")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *data); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, listen, data string) error {
	temp, err := os.MkdirTemp("", "loquat-mongodb-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // a temporary folder
	if data == "" {
		data = temp
	}
	socket := filepath.Join(temp, "socket")
	db, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{Unix: socket}, Handler: "sqlite", SQLiteURL: "file:" + data + "/",
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- db.Run(ctx) }()
	db.MongoDBURI() // waits until it listens
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	p := &proxy{server: socket}
	go p.serve(l) //nolint:contextcheck // it ends with the listener
	line, err := json.Marshal(map[string]string{"uri": fmt.Sprintf("mongodb://%s/", l.Addr())})
	if err != nil {
		return err
	}
	fmt.Println(string(line))
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	<-ctx.Done()
	_ = l.Close()
	return <-ended
}
