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

// otherKeys are the ids of requests that are no sends, from here on.
const otherKeys = 1 << 40

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

// sight is a message as a client or sender was told of it.
type sight struct {
	key          uint64        // which of our sends it is; 0 if it is none
	intended     time.Duration // when that was to be sent
	seq, version int64
}

// what finds out which message an event or acknowledgement is about. It takes the first clientId, seq and version, which our texts cannot counterfeit.
func what(data []byte) sight {
	var s sight
	s.seq, _ = number(after(data, `"seq":`))
	s.version, _ = number(after(data, `"version":`))
	id, ours := bytes.CutPrefix(after(data, `"clientId":"`), []byte(mark))
	if !ours {
		return s
	}
	n, rest := number(id)
	t, _ := number(bytes.TrimPrefix(rest, []byte("-")))
	s.key, s.intended = uint64(n), time.Duration(t) //nolint:gosec // digits only
	return s
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
