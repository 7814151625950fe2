package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema; its number is its place, from 1.
type migration struct{ name, script string }

// migrations reads the embedded steps in order: the files' names begin with their numbers.
func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]migration, len(names))
	for i, name := range names {
		script, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps[i] = migration{name: name[len("migrations/"):], script: string(script)}
	}
	return steps, nil
}

// migrate brings the schema up to date, each step in a transaction of its own. A database that has had steps which this program does not know is
// refused untouched.
func migrate(ctx context.Context, conn *sql.Conn, steps []migration, now time.Time) error {
	const table = `CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)`
	if _, err := conn.ExecContext(ctx, table); err != nil {
		return err
	}
	var version int
	if err := conn.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM schema_migrations`).Scan(&version); err != nil {
		return err
	}
	if version > len(steps) {
		return fmt.Errorf("this database was made by a newer version of Loquat (its schema is %d, this program knows %d): run that version, or restore a backup", version, len(steps))
	}
	for i, step := range steps[version:] {
		if err := apply(ctx, conn, version+i+1, step, now); err != nil {
			return fmt.Errorf("migration %s: %w", step.name, err)
		}
	}
	return nil
}

func apply(ctx context.Context, conn *sql.Conn, version int, step migration, now time.Time) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if _, err := tx.ExecContext(ctx, step.script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO schema_migrations VALUES (?, ?, ?)`, version, step.name, now.UnixMilli()); err != nil {
		return err
	}
	return tx.Commit()
}

// epoch reads the database's epoch, and makes one for a new database.
func epoch(ctx context.Context, conn *sql.Conn) (string, error) {
	if _, err := conn.ExecContext(ctx, `INSERT OR IGNORE INTO meta VALUES ('epoch', ?)`, rand.Text()); err != nil {
		return "", err
	}
	var e string
	err := conn.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'epoch'`).Scan(&e)
	return e, err
}
