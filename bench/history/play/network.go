package play

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// network is the fault proxy: between the server and each client stands one proxy of it.
type network struct {
	control string
	cmd     *exec.Cmd
	stdin   io.Closer
	http    *http.Client
}

// startNetwork runs the fault proxy. close ends it.
func startNetwork(bin string) (*network, error) {
	// Connections that have not said anything for 10 s are closed by the other side: none so old is used.
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: 5 * time.Second}, Timeout: 10 * time.Second}
	n := &network{cmd: exec.Command(bin), http: client} //nolint:noctx // what was asked for; close ends it
	in, err := n.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	n.stdin, n.cmd.Stderr = in, os.Stderr
	if err := n.cmd.Start(); err != nil {
		return nil, fmt.Errorf("the fault proxy (make bin/faultproxy): %w", err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var hello struct{ Control string }
	if err == nil {
		err = json.Unmarshal(line, &hello)
	}
	if err != nil {
		n.close()
		return nil, fmt.Errorf("the fault proxy began with %q: %w", line, err)
	}
	n.control = hello.Control
	return n, nil
}

func (n *network) close() {
	_ = n.stdin.Close()
	_ = n.cmd.Wait() // its status says nothing that matters any more
	n.http.CloseIdleConnections()
}

// call asks the fault proxy for something; answer may be nil.
func (n *network) call(ctx context.Context, method, path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, n.control+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	got, err := n.http.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close() //nolint:errcheck // only read
	text, err = io.ReadAll(got.Body)
	if err != nil {
		return err
	}
	if got.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the fault proxy: %s %s: %s: %s", method, path, got.Status, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// link is one client's way to the server.
type link struct {
	network *network
	id      int
	address string
}

func (n *network) link(ctx context.Context, target string, seed uint64) (*link, error) {
	var made struct {
		ID      int
		Address string
	}
	err := n.call(ctx, http.MethodPost, "/proxies", map[string]any{"target": target, "seed": seed % (1 << 50)}, &made)
	return &link{n, made.ID, made.Address}, err
}

func (l *link) url() string { return "http://" + l.address }

func (l *link) path() string { return fmt.Sprintf("/proxies/%d", l.id) }

func (l *link) remove(ctx context.Context) error {
	return l.network.call(ctx, http.MethodDelete, l.path(), nil, nil)
}

// accept says what becomes of new connections: pass, refuse, stall.
func (l *link) accept(ctx context.Context, what string) error {
	return l.network.call(ctx, http.MethodPatch, l.path(), map[string]any{"accept": what}, nil)
}

// fault is what becomes of the open connections.
type fault struct {
	Kind       string `json:"kind"`
	Direction  string `json:"direction,omitempty"`
	DelayMs    int64  `json:"delayMs,omitempty"`
	JitterMs   int64  `json:"jitterMs,omitempty"`
	AfterBytes int    `json:"afterBytes,omitempty"`
}

func (l *link) fault(ctx context.Context, f fault) error {
	return l.network.call(ctx, http.MethodPost, l.path()+"/faults", f, nil)
}

// heal undoes all faults, and resets what may have lost bytes.
func (l *link) heal(ctx context.Context, cut bool) error {
	if err := l.accept(ctx, "pass"); err != nil {
		return err
	}
	if err := l.fault(ctx, fault{Kind: "resume"}); err != nil || !cut {
		return err
	}
	return l.fault(ctx, fault{Kind: "cut"})
}
