package redisadapter

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// maxDepth is how deep values of other servers may be nested.
const maxDepth = 100

var errMessage = errors.New("redisadapter: a message that cannot be read")

// encode makes msgpack of a value.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.UseCompactInts(true)
	err := e.Encode(v)
	return b.Bytes(), err
}

// fromJSON makes msgpack's values of JSON, with attachments in the place of their placeholders.
func fromJSON(data json.RawMessage, attachments [][]byte) (any, error) {
	if len(data) == 0 {
		return nil, nil //nolint:nilnil // nothing is a value
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return filled(v, attachments)
}

func filled(v any, attachments [][]byte) (any, error) {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return n, nil
		}
		return v.Float64()
	case []any:
		for i := range v {
			one, err := filled(v[i], attachments)
			if err != nil {
				return nil, err
			}
			v[i] = one
		}
	case map[string]any:
		if v["_placeholder"] == true && len(attachments) > 0 {
			n, err := strconv.Atoi(fmt.Sprint(v["num"]))
			if err != nil || n < 0 || n >= len(attachments) {
				return nil, errors.New("redisadapter: a placeholder without an attachment")
			}
			return attachments[n], nil
		}
		for k := range v {
			one, err := filled(v[k], attachments)
			if err != nil {
				return nil, err
			}
			v[k] = one
		}
	}
	return v, nil
}

// toJSON is the reverse of fromJSON.
func toJSON(v any) (json.RawMessage, [][]byte, error) {
	var attachments [][]byte
	v, err := placed(v, &attachments)
	if err != nil {
		return nil, nil, err
	}
	data, err := json.Marshal(v)
	return data, attachments, err
}

func placed(v any, attachments *[][]byte) (any, error) {
	switch v := v.(type) {
	case []byte:
		*attachments = append(*attachments, v)
		return map[string]any{"_placeholder": true, "num": len(*attachments) - 1}, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, nil //nolint:nilnil // as JSON.stringify does
		}
	case []any:
		for i := range v {
			one, err := placed(v[i], attachments)
			if err != nil {
				return nil, err
			}
			v[i] = one
		}
	case map[string]any:
		if v["_placeholder"] == true {
			return nil, errMessage // a receiver would take it for an attachment
		}
		for k := range v {
			one, err := placed(v[k], attachments)
			if err != nil {
				return nil, err
			}
			v[k] = one
		}
	}
	return v, nil
}

// decode reads one msgpack value, which must be all of message: nil, bool, int64, uint64, float64, string, []byte, []any, map[string]any. Lengths
// that the message announces cost no memory before their bytes are there.
func decode(message []byte) (any, error) {
	r := bytes.NewReader(message)
	v, err := (&decoder{msgpack.NewDecoder(r), r}).value(maxDepth)
	if err == nil && r.Len() > 0 {
		err = errMessage
	}
	return v, err
}

type decoder struct {
	*msgpack.Decoder
	rest *bytes.Reader
}

func (d *decoder) value(depth int) (any, error) {
	c, err := d.PeekCode()
	switch {
	case err != nil:
		return nil, err
	case depth == 0:
		return nil, errMessage
	case c == msgpcode.Nil:
		return nil, d.DecodeNil()
	case c == msgpcode.False, c == msgpcode.True:
		return d.DecodeBool()
	case c == msgpcode.Uint64:
		n, err := d.DecodeUint64()
		return n, err
	case msgpcode.IsFixedNum(c), c >= msgpcode.Uint8 && c <= msgpcode.Int64:
		return d.DecodeInt64()
	case c == msgpcode.Float, c == msgpcode.Double:
		return d.DecodeFloat64()
	case msgpcode.IsString(c), msgpcode.IsBin(c):
		n, err := d.DecodeBytesLen()
		if err != nil {
			return nil, err
		}
		b, err := d.bytes(n)
		if msgpcode.IsBin(c) {
			return b, err
		}
		return string(b), err
	case msgpcode.IsFixedArray(c), c == msgpcode.Array16, c == msgpcode.Array32:
		return d.array(depth)
	case msgpcode.IsFixedMap(c), c == msgpcode.Map16, c == msgpcode.Map32:
		return d.object(depth)
	case msgpcode.IsExt(c):
		return d.ext()
	}
	return nil, errMessage
}

// bytes reads n bytes, if they are there.
func (d *decoder) bytes(n int) ([]byte, error) {
	if n < 0 || n > d.rest.Len() {
		return nil, errMessage
	}
	b := make([]byte, n)
	return b, d.ReadFull(b)
}

func (d *decoder) array(depth int) (any, error) {
	n, err := d.DecodeArrayLen()
	if err != nil || n < 0 || n > d.rest.Len() { // every element takes a byte
		return nil, errors.Join(errMessage, err)
	}
	a := []any{}
	for range n {
		v, err := d.value(depth - 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	return a, nil
}

func (d *decoder) object(depth int) (any, error) {
	n, err := d.DecodeMapLen()
	if err != nil || n < 0 || n > d.rest.Len() {
		return nil, errors.Join(errMessage, err)
	}
	m := map[string]any{}
	for range n {
		k, err := d.value(1)
		if err != nil {
			return nil, err
		}
		if m[fmt.Sprint(k)], err = d.value(depth - 1); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// ext reads an extension: a timestamp (-1), and what old servers write for undefined, dates and ArrayBuffers (0).
func (d *decoder) ext() (any, error) {
	id, n, err := d.DecodeExtHeader()
	if err != nil {
		return nil, err
	}
	b, err := d.bytes(n)
	if err != nil {
		return nil, err
	}
	switch {
	case id == 0 && n == 1:
		return nil, nil //nolint:nilnil // undefined
	case id == 0 && n == 8:
		return date(time.UnixMilli(int64(binary.BigEndian.Uint64(b)))) //nolint:gosec // signed on the wire
	case id == 0:
		return b, nil
	case id == -1 && n == 4:
		return date(time.Unix(int64(binary.BigEndian.Uint32(b)), 0))
	case id == -1 && n == 8:
		v := binary.BigEndian.Uint64(b)
		return date(time.Unix(int64(v&(1<<34-1)), int64(v>>34)))
	case id == -1 && n == 12:
		return date(time.Unix(int64(binary.BigEndian.Uint64(b[4:])), int64(binary.BigEndian.Uint32(b)))) //nolint:gosec // signed on the wire
	}
	return nil, errMessage
}

// date is what JSON.stringify makes of a Date.
func date(t time.Time) (any, error) { return t.UTC().Format("2006-01-02T15:04:05.000Z"), nil }

// names are room names; JavaScript's may be numbers.
type names []string

func toNames(v any) (names, bool) {
	if v == nil {
		return nil, true
	}
	a, ok := v.([]any)
	if !ok {
		return nil, false
	}
	out := make(names, len(a))
	for i, one := range a {
		switch one := one.(type) {
		case string:
			out[i] = one
		case int64, uint64, float64, json.Number:
			out[i] = fmt.Sprint(one)
		default:
			return nil, false
		}
	}
	return out, true
}

// UnmarshalJSON accepts strings and numbers.
func (n *names) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	var ok bool
	if *n, ok = toNames(v); !ok {
		return errMessage
	}
	return nil
}
