-- The greatest that read_seq has been: what others are told. It does not go back with "mark unread".
ALTER TABLE members ADD COLUMN receipt INTEGER NOT NULL DEFAULT 0;
UPDATE members SET receipt = read_seq;

-- How often the position of somebody who is out was moved: should they come back, it goes on from there.
CREATE TABLE former_members (
	room     INTEGER NOT NULL REFERENCES rooms (key),
	user     TEXT NOT NULL,
	read_rev INTEGER NOT NULL,
	PRIMARY KEY (room, user)
) WITHOUT ROWID;
