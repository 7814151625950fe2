package browser

import (
	"encoding/json"

	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// State is what the page holds; false if it was closed.
func (c *Client) State() (record.State, bool) {
	c.mu.Lock()
	dead := c.dead
	c.mu.Unlock()
	s := record.State{Client: c.Index, Name: c.Name, User: c.User}
	if dead {
		return s, false
	}
	var held struct {
		Rooms []struct {
			Room     chat.RoomID
			Position chat.Version
			Epoch    string
			Low      chat.Seq
			Whole    bool
			Messages []protocol.Message
		}
		Rows []struct {
			Room         chat.RoomID
			Version      chat.Version
			ReadSeq      chat.Seq
			ReadRev      int64
			UnreadCount  int
			MentionCount int
			LastMessage  *protocol.Excerpt
		}
	}
	text := c.host.ask(map[string]any{"do": "state", "client": c.Index})
	if text == nil || json.Unmarshal(text, &held) != nil {
		return s, true // holds nothing, and is found to
	}
	for _, r := range held.Rooms {
		s.Epoch = r.Epoch
		low := r.Low
		if len(r.Messages) > 0 && !r.Whole {
			low = 1 << 60 // a window in the middle
		}
		s.Rooms = append(s.Rooms, record.RoomState{Room: r.Room, Position: r.Position, Messages: r.Messages, Low: low})
	}
	for _, r := range held.Rows {
		s.Rows = append(s.Rows, record.RowState{
			Room: r.Room, Version: r.Version, ReadSeq: r.ReadSeq, ReadRev: r.ReadRev, Unread: r.UnreadCount, Mentions: r.MentionCount, Last: r.LastMessage,
		})
	}
	return s, true
}
