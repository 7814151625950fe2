package play

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// server is bin/loquat on a data folder and a fixed address, which can be ended and started again.
type server struct {
	bin, folder, address string
	env                  []string

	cmd   *exec.Cmd // nil while it does not run
	ended chan error
	exits []string // ends that were not as they should be
}

// newServer finds a free address. start begins.
func newServer(ctx context.Context, bin, folder string, env ...string) (*server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer l.Close() //nolint:errcheck // nothing came in
	return &server{bin: bin, folder: folder, address: l.Addr().String(), env: env}, nil
}

func (s *server) url() string { return "http://" + s.address }

// start runs the server, and returns when it answers.
func (s *server) start(ctx context.Context) error {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	out, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()                                                                                                                 //nolint:errcheck // the process has its own
	s.cmd = exec.Command(s.bin, "serve", "--listen", s.address, "--data-dir", filepath.Join(s.folder, "data"), "--log-level", "warn") //nolint:gosec,noctx // what was asked for; end ends it, also after ctx
	s.cmd.Env = append(append(os.Environ(), "LOQUAT_ACCESS_TOKEN_TTL=24h", "LOQUAT_RATE_LIMITS=off"), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return err
	}
	ended, cmd := make(chan error, 1), s.cmd
	s.ended = ended
	go func() { ended <- cmd.Wait() }() // owned by end
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url()+"/readyz", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-ended:
			ended <- err
			return fmt.Errorf("the server ended at its start: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// end ends the server and waits for it. After SIGTERM its exit status must be 0, and it must not take long.
func (s *server) end(signal syscall.Signal) {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(signal)
	select {
	case err := <-s.ended:
		if err != nil && signal != syscall.SIGKILL {
			s.exits = append(s.exits, fmt.Sprintf("the server ended with %v after %v", err, signal))
		}
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.ended //nolint:errcheck // it was killed
		s.exits = append(s.exits, fmt.Sprintf("the server did not end within 15 s after %v", signal))
	}
	s.cmd = nil
}

// errors are what the server logged as errors.
func (s *server) errors() []string {
	text, _ := os.ReadFile(filepath.Join(s.folder, "log"))
	var out []string
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, "level=ERROR") || strings.HasPrefix(line, "panic:") || strings.Contains(line, "DATA RACE") {
			out = append(out, line)
		}
	}
	return out
}
