package schedule

import (
	"reflect"
	"testing"
	"time"
)

func TestSameSeedSameSchedule(t *testing.T) {
	size := Size{People: 20, Rooms: 5, Length: 3 * time.Second}
	for seed := range uint64(50) {
		if a, b := New(seed, size), New(seed, size); !reflect.DeepEqual(a, b) {
			t.Fatalf("seed %d makes two schedules", seed)
		}
	}
	if reflect.DeepEqual(New(1, size).Actions, New(2, size).Actions) {
		t.Error("two seeds make one schedule")
	}
}

func TestSchedulesAreAsTheyShouldBe(t *testing.T) {
	kinds, troubles, direct, second, ended := map[Kind]int{}, map[Trouble]int{}, 0, 0, 0
	for seed := range uint64(100) {
		p := New(seed, Size{People: 20, Rooms: 5, Length: 3 * time.Second})
		second += len(p.Devices) - 20
		texts := map[string]bool{}
		for i, a := range p.Actions {
			kinds[a.Kind]++
			if texts[a.Text] {
				t.Fatalf("seed %d: two actions say %q", seed, a.Text)
			}
			texts[a.Text] = true
			if i > 0 && a.At < p.Actions[i-1].At {
				t.Fatalf("seed %d: action %d comes too late", seed, i)
			}
			if d := p.Devices[a.Device]; !contains(d.Rooms, a.Room) || !contains(p.Rooms[a.Room].Members, d.Person) {
				t.Fatalf("seed %d: action %d is in a room that its device is not in", seed, i)
			}
		}
		for _, f := range p.Faults {
			troubles[f.Trouble]++
			if f.Trouble == Kill || f.Trouble == Term {
				ended++
			} else if len(f.Devices) == 0 {
				t.Fatalf("seed %d: a fault of nobody", seed)
			}
		}
		for _, r := range p.Rooms {
			if len(r.Members) < 2 || r.Direct && len(r.Members) != 2 {
				t.Fatalf("seed %d: a room of %d", seed, len(r.Members))
			}
			if r.Direct {
				direct++
			}
		}
	}
	for _, k := range []Kind{Send, Reply, Edit, Delete, React, Read, Unread, Page, Resync, Leave, Enter, Reload, Die} {
		if kinds[k] == 0 {
			t.Errorf("nobody does %s", k)
		}
	}
	for _, k := range []Trouble{Cut, CutLater, Stall, HalfOpen, Delay, Away, Kill, Term} {
		if troubles[k] == 0 {
			t.Errorf("there is no %s", k)
		}
	}
	if direct == 0 || second == 0 || ended < 50 {
		t.Errorf("%d direct rooms, %d second devices, %d ends of the server", direct, second, ended)
	}
}

func contains(list []int, n int) bool {
	for _, m := range list {
		if m == n {
			return true
		}
	}
	return false
}
