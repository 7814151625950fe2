// Command bench loads a Loquat server with people who talk, measures how it does, and checks each delivery. README.md says how to read the figures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// settings are the flags.
type settings struct {
	bin, wrap, url, dir string

	people   int
	room     int
	senders  int
	members  int
	rate     int
	size     int
	window   int
	warmup   time.Duration
	duration time.Duration
}

// mode is one measurement.
type mode struct {
	name   string
	doc    string
	own    bool               // needs a server of its own, whose process it looks at
	people func(settings) int // how many accounts it needs
	run    func(context.Context, *bench) error
}

var modes = []mode{
	{"start", "cold start to first byte, memory of a fresh server, size of the binary", true, func(settings) int { return 0 }, start},
	{"idle", "memory and CPU that people cost who are online and say nothing", true, func(s settings) int { return s.people }, idle},
	{"open", "messages at a fixed rate, whatever the server does: latency", false, func(s settings) int { return s.people }, open},
	{"closed", "each sender sends the next message when the last is acknowledged: throughput", false, func(s settings) int { return s.senders }, closed},
	{"fanout", "one sender, one big room: deliveries a second, time to the last receiver", false, func(s settings) int { return s.members }, fanout},
}

// bench is what the modes share.
type bench struct {
	settings
	accounts []account
	data     string // the data folder of our servers
	out      report
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	s, chosen := parseFlags()
	if err := run(ctx, s, chosen); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing to undo
	}
}

func parseFlags() (settings, []mode) {
	var s settings
	flag.StringVar(&s.bin, "bin", "bin/loquat", "the server to start")
	flag.StringVar(&s.wrap, "wrap", "", `a command before it, such as "taskset -c 0"`)
	flag.StringVar(&s.url, "url", "", "load this running server instead (http://host:port), without limits on rates; leaves out start and idle")
	flag.StringVar(&s.dir, "dir", "", "folder for the server's data while it runs; its disk is measured too (the system's temporary folder)")
	flag.IntVar(&s.people, "people", 2000, "idle, open: how many are online")
	flag.IntVar(&s.room, "room", 10, "idle, open, closed: people in each room")
	flag.IntVar(&s.senders, "senders", 200, "closed: how many are online, all of whom send")
	flag.IntVar(&s.members, "members", 1000, "fanout: people in the room")
	flag.IntVar(&s.rate, "rate", 1000, "open: sends a second")
	flag.IntVar(&s.size, "size", 80, "characters of a message")
	flag.IntVar(&s.window, "window", 32, "fanout: messages under way when throughput is measured")
	flag.DurationVar(&s.warmup, "warmup", 2*time.Second, "open, closed: load before measuring")
	flag.DurationVar(&s.duration, "duration", 10*time.Second, "open, closed, fanout: load while measuring")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "bench [flags] [mode ...]\n\nModes (all, if none is named):")
		for _, m := range modes {
			fmt.Fprintf(os.Stderr, "  %-8s %s\n", m.name, m.doc)
		}
		fmt.Fprintln(os.Stderr, "\nFlags:")
		flag.PrintDefaults()
	}
	flag.Parse()
	chosen, err := choose(s, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	return s, chosen
}

// choose finds the modes by name; all that are possible if none is named.
func choose(s settings, names []string) ([]mode, error) {
	if s.room < 1 || s.people < s.room || s.senders < s.room || s.members < 1 || s.rate < 1 || s.window < 1 || s.window > maxWindow {
		return nil, fmt.Errorf("a number makes no sense: rooms need at least 1 person, people and senders at least one room, windows 1 to %d messages", maxWindow)
	}
	var chosen []mode
	for _, m := range modes {
		if slices.Contains(names, m.name) || len(names) == 0 && (s.url == "" || !m.own) {
			chosen = append(chosen, m)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(chosen, func(m mode) bool { return m.name == name && (s.url == "" || !m.own) }) {
			return nil, fmt.Errorf("there is no mode %q, or it does not go together with -url", name)
		}
	}
	return chosen, nil
}

func run(ctx context.Context, s settings, chosen []mode) error {
	data, err := os.MkdirTemp(s.dir, "loquat-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data) //nolint:errcheck // temporary
	b := &bench{settings: s, data: data}
	if err := b.conditions(ctx); err != nil {
		return err
	}
	need := 0
	for _, m := range chosen {
		need = max(need, m.people(s))
	}
	if need > 0 {
		if err := b.register(ctx, need); err != nil {
			return err
		}
	}
	for _, m := range chosen {
		progress("%s: %s", m.name, m.doc)
		if err := m.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	b.out.print(os.Stdout)
	if b.out.faults > 0 {
		return errors.New("the delivery check failed: see above")
	}
	return nil
}

// progress tells what is being done, apart from the table.
func progress(format string, args ...any) {
	fmt.Fprintln(os.Stderr, strings.TrimSpace(fmt.Sprintf(time.Now().Format("15:04:05 ")+format, args...)))
}
