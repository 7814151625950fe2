// Package sqlite is the embedded store: one file, one process.
//
// One goroutine writes, on a connection of its own, and puts whatever queued while the transaction before was being synced into the next one
// (group commit over all rooms, no timer): writer.go. What an operation needs (its room, memberships) the writer keeps in memory: cache.go. Outcomes
// are handed out by the dispatcher, after the sync. Reads go through a pool of read-only connections and see what is committed.
package sqlite
