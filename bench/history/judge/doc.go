// Package judge says whether a recorded run kept the promises: nothing acknowledged is lost, nothing is there twice, everybody sees one order, without
// holes, and what everybody holds in the end is what the server holds.
//
// The record has each request with the time it was made and how it ended (ok, refused, or unknown), everything that any client was told, and, after the
// faults have stopped and everybody has come back, what each client holds and what the server answers to a fresh reader: the truth.
//
// A room's versions are its order: one line of changes, in which each is either told to somebody or part of the truth. A run is right if every
// outcome, every event and every page is explained by that line: what was acknowledged stands in it, at the version that was acknowledged; what was
// refused does not; what ended unknown may stand in it once, or not at all; a page or sync that was asked for after an acknowledgement is not older than
// it; the texts, tombstones and sets of reactions in the truth are the outcome of the changes in their order; counters equal a recount.
//
// It proves nothing of what did not happen in the runs: faults of the disk and power cuts, other clients, other rates. Presence and typing may be lost
// by contract, and are not judged.
package judge
