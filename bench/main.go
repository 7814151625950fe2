// Command bench loads a Loquat server with people who talk, measures how it does, and checks each delivery. README.md says how to read the figures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// settings are the flags.
type settings struct {
	bin, wrap, url, dir, prepared string

	people   int
	room     int
	senders  int
	members  int
	rate     int
	size     int
	window   int
	messages int
	down     time.Duration
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
	{"react", "a big room reacts to one message at once, others send meanwhile: what it costs them", false, func(s settings) int { return s.members + others }, react},
	{"catchup", "the server is killed and started again, everybody comes back for what was missed", true, func(s settings) int { return s.people }, catchup},
	{"history", "a long room: pages at any place, the first sync, catching up", true, func(s settings) int { return writers }, longRoom},
}

// bench is what the modes share.
type bench struct {
	settings
	temporary string // folder for what is removed in the end
	keep      *keep
	out       report
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
	flag.StringVar(&s.url, "url", "", "load this running server instead (http://host:port), without limits on rates; leaves out the modes that look at its process")
	flag.StringVar(&s.dir, "dir", "", "folder for the server's data while it runs; its disk is measured too (the system's temporary folder)")
	flag.StringVar(&s.prepared, "prepared", "", "folder that keeps accounts and the long room for the next run; made if it is not there")
	flag.IntVar(&s.people, "people", 2000, "idle, open, catchup: how many are online")
	flag.IntVar(&s.room, "room", 10, "idle, open, closed, catchup: people in each room")
	flag.IntVar(&s.senders, "senders", 200, "closed: how many are online, all of whom send")
	flag.IntVar(&s.members, "members", 1000, "fanout, react: people in the big room")
	flag.IntVar(&s.rate, "rate", 1000, "open: sends a second")
	flag.IntVar(&s.size, "size", 80, "characters of a message")
	flag.IntVar(&s.window, "window", 32, "fanout: messages under way when throughput is measured")
	flag.IntVar(&s.messages, "messages", 1_000_000, "history: messages in the room")
	flag.DurationVar(&s.down, "down", 10*time.Second, "catchup: how long the server is away")
	flag.DurationVar(&s.warmup, "warmup", 2*time.Second, "open, closed, fanout, react: load before measuring")
	flag.DurationVar(&s.duration, "duration", 10*time.Second, "open, closed, fanout, react, history: load while measuring")
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
	if s.url != "" && s.prepared != "" {
		return nil, errors.New("a prepared folder belongs to servers that are started here, not to one that runs already")
	}
	if s.messages < 10*pageSize {
		return nil, fmt.Errorf("a long room has at least %d messages", 10*pageSize)
	}
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
	temporary, err := os.MkdirTemp(s.dir, "loquat-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) //nolint:errcheck // temporary
	if s.prepared == "" {
		s.prepared = filepath.Join(temporary, "prepared")
	}
	b := &bench{settings: s, temporary: temporary}
	if b.keep, err = openKeep(s.prepared); err != nil {
		return err
	}
	if err := b.conditions(ctx); err != nil {
		return err
	}
	if err := b.run(ctx, chosen); err != nil {
		return err
	}
	b.out.print(os.Stdout)
	if b.out.faults > 0 {
		return errFaults
	}
	return nil
}

var errFaults = errors.New("the delivery check failed: see above")

// run runs modes, on as many accounts as they need.
func (b *bench) run(ctx context.Context, chosen []mode) error {
	need := 0
	for _, m := range chosen {
		need = max(need, m.people(b.settings))
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
	return nil
}

// progress tells what is being done, apart from the table.
func progress(format string, args ...any) {
	fmt.Fprintln(os.Stderr, strings.TrimSpace(fmt.Sprintf(time.Now().Format("15:04:05 ")+format, args...)))
}
