package auth_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestTenTriesAnAccount(t *testing.T) {
	h := open(t, nil)
	h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	for i := range 10 {
		v.headers.Set("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", i))
		if got := v.signIn("kari@bibliotek.example", fmt.Sprint("gjetning ", i)); got != 401 {
			t.Fatalf("try %d: %d, want 401", i+1, got)
		}
	}
	v.headers.Set("X-Forwarded-For", "192.0.2.99")
	for _, email := range []string{"kari@bibliotek.example", "KARI@bibliotek.example "} {
		if got := v.signIn(email, password); got != 429 {
			t.Errorf("%q after ten tries: %d, want 429", email, got)
		}
	}
	if v.last.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to try again")
	}
	h.now = h.now.Add(16 * time.Minute)
	if got := v.signIn("kari@bibliotek.example", password); got != 200 {
		t.Errorf("a quarter of an hour later: %d, want 200", got)
	}
}

func TestAWorkingPasswordForgetsTheTries(t *testing.T) {
	h := open(t, nil)
	h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	for range 12 {
		v.signIn("kari@bibliotek.example", "feil passord")
		if got := v.signIn("kari@bibliotek.example", password); got != 200 {
			t.Fatalf("sign in: %d", got)
		}
	}
}

func TestFiftyTriesAnAddress(t *testing.T) {
	h := open(t, nil)
	v := h.visitor()
	v.headers.Set("X-Forwarded-For", "192.0.2.7")
	for i := range 50 {
		if got := v.signIn(fmt.Sprintf("u%d@bibliotek.example", i), password); got != 401 {
			t.Fatalf("try %d: %d, want 401", i+1, got)
		}
	}
	if got := v.signIn("u51@bibliotek.example", password); got != 429 {
		t.Errorf("try 51: %d, want 429", got)
	}
	if got := v.post("/welcome", "secret", "gjettet", "password", password); got != 429 {
		t.Errorf("a link from the same address: %d, want 429", got)
	}
	v.headers.Set("X-Forwarded-For", "192.0.2.8")
	if got := v.signIn("u51@bibliotek.example", password); got != 401 {
		t.Errorf("another address: %d, want 401", got)
	}
}

// The time must not tell whether there is an account. The shortest of many tries is compared: it is what hashing takes
// when nothing else is going on.
func TestSameTimeForUnknownAccounts(t *testing.T) {
	h := open(t, nil)
	h.invite("kari@bibliotek.example", catalog.Editor)
	v := h.visitor()
	shortest := map[string]time.Duration{"kari@bibliotek.example": time.Hour, "ingen@bibliotek.example": time.Hour}
	for range 15 {
		for email, least := range shortest {
			h.now = h.now.Add(time.Hour)
			start := time.Now()
			if got := v.signIn(email, "feil passord"); got != 401 {
				t.Fatalf("%s: %d, want 401", email, got)
			}
			shortest[email] = min(least, time.Since(start))
		}
	}
	known, unknown := shortest["kari@bibliotek.example"], shortest["ingen@bibliotek.example"]
	t.Logf("known %v, unknown %v", known, unknown)
	// Without a hash for who is unknown, one takes many times as long as the other. A machine at work on other things makes
	// a gap of tens of milliseconds by itself.
	if gap := (known - unknown).Abs(); gap > max(known, unknown)/2 {
		t.Errorf("they differ by %v", gap)
	}
}
