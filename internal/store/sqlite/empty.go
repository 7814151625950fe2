package sqlite

import (
	"encoding/json"

	"github.com/loquat-chat/loquat/internal/chat"
)

// emptySlice is how many messages of a closed room one transaction empties beside its other work.
const emptySlice = 200

// emptyLater queues the emptying of a closed room's messages after a seq, behind what others wait for. What is not done when the store closes goes on
// when it is opened again.
func (w *writer) emptyLater(room int64, after chat.Seq) {
	w.queue.put(&job{call: &call{ctx: w.ctx, finished: make(chan struct{}), run: func(w *writer) error {
		return w.empty(room, after)
	}}}, true)
}

func (w *writer) resumeEmptying() error {
	rooms, err := collect(w.tx, func(row scanner) (key int64, err error) { err = row.Scan(&key); return key, err }, `SELECT key FROM rooms WHERE closed = 1`)
	for _, key := range rooms {
		w.emptyLater(key, 0)
	}
	return err
}

// empty takes the contents out of a slice of a closed room's messages, of all but its last line. Numbers, senders and times stay.
func (w *writer) empty(room int64, after chat.Seq) error {
	var last chat.Seq
	if err := w.row(`SELECT seq - 1 FROM rooms WHERE key = ? AND closed = 1`, room).Scan(&last); err != nil {
		return found(err) // it was not closed after all: the transaction was rolled back
	}
	through := min(after+emptySlice, last)
	type mention struct {
		seq   chat.Seq
		users string
	}
	mentions, err := collect(w.tx, func(row scanner) (m mention, err error) { err = row.Scan(&m.seq, &m.users); return m, err },
		`SELECT seq, mentions FROM messages WHERE room = ? AND seq > ? AND seq <= ? AND mentions <> ''`, room, after, through)
	if err != nil {
		return err
	}
	for _, m := range mentions {
		var users []chat.UserID
		if err := json.Unmarshal([]byte(m.users), &users); err != nil {
			return err
		}
		if err := w.unmention(room, m.seq, users); err != nil {
			return err
		}
	}
	err = w.exec(`UPDATE messages SET content = '', reactions = '', mentions = '', system = '' WHERE room = ? AND seq > ? AND seq <= ?`, room, after, through)
	if err != nil {
		return err
	}
	if through < last {
		w.emptyLater(room, through)
		return nil
	}
	return w.exec(`UPDATE rooms SET closed = 2, name = '', name_fold = '', topic = '' WHERE key = ?`, room)
}
