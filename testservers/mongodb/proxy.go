package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
)

// proxy passes requests to the server and their answers back, one at a time on each connection.
type proxy struct {
	server string // the path of its socket

	writing sync.Mutex // held while an update, findAndModify or delete runs
}

func (p *proxy) serve(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close() //nolint:errcheck // whatever it was, it is over
			server, err := (&net.Dialer{}).DialContext(context.Background(), "unix", p.server)
			if err != nil {
				log.Print(err)
				return
			}
			defer server.Close() //nolint:errcheck // as above
			for p.exchange(client, server) == nil {
			}
		}()
	}
}

// exchange passes one request on and its answers back.
func (p *proxy) exchange(client, server net.Conn) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	if changes(request) {
		p.writing.Lock()
		defer p.writing.Unlock()
	}
	if _, err := server.Write(request); err != nil {
		return err
	}
	for more := !moreToCome(request); more; {
		answer, err := readMessage(server)
		if err != nil {
			return err
		}
		if _, err := client.Write(answer); err != nil {
			return err
		}
		more = moreToCome(answer)
	}
	return nil
}

// The parts of a message that matter here (MongoDB Wire Protocol, "OP_MSG").
const (
	headerSize = 16
	maxMessage = 48 << 20
	opMsg      = 2013
)

func readMessage(r io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n < headerSize || n > maxMessage {
		return nil, fmt.Errorf("a message of %d bytes", n)
	}
	message := append(make([]byte, 0, n), size[:]...)
	message = message[:n]
	_, err := io.ReadFull(r, message[4:])
	return message, err
}

// moreToCome says whether another message follows without being asked for.
func moreToCome(m []byte) bool {
	return isMsg(m) && binary.LittleEndian.Uint32(m[headerSize:])&2 != 0
}

func isMsg(m []byte) bool {
	return len(m) > headerSize+4 && binary.LittleEndian.Uint32(m[12:]) == opMsg
}

// changes says whether a request changes documents in place: its command is the name of the first element of its body.
func changes(m []byte) bool {
	body := m[min(len(m), headerSize+4):]
	if !isMsg(m) || len(body) < 7 || body[0] != 0 {
		return false
	}
	name, _, _ := bytes.Cut(body[6:], []byte{0})
	switch string(name) {
	case "update", "findAndModify", "findandmodify", "delete":
		return true
	}
	return false
}
