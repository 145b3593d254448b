package indexer

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"hash/fnv"
)

// mappingVersion is the version of everything stored: fields, analysis, word lists. An index of another version is put
// aside and filled again.
const mappingVersion = 6

// Keys of the values that bleve keeps beside the documents.
var (
	stateKey   = []byte("indexer.state")
	learnedKey = []byte("indexer.learned")
)

// state is stored in the same batch as the documents it describes. The digest, over the ids of all live documents, tells
// after a crash whether the engine's list of deleted documents is still whole.
type state struct {
	seq     int64
	digest  uint64 // exclusive or of digestOf every live id
	learned uint32 // CRC-32 of the learned words
}

const stateBytes = 4 + 8 + 8 + 4 + 4

func (s state) encode() []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, stateBytes), mappingVersion)
	b = binary.BigEndian.AppendUint64(b, uint64(s.seq))
	b = binary.BigEndian.AppendUint64(b, s.digest)
	b = binary.BigEndian.AppendUint32(b, s.learned)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// decodeState reads a stored state, or says why it cannot be trusted.
func decodeState(b []byte) (state, error) {
	if len(b) != stateBytes || crc32.ChecksumIEEE(b[:stateBytes-4]) != binary.BigEndian.Uint32(b[stateBytes-4:]) {
		return state{}, fmt.Errorf("%w: stored state of %d bytes", ErrDamaged, len(b))
	}
	if v := binary.BigEndian.Uint32(b); v != mappingVersion {
		return state{}, fmt.Errorf("%w: mapping version %d, want %d", ErrDamaged, v, mappingVersion)
	}
	return state{int64(binary.BigEndian.Uint64(b[4:])), binary.BigEndian.Uint64(b[12:]), binary.BigEndian.Uint32(b[20:])}, nil
}

// digestOf is what a live document adds to the digest.
func digestOf(id string) uint64 { return hash64(id) }

// hash64 is FNV-1a.
func hash64(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // a hash never fails
	return h.Sum64()
}
