package auth_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/auth"
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// hosts has invited by two codes.
type hosts struct{ asked int }

func (h *hosts) Enter(_ context.Context, code string) (catalog.Actor, error) {
	h.asked++
	if code == "k7m29xqp4tvh" || code == "000000000000" {
		return catalog.Actor{Kind: catalog.Guest, ID: "guest:" + code}, nil
	}
	return catalog.Actor{}, catalog.NewError(catalog.NotFound, catalog.KeyInvitationUnknown, nil)
}

func TestDoor(t *testing.T) {
	gin.SetMode(gin.TestMode)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	host := &hosts{}
	door, err := auth.NewDoor(auth.DefaultDoorConfig(), host, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	engine.GET("/day/:token", door.Middleware(), func(c *gin.Context) {
		if a := edge.Actor(c); a.Known() || a.Kind != catalog.Guest {
			t.Errorf("let in as %+v, want a guest who is not known", a)
		}
		c.String(200, "in")
	})
	try := func(address, code string) int {
		t.Helper()
		r := httptest.NewRequest("GET", "/day/"+code, nil)
		r.RemoteAddr = address + ":1"
		w := httptest.NewRecorder()
		engine.ServeHTTP(w, r)
		return w.Code
	}
	for _, code := range []string{"k7m2-9xqp-4tvh", "K7M29XQP4TVH", "k7m2%209xqp%204tvh"} {
		if got := try("192.0.2.1", code); got != 200 {
			t.Errorf("%s: %d, want 200", code, got)
		}
	}
	for i := range 30 {
		if got := try("192.0.2.1", fmt.Sprintf("%012d", i+1)); got != 404 {
			t.Fatalf("wrong code %d: %d, want 404", i, got)
		}
	}
	asked := host.asked
	if got := try("192.0.2.1", "999999999999"); got != 429 || host.asked != asked {
		t.Errorf("one wrong code too many: %d after %d look-ups, want 429 after none", got, host.asked-asked)
	}
	if got := try("192.0.2.1", "oooo-oooo-oooo"); got != 429 {
		t.Errorf("a right code that is guessed: %d, want 429", got)
	}
	if got := try("192.0.2.1", "k7m2-9xqp-4tvh"); got != 200 {
		t.Errorf("a code that has opened before, from the same house: %d, want 200", got)
	}
	if got := try("192.0.2.2", "oooo-oooo-oooo"); got != 200 {
		t.Errorf("another address: %d, want 200", got)
	}
	now = now.Add(11 * time.Minute)
	if got := try("192.0.2.1", "999999999999"); got != 404 {
		t.Errorf("ten minutes later: %d, want 404", got)
	}
}
