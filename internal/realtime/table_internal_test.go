package realtime

import (
	"testing"

	"github.com/loquat-chat/loquat/internal/protocol"
)

// TestTableIsWhole holds what the server takes up against what the protocol says clients may send.
func TestTableIsWhole(t *testing.T) {
	rt := &Server{}
	have := map[protocol.Namespace]map[string]bool{protocol.SessionNamespace: {}, protocol.RoomNamespace: {}}
	for _, r := range rt.sessionTable() {
		have[protocol.SessionNamespace][r.event] = true
	}
	for _, r := range rt.roomTable() {
		have[protocol.RoomNamespace][r.event] = true
	}
	for _, e := range protocol.Events {
		if !e.FromUser || e.Later {
			continue
		}
		if !have[e.Namespace][e.Name] {
			t.Errorf("%s on %s is documented, but nobody answers it", e.Name, e.Namespace)
		}
		delete(have[e.Namespace], e.Name)
	}
	for ns, events := range have {
		for e := range events {
			t.Errorf("%s on %s is answered, but not documented", e, ns)
		}
	}
}
