package parser

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestAppendHeader(t *testing.T) {
	for want, h := range map[string]Header{
		"0":       {Type: Connect, Namespace: "/"},
		"0/a,":    {Type: Connect, Namespace: "/a"},
		"1/a,":    {Type: Disconnect, Namespace: "/a"},
		"2":       {Type: Event, Namespace: "/"},
		"20":      {Type: Event, Namespace: "/", HasID: true},
		"2/a,12":  {Type: Event, Namespace: "/a", ID: 12, HasID: true},
		"510-/a,": {Type: Event, Namespace: "/a", Attachments: 10},
		"61-/a,7": {Type: Ack, Namespace: "/a", Attachments: 1, ID: 7, HasID: true},
		"3/a,7":   {Type: Ack, Namespace: "/a", ID: 7, HasID: true},
		"4/a,":    {Type: ConnectError, Namespace: "/a"},
		"x2/a,":   {Type: Event, Namespace: "/a"},
	} {
		if got := string(AppendHeader([]byte(want[:len(want)-len(bare(want))]), h)); got != want {
			t.Errorf("%+v: %s, want %s", h, got, want)
		}
	}
}

// bare is want without what stood there before.
func bare(want string) string {
	if want[0] == 'x' {
		return want[1:]
	}
	return want
}

func TestEncodeArgs(t *testing.T) {
	type inner struct {
		Plain []byte
		Data  Binary `json:"data"`
	}
	data, attachments, err := EncodeArgs("e", []byte{1}, "<&>é\x1e\u2028", json.RawMessage(` {"a":1.0} `), nil,
		1.5, int64(1)<<53, inner{[]byte{2}, Binary{3}}, map[string]any{"list": []any{Binary{4}, Binary{}}})
	const ph = `{"_placeholder":true,"num":%d}`
	want := fmt.Sprintf(`["e",`+ph+`,"<&>é\u001e\u2028", {"a":1.0} ,null,1.5,9007199254740992,{"Plain":"Ag==","data":`+ph+
		`},{"list":[`+ph+`,`+ph+`]}]`, 0, 1, 2, 3)
	if err != nil || string(data) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, data, want)
	}
	if got := fmt.Sprint(attachments); got != "[[1] [3] [4] []]" {
		t.Errorf("attachments %s", got)
	}
	// What was encoded can be decoded.
	var d Decoder
	if _, _, err := d.Text(append([]byte("54-"), data...)); err != nil {
		t.Fatal(err)
	}
	for i, a := range attachments {
		if _, done, err := d.Binary(a); err != nil || done != (i == 3) {
			t.Fatalf("attachment %d: %v, %v", i, done, err)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	many := make([]any, 11)
	for i := range many {
		many[i] = []byte{0}
	}
	if _, _, err := EncodeArgs("e", many...); !errors.Is(err, ErrTooManyAttachments) {
		t.Errorf("11 attachments: %v", err)
	}
	if _, a, err := EncodeArgs("e", many[:10]...); err != nil || len(a) != 10 {
		t.Errorf("10 attachments: %v", err)
	}
	for _, v := range []any{math.NaN(), func() {}, json.RawMessage(`{`), json.RawMessage(``), json.RawMessage("[]]")} {
		if _, _, err := EncodeArgs("e", v); err == nil {
			t.Errorf("%v was encoded", v)
		}
	}
}

// TestForgedMark: what looks like a Binary on the inside, sent by somebody who
// does not know the mark of this process, is data.
func TestForgedMark(t *testing.T) {
	forged := json.RawMessage(`{"AAAAAAAAAAAAAAAAAAAAAAAAAA":"AQID"}`)
	data, attachments, err := EncodeArgs("e", forged)
	if err != nil || len(attachments) != 0 || string(data) != `["e",`+string(forged)+`]` {
		t.Errorf("%s, %v, %v", data, attachments, err)
	}
}
