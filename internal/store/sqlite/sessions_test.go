package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// TestPresentedStaysSmall: a session that goes on for ever takes no more and more space.
func TestPresentedStaysSmall(t *testing.T) {
	s := openStore(t, Options{Path: filepath.Join(t.TempDir(), "loquat.db")})
	defer s.Close()
	u, err := s.CreateAccount(t.Context(), chat.User{ID: "u", Username: "anna", DisplayName: "Anna"}, "hash", false)
	if err == nil {
		err = s.CreateSession(t.Context(), auth.Session{ID: "s", User: u.ID}, "hash")
	}
	for g := range int64(50) {
		if err == nil {
			_, err = s.Present(t.Context(), "s", g+1, auth.Use{At: time.Unix(g, 0)})
		}
	}
	rows := 0
	if err == nil {
		err = s.read(t.Context(), func(r tx) error { return r.row(`SELECT count(*) FROM presented`).Scan(&rows) })
	}
	if err != nil || rows != auth.KeptGenerations {
		t.Errorf("%d generations are remembered, %v; want %d", rows, err, auth.KeptGenerations)
	}
}
