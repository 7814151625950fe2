package sqlite

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPaths: a file may have any name, and is its owner's alone.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "50% of a?b#c;d'e ü.db")
	first := openStore(t, Options{Path: path})
	epoch := first.Epoch()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 || !strings.HasPrefix(f.Name(), filepath.Base(path)) {
			t.Errorf("%s: mode %v, %v", f.Name(), info.Mode(), err)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if files, err = os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("after Close the folder has %v, %v; want the database alone, with its write-ahead log moved into it", files, err)
	}
	again := openStore(t, Options{Path: path})
	defer again.Close()
	if again.Epoch() != epoch {
		t.Error("another file was opened")
	}
	if _, err := Open(t.Context(), Options{Path: filepath.Join(dir, "nowhere", "x.db")}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("in a folder that is not there: %v", err)
	}
}

// TestDurable: what is told as stored rests on these.
func TestDurable(t *testing.T) {
	s := openStore(t, Options{Path: filepath.Join(t.TempDir(), "loquat.db")})
	defer s.Close()
	if err := s.write(t.Context(), func(w *writer) error {
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "2"} {
			var is string
			if err := w.row(`PRAGMA ` + pragma).Scan(&is); err != nil || is != want {
				t.Errorf("%s is %s, %v; want %s", pragma, is, err, want)
			}
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// TestNoDatabase: a file that is something else is refused and left as it is.
func TestNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	const text = "Dear Sir or Madam, this is no database, and it is long enough to be told from one. "
	if err := os.WriteFile(path, []byte(strings.Repeat(text, 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Path: path}); err == nil || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("Open answers %v", err)
	}
	if is, err := os.ReadFile(path); err != nil || string(is) != strings.Repeat(text, 20) {
		t.Errorf("the file was changed; %v", err)
	}
}

// conn opens a connection for migrations.
func conn(t *testing.T, path string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		_ = db.Close()
	})
	return c
}

func TestMigrate(t *testing.T) {
	c := conn(t, filepath.Join(t.TempDir(), "loquat.db"))
	now := time.Unix(1, 0)
	one := migration{"0001_one.sql", `CREATE TABLE a (x); INSERT INTO a VALUES (1);`}
	two := migration{"0002_two.sql", `CREATE TABLE b (x); INSERT INTO b SELECT x + 1 FROM a;`}
	broken := migration{"0003_broken.sql", `CREATE TABLE c (x); INSERT INTO nothing VALUES (1);`}
	for _, step := range []struct {
		steps []migration
		fails string
		want  int // the greatest version afterwards
	}{
		{[]migration{one}, "", 1},
		{[]migration{one, two}, "", 2},
		{[]migration{one, two}, "", 2},
		{[]migration{one, two, broken}, "0003_broken.sql", 2},
		{[]migration{one}, "newer version of Loquat", 2},
	} {
		err := migrate(t.Context(), c, step.steps, now)
		if (err == nil) != (step.fails == "") || err != nil && !strings.Contains(err.Error(), step.fails) {
			t.Fatalf("%d steps: error %v, want one with %q", len(step.steps), err, step.fails)
		}
		var version int
		if err := c.QueryRowContext(t.Context(), `SELECT max(version) FROM schema_migrations`).Scan(&version); err != nil || version != step.want {
			t.Fatalf("%d steps: version %d, %v; want %d", len(step.steps), version, err, step.want)
		}
	}
	var b, left int
	if err := c.QueryRowContext(t.Context(), `SELECT (SELECT sum(x) FROM b), (SELECT count(*) FROM sqlite_schema WHERE name = 'c')`).Scan(&b, &left); err != nil || b != 2 || left != 0 {
		t.Errorf("the second step ran %d times; %d tables of the broken one are left; %v", b-1, left, err)
	}
}

// TestOldReceipts: who has read in an older database has receipts that go as far.
func TestOldReceipts(t *testing.T) {
	c := conn(t, filepath.Join(t.TempDir(), "loquat.db"))
	steps, err := migrations()
	if err == nil {
		err = migrate(t.Context(), c, steps[:1], time.Unix(1, 0))
	}
	if err == nil {
		_, err = c.ExecContext(t.Context(), `PRAGMA foreign_keys = off; INSERT INTO members VALUES (1, 'anna', 'owner', 1, 1, 7, 2)`)
	}
	if err == nil {
		err = migrate(t.Context(), c, steps, time.Unix(2, 0))
	}
	var receipt int
	if err == nil {
		err = c.QueryRowContext(t.Context(), `SELECT receipt FROM members`).Scan(&receipt)
	}
	if err != nil || receipt != 7 {
		t.Errorf("the receipt is %d, %v; want 7", receipt, err)
	}
}

// TestNewerDatabase: Open refuses what a newer program has migrated.
func TestNewerDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "loquat.db")
	if err := openStore(t, Options{Path: path}).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := conn(t, path).ExecContext(t.Context(), `INSERT INTO schema_migrations VALUES (1000, 'x', 0)`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Path: path}); err == nil || !strings.Contains(err.Error(), "newer version of Loquat") {
		t.Errorf("Open answers %v", err)
	}
}

// TestPlans: what is asked all the time is answered from an index, whose size bounds its cost.
func TestPlans(t *testing.T) {
	path := filepath.Join(t.TempDir(), "loquat.db")
	s := openStore(t, Options{Path: path})
	defer s.Close()
	c := conn(t, path)
	explain := func(query string) string {
		rows, err := c.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return strings.Join(plan, "\n")
	}
	for query, want := range map[string]string{
		entrySelect + `WHERE r.id = 'x' AND m.user = 'y'`:                           "USING COVERING INDEX messages_text (room=? AND seq>?)",
		strings.ReplaceAll(sentSelect, "?", "'x'"):                                  "SEARCH o USING PRIMARY KEY (op_id=? AND actor=?)",
		messageSelect + `WHERE m.room = 1 AND m.version > 2 ORDER BY m.version`:     "USING INDEX messages_version (room=? AND version>?)",
		messageSelect + `WHERE m.room = 1 AND m.seq BETWEEN 1 AND 2 ORDER BY m.seq`: "SEARCH m USING PRIMARY KEY (room=? AND seq>? AND seq<?)",
	} {
		if plan := explain(query); !strings.Contains(plan, want) || strings.Contains(plan, "SCAN m") || strings.Contains(plan, "TEMP B-TREE FOR ORDER") {
			t.Errorf("%s\nis planned as\n%s\nwant in it: %s", query, plan, want)
		}
	}
}
