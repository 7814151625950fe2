package chat

// Role is what a member is in a room.
type Role string

// The roles, from the one that may do most.
const (
	Owner      Role = "owner"
	Moderator  Role = "moderator"
	RoleMember Role = "member"
	Guest      Role = "guest"
	Reader     Role = "reader"
)

// Action is something that a role may or may not do in a group (protocol 1, the table).
type Action string

// The actions of the table.
const (
	ActRead       Action = "read"        // read, mark read, react, leave
	ActPost       Action = "post"        // send, reply, edit and delete own
	ActAddPublic  Action = "add_public"  // add people to a public room
	ActAddPrivate Action = "add_private" // add people to a private room
	ActRemove     Action = "remove"      // remove people below the own role
	ActDeleteAny  Action = "delete_any"  // delete others' messages
	ActRename     Action = "rename"      // name and topic
	ActManage     Action = "manage"      // roles, visibility, delete the room
)

// rank orders the roles; lowest is the rank that an action needs.
var (
	rank   = map[Role]int{Reader: 1, Guest: 2, RoleMember: 3, Moderator: 4, Owner: 5}
	lowest = map[Action]Role{
		ActRead: Reader, ActPost: Guest, ActAddPublic: RoleMember, ActAddPrivate: Moderator,
		ActRemove: Moderator, ActDeleteAny: Moderator, ActRename: Moderator, ActManage: Owner,
	}
)

// ValidRole says whether r is one of the roles.
func ValidRole(r Role) bool { return rank[r] > 0 }

// Can says whether a member with this role may do a in a room of this kind. In a direct room both may read and post, and nothing else.
// The empty role (a stranger) may do nothing.
func Can(kind RoomKind, r Role, a Action) bool {
	if kind == Direct {
		return r != "" && (a == ActRead || a == ActPost)
	}
	needs := rank[lowest[a]]
	return needs > 0 && rank[r] >= needs
}

// Outranks says whether a stands above b.
func Outranks(a, b Role) bool { return rank[a] > rank[b] }
