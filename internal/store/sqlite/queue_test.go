package sqlite

import (
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// TestTakeWholeJobs: what one call brings goes into one transaction as long as it fits into one. A patch of a room's name and topic that came as the
// 128th and 129th operation was spread over two, and could be stored by half.
func TestTakeWholeJobs(t *testing.T) {
	q := newQueue()
	for _, ops := range []int{3, 3, 9, 1} {
		q.put(&job{ops: make([]chat.Op, ops)}, false)
	}
	var got [][]int
	for range 4 {
		var sizes []int
		for _, p := range q.take(nil, 4) {
			sizes = append(sizes, p.last-p.first)
		}
		got = append(got, sizes)
	}
	want := [][]int{{3}, {3}, {4}, {4}}
	for i := range want {
		if len(got[i]) != 1 || got[i][0] != want[i][0] {
			t.Errorf("taken by four: %v, want %v and so on: a job of nine is more than one transaction takes", got, want)
			break
		}
	}
}
