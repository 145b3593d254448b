package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
)

// takenBack is a consent that is withdrawn while the program is killed.
type takenBack struct{ asset, consent, page string }

// TestKillInWithdrawal kills the program at any moment of withdrawals. Each is in force on every surface afterwards, with its
// task, or not at all; and those that were answered are.
func TestKillInWithdrawal(t *testing.T) {
	unhurried(t)
	data := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(6, seed))
	t.Logf("rand.NewPCG(6, %d)", seed)
	p := serve(t, data)
	const rounds, each = 4, 6
	var all []takenBack
	for i := range rounds * each {
		all = append(all, p.agreedTo(i))
	}
	answered := map[string]bool{}
	for round := range rounds {
		kill := p.cmd.Process
		time.AfterFunc(time.Duration(r.IntN(60_000))*time.Microsecond, func() { kill.Signal(syscall.SIGKILL) })
		for _, one := range all[round*each : (round+1)*each] {
			req, err := http.NewRequest(http.MethodPost, p.base+"/api/v1/consents/"+one.consent+"/withdraw", bytes.NewReader([]byte(`{"note":"ringte"}`)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+p.token)
			req.Header.Set("Content-Type", "application/json")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				break
			}
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			answered[one.consent] = answered[one.consent] || err == nil && res.StatusCode == http.StatusOK
		}
		p.cmd.Wait()
		p = serve(t, data)
		for _, one := range all[:(round+1)*each] {
			p.allOrNone(one, answered[one.consent])
		}
	}
	t.Logf("%d of %d withdrawals were answered", len(answered), len(all))
	p.takesDown()
	p.stop(t)
}

// agreedTo makes a photo of somebody who has agreed, with a link and a post.
func (p *process) agreedTo(i int) takenBack {
	person := p.call(201, "POST", "/people", map[string]any{"display_name": fmt.Sprint("Kari ", i)})["id"].(string)
	consent := p.call(201, "POST", "/consents", map[string]any{"person": person, "channels": []string{"website", "instagram"}})["id"].(string)
	asset := p.upload(fmt.Sprintf("%d.jpg", i), picture(p.t, 320, 240, 900+i), nil)
	p.ready(asset)
	p.call(200, "PATCH", "/assets/"+asset, map[string]any{"people": []string{person}})
	link := p.call(201, "POST", "/assets/"+asset+"/reuse-links", map[string]any{"purpose": "Nettsak"})
	account := p.call(201, "POST", "/accounts", map[string]any{"name": fmt.Sprint("@konto", i), "channel": "instagram"})["id"]
	post := p.call(201, "POST", "/posts", map[string]any{"account": account, "assets": []string{asset}, "permalink": "https://instagram.example/p/1"})
	if posted := post["assets"].([]any)[0].(map[string]any); posted["cleared"] != true {
		p.t.Fatalf("posted: %v", post)
	}
	at, err := url.Parse(link["url"].(string))
	if err != nil {
		p.t.Fatal(err)
	}
	return takenBack{asset, consent, at.Path}
}

// allOrNone holds what is stored and what is shown to each other.
func (p *process) allOrNone(one takenBack, answered bool) {
	p.t.Helper()
	withdrawn := p.call(200, "GET", "/consents/"+one.consent, nil)["withdrawn_at"] != nil
	if answered && !withdrawn {
		p.t.Errorf("consent %s: its withdrawal was answered and is lost", one.consent)
	}
	tasks := 0
	for _, task := range p.call(200, "GET", "/takedowns?state=open&limit=1000", nil)["items"].([]any) {
		if task.(map[string]any)["asset"].(map[string]any)["id"] == one.asset {
			tasks++
		}
	}
	noted := 0
	for _, line := range p.call(200, "GET", "/audit?limit=1000", nil)["items"].([]any) {
		if l := line.(map[string]any); l["action"] == "consent_withdrawn" && l["entry"] == one.consent {
			noted++
		}
	}
	want, status := 0, http.StatusOK
	if withdrawn {
		want, status = 1, http.StatusGone
	}
	anybody := *p.site
	anybody.token = ""
	if got := anybody.do("GET", p.base+one.page+"/w320", nil); tasks != want || noted != want || got.status != status {
		p.t.Errorf("consent %s: withdrawn %v, %d tasks, %d lines in the audit, the link answers %d", one.consent, withdrawn, tasks, noted, got.status)
	}
}

// takesDown goes through the pages on which posts are told to be removed.
func (p *process) takesDown() {
	p.t.Helper()
	for _, page := range []string{"/takedowns", "/takedowns?show=all", "/takedowns/remaining"} {
		if got := p.do("GET", page, nil); got.status != 200 || !bytes.Contains(got.body, []byte("https://instagram.example/p/1")) {
			p.t.Errorf("%s: %d, without the post's address", page, got.status)
		}
	}
	if got := p.do("GET", "/", nil); !bytes.Contains(got.body, []byte(`href="/takedowns"`)) {
		p.t.Error("the start page does not tell what has to be taken down")
	}
	open := p.call(200, "GET", "/takedowns?state=open", nil)["items"].([]any)
	at := "/takedowns/" + open[0].(map[string]any)["id"].(string)
	send := func(form url.Values) answer {
		return p.do("POST", at, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded", "Origin", p.base)
	}
	if got := send(url.Values{"state": {"not_removed"}}); got.status != 422 || !bytes.Contains(got.body, []byte("Skriv hvorfor")) {
		p.t.Errorf("not removed without a word why: %d", got.status)
	}
	if got := send(url.Values{"state": {"removed"}, "note": {"Slettet der"}}); got.status != 303 {
		p.t.Errorf("removed: %d %.300s", got.status, got.body)
	}
	if left := p.call(200, "GET", "/takedowns?state=open", nil)["items"].([]any); len(left) != len(open)-1 {
		p.t.Errorf("%d are open, want %d", len(left), len(open)-1)
	}
	p.call(422, "PATCH", at, map[string]any{"state": "gone"})
	p.call(200, "PATCH", at, map[string]any{"due_at": "2026-12-24"})
}
