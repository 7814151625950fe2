package chat

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMentions bounds how many different names in one message are looked up.
const maxMentions = 50

// mentionNames lists what stands behind each @ of a text, in lower case, the longest reading of each. An @ inside a word (a mail address) is none.
func mentionNames(content string) []string {
	var names []string
	seen := map[string]bool{}
	for i := 0; i < len(content) && len(names) < maxMentions; i++ {
		if content[i] != '@' {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(content[:i]); i > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
			continue
		}
		end := i + 1
		for end < len(content) && end-i <= 32 && isNameByte(content[end]|lowerBit(content[end])) {
			end++
		}
		if name := strings.ToLower(content[i+1 : end]); len(name) >= 2 && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// lowerBit is the bit that makes an ASCII capital letter small, 0 for anything else.
func lowerBit(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return 0x20
	}
	return 0
}

// readings are a name and, while it ends in . - or _, what is left without that: punctuation after a name is usually none of it.
func readings(name string) []string {
	out := []string{name}
	for len(name) > 2 && strings.ContainsRune("._-", rune(name[len(name)-1])) {
		name = name[:len(name)-1]
		out = append(out, name)
	}
	return out
}

// mentionCandidates resolves the names of a text to people: for each name those that one of its readings names, the longest reading first.
// Who of them is a member is decided in the commit.
func (s *Service) mentionCandidates(ctx context.Context, content string) ([][]UserID, error) {
	if !strings.Contains(content, "@") {
		return nil, nil
	}
	names := mentionNames(content)
	var all []string
	for _, n := range names {
		all = append(all, readings(n)...)
	}
	if len(all) == 0 {
		return nil, nil
	}
	found, err := s.store.UsersByName(ctx, all)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]UserID, len(found))
	for _, u := range found {
		byName[u.Username] = u.ID
	}
	var out [][]UserID
	for _, n := range names {
		var ids []UserID
		for _, r := range readings(n) {
			if id, ok := byName[r]; ok {
				ids = append(ids, id)
			}
		}
		if len(ids) > 0 {
			out = append(out, ids)
		}
	}
	return out, nil
}

// mentioned picks, of each name's candidates, the first that is a member; each person once.
func mentioned(candidates [][]UserID, members map[UserID]Member) []UserID {
	var out []UserID
	seen := map[UserID]bool{}
	for _, ids := range candidates {
		for _, id := range ids {
			if _, ok := members[id]; ok {
				if !seen[id] {
					seen[id] = true
					out = append(out, id)
				}
				break
			}
		}
	}
	return out
}
