package socketio

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSet holds a set against a map, over the number of elements at which it changes its form.
func TestSet(t *testing.T) {
	for range 200 {
		var s set[int]
		want := map[int]bool{}
		for range 100 {
			v := rand.IntN(3 * fewest)
			if rand.IntN(3) == 0 {
				s.remove(v)
				delete(want, v)
			} else {
				s.add(v)
				want[v] = true
			}
			var got []int
			s.all(func(v int) bool { got = append(got, v); return true })
			slices.Sort(got)
			if s.len() != len(want) || len(slices.Compact(got)) != len(want) {
				t.Fatalf("%d elements, %v, want %v", s.len(), got, want)
			}
			for v := range 3 * fewest {
				if s.has(v) != want[v] {
					t.Fatalf("has %d: %t, want %v", v, s.has(v), want)
				}
			}
			calls := 0
			s.all(func(int) bool { calls++; return false })
			if calls > 1 {
				t.Fatal("goes on after false")
			}
		}
	}
}
