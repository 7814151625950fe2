package socketio

import (
	"maps"
	"slices"
)

// LiveNamespaces returns the names of namespaces with sockets.
func LiveNamespaces(srv *Server) []string {
	srv.mu.RLock()
	defer srv.mu.RUnlock()
	return slices.Sorted(maps.Keys(srv.spaces))
}

// CheckRooms says where the rooms of sockets and the sockets of rooms disagree.
func CheckRooms(srv *Server, namespace string) (wrong []string) {
	sp := srv.lookup(namespace)
	if sp == nil {
		return nil
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	for room, members := range sp.rooms {
		if members.len() == 0 {
			wrong = append(wrong, "empty room "+room)
		}
		for s := range members.all {
			if !s.rooms.has(room) || sp.ids[s.id] != s {
				wrong = append(wrong, room+" has "+s.id)
			}
		}
	}
	for i, s := range sp.sockets {
		if s.index != i || sp.ids[s.id] != s {
			wrong = append(wrong, "index of "+s.id)
		}
		for room := range s.rooms.all {
			if members := sp.rooms[room]; members == nil || !members.has(s) {
				wrong = append(wrong, s.id+" is in "+room)
			}
		}
	}
	return wrong
}
