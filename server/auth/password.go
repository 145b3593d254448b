package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Bounds of what a stored hash may ask for, so that a foreign one cannot exhaust the machine.
const (
	maxMemory = 256 << 10 // KiB
	maxPasses = 16
	maxLanes  = 16
	maxLength = 64 // bytes of salt or key
)

// cost is what hashing a password takes.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// presentCost is OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
func presentCost() cost { return cost{memory: 19 << 10, passes: 2, lanes: 1} }

const (
	saltLength = 16
	keyLength  = 32
	// hashings at once: each takes 19 MiB, and a flood of sign-ins must not take the machine.
	hashings = 2
)

var errHash = errors.New("not an argon2id hash")

// hasher hashes passwords with argon2id, a few at a time.
type hasher struct{ slots chan struct{} }

func newHasher() *hasher { return &hasher{slots: make(chan struct{}, hashings)} }

// hash gives a password's hash as a PHC string with a salt of its own.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	// Read never fails: crypto/rand ends the program instead.
	_, _ = rand.Read(salt)
	d := digest{cost: presentCost(), salt: salt, key: make([]byte, keyLength)}
	key, err := h.derive(ctx, password, d)
	if err != nil {
		return "", err
	}
	d.key = key
	return d.String(), nil
}

// verify reports whether a password is the one of a PHC string.
func (h *hasher) verify(ctx context.Context, password, phc string) (bool, error) {
	d, err := parseDigest(phc)
	if err != nil {
		return false, err
	}
	key, err := h.derive(ctx, password, d)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, d.key) == 1, nil
}

func (h *hasher) derive(ctx context.Context, password string, d digest) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash: %w", ctx.Err())
	}
	return argon2.IDKey([]byte(password), d.salt, d.cost.passes, d.cost.memory, d.cost.lanes, uint32(len(d.key))), nil
}

// digest is a hashed password.
type digest struct {
	cost cost
	salt []byte
	key  []byte
}

// String writes a digest in the PHC string format.
func (d digest) String() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, d.cost.memory, d.cost.passes, d.cost.lanes,
		b.EncodeToString(d.salt), b.EncodeToString(d.key))
}

// parseDigest reads a digest in the PHC string format.
func parseDigest(phc string) (digest, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return digest{}, errHash
	}
	var d digest
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &d.cost.memory, &d.cost.passes, &d.cost.lanes); err != nil {
		return digest{}, errHash
	}
	var err error
	if d.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return digest{}, errHash
	}
	if d.key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return digest{}, errHash
	}
	if !d.bounded() || d.String() != phc {
		return digest{}, errHash
	}
	return d, nil
}

func (d digest) bounded() bool {
	c := d.cost
	return c.memory >= 8*uint32(c.lanes) && c.memory <= maxMemory && c.passes >= 1 && c.passes <= maxPasses && c.lanes >= 1 && c.lanes <= maxLanes &&
		len(d.salt) >= 8 && len(d.salt) <= maxLength && len(d.key) >= 16 && len(d.key) <= maxLength
}
