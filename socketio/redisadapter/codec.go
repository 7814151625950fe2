package redisadapter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/loquat-chat/loquat/socketio"
)

// A broadcast is a msgpack array [uid, {type: 2, data: [event, …arguments], nsp}, {rooms, except, flags}]. Binary arguments are msgpack's own.

const eventType = 2

type packet struct {
	Type      int    `msgpack:"type"`
	Data      any    `msgpack:"data"`
	Namespace string `msgpack:"nsp"`
}

type options struct {
	Rooms  []string       `msgpack:"rooms"`
	Except []string       `msgpack:"except"`
	Flags  map[string]any `msgpack:"flags"`
}

func encodeBroadcast(uid string, op socketio.Op) ([]byte, error) {
	args, err := fromJSON(op.Data, op.Attachments)
	if err != nil {
		return nil, err
	}
	flags := map[string]any{}
	if op.Volatile {
		flags["volatile"] = true
	}
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.UseCompactInts(true)
	err = e.Encode([]any{
		uid, packet{Type: eventType, Data: args, Namespace: op.Namespace},
		options{Rooms: list(op.Target.Rooms), Except: list(op.Target.Except), Flags: flags},
	})
	return b.Bytes(), err
}

// fromJSON makes msgpack's values of JSON, with attachments in the place of their placeholders.
func fromJSON(data json.RawMessage, attachments [][]byte) (any, error) {
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
		if v["_placeholder"] == true {
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

func decodeBroadcast(message []byte) (uid string, op socketio.Op, err error) {
	d := msgpack.NewDecoder(bytes.NewReader(message))
	n, err := d.DecodeArrayLen()
	if err != nil || n != 3 {
		return "", op, errors.Join(errors.New("redisadapter: no broadcast"), err)
	}
	if uid, err = d.DecodeString(); err != nil {
		return "", op, err
	}
	var p packet
	var o options
	if err := errors.Join(d.Decode(&p), d.Decode(&o)); err != nil {
		return "", op, err
	}
	args, isArray := p.Data.([]any)
	if p.Type != eventType || !isArray || len(args) == 0 {
		return "", op, errors.New("redisadapter: no event")
	}
	op = socketio.Op{Kind: socketio.OpEmit, Namespace: p.Namespace, Target: socketio.Target{Rooms: o.Rooms, Except: o.Except}}
	if op.Namespace == "" {
		op.Namespace = "/"
	}
	op.Volatile = o.Flags["volatile"] == true
	op.Data, err = json.Marshal(placed(args, &op.Attachments))
	return uid, op, err
}

// placed makes JSON's values of msgpack's, with placeholders for what is binary.
func placed(v any, attachments *[][]byte) any {
	switch v := v.(type) {
	case []byte:
		*attachments = append(*attachments, v)
		return map[string]any{"_placeholder": true, "num": len(*attachments) - 1}
	case []any:
		for i := range v {
			v[i] = placed(v[i], attachments)
		}
	case map[string]any:
		for k := range v {
			v[k] = placed(v[k], attachments)
		}
	}
	return v
}
