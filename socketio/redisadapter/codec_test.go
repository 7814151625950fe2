package redisadapter

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/socketio"
)

type golden struct {
	channel string
	message []byte
}

// goldenMessages are what Node's servers and emitters published when they were watched.
func goldenMessages(t testing.TB) (all []golden) {
	t.Helper()
	data, err := os.ReadFile("testdata/classic.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		channel, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue
		}
		message := []byte(text)
		if text[0] != '{' {
			if message, err = hex.DecodeString(text); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, golden{channel, message})
	}
	return all
}

// TestGolden reads everything that Node's servers publish.
func TestGolden(t *testing.T) {
	var broadcasts []string
	kinds := map[int]int{}
	for _, g := range goldenMessages(t) {
		switch {
		case strings.HasPrefix(g.channel, "socket.io#"):
			uid, op, err := decodeBroadcast(g.message)
			if err != nil {
				t.Errorf("%s %x: %v", g.channel, g.message, err)
				continue
			}
			broadcasts = append(broadcasts, fmt.Sprintf("%s %s %v-%v %t %d %s", uid, op.Namespace, op.Target.Rooms, op.Target.Except, op.Volatile, len(op.Attachments), op.Data))
			again, err := encodeBroadcast(uid, op)
			if err != nil {
				t.Fatal(err)
			}
			_, op2, err := decodeBroadcast(again)
			if err != nil || string(op.Data) != string(op2.Data) || fmt.Sprint(op.Target, op.Attachments) != fmt.Sprint(op2.Target, op2.Attachments) {
				t.Errorf("%s became %+v: %v", g.channel, op2, err)
			}
		case strings.HasPrefix(g.channel, "socket.io-request#"):
			r, err := decodeRequest(g.message)
			if err != nil {
				t.Errorf("%s %s: %v", g.channel, g.message, err)
			}
			kinds[r.Type]++
		default:
			r, err := decodeResponse(g.message)
			if err != nil || r.RequestID == "" {
				t.Errorf("%s %s: %v", g.channel, g.message, err)
			}
		}
	}
	for _, want := range []string{
		`938OLj / []-[] false 0 ["hello",1,"2",{"a":[true,null,1.5]}]`,
		`938OLj / []-[] false 1 ["bin",{"_placeholder":true,"num":0},"2023-11-14T22:13:20.000Z"]`,
		`938OLj / [room1 room2]-[room3] true 0 ["r",300,-5,70000,5000000000]`,
		`4-k078 /chat []-[] false 0 ["c"]`,
		`emitter / [room1]-[r9] true 0 ["x"]`,
	} {
		found := false
		for _, b := range broadcasts {
			found = found || b == want
		}
		if !found {
			t.Errorf("missing %s in\n%s", want, strings.Join(broadcasts, "\n"))
		}
	}
	for _, kind := range []int{requestRooms, requestJoin, requestLeave, requestDisconnect, requestFetch, requestServerSide, requestBroadcast} {
		if kinds[kind] == 0 {
			t.Errorf("no request of kind %d: %v", kind, kinds)
		}
	}
}

// TestValues covers what msgpack has and the golden messages do not.
func TestValues(t *testing.T) {
	for message, want := range map[string]string{
		"c0": "null", "c2": "false", "c3": "true", "7f": "127", "e0": "-32", "ccff": "255", "cdffff": "65535", "ceffffffff": "4294967295",
		"cfffffffffffffffff": "18446744073709551615", "d080": "-128", "d18000": "-32768", "d280000000": "-2147483648",
		"d38000000000000000": "-9223372036854775808", "ca3fc00000": "1.5", "cb7ff8000000000000": "null", "a161": `"a"`, "d90161": `"a"`, "da000161": `"a"`,
		"db0000000161": `"a"`, "90": "[]", "dc000101": "[1]", "dd0000000101": "[1]", "80": "{}", "de0001a16101": `{"a":1}`,
		"df00000001a16101": `{"a":1}`, "810102": `{"1":2}`, "d40000": "null", "d6ff6553f100": `"2023-11-14T22:13:20.000Z"`,
		"d7ff000000006553f100": `"2023-11-14T22:13:20.000Z"`, "c70cff00000000000000006553f100": `"2023-11-14T22:13:20.000Z"`,
		"d7000000018bcfe56800": `"2023-11-14T22:13:20.000Z"`, "c40107": `{"_placeholder":true,"num":0}`, "c500010707": "", "c1": "", "0101": "", "": "",
		"d40700": "", "92": "", "81": "", "a2": "", "c6ffffffff": "", "dbffffffff": "", "ddffffffff": "", "dfffffffff": "", "c9ffffffff00": "",
		"81ac5f706c616365686f6c646572c3": "", strings.Repeat("91", maxDepth) + "c0": "",
	} {
		b, err := hex.DecodeString(message)
		if err != nil {
			t.Fatal(err)
		}
		v, err := decode(b)
		var got json.RawMessage
		if err == nil {
			got, _, err = toJSON(v)
		}
		if string(got) != want || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v, want %s", message, got, err, want)
		}
	}
}

// TestAnnouncedLengths: a few bytes that announce much cost little.
func TestAnnouncedLengths(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 1000 {
		for _, head := range []string{"\xdd\x7f\xff\xff\xff", "\xdf\x7f\xff\xff\xff", "\xdb\x7f\xff\xff\xff", "\xc6\x7f\xff\xff\xff", "\xc9\x7f\xff\xff\xff\x05"} {
			if _, err := decode([]byte(strings.Repeat("\x93", 50) + head)); err == nil {
				t.Fatal("no error")
			}
		}
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / 5000; each > 20_000 {
		t.Errorf("%d bytes for a message of 55", each)
	}
}

// FuzzMessages: whatever comes from Redis, nothing panics.
func FuzzMessages(f *testing.F) {
	for _, g := range goldenMessages(f) {
		f.Add(g.message)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		if _, op, err := decodeBroadcast(message); err == nil {
			if !json.Valid(op.Data) {
				t.Errorf("%s is no JSON", op.Data)
			}
			if _, err := encodeBroadcast("x", op); err != nil {
				t.Errorf("%s cannot be encoded again: %v", op.Data, err)
			}
		}
		if r, err := decodeRequest(message); err == nil && r.Type == requestBroadcast && (r.timeout < 0 || r.timeout > maxAskMillis*time.Millisecond) {
			t.Errorf("timeout %v", r.timeout)
		}
		q := &question{answer: func(socketio.Answer) {}, byClient: len(message)%2 == 0, servers: 2, done: make(chan struct{})}
		for range 3 {
			if r, err := decodeResponse(message); err == nil {
				q.take(r)
			}
		}
	})
}

func TestVersions(t *testing.T) {
	for version, old := range map[string]bool{"7.0.15": false, "6.2.0": false, "10.0": false, "6.0.16": true, "5.9.9": true, "x": true, "": true} {
		if tooOld(version) != old {
			t.Errorf("%q is too old: %t", version, !old)
		}
	}
}
