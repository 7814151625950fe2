package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/config"
)

// TestMain runs the program itself in the processes that tests start.
func TestMain(m *testing.M) {
	if os.Getenv("LOQUAT_TEST_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// newSystem wires everything on a data folder of its own.
func newSystem(t *testing.T, flags ...string) *system {
	t.Helper()
	var c cli
	if _, err := config.Parse(&c, append([]string{"serve", "--data-dir", t.TempDir()}, flags...), kong.Vars{"version": "test"}); err != nil {
		t.Fatal(err)
	}
	s, err := wire(t.Context(), &c.Serve.Serve, "127.0.0.1:0", slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// process is a server that runs by itself.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	said *bufio.Scanner // on its standard error
	url  string
}

// command is a server on a data folder, not started.
func command(t *testing.T, dir string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], "serve", "--listen", "127.0.0.1:0", "--data-dir", dir)
	cmd.Env = append(os.Environ(), "LOQUAT_TEST_MAIN=1")
	return cmd
}

// start starts a server and waits until it listens.
func start(t *testing.T, dir string) *process {
	t.Helper()
	p := &process{t: t, cmd: command(t, dir)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.said = bufio.NewScanner(stderr)
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("it said nothing: %v", lines.Err())
	}
	_, p.url, _ = strings.Cut(lines.Text(), "Loquat listens on ")
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// addr is where it listens.
func (p *process) addr() string { return strings.TrimPrefix(p.url, "http://") }

func (p *process) signal() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

// waitFor waits until it has said something on its standard error.
func (p *process) waitFor(text string) {
	p.t.Helper()
	for p.said.Scan() {
		if strings.Contains(p.said.Text(), text) {
			return
		}
	}
	p.t.Fatalf("it never said %q", text)
}

// end waits for the process and answers its state.
func (p *process) end() *os.ProcessState {
	for p.said.Scan() {
		p.t.Log(p.said.Text())
	}
	_ = p.cmd.Wait()
	return p.cmd.ProcessState
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// TestServe: it says where it listens, serves, keeps a second server off its data, and ends well on SIGTERM; then the folder is free.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		p := start(t, dir)
		for path, want := range map[string]int{"/livez": 200, "/readyz": 200, "/metrics": 200, "/api/v1/server": 200, "/api/v1/me": 401} {
			if status, body := get(t, p.url+path); status != want {
				t.Errorf("%s: %d %s, want %d", path, status, body, want)
			}
		}
		second := command(t, dir)
		if out, err := second.CombinedOutput(); second.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "another server runs on the data folder") {
			t.Errorf("a second server on the folder: %v\n%s", err, out)
		}
		p.signal()
		if state := p.end(); state.ExitCode() != 0 {
			t.Errorf("after SIGTERM: %v", state)
		}
	}
}

// TestMetrics: what the parts of the server count is shown.
func TestMetrics(t *testing.T) {
	s := newSystem(t)
	url := "http://" + serveHTTP(t, s.handler, patient)
	if _, err := s.auth.Register(t.Context(), auth.NewAccount{Username: "ada", Password: "a long password", SetupToken: s.auth.SetupToken()}, auth.Client{}); err != nil {
		t.Fatal(err)
	}
	_, text := get(t, url+"/metrics")
	if strings.Contains(text, "loquat_commit_seconds_count 0") {
		t.Error("the commits of a registration are not counted")
	}
	for _, name := range []string{"loquat_connections 0", "loquat_unpublished 0", "loquat_panics_total 0", "loquat_slow_readers_total 0"} {
		if !strings.Contains(text, name+"\n") {
			t.Errorf("not shown: %s", name)
		}
	}
}

// slow connects somebody whose request does not come to its end: the server waits a while for it when it ends.
func slow(t *testing.T, addr string) {
	t.Helper()
	conn := dial(t, addr)
	fmt.Fprintf(conn, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\nPOST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
	if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil { // the second request is under way
		t.Fatal(err)
	}
}

// TestSlowClientsAtTheEnd: a client that keeps the server from ending is cut off, which is no failure.
func TestSlowClientsAtTheEnd(t *testing.T) {
	p := start(t, t.TempDir())
	slow(t, p.addr())
	p.signal()
	p.waitFor("not all was answered or closed in time")
	if state := p.end(); state.ExitCode() != 0 {
		t.Errorf("after SIGTERM: %v", state)
	}
}

// TestSecondSignal: who does not want to wait for the graceful end asks twice.
func TestSecondSignal(t *testing.T) {
	p := start(t, t.TempDir())
	slow(t, p.addr())
	p.signal()
	p.waitFor("stopping")
	stop := time.NewTicker(20 * time.Millisecond) // the signal's default comes back shortly after
	defer stop.Stop()
	ended := make(chan *os.ProcessState, 1)
	go func() { ended <- p.end() }()
	for {
		select {
		case <-stop.C:
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
		case state := <-ended:
			if status, ok := state.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
				t.Errorf("after two signals: %v, want it ended by the second", state)
			}
			return
		}
	}
}

// TestDraining: from the beginning of the end on it is not ready, and what is asked is refused as unavailable.
func TestDraining(t *testing.T) {
	s := newSystem(t)
	url := "http://" + serveHTTP(t, s.handler, patient)
	if status, _ := get(t, url+"/readyz"); status != 200 {
		t.Errorf("at first /readyz answers %d", status)
	}
	s.end(t.Context(), &http.Server{ReadHeaderTimeout: time.Second})
	if status, body := get(t, url+"/readyz"); status != 503 || !strings.Contains(body, "draining") {
		t.Errorf("/readyz answers %d %s", status, body)
	}
	if status, body := get(t, url+"/api/v1/server"); status != 503 || !strings.Contains(body, `"unavailable"`) {
		t.Errorf("the API answers %d %s", status, body)
	}
	if status, _ := get(t, url+"/livez"); status != 200 {
		t.Errorf("/livez answers %d", status)
	}
}
