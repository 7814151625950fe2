package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is the one under load: a process of ours, or one that runs already.
type server struct {
	url   string
	cmd   *exec.Cmd // nil if it is not ours
	ended chan error
	log   string        // file of what it says
	ready time.Duration // from the start of the process to the first byte of an answer
}

// serve starts a fresh server on the data folder, or answers the running one.
func (b *bench) serve(ctx context.Context) (*server, error) {
	if b.url != "" {
		return &server{url: strings.TrimSuffix(b.url, "/")}, nil
	}
	return b.serveOn(ctx, b.data)
}

func (b *bench) serveOn(ctx context.Context, data string) (*server, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	args := append(strings.Fields(b.wrap), b.bin, "serve", "--listen", address, "--data-dir", filepath.Join(data, "data"),
		"--rate-limits", "off", "--access-token-ttl", "24h", "--log-level", "warn")
	s := &server{url: "http://" + address, ended: make(chan error, 1), log: filepath.Join(data, "log")}
	out, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()                          //nolint:errcheck // the process has its own
	s.cmd = exec.Command(args[0], args[1:]...) //nolint:gosec,noctx // the command that was asked for; close ends it gracefully, also after ctx
	s.cmd.Stdout, s.cmd.Stderr = out, out
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	if err := s.await(ctx); err != nil {
		s.close()
		return nil, fmt.Errorf("the server does not answer: %w%s", err, s.said())
	}
	s.ready = time.Since(begin)
	return s, nil
}

// await returns when /livez is answered.
func (s *server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/livez", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			_ = answer.Body.Close()
			return nil
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("it ended: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// close ends our server gracefully and waits for it.
func (s *server) close() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-s.ended:
		if err != nil {
			progress("  the server ended with %v%s", err, s.said())
		}
	case <-time.After(20 * time.Second):
		_ = s.cmd.Process.Kill()
		progress("  the server does not end within 20 s (%v)%s", <-s.ended, s.said())
	}
}

// said is the end of what the server has logged.
func (s *server) said() string {
	text, _ := os.ReadFile(s.log)
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return ""
	}
	return "; it said: " + string(text[max(0, len(text)-1000):])
}

// memory is the server's resident set in bytes; 0 if it is not ours.
func (s *server) memory() int64 {
	if s.cmd == nil {
		return 0
	}
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// cpu is what the server has used of it so far, in steps of 10 ms; 0 if it is not ours.
func (s *server) cpu() time.Duration {
	if s.cmd == nil {
		return 0
	}
	return used(strconv.Itoa(s.cmd.Process.Pid))
}

// ownCPU is what this process has used so far.
func ownCPU() time.Duration { return used("self") }

func used(pid string) time.Duration {
	text, _ := os.ReadFile(filepath.Join("/proc", pid, "stat")) //nolint:gosec // a process id
	_, rest, _ := strings.Cut(string(text), ") ")               // the name before may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100 on all that Go runs on
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // nothing came in
	return l.Addr().String(), nil
}
