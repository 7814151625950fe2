// Package mongo is the store for several nodes: MongoDB, or a server that speaks its wire protocol.
//
// A room is a sequence of rows in the collection changes, one for each change, which are only ever inserted: the unique key (room, version) decides
// between nodes that write at once, so that no transaction, counter or lock is needed. The row with the greatest version, the tail, says what the
// room is; a message is its row with the greatest version; a membership is the greatest row that names the person. The collections rooms and
// members are projections, for lists; members also keeps read positions. Rows that a later one of the same message supersedes are emptied, never
// removed: no number is ever free again.
//
// A node keeps what it knows of a room as of the tail that it knows. What it inserts under the next number proves that this was the tail; if the
// number is taken, it forgets the room and computes again.
package mongo
