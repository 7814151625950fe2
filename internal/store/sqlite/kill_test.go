package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/loquat-chat/loquat/internal/store/storetest"
)

// TestKilled: whatever was acknowledged outlives the process that acknowledged it.
func TestKilled(t *testing.T) {
	file := func(dir string) string { return filepath.Join(dir, "loquat.db") }
	storetest.Kill(t, func(t testing.TB, dir string) storetest.Store {
		return openStore(t, Options{Path: file(dir)})
	}, func(t testing.TB, dir string) { checkFile(t, file(dir)) })
}

// checkFile checks a database that nobody has open: that it is whole, and that the rows of ops number each room's changes without holes.
func checkFile(t testing.TB, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity_check: %s, %v", verdict, err)
	}
	var broken int
	const holes = `SELECT count(*) FROM rooms r WHERE
		(r.version, r.version, 1) IS NOT (SELECT count(DISTINCT o.version), max(o.version), min(o.version) FROM ops o WHERE o.room = r.key)
		OR (r.seq, r.seq, 1) IS NOT (SELECT count(*), max(m.seq), min(m.seq) FROM messages m WHERE m.room = r.key)`
	if err := db.QueryRowContext(t.Context(), holes).Scan(&broken); err != nil || broken > 0 {
		t.Fatalf("%d rooms have holes; %v", broken, err)
	}
	var stray int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&stray); err != nil || stray > 0 {
		t.Fatalf("%d rows refer to nothing; %v", stray, err)
	}
}
