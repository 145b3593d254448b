package catalog

import "crypto/subtle"

// A seal of so many bytes stands before the user in the code by which letters are stopped, as so many characters.
const (
	stopBytes  = 18
	stopLength = 24
)

// stopCode is what stops the letters of a kind to a user, without signing in.
func stopCode(key []byte, what string, user UserID) string {
	return deriveToken(key, what, string(user), stopBytes) + string(user)
}

// stopUser finds whose letters of a kind a code stops. Withheld when that is nobody.
func stopUser(key []byte, what, code string) (UserID, error) {
	if len(code) > stopLength {
		user := UserID(code[stopLength:])
		if subtle.ConstantTimeCompare([]byte(code), []byte(stopCode(key, what, user))) == 1 {
			return user, nil
		}
	}
	return "", NewError(Withheld, KeyLinkGone, nil)
}
