package main

// defect is one that is put into the sources of a server that is built for the occasion.
type defect struct {
	name string
	why  string // what is wrong with the server then
	cuts []cut
}

// cut replaces a piece of a file that stands in it once.
type cut struct {
	file     string
	old, new string
}

// defects are what the checker must find. Each is as small as a slip of the hand, and does harm now and then only.
var defects = []defect{
	{"a dropped broadcast", "every 23rd change is not told to those in the room", []cut{{
		"internal/realtime/publish.go",
		"	if err := rt.in(changes[0].Room.ID).EmitAll(events...); err != nil {",
		"	if changes[0].Message.Version%23 == 0 {\n		return\n	}\n	if err := rt.in(changes[0].Room.ID).EmitAll(events...); err != nil {",
	}}},
	{"a doubled insert", "a repeated send is not recognised", []cut{{
		"internal/chat/messages.go",
		"Actor: actor, ID: in.ClientID, Kind: KindText",
		"Actor: actor, ID: s.newID(), Kind: KindText",
	}}},
	{"a lost edit", "an edit is not compared with the revision that it is based on: of two at once the second wins", []cut{{
		"internal/chat/changes.go",
		"		case m.Revision != in.BaseRevision:",
		"		case m.Revision < in.BaseRevision:",
	}}},
	{"a stale page", "a page of history is kept for 300 ms", []cut{
		{
			"internal/chat/messages.go",
			"	p, err := s.store.Page(ctx, room, w)",
			"	p, err := s.kept(ctx, room, w)",
		},
		{
			"internal/chat/messages.go",
			"// ShownReactors is",
			`var kept sync.Map

func (s *Service) kept(ctx context.Context, room RoomID, w Window) (Page, error) {
	type key struct {
		room   RoomID
		window Window
	}
	if p, ok := kept.Load(key{room, w}); ok {
		return p.(Page), nil
	}
	p, err := s.store.Page(ctx, room, w)
	if err == nil {
		kept.Store(key{room, w}, p)
		time.AfterFunc(300*time.Millisecond, func() { kept.Delete(key{room, w}) })
	}
	return p, err
}

// ShownReactors is`,
		},
		{"internal/chat/messages.go", "	\"errors\"\n", "	\"errors\"\n	\"sync\"\n"},
	}},
	{"a wrong count", "a count that is carried on counts deleted messages", []cut{{
		"internal/chat/counters.go",
		"	if !change.Created {\n		return c, false\n	}",
		"	if !change.Created {\n		c.Version = m.Version\n		return c, true\n	}",
	}}},
	{"two changes swapped", "of changes that are told together the first two change places", []cut{{
		"internal/realtime/publish.go",
		"	if err := rt.in(changes[0].Room.ID).EmitAll(events...); err != nil {",
		"	if len(events) > 1 {\n		events[0], events[1] = events[1], events[0]\n	}\n	if err := rt.in(changes[0].Room.ID).EmitAll(events...); err != nil {",
	}}},
	{"a hole in catching up", "catching up leaves out the first change that was missed", []cut{{
		"internal/chat/sync.go",
		"	return s.changed(ctx, room, since)\n}\n\n// changed",
		"	return s.changed(ctx, room, since+1)\n}\n\n// changed",
	}}},
	{"told before it is kept", "a send is acknowledged before its commit", []cut{
		{
			"internal/chat/messages.go",
			"	s.commit(in.Room, []Op{op}, func(out []Outcome) {\n		o := out[0]\n		if o.Status != Committed",
			"	if r, err := s.store.Room(ctx, in.Room); err == nil {\n		done(Saved{Room: in.Room, ClientID: in.ClientID, ID: \"early\", Seq: r.Seq + 1, Version: r.Version + 1}, nil)\n	}\n	s.commit(in.Room, []Op{op}, func(out []Outcome) {\n		o := out[0]\n		if o.Status != Committed",
		},
	}},
	{"content after a deletion", "a deletion leaves the text where it is", []cut{{
		"internal/chat/changes.go",
		"		m.Content, m.Reactions, m.Mentions, m.DeletedAt = \"\", nil, nil, st.Now",
		"		m.Reactions, m.Mentions, m.DeletedAt = nil, nil, st.Now",
	}}},
	{"a lost reaction", "of reactions that were merged the last is not stored", []cut{{
		"internal/chat/reactions.go",
		"	for i, w := range wishes {\n		if refused[i] = mayReact",
		"	for i, w := range wishes {\n		if i > 0 && i == len(wishes)-1 {\n			break\n		}\n		if refused[i] = mayReact",
	}}},
	{"a read position that jumps", "marking as read moves the position back as well", []cut{{
		"internal/chat/store.go",
		"	return max(current, min(m.Seq, roomSeq))",
		"	return min(m.Seq, roomSeq)",
	}}},
	{"a quote that stays", "the text of a quoted message is not that of now", []cut{{
		"internal/chat/excerpt.go",
		"Excerpt: Excerpt(m.Content), DeletedAt: m.DeletedAt}",
		"Excerpt: Excerpt(m.Content)}",
	}}},
}
