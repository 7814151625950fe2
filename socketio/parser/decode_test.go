package parser

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// show writes a packet as one line.
func show(p *Packet) string {
	b, _ := json.Marshal(struct {
		T  Type
		N  string
		ID any `json:",omitempty"`
		D  string
	}{p.Type, string(p.Namespace), map[bool]any{true: p.ID}[p.HasID], string(p.Data)})
	return string(b)
}

func TestDecode(t *testing.T) {
	for text, want := range map[string]string{
		`0`:                         `{"T":0,"N":"/","D":""}`,
		`0/admin,{"token":"x"}`:     `{"T":0,"N":"/admin","D":"{\"token\":\"x\"}"}`,
		`0/custom`:                  `{"T":0,"N":"/custom","D":""}`,
		`0/a?x=1&y,`:                `{"T":0,"N":"/a?x=1\u0026y","D":""}`,
		`1/admin,`:                  `{"T":1,"N":"/admin","D":""}`,
		`2["hi",1]`:                 `{"T":2,"N":"/","D":"[\"hi\",1]"}`,
		`2/admin,7["q"]`:            `{"T":2,"N":"/admin","ID":7,"D":"[\"q\"]"}`,
		`20["q"]`:                   `{"T":2,"N":"/","ID":0,"D":"[\"q\"]"}`,
		`3/admin,7[]`:               `{"T":3,"N":"/admin","ID":7,"D":"[]"}`,
		`318446744073709551615[1]`:  `{"T":3,"N":"/","ID":18446744073709551615,"D":"[1]"}`,
		`4/x,{"message":"Invalid"}`: `{"T":4,"N":"/x","D":"{\"message\":\"Invalid\"}"}`,
		`4"text"`:                   `{"T":4,"N":"/","D":"\"text\""}`,
		`2`:                         `{"T":2,"N":"/","D":""}`,
		`30`:                        `{"T":3,"N":"/","ID":0,"D":""}`,
		"2 [ \"a\" ,\n1 ]":          `{"T":2,"N":"/","D":" [ \"a\" ,\n1 ]"}`,
		`2[1,2]`:                    `{"T":2,"N":"/","D":"[1,2]"}`,
		`2[-1.5e3]`:                 `{"T":2,"N":"/","D":"[-1.5e3]"}`,
		`2["connection"]`:           `{"T":2,"N":"/","D":"[\"connection\"]"}`,
		`2["error"]`:                `{"T":2,"N":"/","D":"[\"error\"]"}`,
		`2["` + "\\u0000" + `"]`:    `{"T":2,"N":"/","D":"[\"\\u0000\"]"}`,
		`2/a,["x"]`:                 `{"T":2,"N":"/a","D":"[\"x\"]"}`,
		nest(MaxDepth, "[", "]"):    "",
		nest(MaxDepth-1, "{", "}"):  "",
	} {
		var d Decoder
		p, done, err := d.Text([]byte(text))
		if err != nil || !done {
			t.Errorf("%.60s: %v, done %v", text, err, done)
		} else if got := show(p); got != want && want != "" {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// nest is an event whose data is nested depth deep, the event's array included.
func nest(depth int, begin, end string) string {
	if begin == "{" {
		begin = `{"k":`
		return `2["x",` + strings.Repeat(begin, depth) + "0" + strings.Repeat(end, depth) + "]"
	}
	return `2["x",` + strings.Repeat(begin, depth-1) + strings.Repeat(end, depth-1) + "]"
}

func TestDecodeErrors(t *testing.T) {
	for text, want := range map[string]error{
		``:                               ErrType,
		`7[]`:                            ErrType,
		`abc`:                            ErrType,
		`0[]`:                            ErrPayload,
		`0null`:                          ErrPayload,
		`0"x"`:                           ErrPayload,
		`0{`:                             ErrPayload,
		`0{}x`:                           ErrPayload,
		`1{}`:                            ErrPayload,
		`2{}`:                            ErrPayload,
		`2[]`:                            ErrPayload,
		`2[{}]`:                          ErrPayload,
		`2[null]`:                        ErrPayload,
		`2[true]`:                        ErrPayload,
		`2["a",]`:                        ErrPayload,
		`2["a"`:                          ErrPayload,
		"2[\"a\x1e\"]":                   ErrPayload,
		`2["connect"]`:                   ErrPayload,
		`2["\u0063onnect"]`:              ErrPayload,
		`2["connect_error"]`:             ErrPayload,
		`2["disconnect"]`:                ErrPayload,
		`2["disconnecting"]`:             ErrPayload,
		`2["newListener"]`:               ErrPayload,
		`2["removeListener"]`:            ErrPayload,
		`3{}`:                            ErrPayload,
		`4[]`:                            ErrPayload,
		`399999999999999999999[]`:        ErrID,
		`51["x"]`:                        ErrAttachments,
		`50-["x"]`:                       ErrAttachments,
		`511-["x"]`:                      ErrAttachments,
		`5-["x"]`:                        ErrAttachments,
		`5-1-["x"]`:                      ErrAttachments,
		`5+1-["x"]`:                      ErrAttachments,
		`51.0-["x"]`:                     ErrAttachments,
		`5100000-["x"]`:                  ErrAttachments,
		`54294967297-["x"]`:              ErrAttachments,
		`61["x"]`:                        ErrAttachments,
		`51-{}`:                          ErrPayload,
		nest(MaxDepth+1, "[", "]"):       ErrPayload,
		nest(MaxDepth, "{", "}"):         ErrPayload,
		`2` + strings.Repeat("[", 1<<20): ErrPayload,
	} {
		var d Decoder
		if p, _, err := d.Text([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%.60s: %v, %v; want %v", text, p, err, want)
		}
	}
}

func TestAttachments(t *testing.T) {
	var d Decoder
	text := []byte(`52-/a,7["x",{"_placeholder":true,"num":1},{"y":{ "num":0, "_placeholder":true }}]`)
	p, done, err := d.Text(text)
	if err != nil || done || string(p.Namespace) != "/a" {
		t.Fatalf("%v, %v, %v", p, done, err)
	}
	clear(text) // it is the caller's again
	if _, _, err := (&Decoder{pending: d.pending, want: 2}).Text([]byte(`2["a"]`)); !errors.Is(err, ErrText) {
		t.Errorf("text meanwhile: %v", err)
	}
	b := []byte{1, 2}
	if _, done, err := d.Binary(b); done || err != nil {
		t.Fatalf("%v, %v", done, err)
	}
	clear(b)
	p, done, err = d.Binary([]byte{3})
	if !done || err != nil || p.Type != Event || !p.HasID || p.ID != 7 {
		t.Fatalf("%v, %v, %v", p, done, err)
	}
	data, err := Inline(p.Data, p.Attachments)
	if want := `["x","Aw==",{"y":"AQI="}]`; string(data) != want || err != nil {
		t.Errorf("%s, %v; want %s", data, err, want)
	}
	if _, _, err := d.Binary(nil); !errors.Is(err, ErrBinary) {
		t.Errorf("one more: %v", err)
	}
	if _, done, err := d.Text([]byte(`2["next"]`)); !done || err != nil {
		t.Errorf("the next packet: %v, %v", done, err)
	}
}

func TestPlaceholders(t *testing.T) {
	for data, ok := range map[string]bool{
		`{"_placeholder":true,"num":0}`:              true,
		`"no placeholder at all"`:                    true,
		`{"_placeholder":false,"num":5}`:             true, // plain data
		`{"_placeholder":"true","num":5}`:            true,
		`"{\"_placeholder\":true,\"num\":5}"`:        true,
		`{"_placeholder":true,"num":1}`:              false,
		`{"_placeholder":true,"num":-1}`:             false,
		`{"_placeholder":true,"num":1e9}`:            false,
		`{"_placeholder":true,"num":"0"}`:            false,
		`{"_placeholder":true,"num":"splice"}`:       false,
		`{"_placeholder":true,"num":null}`:           false,
		`{"_placeholder":true,"num":{}}`:             false,
		`{"_placeholder":true}`:                      false,
		`[[{"a":{"_placeholder":true,"num":7}}]]`:    false,
		`{"a":"_placeholder","b":[{},{"c":"\\\""}]}`: true,
	} {
		var d Decoder
		if _, _, err := d.Text([]byte(`51-["x",` + data + `]`)); err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		_, done, err := d.Binary([]byte("b"))
		if ok && (!done || err != nil) || !ok && !errors.Is(err, ErrPlaceholder) {
			t.Errorf("%s: done %v, %v", data, done, err)
		}
	}
}

func TestMaxEvent(t *testing.T) {
	d := Decoder{MaxEvent: 50}
	p, done, err := d.Text([]byte(`2["x","` + strings.Repeat("y", 50) + `"]`))
	if name, _ := p.Event(); err != nil || !done || !p.TooLarge || string(name) != "x" {
		t.Errorf("%v, %v, %v", p, done, err)
	}
	if _, done, err := d.Text([]byte(`53-1["x"]`)); done || err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, false, true} {
		p, done, err = d.Binary(make([]byte, 20))
		if err != nil || done != want {
			t.Fatalf("attachment %d: %v, %v", i, done, err)
		}
	}
	if !p.TooLarge || p.Attachments != nil || p.ID != 1 {
		t.Errorf("%+v", p)
	}
	if p, done, _ := d.Text([]byte(`0{"token":"` + strings.Repeat("y", 50) + `"}`)); !done || p.TooLarge {
		t.Error("CONNECT counts as event")
	}
	if p, _, _ := d.Text([]byte(`2["fits"]`)); p.TooLarge {
		t.Error("a small event is too large")
	}
}

func TestArg(t *testing.T) {
	p := Packet{Data: []byte(` [ "a\"]" ,{"b":[1,"}"]}, -1.5e3 , null,[],""] `)}
	for i, want := range []string{`"a\"]"`, `{"b":[1,"}"]}`, `-1.5e3`, `null`, `[]`, `""`, ``} {
		if got := p.Arg(i); string(got) != want || (got == nil) != (want == "") {
			t.Errorf("argument %d: %q, want %q", i, got, want)
		}
	}
	name, arg := (&Packet{Data: []byte(`["a\u00e9b",1]`)}).Event()
	if string(name) != "aéb" || string(arg) != "1" {
		t.Errorf("%s, %s", name, arg)
	}
	if name, arg := new(Packet).Event(); name != nil || arg != nil {
		t.Errorf("no payload: %s, %s", name, arg)
	}
}

// TestDecodeIsLinear bounds allocation by the input, whatever it announces.
func TestDecodeIsLinear(t *testing.T) {
	for _, text := range []string{
		`2["x","` + strings.Repeat(`\u0041`, 100_000) + `"]`,
		`2["x"` + strings.Repeat(`,{"_placeholder":true,"num":0}`, 20_000) + `]`,
		`52-["x"` + strings.Repeat(`,[[[[[[]]]]]]`, 20_000) + `]`,
	} {
		in := []byte(text)
		allocs := testing.AllocsPerRun(5, func() {
			var d Decoder
			if _, _, err := d.Text(in); err != nil {
				t.Fatal(err)
			}
		})
		if allocs > 10 {
			t.Errorf("%.20s…: %v allocations", text, allocs)
		}
	}
	data := bytes.Repeat([]byte(`,{"_placeholder":true,"num":0}`), 1000)
	if err := checkPlaceholders(append(append([]byte(`["x"`), data...), ']'), 1); err != nil {
		t.Error(err)
	}
}
