package gateway_test

import (
	"net/http"
	"path/filepath"
	"testing"
)

// TestUnusedConnectionKeepsNobody: a client makes connections that it then has no need of.
func TestUnusedConnectionKeepsNobody(t *testing.T) {
	g := start(t, filepath.Join(t.TempDir(), "storage"))
	conn, err := g.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	client := http.Client{Transport: &http.Transport{DialContext: g.Dial, DisableKeepAlives: true}}
	res, err := client.Get("http://storage.localhost/") // once this one is answered, the one before it is held
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if err := g.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
