package play

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/loquat-chat/loquat/bench/history/judge"
	"github.com/loquat-chat/loquat/bench/history/record"
)

// keep keeps the data folder, the log and a trace of a failure: what was wrong, then everything that happened, in the order of time.
func keep(to, folder string, r *run, h *record.History, found []judge.Violation) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
		return err
	}
	var b strings.Builder
	for _, v := range found {
		fmt.Fprintln(&b, v)
	}
	for _, l := range lines(r, h) {
		who := "        "
		if l.client >= 0 {
			who = fmt.Sprintf("%-8s", fmt.Sprintf("client%d", l.client))
		}
		fmt.Fprintf(&b, "%8.3f %s %s\n", l.at.Seconds(), who, l.what)
	}
	if err := os.WriteFile(filepath.Join(to, "trace.txt"), []byte(b.String()), 0o600); err != nil {
		return err
	}
	all, err := json.MarshalIndent(h, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "history.json"), all, 0o600)
}

func lines(r *run, h *record.History) []traced {
	out := slices.Clone(r.traced)
	for i := range h.Ops {
		op := &h.Ops[i]
		what := fmt.Sprintf("%s %s %s in %s, message %s, base %d, %s %v, seq %d", op.Kind, op.ID, excerpt(op.Content), tail(op.Room), tail(op.Message), op.Base, op.Emoji, op.On, op.Seq)
		if op.Tries > 0 {
			out = append(out, traced{op.Asked, op.Client, "asks: " + what})
		}
		if op.Ended > 0 {
			answer := string(op.Code)
			switch {
			case op.Saved != nil:
				answer = fmt.Sprintf("seq %d v%d duplicate %v", op.Saved.Seq, op.Saved.Version, op.Saved.Duplicate)
			case op.Answer != nil:
				answer = fmt.Sprintf("seq %d v%d r%d %s", op.Answer.Seq, op.Answer.Version, op.Answer.Revision, excerpt(op.Answer.Content))
			case op.Counters != nil:
				answer = fmt.Sprintf("%+v", *op.Counters)
			}
			out = append(out, traced{op.Ended, op.Client, fmt.Sprintf("hears: %s, tries %d: %s: %s", op.Outcome, op.Tries, what, answer)})
		}
	}
	for i := range h.Told {
		t := &h.Told[i]
		what := fmt.Sprintf("told: %s %s in %s, socket %d: since %d version %d reset %v more %v", t.How, t.Event, tail(t.Room), t.Socket, t.Since, t.Version, t.Reset, t.More)
		if t.Counters != nil {
			what += fmt.Sprintf(" %+v", *t.Counters)
		}
		for k := range t.Messages {
			m := &t.Messages[k]
			what += fmt.Sprintf(" [%s seq %d v%d r%d %s%s]", tail(m.ID), m.Seq, m.Version, m.Revision, excerpt(m.Content), m.DeletedAt)
		}
		out = append(out, traced{t.At, t.Client, what})
	}
	slices.SortStableFunc(out, func(a, b traced) int { return cmp.Compare(a.at, b.at) })
	return out
}

func tail[T ~string](id T) string { return string(id[max(0, len(id)-6):]) }

func excerpt(content string) string {
	r := []rune(content)
	return fmt.Sprintf("%q", string(r[:min(len(r), 16)]))
}
