// Command faultproxy is a TCP proxy that fails as networks do: it resets connections, at a given byte if need be, stalls them, delays what passes,
// or swallows it without a word to either end. Tests put it between a client and a server, or between a server and what that needs, and steer it
// over HTTP; control.go lists the calls.
//
// It prints one line of JSON, {"control": "http://127.0.0.1:PORT"}, and runs until its standard input ends or it gets SIGTERM or SIGINT; so it
// never outlives the test that started it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	address := flag.String("control", "127.0.0.1:0", "address of the control port")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *address, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "faultproxy:", err)
		os.Exit(1)
	}
}

// run serves until ctx or in ends, whichever comes first, and has closed every proxy when it returns.
func run(ctx context.Context, address string, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	proxies := newProxies()
	defer proxies.close()
	server := &http.Server{Handler: proxies.handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { // owned by the process: a read of standard input cannot be interrupted
		_, _ = io.Copy(io.Discard, in)
		cancel()
	}()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := json.NewEncoder(out).Encode(map[string]string{"control": "http://" + listener.Addr().String()}); err != nil {
		cancel()
	}
	select {
	case err = <-served:
	case <-ctx.Done():
		err = errors.Join(server.Close(), ignore(<-served, http.ErrServerClosed))
	}
	return err
}

// ignore is err, unless it is the expected one.
func ignore(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}
