package catalog

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// derive makes the secret of a thing out of its id, so that it can be told again although only its hash is kept: 32 bytes,
// which nobody finds without the key. What keeps the secrets of different things apart.
func derive(key []byte, what, id string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(what + " " + id))
	return mac.Sum(nil)
}

// deriveToken is the first bytes of it, as they stand in an address.
func deriveToken(key []byte, what, id string, bytes int) string {
	return base64.RawURLEncoding.EncodeToString(derive(key, what, id)[:bytes])
}
