package play

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// backend is what several nodes share: a MongoDB-compatible server, a Redis, and the signing key.
type backend struct {
	mongodb, redis *service
	key            string
}

// service is a process on a fixed port of this machine.
type service struct {
	address string
	command func() *exec.Cmd
	ready   func(ctx context.Context, s *service, out io.Reader) error

	cmd   *exec.Cmd // nil while it does not run
	stdin io.Closer
}

// startBackend starts everything on a folder that keeps the database and the key.
func startBackend(ctx context.Context, bin, folder string) (*backend, error) {
	data := filepath.Join(folder, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	b := &backend{key: filepath.Join(data, "key.pem")}
	if err := makeKey(b.key); err != nil {
		return nil, err
	}
	b.mongodb = &service{
		command: func() *exec.Cmd { return exec.Command(bin, "-listen", b.mongodb.address, "-data", data) }, //nolint:gosec,noctx // what was asked for
		ready: func(_ context.Context, _ *service, out io.Reader) error {
			line, err := bufio.NewReader(out).ReadBytes('\n')
			if err == nil {
				err = json.Unmarshal(line, &struct{}{})
			}
			return err
		},
	}
	b.redis = &service{
		command: func() *exec.Cmd {
			_, port, _ := net.SplitHostPort(b.redis.address)
			return exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder) //nolint:gosec,noctx // as above
		},
		ready: func(ctx context.Context, s *service, _ io.Reader) error { return listening(ctx, s.address) },
	}
	for _, s := range []*service{b.mongodb, b.redis} {
		if err := s.start(ctx); err != nil {
			b.stop()
			return nil, err
		}
	}
	return b, nil
}

func (b *backend) stop() {
	b.mongodb.stop()
	b.redis.stop()
}

// env is what a node is told of the backend, by these addresses of it.
func (b *backend) env(mongodb, redis string) []string {
	return []string{"LOQUAT_MONGODB_URI=mongodb://" + mongodb + "/", "LOQUAT_REDIS_URL=redis://" + redis, "LOQUAT_JWT_KEY_FILE=" + b.key}
}

// makeKey makes a signing key, if it is not there.
func makeKey(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
}

// start runs the process, and returns when it can be used.
func (s *service) start(ctx context.Context) error {
	if s.address == "" {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		s.address = l.Addr().String()
		_ = l.Close()
	}
	s.cmd = s.command()
	in, err := s.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return fmt.Errorf("make bin/mongodb and make setup get what is missing: %w", err)
	}
	s.stdin = in
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := s.ready(ctx, s, out); err != nil {
		return fmt.Errorf("%s does not start: %w", s.cmd.Path, err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // owned by the process
	return nil
}

// stop ends the process as a crash does.
func (s *service) stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.stdin.Close()
	s.cmd = nil
}

// listening waits until a port can be connected to.
func listening(ctx context.Context, address string) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			return c.Close()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return err
		}
	}
}
