// Package browser runs the product's own client, its outbox and its reducers, as simulated clients: in one Node process for each run (bench/webclient).
package browser

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/bench/history/device"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/bench/history/schedule"
	"github.com/loquat-chat/loquat/internal/chat"
)

// Bundle makes one file of the clients' program and answers its path. root is the repository's, with node_modules in it (npm ci).
func Bundle(ctx context.Context, root, folder string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(root, "node_modules/.bin/rolldown"), "bench/webclient/main.ts", //nolint:gosec // our own sources
		"--platform", "node", "--format", "esm", "-d", folder, "--entryFileNames", "main.mjs")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("bundling the web client (npm ci): %w: %s", err, out)
	}
	return filepath.Join(folder, "main.mjs"), nil
}

// Host is a Node process with clients in it.
type Host struct {
	now func() time.Duration
	cmd *exec.Cmd

	writing sync.Mutex
	in      io.WriteCloser // guarded by writing

	done    chan struct{} // closed when its output has ended
	began   chan struct{} // closed when it has said that it is ready
	mu      sync.Mutex
	clients map[int]*Client              // guarded by mu
	asked   map[int]chan json.RawMessage // guarded by mu
	next    int                          // guarded by mu
	late    map[int]string               // guarded by mu: of the last answer about who is idle
	at      time.Time                    // guarded by mu: of that answer
}

// Start runs the program that Bundle made; Close ends it. now is the record's clock. tabs: the devices of one person are tabs of one browser, with one
// outbox; otherwise they know nothing of each other.
func Start(script string, now func() time.Duration, tabs bool) (*Host, error) {
	h := &Host{
		now: now, cmd: exec.Command("node", script), done: make(chan struct{}), began: make(chan struct{}), //nolint:gosec,noctx // our own program; Close ends it
		clients: map[int]*Client{}, asked: map[int]chan json.RawMessage{},
	}
	in, err := h.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	h.in, h.cmd.Stderr = in, os.Stderr
	if err := h.cmd.Start(); err != nil {
		return nil, err
	}
	go h.read(out)
	select {
	case <-h.began:
	case <-h.done:
		h.Close()
		return nil, errors.New("node ended at its start")
	case <-time.After(20 * time.Second):
		h.Close()
		return nil, errors.New("node does not start")
	}
	if !tabs {
		h.tell(map[string]any{"do": "tabs"})
	}
	return h, nil
}

// Close ends the process and waits for it.
func (h *Host) Close() {
	h.writing.Lock()
	_ = h.in.Close()
	h.writing.Unlock()
	<-h.done
	_ = h.cmd.Wait() // its status says nothing that matters any more
}

func (h *Host) tell(command map[string]any) {
	text, err := json.Marshal(command)
	if err != nil {
		return // of plain values
	}
	h.writing.Lock()
	defer h.writing.Unlock()
	_, _ = h.in.Write(append(text, '\n')) // a process that has ended shows by its answers
}

// ask tells something and waits for the answer; nil if the process has ended.
func (h *Host) ask(command map[string]any) json.RawMessage {
	answer := make(chan json.RawMessage, 1)
	h.mu.Lock()
	h.next++
	command["id"] = h.next
	h.asked[h.next] = answer
	h.mu.Unlock()
	h.tell(command)
	select {
	case a := <-answer:
		return a
	case <-h.done:
		return nil
	case <-time.After(20 * time.Second):
		return nil
	}
}

// line is what the process says.
type line struct {
	Kind   string          `json:"k"`
	Client *int            `json:"c"`
	At     float64         `json:"t"` // ms epoch
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	What   string          `json:"what"`

	Namespace string          `json:"ns"`
	Socket    int             `json:"socket"`
	Want      chat.Version    `json:"want"`
	Asked     float64         `json:"asked"`
	Event     string          `json:"event"`
	Payload   json.RawMessage `json:"payload"`
	Answer    json.RawMessage `json:"answer"`

	Room  chat.RoomID       `json:"room"`
	Text  string            `json:"text"`
	Query map[string]string `json:"query"`
	Page  json.RawMessage   `json:"page"`
}

func (h *Host) read(out io.Reader) {
	defer close(h.done)
	in := bufio.NewReaderSize(out, 1<<20)
	began := false
	begin := time.Now().Add(-h.now()) // of the record
	for {
		text, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var l line
		if err := json.Unmarshal(bytes.TrimSpace(text), &l); err != nil {
			fmt.Fprintf(os.Stderr, "the web clients said %.200q: %v\n", text, err)
			continue
		}
		switch {
		case l.Kind == "ready":
			if !began {
				began = true
				close(h.began)
			}
		case l.Kind == "result":
			h.mu.Lock()
			if answer := h.asked[l.ID]; answer != nil {
				delete(h.asked, l.ID)
				answer <- l.Result
			}
			h.mu.Unlock()
		case l.Kind == "error":
			h.mu.Lock()
			for _, c := range h.clients {
				c.failed(l.What) // whose it is cannot be told
				break
			}
			h.mu.Unlock()
		case l.Client != nil:
			h.mu.Lock()
			c := h.clients[*l.Client]
			h.mu.Unlock()
			if c != nil {
				at := func(ms float64) time.Duration { return time.UnixMicro(int64(ms * 1000)).Sub(begin) }
				c.take(&l, at(l.At), at(l.Asked))
			}
		}
	}
}

// Online tells all pages that the network is back.
func (h *Host) Online() { h.tell(map[string]any{"do": "online"}) }

// ToTheEnd has all clients load the latest messages of their rooms.
func (h *Host) ToTheEnd() { h.ask(map[string]any{"do": "end"}) }

// lateness is what a client still has to do. One answer is for all of them, for a while.
func (h *Host) lateness(client int) string {
	h.mu.Lock()
	fresh := time.Since(h.at) < 10*time.Millisecond
	late := h.late[client]
	h.mu.Unlock()
	if fresh {
		return late
	}
	var answer struct{ Late [][2]any }
	if text := h.ask(map[string]any{"do": "idle"}); text == nil || json.Unmarshal(text, &answer) != nil {
		return "node does not answer"
	}
	all := map[int]string{}
	for _, l := range answer.Late {
		if n, ok := l[0].(float64); ok {
			all[int(n)] = fmt.Sprint(l[1])
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.late, h.at = all, time.Now()
	return all[client]
}

// New makes a client.
func (h *Host) New(c device.Config, db string) *Client {
	rooms, owns := append([]chat.RoomID{}, c.Rooms...), []chat.RoomID{}
	for id, is := range c.Owns {
		if is {
			owns = append(owns, id)
		}
	}
	client := &Client{host: h, Config: c, asks: map[int]asked{}, byID: map[string]*record.Op{}}
	h.mu.Lock()
	h.clients[c.Index] = client
	h.mu.Unlock()
	h.tell(map[string]any{"do": "make", "setup": map[string]any{
		"client": c.Index, "user": c.Profile, "token": c.Token, "url": c.Base, "rooms": rooms, "owns": owns, "db": db,
	}})
	return client
}

// act is an action as the program takes it.
func act(a schedule.Action, room chat.RoomID) map[string]any {
	return map[string]any{"kind": a.Kind, "n": a.N, "room": room, "text": a.Text, "emoji": a.Emoji, "on": a.On, "pick": a.Pick % (1 << 50)}
}
