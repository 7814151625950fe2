-- Times are milliseconds since 1970 in UTC; 0 stands for "never". Lists inside a row are JSON, '' when empty.
-- rooms.key stands for the room everywhere else: 36 bytes less in each row and index entry.

CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE users (
	id           TEXT PRIMARY KEY,
	username     TEXT NOT NULL UNIQUE,
	display_name TEXT NOT NULL,
	display_fold TEXT NOT NULL, -- in lower case, for searching
	role         TEXT NOT NULL,
	created_at   INTEGER NOT NULL,
	rev          INTEGER NOT NULL,
	hash         TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX users_display ON users (display_fold);

CREATE TABLE sessions (
	id           TEXT PRIMARY KEY,
	user         TEXT NOT NULL REFERENCES users (id),
	created_at   INTEGER NOT NULL,
	last_used_at INTEGER NOT NULL,
	user_agent   TEXT NOT NULL,
	address      TEXT NOT NULL,
	revoked_at   INTEGER NOT NULL,
	reason       TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_live ON sessions (user, last_used_at) WHERE revoked_at = 0;
CREATE INDEX sessions_used ON sessions (last_used_at);
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at > 0;

CREATE TABLE presented (
	session    TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
	generation INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (session, generation)
) WITHOUT ROWID;

CREATE TABLE rooms (
	key           INTEGER PRIMARY KEY,
	id            TEXT NOT NULL UNIQUE,
	kind          TEXT NOT NULL,
	name          TEXT NOT NULL,
	name_fold     TEXT NOT NULL, -- in lower case, for searching
	topic         TEXT NOT NULL,
	visibility    TEXT NOT NULL,
	pair_a        TEXT NOT NULL,
	pair_b        TEXT NOT NULL,
	created_at    INTEGER NOT NULL,
	active_at     INTEGER NOT NULL,
	member_count  INTEGER NOT NULL,
	owners        INTEGER NOT NULL,
	seq           INTEGER NOT NULL,
	version       INTEGER NOT NULL,
	rules_version INTEGER NOT NULL,
	closed        INTEGER NOT NULL, -- 0 open, 1 closed, 2 closed and its messages emptied
	CHECK (kind IN ('group', 'direct') AND visibility IN ('public', 'private') AND owners >= 0 AND member_count >= owners)
);
CREATE INDEX rooms_directory ON rooms (active_at, id) WHERE visibility = 'public' AND closed = 0;
CREATE INDEX rooms_to_empty ON rooms (key) WHERE closed = 1;

CREATE TABLE members (
	room       INTEGER NOT NULL REFERENCES rooms (key),
	user       TEXT NOT NULL,
	role       TEXT NOT NULL,
	joined_at  INTEGER NOT NULL,
	joined_seq INTEGER NOT NULL,
	read_seq   INTEGER NOT NULL,
	read_rev   INTEGER NOT NULL,
	PRIMARY KEY (room, user)
) WITHOUT ROWID;
CREATE INDEX members_user ON members (user, room);
CREATE INDEX members_joined ON members (room, joined_seq, user);

-- A message's row is changed in place; rows are never removed.
CREATE TABLE messages (
	room       INTEGER NOT NULL REFERENCES rooms (key),
	seq        INTEGER NOT NULL,
	version    INTEGER NOT NULL,
	id         TEXT NOT NULL UNIQUE,
	kind       TEXT NOT NULL,
	sender     TEXT NOT NULL,
	client_id  TEXT NOT NULL,
	content    TEXT NOT NULL,
	revision   INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	edited_at  INTEGER NOT NULL,
	deleted_at INTEGER NOT NULL,
	reply_to   TEXT, -- a message's id; NULL for none
	reactions  TEXT NOT NULL,
	mentions   TEXT NOT NULL,
	system     TEXT NOT NULL,
	PRIMARY KEY (room, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_version ON messages (room, version);
-- Unread counters and the latest message of a list are answered from this one alone.
CREATE INDEX messages_text ON messages (room, seq, sender, deleted_at) WHERE kind = 'text';

-- Whom a message mentions, without its own sender.
CREATE TABLE mentions (
	user TEXT NOT NULL,
	room INTEGER NOT NULL,
	seq  INTEGER NOT NULL,
	PRIMARY KEY (user, room, seq)
) WITHOUT ROWID;

-- The first result of every change, for ever: rows are only ever inserted. op_id comes first in the key because most are UUIDs that begin with the time:
-- then the rows of a transaction stand side by side in a page or two, otherwise each in the page of its actor.
CREATE TABLE ops (
	actor      TEXT NOT NULL,
	op_id      TEXT NOT NULL,
	room       INTEGER NOT NULL REFERENCES rooms (key),
	version    INTEGER NOT NULL,
	seq        INTEGER NOT NULL,
	message_id TEXT NOT NULL,
	kind       TEXT NOT NULL,
	digest     BLOB NOT NULL,
	created_at INTEGER NOT NULL, -- of the message
	PRIMARY KEY (op_id, actor)
) WITHOUT ROWID;
