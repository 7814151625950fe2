package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestPassesBytesAndEnds(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.send(client, "GET /here HTTP/1.1\r\nHost: x\r\n")
	b.receive(server, "GET /here HTTP/1.1\r\nHost: x\r\n")
	_ = client.CloseWrite()
	b.ends(server, nil)
	b.send(server, "the answer after the end of the question")
	b.receive(client, "the answer after the end of the question")
	_ = server.Close()
	b.ends(client, nil)
	b.eventually("it is closed", func(s status) bool {
		return s.State == "closed" && s.Head == "GET /here HTTP/1.1" && s.Up.Bytes == 29 && s.Down.Bytes == 40 && s.EndedAt != nil
	})
}

func TestPassesResets(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	kill(client)
	b.ends(server, syscall.ECONNRESET)
	client, server = b.pair()
	kill(server)
	b.ends(client, syscall.ECONNRESET)
	b.eventually("it is cut", func(s status) bool { return s.State == "cut" })
}

func TestCutResetsBothEnds(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	other, another := b.pair()
	first := b.connections()[0].ID
	if ids := b.fault("cut", "connections", []int{first}); !slices.Equal(ids, []int{first}) {
		t.Fatalf("applied to %v, want %d", ids, first)
	}
	b.ends(client, syscall.ECONNRESET)
	b.ends(server, syscall.ECONNRESET)
	b.send(other, "the other one lives")
	b.receive(another, "the other one lives")
	if ids := b.fault("cut"); !slices.Equal(ids, []int{first + 1}) {
		t.Fatalf("applied to %v, want %d", ids, first+1)
	}
	if ids := b.fault("cut"); len(ids) != 0 {
		t.Fatalf("applied to %v, want none: all have ended", ids)
	}
}

func TestCutAfterBytes(t *testing.T) {
	for _, up := range []bool{true, false} {
		b := newBench(t)
		from, to := b.pair()
		direction := "up"
		if !up {
			from, to, direction = to, from, "down"
		}
		b.send(from, "before")
		b.receive(to, "before")
		b.fault("cut", "direction", direction, "afterBytes", 5)
		b.send(to, "the other direction does not count")
		b.receive(from, "the other direction does not count")
		b.send(from, "abc")
		b.receive(to, "abc")
		b.send(from, "defg")
		b.receive(to, "de")
		b.ends(to, syscall.ECONNRESET)
		b.ends(from, syscall.ECONNRESET)
	}
}

func TestStallHoldsBytesAndEnds(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.send(client, "before ")
	b.receive(server, "before ")
	b.fault("stall", "direction", "up")
	b.send(client, "held ")
	_ = client.CloseWrite()
	b.send(server, "the other direction passes")
	b.receive(client, "the other direction passes")
	if s := b.connections()[0]; s.Up.Bytes != 7 || s.Up.State != "stall" || s.Down.State != "pass" {
		t.Fatalf("while stalled: %+v", s)
	}
	b.fault("resume")
	b.receive(server, "held ")
	b.ends(server, nil)
}

func TestStallPushesBack(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("stall")
	_ = client.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	data := bytes.Repeat([]byte("0123456789abcdef"), 4<<20) // more than two sockets' buffers hold
	n, err := client.Write(data)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("wrote %d bytes against a stalled direction: %v", n, err)
	}
	if s := b.connections()[0]; s.Up.Held > bufferSize || s.Up.Bytes != 0 {
		t.Fatalf("read on while stalled: %+v", s)
	}
	b.fault("resume")
	_ = client.CloseWrite()
	got, err := io.ReadAll(server)
	if err != nil || !bytes.Equal(got, data[:n]) {
		t.Fatalf("%d of %d bytes arrived, %v", len(got), n, err)
	}
}

func TestStallAfterBytesAndNewFaultReplacesOneThatWaits(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("cut", "direction", "up", "afterBytes", 1)
	b.fault("stall", "direction", "up", "afterBytes", 3)
	b.send(client, "abcdef")
	b.receive(server, "abc")
	b.eventually("it stalls", func(s status) bool { return s.Up.State == "stall" && s.Up.Bytes == 3 && s.Up.Held == 3 })
	b.fault("stall", "direction", "up", "afterBytes", 3)
	b.fault("resume") // the one that waits as well
	b.receive(server, "def")
	b.send(client, "ghi")
	b.receive(server, "ghi")
}

// An end that dies is told to the other by the direction that leads there, never by the one in which writing fails.
func TestStallHidesResetOfReceiver(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("stall", "direction", "down")
	kill(server)
	b.send(client, "to nobody")
	b.eventually("it was written in vain", func(s status) bool { return s.Up.Held == 0 })
	b.send(client, "and again")
	if s := b.connections()[0]; s.State != "open" {
		t.Fatalf("told: %+v", s)
	}
	b.fault("resume")
	b.ends(client, syscall.ECONNRESET)
}

func TestHalfOpenSwallowsBytesAndEnds(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("halfopen")
	b.send(client, "lost")
	kill(client)
	b.send(server, "lost as well")
	b.eventually("all was swallowed", func(s status) bool { return s.Up.Held == 0 && s.Down.Held == 0 })
	if s := b.connections()[0]; s.State != "open" || s.Up.Bytes != 0 || s.Down.Bytes != 0 || s.Up.State != "halfopen" {
		t.Fatalf("while half-open: %+v", s)
	}
	if ids := b.fault("stall"); len(ids) != 0 {
		t.Fatal("bytes are missing already: nothing to stall")
	}
	b.fault("resume")
	b.ends(server, syscall.ECONNRESET)
}

func TestHalfOpenInOneDirection(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("halfopen", "direction", "up")
	b.send(client, "lost")
	b.send(server, "received")
	b.receive(client, "received")
	_ = server.Close()
	b.ends(client, nil)
	b.fault("resume")
	b.eventually("it is cut", func(s status) bool { return s.State == "cut" && s.Up.Bytes == 0 })
}

func TestCloseIsFinAtAByte(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("close", "direction", "up", "afterBytes", 2)
	b.send(client, "abcd")
	b.receive(server, "ab")
	b.ends(server, nil)
	b.send(server, "the other direction passes")
	b.receive(client, "the other direction passes")
	b.fault("close")
	b.ends(client, nil)
	_ = client.Close()
	_ = server.Close()
	b.eventually("it is closed", func(s status) bool { return s.State == "closed" && s.Up.Bytes == 2 })
}

func TestDelayKeepsOrder(t *testing.T) {
	const fixed = 60 * time.Millisecond
	b := newBench(t, "delayMs", 60, "jitterMs", 40, "seed", 7)
	client, server := b.pair()
	begun := time.Now()
	var want strings.Builder
	for i := range 200 {
		b.send(client, fmt.Sprintf("%d ", i))
		fmt.Fprintf(&want, "%d ", i)
	}
	_ = client.CloseWrite()
	b.receive(server, want.String())
	if took := time.Since(begun); took < fixed {
		t.Fatalf("all arrived after %v", took)
	}
	b.ends(server, nil)
	// The connection's delay can be changed, and resumes to the proxy's.
	b.fault("delay", "delayMs", 0)
	b.send(server, "at once")
	b.receive(client, "at once")
	b.fault("resume")
	begun = time.Now()
	b.send(server, "later")
	b.receive(client, "later")
	if took := time.Since(begun); took < fixed {
		t.Fatalf("arrived after %v", took)
	}
	b.call(http.StatusOK, "PATCH", b.path(""), map[string]any{"delayMs": 90, "jitterMs": 0}, nil)
	begun = time.Now()
	b.send(server, "later still")
	b.receive(client, "later still")
	if took := time.Since(begun); took < 90*time.Millisecond {
		t.Fatalf("arrived after %v", took)
	}
}

func TestRefuse(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.call(http.StatusOK, "PATCH", b.path(""), map[string]any{"accept": "refuse"}, nil)
	b.refused()
	b.eventually("it is refused", func(s status) bool { return s.State == "refused" })
	b.send(client, "those there are go on")
	b.receive(server, "those there are go on")
	b.call(http.StatusOK, "PATCH", b.path(""), map[string]any{"accept": "pass"}, nil)
	b.pair()
}

func TestAcceptStalledAndTargetChanged(t *testing.T) {
	b := newBench(t, "accept", "stall")
	client := b.dial()
	b.send(client, "held")
	b.eventually("it is there", func(s status) bool { return s.Up.State == "stall" })
	other := target(t)
	var now settings
	b.call(http.StatusOK, "PATCH", b.path(""), map[string]any{"accept": "pass", "target": other.Addr().String()}, &now)
	if now.Target != other.Addr().String() || now.Address != b.address || now.ID != b.id {
		t.Fatalf("settings are %+v", now)
	}
	second := b.dial()
	b.send(second, "passes")
	b.receive(b.accepted(other), "passes")
	if s := b.connections()[0]; s.Up.Bytes != 0 || s.Up.State != "stall" {
		t.Fatalf("the first passed: %+v", s)
	}
	b.fault("resume", "connections", []int{1})
	b.receive(b.accepted(b.target), "held")
}

func TestTargetThatIsNotThere(t *testing.T) {
	b := newBench(t)
	_ = b.target.Close()
	b.refused()
}

func TestDelete(t *testing.T) {
	b := newBench(t)
	client, server := b.pair()
	b.fault("stall")
	b.call(http.StatusNoContent, "DELETE", b.path(""), nil, nil)
	b.ends(client, syscall.ECONNRESET)
	b.ends(server, syscall.ECONNRESET)
	if _, err := net.Dial("tcp", b.address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Fatalf("still listens: %v", err)
	}
	for _, call := range [][2]string{{"GET", ""}, {"DELETE", ""}, {"GET", "/connections"}, {"POST", "/faults"}} {
		b.call(http.StatusNotFound, call[0], b.path(call[1]), map[string]any{"kind": "cut"}, nil)
	}
}

func TestBadRequests(t *testing.T) {
	b := newBench(t)
	for _, body := range []map[string]any{
		{},
		{"kind": "explode"},
		{"kind": "cut", "direction": "sideways"},
		{"kind": "cut", "afterbyte": 3},
		{"kind": "cut", "afterBytes": -1},
		{"kind": "resume", "afterBytes": 1},
		{"kind": "delay", "delayMs": -1},
	} {
		b.call(http.StatusBadRequest, "POST", b.path("/faults"), body, nil)
	}
	b.call(http.StatusBadRequest, "POST", "/proxies", map[string]any{}, nil)
	b.call(http.StatusBadRequest, "PATCH", b.path(""), map[string]any{"accept": "perhaps"}, nil)
	b.call(http.StatusBadGateway, "POST", "/proxies", map[string]any{"target": "127.0.0.1:1", "listen": b.address}, nil)
}

func TestRunsUntilItsInputEnds(t *testing.T) {
	in, input := io.Pipe()
	output, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(t.Context(), "127.0.0.1:0", in, out) }()
	var said struct{ Control string }
	if err := json.NewDecoder(output).Decode(&said); err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, control: said.Control, target: target(t)}
	var made settings
	b.call(http.StatusCreated, "POST", "/proxies", map[string]any{"target": b.target.Addr().String()}, &made)
	b.id, b.address = made.ID, made.Address
	client, _ := b.pair()
	_ = input.Close()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	b.ends(client, syscall.ECONNRESET)
}
