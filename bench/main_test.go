package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestEveryModeRuns runs everything on the real server, small and short: it measures nothing, but each mode's checks must find the server good.
func TestEveryModeRuns(t *testing.T) {
	dir := t.TempDir()
	bin := filepath.Join(dir, "loquat")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../cmd/loquat").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := settings{
		bin: bin, dir: dir, prepared: filepath.Join(dir, "prepared"), people: 20, room: 5, senders: 10, members: 20, rate: 50, size: 80, window: 4,
		messages: 1000, down: 100 * time.Millisecond, duration: 500 * time.Millisecond,
	}
	var chosen []mode
	for _, m := range modes {
		if m.name != "start" && m.name != "idle" { // they wait for seconds and for a heartbeat, and check nothing
			chosen = append(chosen, m)
		}
	}
	for _, again := range []bool{false, true} {
		out, err := runModes(t.Context(), s, chosen)
		if err != nil || out.faults > 0 {
			t.Fatalf("%v, %d faults", err, out.faults)
		}
		figures := map[string]int{}
		for _, row := range out.rows {
			figures[row[0]]++
			if strings.Contains(row[3], "none") {
				t.Errorf("%v has no value", row)
			}
		}
		for _, m := range chosen {
			if figures[m.name] == 0 {
				t.Errorf("%s has no figures", m.name)
			}
		}
		if made := figures["set-up"] > 0; made == again {
			t.Errorf("accounts or messages were made: %t, though the folder was prepared: %t", made, again)
		}
		chosen = chosen[len(chosen)-1:]
	}
	web.CloseIdleConnections()
}

// runModes is run without its output.
func runModes(ctx context.Context, s settings, chosen []mode) (report, error) {
	b := &bench{settings: s, temporary: s.dir}
	var err error
	if b.keep, err = openKeep(s.prepared); err != nil {
		return report{}, err
	}
	err = b.run(ctx, chosen)
	return b.out, err
}
