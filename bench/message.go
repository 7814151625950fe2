package main

import (
	"bytes"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// keys numbers all sends of this process; a number is never used again, so that no clientId is.
var keys atomic.Uint64

// A send's clientId is "bench-KEY-INTENDED": its number in ten digits, and when it was to be sent in nanoseconds of client.Now. Whoever sees the message
// again knows which it is and how late it comes, with nothing to look up. And the clientIds ascend, as those of real clients, which begin with the time.
const mark = "bench-"

// appendSend appends the event send_message.
func appendSend(b []byte, room string, key uint64, intended time.Duration, content string) []byte {
	b = append(b, `["send_message",{"roomId":"`...)
	b = append(b, room...)
	b = append(b, `","clientId":"`+mark...)
	for digit := uint64(1e9); digit > 0; digit /= 10 {
		b = append(b, byte('0'+key/digit%10))
	}
	b = append(b, '-')
	b = strconv.AppendInt(b, int64(intended), 10)
	b = append(b, `","content":"`...)
	b = append(b, content...)
	return append(b, `"}]`...)
}

// what finds out which send a message or acknowledgement is about; key 0 if it is none of ours. It takes the first clientId and seq, which our texts
// cannot counterfeit.
func what(data []byte) (key uint64, intended time.Duration, seq int64) {
	seq, _ = number(after(data, `"seq":`))
	id, ours := bytes.CutPrefix(after(data, `"clientId":"`), []byte(mark))
	if !ours {
		return 0, 0, seq
	}
	n, rest := number(id)
	t, _ := number(bytes.TrimPrefix(rest, []byte("-")))
	return uint64(n), time.Duration(t), seq //nolint:gosec // digits only
}

func after(b []byte, text string) []byte {
	_, rest, _ := bytes.Cut(b, []byte(text))
	return rest
}

// number reads the digits at the beginning of b.
func number(b []byte) (n int64, rest []byte) {
	for len(b) > 0 && b[0] >= '0' && b[0] <= '9' {
		n, b = n*10+int64(b[0]-'0'), b[1:]
	}
	return n, b
}

// text is what people say, in n characters.
func text(n int) string {
	const words = "the fruit of the loquat ripens in late spring when most other trees have only just begun to flower "
	return strings.TrimSpace(strings.Repeat(words, n/len(words)+1)[:n-1]) + "."
}
