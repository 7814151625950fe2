package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/loquat-chat/loquat/bench/check"
)

// report becomes one Markdown table.
type report struct {
	conditions []string
	rows       [][4]string
	faults     int
}

// row adds a figure: the mode, its load, what is measured, the value.
func (r *report) row(mode, load, figure, format string, args ...any) {
	r.rows = append(r.rows, [4]string{mode, load, figure, fmt.Sprintf(format, args...)})
	progress("  %s: %s", figure, r.rows[len(r.rows)-1][3])
}

// checked adds what the checker says, how many versions were skipped or came too late, and how many connections ended by themselves.
func (r *report) checked(mode, load string, found *check.Report, holes int, unanswered, refused int64, ended int) {
	r.row(mode, load, "check", "%s; %d versions out of turn; %d sends refused, %d without an answer, %d connections ended", found, holes, refused, unanswered, ended)
	for _, e := range found.Examples {
		progress("  %s", e)
	}
	if !found.OK() || unanswered+refused > 0 || holes+ended > 0 {
		r.faults++
	}
}

func (r *report) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "%s.\n\n| mode | load | figure | value |\n| --- | --- | --- | --- |\n", strings.Join(r.conditions, "; "))
	var last [4]string
	for _, row := range r.rows {
		shown := row
		if row[0] == last[0] {
			shown[0] = ""
			if row[1] == last[1] {
				shown[1] = ""
			}
		}
		last = row
		_, _ = fmt.Fprintf(w, "| %s |\n", strings.Join(shown[:], " | "))
	}
}

// conditions writes down what the figures depend on.
func (b *bench) conditions(ctx context.Context) error {
	server := "server at " + b.url
	if b.url == "" {
		info, err := buildinfo.ReadFile(b.bin)
		if err != nil {
			return fmt.Errorf("%w (make build makes the server)", err)
		}
		server = fmt.Sprintf("%s, %s, %s", b.bin, commit(ctx, info), info.GoVersion)
	}
	if b.wrap != "" {
		server += ", under " + b.wrap
	}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	sync, err := syncTime(b.temporary)
	if err != nil {
		return err
	}
	b.out.conditions = []string{
		time.Now().UTC().Format("2006-01-02 15:04 UTC"), server,
		fmt.Sprintf("%s, %d cores, %s %s", processor(), runtime.NumCPU(), runtime.GOOS, strings.TrimSpace(string(kernel))),
		fmt.Sprintf("one fsync takes %.2g ms", float64(sync)/1e6),
		"`bench " + strings.Join(os.Args[1:], " ") + "`",
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		b.out.conditions = append(b.out.conditions, "load average before "+strings.Fields(string(load))[0])
	}
	return nil
}

// commit is the one that the binary was built from, by its own account, or else the one of the working folder.
func commit(ctx context.Context, info *buildinfo.BuildInfo) string {
	var revision, modified string
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case "vcs.modified":
			if s.Value == "true" {
				modified = " with changes"
			}
		}
	}
	if revision != "" {
		return "commit " + revision + modified
	}
	head, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown commit"
	}
	return "commit " + strings.TrimSpace(string(head)) + " in the working folder"
}

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// syncTime is the median of what it takes to write a page and sync it to the disk in dir: each commit waits for that, and in memory it is nothing.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "sync")) //nolint:gosec // our own folder
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // temporary
	defer f.Close()           //nolint:errcheck // temporary
	times := make([]time.Duration, 51)
	for i := range times {
		begin := time.Now()
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		times[i] = time.Since(begin)
	}
	return median(times), nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// thousands writes a whole number with commas.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
