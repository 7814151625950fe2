package chat

import (
	"strings"
	"unicode/utf8"
)

// maxExcerpt is the length of an excerpt in code points (protocol 1).
const maxExcerpt = 160

// Excerpt is the beginning of a text on one line, at most 160 code points.
func Excerpt(content string) string {
	// Only as much of the text is looked at as can be shown.
	if len(content) > 8*maxExcerpt {
		cut := 8 * maxExcerpt
		for !utf8.RuneStart(content[cut]) {
			cut--
		}
		content = content[:cut]
	}
	text := strings.Join(strings.Fields(content), " ")
	if utf8.RuneCountInString(text) <= maxExcerpt {
		return text
	}
	return string([]rune(text)[:maxExcerpt-1]) + "…"
}

// QuoteOf is what stands above a reply to m.
func QuoteOf(m Message) *Quote {
	return &Quote{ID: m.ID, Seq: m.Seq, Sender: m.Sender, Excerpt: Excerpt(m.Content), DeletedAt: m.DeletedAt}
}
