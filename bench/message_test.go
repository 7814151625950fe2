package main

import (
	"strings"
	"testing"
	"time"
)

func TestWhatWasSentIsKnownAgain(t *testing.T) {
	sent := string(appendSend(nil, "ROOM", 1234567, 89*time.Second+1, text(80)))
	if want := `["send_message",{"roomId":"ROOM","clientId":"bench-0001234567-89000000001","content":"the fruit`; !strings.HasPrefix(sent, want) {
		t.Fatalf("sends %s", sent)
	}
	for _, told := range []string{
		`["receive_message",{"message":{"id":"i","roomId":"ROOM","seq":77,"version":90,"clientId":"bench-0001234567-89000000001","content":"c"}}]`,
		`[{"ok":true,"roomId":"ROOM","clientId":"bench-0001234567-89000000001","id":"i","seq":77,"version":90}]`,
	} {
		if got := what([]byte(told)); got != (sight{1234567, 89*time.Second + 1, 77, 90}) {
			t.Errorf("%s is %+v", told, got)
		}
	}
	line := `["receive_message",{"message":{"seq":5,"version":6,"kind":"system","clientId":"b1e0ffee-0000-7000-8000-000000000000"}}]`
	if got := what([]byte(line)); got != (sight{seq: 5, version: 6}) {
		t.Errorf("a system line is %+v", got)
	}
}

func TestTextHasTheLength(t *testing.T) {
	for _, n := range []int{2, 80, 99, 100, 1000} {
		if got := len(text(n)); got != n && got != n-1 { // a space at the end is left out
			t.Errorf("%d characters are %d", n, got)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}
