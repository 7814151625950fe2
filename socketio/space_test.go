package socketio

import (
	"strconv"
	"testing"
	"time"
)

// TestFindManyRooms: who is meant by many rooms is found once, in a time that grows with their number and not with its square: every broadcast to a
// person's devices names a room for each person.
func TestFindManyRooms(t *testing.T) {
	const people = 40_000
	sp := &space{ids: map[string]*Socket{}}
	var target Target
	for i := range people {
		s := &Socket{id: "socket" + strconv.Itoa(i)}
		sp.ids[s.id] = s
		sp.join(s, strconv.Itoa(i))
		sp.join(s, strconv.Itoa((i+1)%people))
		target.Rooms = append(target.Rooms, strconv.Itoa(i))
	}
	begun := time.Now()
	found := sp.find(nil, target)
	if took := time.Since(begun); took > 2*time.Second { // the square takes much longer
		t.Errorf("%d rooms took %v", people, took)
	}
	once := map[*Socket]bool{}
	for _, s := range found {
		once[s] = true
	}
	if len(found) != people || len(once) != people {
		t.Errorf("%d found, %d of them different; want %d", len(found), len(once), people)
	}
}
