// Command defects proves that the checker finds what it is for: it builds servers with a defect each, runs seeds against them until the defect is found,
// and prints which seed found it, and as what.
//
//	go run ./bench/history/defects
//
// It is run in the repository's root. Nothing is changed there: the compiler is given other contents for the files (go build -overlay).
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/loquat-chat/loquat/bench/history/play"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	seeds := flag.Int("seeds", 10, "how many seeds may be needed to find a defect")
	proxy := flag.String("faultproxy", "bin/faultproxy", "the fault proxy (make bin/faultproxy)")
	only := flag.String("only", "", "only defects with this in their name")
	flag.Parse()
	if err := run(ctx, *seeds, *proxy, *only); err != nil {
		fmt.Fprintln(os.Stderr, "defects:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing to undo
	}
}

func run(ctx context.Context, seeds int, proxy, only string) error {
	folder, err := os.MkdirTemp("", "loquat-defects-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // temporary
	missed := 0
	fmt.Println("| defect | what is wrong | found by | as |\n| --- | --- | --- | --- |")
	for _, d := range defects {
		if !strings.Contains(d.name, only) {
			continue
		}
		bin, err := build(ctx, folder, d)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		o := play.Options{Bin: bin, Proxy: proxy, Seed: 1, Seeds: seeds, Parallel: 2, Size: play.Small, First: true}
		sum, err := play.Run(ctx, o, io.Discard)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		found := fmt.Sprintf("**not** by %d seeds", sum.Seeds)
		if sum.Failed > 0 {
			found = fmt.Sprintf("seed %d, %.1f s", sum.FirstFailed, sum.Took.Round(100*time.Millisecond).Seconds())
		} else {
			missed++
		}
		fmt.Printf("| %s | %s | %s | %s |\n", d.name, d.why, found, strings.Join(sum.KindNames(), ", "))
	}
	if missed > 0 {
		return fmt.Errorf("%d defects were not found", missed)
	}
	return nil
}

// build makes a server with a defect.
func build(ctx context.Context, folder string, d defect) (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	texts := map[string]string{}
	for _, c := range d.cuts {
		path := filepath.Join(root, c.file)
		if _, known := texts[path]; !known {
			text, err := os.ReadFile(path) //nolint:gosec // a file of the sources
			if err != nil {
				return "", err
			}
			texts[path] = string(text)
		}
		if n := strings.Count(texts[path], c.old); n != 1 {
			return "", fmt.Errorf("%s has %d times what is to be replaced: %q", c.file, n, c.old)
		}
		texts[path] = strings.Replace(texts[path], c.old, c.new, 1)
	}
	replace := map[string]string{}
	for path, text := range texts {
		other := filepath.Join(folder, filepath.Base(path))
		if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[path] = other
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list, bin := filepath.Join(folder, "overlay.json"), filepath.Join(folder, "loquat")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-overlay", list, "-o", bin, "./cmd/loquat") //nolint:gosec // our own sources
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
}
