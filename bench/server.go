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
	url    string
	cmd    *exec.Cmd // nil if it is not ours
	ended  chan error
	args   []string
	log    string        // file of what it says
	folder string        // of its data and log, removed in the end; empty if it is to be kept
	ready  time.Duration // from the start of the process to the first byte of an answer
}

// serve starts a server on a copy of the folder of accounts, or answers the running one.
func (b *bench) serve(ctx context.Context) (*server, error) {
	if b.url != "" {
		return &server{url: strings.TrimSuffix(b.url, "/")}, nil
	}
	return b.serveCopy(ctx, b.keep.people())
}

// home is where accounts are made: a server on the folder itself, or the running one.
func (b *bench) home(ctx context.Context) (*server, error) {
	if b.url != "" {
		return b.serve(ctx)
	}
	return b.serveOn(ctx, b.keep.people(), filepath.Join(b.temporary, "log"))
}

// serveCopy starts a server on a copy of a data folder.
func (b *bench) serveCopy(ctx context.Context, data string) (*server, error) {
	folder, err := os.MkdirTemp(b.temporary, "run-")
	if err != nil {
		return nil, err
	}
	copied := filepath.Join(folder, "data")
	err = copyFolder(copied, data)
	var s *server
	if err == nil {
		s, err = b.serveOn(ctx, copied, filepath.Join(folder, "log"))
	}
	if err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	s.folder = folder
	return s, nil
}

// serveOn starts a server on a data folder.
func (b *bench) serveOn(ctx context.Context, data, log string) (*server, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + address, log: log, args: append(strings.Fields(b.wrap), b.bin, "serve", "--listen", address, "--data-dir", data,
		"--rate-limits", "off", "--access-token-ttl", tokenLife.String(), "--log-level", "warn")}
	return s, s.launch(ctx)
}

// launch starts our server's process, the first time or again, and returns when it answers.
func (s *server) launch(ctx context.Context) error {
	out, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()                              //nolint:errcheck // the process has its own
	s.cmd = exec.Command(s.args[0], s.args[1:]...) //nolint:gosec,noctx // the command that was asked for; close ends it gracefully, also after ctx
	s.cmd.Stdout, s.cmd.Stderr = out, out
	s.ended = make(chan error, 1)
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	if err := s.await(ctx); err != nil {
		s.close()
		return fmt.Errorf("the server does not answer: %w%s", err, s.said())
	}
	s.ready = time.Since(begin)
	return nil
}

// kill ends our server as a power cut does, and waits for it.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	s.ended <- <-s.ended
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

// close ends our server gracefully, waits for it, and removes its copy of the data. A second call does nothing.
func (s *server) close() {
	if s.cmd == nil {
		return
	}
	web.CloseIdleConnections() // it would wait for those that have not been used
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
	s.cmd = nil
	if s.folder != "" {
		_ = os.RemoveAll(s.folder)
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
