package sqlite

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/chat"
)

// BenchmarkSend is a closed loop: each sender commits its next message when the one before is durable. Everybody writes into rooms of ten.
func BenchmarkSend(b *testing.B) {
	for _, senders := range []int{1, 192} {
		b.Run(fmt.Sprint(senders), func(b *testing.B) {
			s := openStore(b, Options{Path: filepath.Join(b.TempDir(), "loquat.db")})
			defer s.Close()
			users, rooms := make([]chat.UserID, senders), make([]chat.RoomID, senders)
			for i := range users {
				users[i] = chat.UserID(uuid.Must(uuid.NewV7()).String())
				rooms[i] = chat.RoomID(uuid.Must(uuid.NewV7()).String())
				if i%10 > 0 {
					rooms[i] = rooms[i-i%10]
				}
				commit(b, s, rooms[i], benchOp(users[i], func(st chat.State) chat.Change {
					return chat.Change{Settings: &chat.Settings{Kind: chat.Group, Visibility: chat.Public}, Members: []chat.Member{{User: users[i], Role: chat.RoleMember}}}
				}))
			}
			var left atomic.Int64
			left.Store(int64(b.N))
			var all sync.WaitGroup
			b.ResetTimer()
			for i := range users {
				all.Go(func() {
					done := make(chan []chat.Outcome, 1)
					for left.Add(-1) >= 0 {
						s.Commit(rooms[i], []chat.Op{benchOp(users[i], func(chat.State) chat.Change { return chat.Change{} })}, func(o []chat.Outcome) { done <- o })
						if o := <-done; o[0].Status != chat.Committed {
							b.Error(o[0].Err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
		})
	}
}

func benchOp(user chat.UserID, change func(chat.State) chat.Change) chat.Op {
	id, message := uuid.Must(uuid.NewV7()).String(), chat.MessageID(uuid.Must(uuid.NewV7()).String())
	return chat.Op{Actor: user, ID: id, Kind: chat.KindText, Digest: chat.DigestOf(id), Apply: func(st chat.State) (chat.Change, error) {
		c := change(st)
		c.Message = chat.Message{ID: message, Kind: chat.Text, Sender: user, ClientID: id, Content: "A message of an ordinary length, as people write them to each other all day."}
		return c, nil
	}}
}

func commit(b testing.TB, s *Store, room chat.RoomID, op chat.Op) {
	done := make(chan []chat.Outcome, 1)
	s.Commit(room, []chat.Op{op}, func(o []chat.Outcome) { done <- o })
	if o := <-done; o[0].Status != chat.Committed {
		b.Fatal(o[0].Err)
	}
}
