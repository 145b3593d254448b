package auth

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestHash(t *testing.T) {
	h := newHasher()
	first, err := h.hash(t.Context(), "blåbær på tur")
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.hash(t.Context(), "blåbær på tur")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(first, "$argon2id$v=19$m=19456,t=2,p=1$") || first == second {
		t.Errorf("hashes %q and %q", first, second)
	}
	for password, want := range map[string]bool{"blåbær på tur": true, "blåbær på tur ": false, "": false} {
		if got, err := h.verify(t.Context(), password, first); err != nil || got != want {
			t.Errorf("verify %q: %v, %v", password, got, err)
		}
	}
}

// The vector is from the reference implementation's argon2 command: password "password", salt "somesalt", t=2, m=64 KiB.
func TestHashOfTheReferenceImplementation(t *testing.T) {
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := newHasher().verify(t.Context(), "password", phc); err != nil || !ok {
		t.Errorf("verify: %v, %v", ok, err)
	}
}

var badDigests = []string{
	"", "x", "$2a$10$abc", "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=16$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=19$m=19456,t=4000000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=19$m=19456,t=2,p=1$$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFh",
	"$argon2id$v=19$m=19456,t=2,p=1,x=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
}

func TestBadDigests(t *testing.T) {
	h := newHasher()
	for _, phc := range badDigests {
		if ok, err := h.verify(t.Context(), "password", phc); ok || err == nil {
			t.Errorf("%q: %v, %v", phc, ok, err)
		}
	}
}

func FuzzParseDigest(f *testing.F) {
	for _, s := range badDigests {
		f.Add(s)
	}
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Fuzz(func(t *testing.T, phc string) {
		d, err := parseDigest(phc)
		if err == nil && (d.String() != phc || d.cost.memory > maxMemory || d.cost.passes > maxPasses) {
			t.Errorf("%q is read as %q", phc, d)
		}
	})
}

func TestHashingsWaitForEachOther(t *testing.T) {
	h := newHasher()
	var all sync.WaitGroup
	for range hashings {
		h.slots <- struct{}{}
	}
	done := make(chan struct{})
	all.Go(func() {
		defer close(done)
		if _, err := h.hash(t.Context(), "x"); err != nil {
			t.Error(err)
		}
	})
	select {
	case <-done:
		t.Error("a hashing did not wait")
	case <-time.After(100 * time.Millisecond):
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, err := h.hash(gone, "x"); err == nil {
		t.Error("one who has gone is still hashed for")
	}
	<-h.slots
	all.Wait()
}

func TestAddressKey(t *testing.T) {
	tests := map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::1": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "", "nonsense": "nonsense",
	}
	for ip, want := range tests {
		if got := addressKey(ip); got != want {
			t.Errorf("%q: %q, want %q", ip, got, want)
		}
	}
}
