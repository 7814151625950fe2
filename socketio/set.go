package socketio

import "slices"

// fewest is how many elements a set searches one by one.
const fewest = 8

// set is a set for which a single element costs next to nothing: most sockets
// are in one room, and most rooms hold one socket. Its zero value is empty.
type set[T comparable] struct {
	few  []T            // at most fewest; none once there have been more
	many map[T]struct{} // nil until then
}

func (s *set[T]) len() int { return len(s.few) + len(s.many) }

func (s *set[T]) has(v T) bool {
	if s.many != nil {
		_, ok := s.many[v]
		return ok
	}
	return slices.Contains(s.few, v)
}

func (s *set[T]) add(v T) {
	switch {
	case s.has(v):
	case s.many != nil:
		s.many[v] = struct{}{}
	case len(s.few) < fewest:
		s.few = append(s.few, v)
	default:
		s.many = make(map[T]struct{}, 2*fewest)
		for _, old := range s.few {
			s.many[old] = struct{}{}
		}
		s.many[v] = struct{}{}
		s.few = nil
	}
}

func (s *set[T]) remove(v T) {
	delete(s.many, v)
	if i := slices.Index(s.few, v); i >= 0 {
		s.few = slices.Delete(s.few, i, i+1)
	}
}

// all calls yield with each element, which it must not add or remove, until it
// returns false.
func (s *set[T]) all(yield func(T) bool) {
	for _, v := range s.few {
		if !yield(v) {
			return
		}
	}
	for v := range s.many {
		if !yield(v) {
			return
		}
	}
}
