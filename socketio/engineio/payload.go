package engineio

import (
	"bytes"
	"encoding/base64"
	"iter"
)

const separator = 0x1e // between the packets of a payload

// appendPayload appends m to the body of a poll's response.
func appendPayload(dst []byte, m *Message) []byte {
	for _, p := range m.parts {
		dst = appendPayload(dst, p)
	}
	if m.text == nil {
		return dst
	}
	if len(dst) > 0 {
		dst = append(dst, separator)
	}
	dst = append(dst, m.text...)
	for _, a := range m.attachments {
		dst = append(dst, separator, 'b')
		dst = base64.StdEncoding.AppendEncode(dst, a)
	}
	return dst
}

// packets splits the body of a POST. An empty body is one empty packet.
func packets(body []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for more := true; more; {
			var p []byte
			p, body, more = bytes.Cut(body, []byte{separator})
			if !yield(p) {
				return
			}
		}
	}
}

// decodeBase64 is as lenient as the reference: padding may be missing, and the
// URL-safe alphabet is taken too.
func decodeBase64(b []byte) ([]byte, bool) {
	b = bytes.TrimRight(b, "=")
	clean := make([]byte, len(b))
	for i, c := range b {
		switch c {
		case '-':
			c = '+'
		case '_':
			c = '/'
		}
		clean[i] = c
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	return out[:n], err == nil
}
