package obs

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestMetrics: what was counted is shown.
func TestMetrics(t *testing.T) {
	m := NewMetrics("1.2.3")
	m.Watch(func() (connections, people int) { return 3, 2 }, func() int { return 7 })
	m.Commit(time.Millisecond)
	m.Commit(2 * time.Second)
	m.Panic()
	m.Slow()
	m.Slow()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		"loquat_connections 3", "loquat_people_online 2", "loquat_unpublished 7", "loquat_commit_seconds_count 2", `loquat_commit_seconds_bucket{le="0.002"} 1`,
		"loquat_panics_total 1", "loquat_slow_readers_total 2", `loquat_build_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("not shown: %s", want)
		}
	}
}
