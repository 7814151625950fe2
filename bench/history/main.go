// Command history runs schedules made from seeds against the real server, with simulated clients and faults, and judges what everybody was told and holds.
//
//	go run ./bench/history -seeds 50
//
// doc.go of package judge says what that proves; bench/README.md how to use it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/loquat-chat/loquat/bench/history/play"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(command(ctx, os.Args[1:])) //nolint:gocritic // stop has nothing to undo
}

// command runs what args say and answers the exit status, 0 if no seed found anything.
func command(ctx context.Context, args []string) int {
	o := play.Options{}
	f := flag.NewFlagSet("history", flag.ContinueOnError)
	f.StringVar(&o.Bin, "bin", "bin/loquat", "the server")
	f.StringVar(&o.Proxy, "faultproxy", "bin/faultproxy", "the fault proxy (make bin/faultproxy)")
	f.Uint64Var(&o.Seed, "seed", 1, "the first seed")
	f.IntVar(&o.Seeds, "seeds", 1, "how many seeds, from that on")
	f.IntVar(&o.Size.People, "clients", 20, "people; some have two devices")
	f.IntVar(&o.Size.Rooms, "rooms", 5, "rooms")
	f.DurationVar(&o.Size.Length, "length", 2500*time.Millisecond, "how long they talk")
	f.IntVar(&o.Parallel, "parallel", 2, "how many seeds run at a time")
	f.StringVar(&o.Keep, "keep", "", "folder in which the data folder and a trace of each failure are kept")
	f.StringVar(&o.MongoDB, "mongodb", "bin/mongodb", "the MongoDB-compatible server, for several nodes (make bin/mongodb)")
	f.IntVar(&o.Size.Nodes, "nodes", 1, "how many nodes of the server, on MongoDB and Redis if there are several")
	kind := f.String("client", "go", "what talks: go, simulated clients; web, the product's own client under Node")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	o.Web, o.Root = *kind == "web", "."
	if !o.Web && *kind != "go" {
		fmt.Fprintln(os.Stderr, "history: clients are go or web")
		return 2
	}
	if o.Size.People < 2 || o.Size.Rooms < 1 || o.Seeds < 1 || o.Parallel < 1 || o.Size.Length < 100*time.Millisecond {
		fmt.Fprintln(os.Stderr, "history: at least 2 clients, 1 room, 1 seed, 1 in parallel and 100 ms")
		return 2
	}
	sum, err := play.Run(ctx, o, os.Stdout)
	fmt.Println(sum)
	if err != nil {
		fmt.Fprintln(os.Stderr, "history:", err)
		return 1
	}
	if sum.Failed > 0 {
		return 1
	}
	return 0
}
