// Command balancer is a reverse proxy in front of several nodes, for `make cluster`: each connection, and each request of long-polling, goes to the next
// node that answers. It prints where it listens.
//
//	balancer [-listen 127.0.0.1:8080] node-address …
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	listen := flag.String("listen", "127.0.0.1:8080", "address")
	flag.Parse()
	nodes := flag.Args()
	if len(nodes) == 0 {
		log.Fatal("balancer: name at least one node")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: *listen, Handler: balance(nodes), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Printf("%d nodes behind http://%s\n", len(nodes), *listen)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

// balance hands requests to the nodes in turn. One that cannot be connected to is passed over.
func balance(nodes []string) http.Handler {
	var next atomic.Uint64
	var dialer net.Dialer
	transport := &http.Transport{
		MaxIdleConnsPerHost: 64,
		DialContext: func(ctx context.Context, network, _ string) (conn net.Conn, err error) {
			for range nodes {
				if conn, err = dialer.DialContext(ctx, network, nodes[next.Add(1)%uint64(len(nodes))]); err == nil {
					return conn, nil
				}
			}
			return nil, err
		},
	}
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetXForwarded()
			r.Out.URL.Scheme, r.Out.URL.Host = "http", fmt.Sprint("node-", next.Load()%uint64(len(nodes)))
			r.Out.Host = r.In.Host
		},
	}
}
