package parser

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
)

// Binary is data that EncodeArgs makes an attachment of, wherever it stands. In
// json.Marshal by itself it has a form that only EncodeArgs understands.
type Binary []byte

// binaryMark introduces a Binary in JSON until EncodeArgs takes it out again. It
// is made anew for each process, so that nobody can forge it in data that is
// passed on.
var binaryMark = []byte(`{"` + rand.Text() + `":"`)

// MarshalJSON implements json.Marshaler for EncodeArgs.
func (b Binary) MarshalJSON() ([]byte, error) {
	out := append([]byte(nil), binaryMark...)
	out = base64.StdEncoding.AppendEncode(out, b)
	return append(out, `"}`...), nil
}

// EncodeArgs encodes args as the array of a packet: json.RawMessage as it is,
// []byte and Binary as placeholders for attachments, of which at most
// MaxAttachments are allowed, everything else by encoding/json without escaping
// for HTML.
func EncodeArgs(first any, args ...any) (json.RawMessage, [][]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte('[')
	if err := encodeArg(&buf, first); err != nil {
		return nil, nil, err
	}
	for _, a := range args {
		buf.WriteByte(',')
		if err := encodeArg(&buf, a); err != nil {
			return nil, nil, err
		}
	}
	buf.WriteByte(']')
	return extract(buf.Bytes())
}

func encodeArg(buf *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case json.RawMessage:
		if !json.Valid(v) {
			return ErrRawMessage
		}
		buf.Write(v)
		return nil
	case []byte:
		return encodeValue(buf, Binary(v))
	}
	return encodeValue(buf, v)
}

func encodeValue(buf *bytes.Buffer, v any) error {
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("parser: %w", err)
	}
	buf.Truncate(buf.Len() - 1) // the encoder's newline
	return nil
}

// EncodeValue encodes one value without attachments.
func EncodeValue(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	if err := encodeValue(&buf, v); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// extract replaces marked data by placeholders.
func extract(data []byte) (json.RawMessage, [][]byte, error) {
	i := bytes.Index(data, binaryMark)
	if i < 0 {
		return data, nil, nil
	}
	var out []byte
	var attachments [][]byte
	for ; i >= 0; i = bytes.Index(data, binaryMark) {
		if len(attachments) == MaxAttachments {
			return nil, nil, ErrTooManyAttachments
		}
		out = append(out, data[:i]...)
		data = data[i+len(binaryMark):]
		end := bytes.IndexByte(data, '"')
		b, err := base64.StdEncoding.AppendDecode(nil, data[:end])
		if err != nil {
			return nil, nil, err
		}
		out = append(out, `{"_placeholder":true,"num":`...)
		out = strconv.AppendInt(out, int64(len(attachments)), 10)
		out = append(out, '}')
		attachments = append(attachments, b)
		data = data[end+len(`"}`):]
	}
	return append(out, data...), attachments, nil
}

// Inline replaces the placeholders in data by their attachments as base64 text,
// which encoding/json decodes into []byte. data is valid JSON. Without
// attachments it is returned as it is: then placeholders are plain data.
func Inline(data []byte, attachments [][]byte) ([]byte, error) {
	if len(attachments) == 0 {
		return data, nil
	}
	var out []byte
	last := 0
	err := placeholders(data, func(begin, end, num int) error {
		if num < 0 || num >= len(attachments) {
			return ErrPlaceholder
		}
		out = append(out, data[last:begin]...)
		out = append(out, '"')
		out = base64.StdEncoding.AppendEncode(out, attachments[num])
		out = append(out, '"')
		last = end
		return nil
	})
	return append(out, data[last:]...), err
}

func checkPlaceholders(data []byte, attachments int) error {
	return placeholders(data, func(_, _, num int) error {
		if num < 0 || num >= attachments {
			return ErrPlaceholder
		}
		return nil
	})
}

// placeholders calls fn for each placeholder in data, with the bounds of its
// object; num is -1 when it is no index.
func placeholders(data []byte, fn func(begin, end, num int) error) error {
	if !bytes.Contains(data, []byte("_placeholder")) {
		return nil
	}
	for i := 0; i < len(data); {
		switch data[i] {
		case '"':
			i = skipString(data, i)
			continue
		case '{':
			end := skipValue(data, i)
			// An object with more in it, and all that encloses it, is not one.
			if num, ok := placeholder(data[i:end]); ok {
				if err := fn(i, end, num); err != nil {
					return err
				}
				i = end
				continue
			}
		}
		i++
	}
	return nil
}

// placeholder reads an object as placeholder. As for the reference, whatever
// has a true _placeholder is one, and its num must be an index.
func placeholder(obj []byte) (num int, ok bool) {
	if len(obj) > 200 { // longer than a placeholder with any spacing
		return 0, false
	}
	var ph struct {
		Placeholder json.RawMessage `json:"_placeholder"`
		Num         json.RawMessage `json:"num"`
	}
	if json.Unmarshal(obj, &ph) != nil || string(ph.Placeholder) != "true" {
		return 0, false
	}
	n, err := strconv.Atoi(string(ph.Num))
	if err != nil {
		return -1, true
	}
	return n, true
}
