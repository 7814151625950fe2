package engineio

import (
	"net"
	"sync"
)

// maxJoined is how much is joined into one write for connections without writev.
const maxJoined = 64 << 10

// write is the writer goroutine of a WebSocket: it writes what waits, all of it
// in one system call where that is possible, and ends when nothing waits.
func (s *Session) write(c *wsConn) {
	for {
		s.mu.Lock()
		batch, offset := s.queue, s.offset
		s.queue, s.offset, s.pongs = nil, 0, 0
		if len(batch) == 0 || s.state == closed {
			s.writing = false
			s.finish()
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()

		n, err := s.writeBatch(c, batch, offset)
		s.mu.Lock()
		s.drained(n)
		if err != nil {
			s.writing = false
			s.end(ReasonTransportClose, cut)
			s.state = closed
			s.mu.Unlock()
			_ = c.conn.Close() // wakes the reader
			return
		}
		s.mu.Unlock()
	}
}

var vectors = sync.Pool{New: func() any { return new(net.Buffers) }}

// writeBatch writes messages, the first from offset on. It returns how many bytes
// no longer wait, counted as in Session.queued.
func (s *Session) writeBatch(c *wsConn, batch []*Message, offset int) (int, error) {
	v := vectors.Get().(*net.Buffers)
	defer vectors.Put(v)
	size := 0
	bufs := (*v)[:0]
	for i, m := range batch {
		b := s.frames(m)
		if i == 0 {
			b = b[offset:]
		}
		bufs = append(bufs, b)
		size += m.Size()
	}
	*v = bufs
	defer clear(bufs)
	if _, ok := c.conn.(*net.TCPConn); ok {
		rest := bufs // WriteTo consumes its receiver
		_, err := rest.WriteTo(c.conn)
		return size, err
	}
	return size, writeJoined(c.conn, bufs)
}

// writeJoined writes bufs with few calls: each costs TLS a record.
func writeJoined(conn net.Conn, bufs net.Buffers) error {
	var joined []byte
	for i, b := range bufs {
		if len(joined) == 0 && (i == len(bufs)-1 || len(b) >= maxJoined) {
			if _, err := conn.Write(b); err != nil {
				return err
			}
			continue
		}
		joined = append(joined, b...)
		if len(joined) >= maxJoined || i == len(bufs)-1 {
			if _, err := conn.Write(joined); err != nil {
				return err
			}
			joined = joined[:0]
		}
	}
	return nil
}
