package sqlite

import (
	"database/sql"
	"encoding/json"

	"github.com/loquat-chat/loquat/internal/chat"
)

const roomColumns = `r.id, r.kind, r.name, r.topic, r.visibility, r.pair_a, r.pair_b, r.created_at, r.active_at, r.member_count, r.owners, r.seq, r.version, r.rules_version, r.closed`

func scanRoom(row scanner, more ...any) (chat.Room, error) {
	var r chat.Room
	var created, active int64
	var closed int
	err := row.Scan(append([]any{
		&r.ID, &r.Kind, &r.Name, &r.Topic, &r.Visibility, &r.Pair[0], &r.Pair[1], &created, &active,
		&r.MemberCount, &r.Owners, &r.Seq, &r.Version, &r.RulesVersion, &closed,
	}, more...)...)
	r.CreatedAt, r.ActiveAt, r.Closed = at(created), at(active), closed > 0
	return r, err
}

const memberColumns = `m.user, m.role, m.joined_at, m.joined_seq, m.read_seq, m.read_rev, m.receipt`

func scanMember(row scanner, room chat.RoomID) (chat.Member, error) {
	m := chat.Member{Room: room}
	var joined int64
	err := row.Scan(&m.User, &m.Role, &joined, &m.JoinedSeq, &m.ReadSeq, &m.ReadRev, &m.Receipt)
	m.JoinedAt = at(joined)
	return m, err
}

// messageSelect reads messages m with what they quote as it is now. Of a quoted text only the bytes are read
// that [chat.Excerpt] looks at, and one more, by which it knows that there are more.
const messageSelect = `SELECT m.id, m.seq, m.version, m.kind, m.sender, m.client_id, m.content, m.revision, m.created_at, m.edited_at, m.deleted_at,
	m.reply_to, m.reactions, m.mentions, m.system, q.seq, q.sender, substr(CAST(q.content AS BLOB), 1, 1281), q.deleted_at
	FROM messages m LEFT JOIN messages q ON q.id = m.reply_to AND q.room = m.room `

// thisRoom finds a room's key by its id.
const thisRoom = `(SELECT key FROM rooms WHERE id = ?)`

func scanMessage(row scanner, room chat.RoomID) (chat.Message, error) {
	m := chat.Message{Room: room}
	var created, edited, deleted int64
	var reactions, mentions, system string
	var replyTo, qSender, qContent sql.NullString
	var qSeq, qDeleted sql.NullInt64
	err := row.Scan(&m.ID, &m.Seq, &m.Version, &m.Kind, &m.Sender, &m.ClientID, &m.Content, &m.Revision, &created, &edited, &deleted,
		&replyTo, &reactions, &mentions, &system, &qSeq, &qSender, &qContent, &qDeleted)
	if err != nil {
		return m, err
	}
	m.CreatedAt, m.EditedAt, m.DeletedAt = at(created), at(edited), at(deleted)
	if replyTo.Valid {
		m.ReplyTo = &chat.Quote{ID: chat.MessageID(replyTo.String)}
		if qSeq.Valid {
			m.ReplyTo = chat.QuoteOf(chat.Message{
				ID: m.ReplyTo.ID, Seq: chat.Seq(qSeq.Int64), Sender: chat.UserID(qSender.String), Content: qContent.String, DeletedAt: at(qDeleted.Int64),
			})
		}
	}
	for _, list := range []struct {
		text string
		into any
	}{{reactions, &m.Reactions}, {mentions, &m.Mentions}, {system, &m.System}} {
		if list.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(list.text), list.into); err != nil {
			return m, err
		}
	}
	return m, nil
}

// encode is a list as it stands in a row: JSON, or nothing for an empty one.
func encode(v any, empty bool) string {
	if empty {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "" // not reached: strings and lists of strings always encode
	}
	return string(text)
}

const userColumns = `u.id, u.username, u.display_name, u.role, u.created_at, u.rev`

func scanUser(row scanner, more ...any) (chat.User, error) {
	var u chat.User
	var created int64
	err := row.Scan(append([]any{&u.ID, &u.Username, &u.DisplayName, &u.Role, &created, &u.Rev}, more...)...)
	u.CreatedAt = at(created)
	return u, err
}
