package parser

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzDecoder feeds a decoder sequences of messages, separated by 0x1e; those
// that begin with 'b' are binary. It must not panic, must use no more than it is
// given, and what it accepts must survive encoding and decoding again.
func FuzzDecoder(f *testing.F) {
	for _, seed := range []string{
		"0", `0/a,{"t":1}`, `1/a,`, `2["e",1,{"a":[null]}]`, `2/a,12["e"]`, `3/a,1[2]`, `4{"message":"x"}`,
		"51-[\"e\",{\"_placeholder\":true,\"num\":0}]\x1ebxyz", "61-7[{\"_placeholder\":true,\"num\":0}]\x1ebxyz\x1e2[\"n\"]",
		`2["connect"]`, `50-["x"]`, `511-["x"]`, `2[1,"\ud800"]`, "52-[\"e\"]\x1eb\x1e2[\"x\"]", `2["x",` + "[[[[[[[[[[[]]]]]]]]]]]]",
		"51-[\"e\",{\"_placeholder\":true,\"num\":1}]\x1eb",
	} {
		f.Add([]byte(seed), uint8(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, limit uint8) {
		d := Decoder{MaxEvent: int(limit)}
		for _, msg := range bytes.Split(in, []byte{0x1e}) {
			var p *Packet
			var done bool
			var err error
			if len(msg) > 0 && msg[0] == 'b' {
				p, done, err = d.Binary(msg[1:])
			} else {
				p, done, err = d.Text(msg)
			}
			if err != nil {
				return
			}
			if done {
				check(t, p)
			}
		}
	})
}

func check(t *testing.T, p *Packet) {
	t.Helper()
	if p.Data != nil && !json.Valid(p.Data) {
		t.Fatalf("invalid payload %q", p.Data)
	}
	if p.Type == Event && p.Data != nil {
		if name, _ := p.Event(); name == nil || Reserved(string(name)) {
			t.Fatalf("event name %q in %q", name, p.Data)
		}
	}
	var args []json.RawMessage
	if len(p.Data) > 0 && firstByte(p.Data) == '[' {
		if err := json.Unmarshal(p.Data, &args); err != nil {
			t.Fatalf("%q: %v", p.Data, err)
		}
	}
	for i, want := range args {
		if got := p.Arg(i); !bytes.Equal(got, want) {
			t.Fatalf("argument %d of %q is %q, want %q", i, p.Data, got, want)
		}
	}
	if p.Arg(len(args)) != nil {
		t.Fatalf("%q has a further argument", p.Data)
	}
	if inline, err := Inline(p.Data, p.Attachments); err != nil && !p.TooLarge || err == nil && p.Data != nil && !json.Valid(inline) {
		t.Fatalf("inlined %q: %q, %v", p.Data, inline, err)
	}
	if p.TooLarge {
		return
	}
	h := Header{Type: p.Type, Attachments: len(p.Attachments), Namespace: string(p.Namespace), ID: p.ID, HasID: p.HasID}
	var again Decoder
	q, done, err := again.Text(append(AppendHeader(nil, h), p.Data...))
	for _, a := range p.Attachments {
		if err != nil || done {
			break
		}
		q, done, err = again.Binary(a)
	}
	if err != nil || !done || show(q) != show(p) || len(q.Attachments) != len(p.Attachments) {
		t.Fatalf("%s came back as %v, %v, %v", show(p), q, done, err)
	}
}
