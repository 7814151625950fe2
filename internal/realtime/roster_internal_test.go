package realtime

import (
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/socketio"
)

// TestSizesWhileLoading: a room has as many members as was said last, whoever comes with a number read before.
func TestSizesWhileLoading(t *testing.T) {
	r := newRoster()
	anna, _ := r.add("anna", new(socketio.Socket))
	r.resize("a", 201)
	r.load("anna", anna, map[chat.RoomID]int{"a": 200, "b": 7})
	if a, b := r.size("a"), r.size("b"); a != 201 || b != 7 {
		t.Errorf("a new hall: %d and %d members, want 201 and 7", a, b)
	}
	ben, _ := r.add("ben", new(socketio.Socket))
	sizes := r.known([]chat.RoomID{"a", "b"})
	r.resize("a", 202)
	if r.load("ben", ben, sizes); r.size("a") != 202 {
		t.Errorf("a known hall: %d members, want 202", r.size("a"))
	}
}

// TestClosedWhileLoading: who is being loaded does not bring a room back that has been closed meanwhile.
func TestClosedWhileLoading(t *testing.T) {
	r := newRoster()
	anna, _ := r.add("anna", new(socketio.Socket))
	r.load("anna", anna, map[chat.RoomID]int{"a": 2})
	ben, _ := r.add("ben", new(socketio.Socket))
	if people := r.close("a"); len(people) != 1 || people[0] != "anna" {
		t.Errorf("put out: %v", people)
	}
	r.load("ben", ben, map[chat.RoomID]int{"a": 2})
	if people := r.online("a"); len(people) != 0 || r.seen("anna", "ben") != "offline" {
		t.Errorf("in a closed room: %v", people)
	}
}
