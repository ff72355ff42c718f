package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// encodeText writes any bytes as text that JSON can carry: valid UTF-8 as it is,
// every other byte as \xNN, a backslash as \\. It loses nothing, which Go's JSON
// encoder alone would: it turns each invalid byte into the same U+FFFD.
func encodeText(raw string) string {
	var out strings.Builder
	for i := 0; i < len(raw); {
		char, size := utf8.DecodeRuneInString(raw[i:])
		switch {
		case char == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, raw[i])
		case char == '\\':
			out.WriteString(`\\`)
		default:
			out.WriteString(raw[i : i+size])
		}
		i += size
	}
	return out.String()
}

// decodeText is the inverse. Anything else after a backslash is refused rather
// than guessed, since a wrong guess would compare two different texts.
func decodeText(text string) (string, error) {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out.WriteByte(text[i])
			continue
		}
		rest := text[i+1:]
		switch {
		case strings.HasPrefix(rest, `\`):
			out.WriteByte('\\')
			i++
		case len(rest) >= 3 && rest[0] == 'x' && isLowerHex(rest[1]) && isLowerHex(rest[2]):
			out.WriteByte(hexValue(rest[1])<<4 | hexValue(rest[2]))
			i += 3
		default:
			return "", fmt.Errorf(`a backslash must be \\ or \xNN (lower case) in %q`, text)
		}
	}
	return out.String(), nil
}

func decodeTexts(texts []string) ([]string, error) {
	raw := make([]string, len(texts))
	for i, text := range texts {
		var err error
		if raw[i], err = decodeText(text); err != nil {
			return nil, err
		}
	}
	return raw, nil
}

func isLowerHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c - 'a' + 10
}
