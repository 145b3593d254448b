package indexer

import (
	"encoding/base64"
	"encoding/binary"
)

// A cursor is the last hit of a page: one byte for the sort, the two numbers it was ranked by, and its id. It holds
// nothing that must be kept secret and nothing that can do harm when forged.
const cursorBytes = 1 + 8 + 8

func formatCursor(last hit, s Sort) string {
	b := append(make([]byte, 0, cursorBytes+len(last.id)), sortByte(s))
	b = binary.BigEndian.AppendUint64(b, uint64(last.key.a))
	b = binary.BigEndian.AppendUint64(b, uint64(last.key.b))
	return base64.RawURLEncoding.EncodeToString(append(b, last.id...))
}

// parseCursor gives the hit to go on behind, nil for an empty cursor, or ErrCursor.
func parseCursor(s string, want Sort) (*hit, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) <= cursorBytes || len(b) > cursorBytes+maxIDBytes || b[0] != sortByte(want) {
		return nil, ErrCursor
	}
	key := rankKey{int64(binary.BigEndian.Uint64(b[1:])), int64(binary.BigEndian.Uint64(b[9:]))}
	return &hit{key, string(b[cursorBytes:])}, nil
}

func sortByte(s Sort) byte {
	if s == SortRelevance {
		return 'r'
	}
	return byte('0' + orderOf(s))
}
