// Package cluster runs a PostgreSQL server of a benchmark's own: in a folder, reached over a socket in that folder, with
// settings for speed and none for safety. It does not install PostgreSQL.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// account is the system's user that the server runs as when we are root, which it refuses.
const account = "postgres"

// settings suit one client at a time on a machine with some gigabytes to spare.
const settings = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=1GB" +
	" -c work_mem=256MB -c maintenance_work_mem=512MB -c effective_cache_size=4GB -c random_page_cost=1.1 -c max_wal_size=8GB -c jit=off"

// Cluster is a running server.
type Cluster struct{ dir, control string }

// Start starts the server in a folder, which is made and filled when it is missing. All on the way to the folder must let
// the account postgres pass when we are root.
func Start(ctx context.Context, dir string) (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir, filepath.Join(bin, "pg_ctl")}
	if _, err := os.Stat(filepath.Join(dir, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := initialise(ctx, filepath.Join(bin, "initdb"), dir); err != nil {
			return nil, err
		}
	}
	options := fmt.Sprintf("-k '%s' %s", dir, settings)
	return c, run(ctx, c.control, "-D", dir, "-w", "-t", "60", "-l", filepath.Join(dir, "log"), "-o", options, "start")
}

// initialise fills a folder that becomes the server's.
func initialise(ctx context.Context, initdb, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	who, err := credential()
	if err != nil {
		return err
	}
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return err
		}
	}
	return run(ctx, initdb, "-D", dir, "-U", account, "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
}

// Database is the address of one of the server's databases.
func (c *Cluster) Database(name string) string {
	return fmt.Sprintf("host='%s' user=%s dbname=%s", c.dir, account, name)
}

// URL is the same as an address that begins with postgres://.
func (c *Cluster) URL(name string) string {
	u := url.URL{Scheme: "postgres", User: url.User(account), Path: "/" + name, RawQuery: url.Values{"host": {c.dir}}.Encode()}
	return u.String()
}

// Busy is for how long the processors have worked for the server and those who serve its connections; 0 where nobody knows.
func (c *Cluster) Busy() time.Duration {
	raw, err := os.ReadFile(filepath.Join(c.dir, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var ticks int
	for _, stat := range stats {
		raw, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended
		}
		_, after, _ := strings.Cut(string(raw), ") ")
		fields := strings.Fields(after)
		if len(fields) < 15 {
			continue
		}
		own := filepath.Base(filepath.Dir(stat)) == first
		counted := fields[11:13] // user and system time
		if own {
			counted = fields[11:15] // with that of those that have ended
		} else if fields[1] != first {
			continue
		}
		for _, f := range counted {
			n, _ := strconv.Atoi(f) // always a number
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100
}

// Stop ends the server and all its connections.
func (c *Cluster) Stop() error {
	return run(context.Background(), c.control, "-D", c.dir, "-m", "fast", "-w", "stop")
}

// programs finds the folder of PostgreSQL's programs.
func programs() (string, error) {
	if found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); err == nil && len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
	}
	found, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("find PostgreSQL (Debian: postgresql): %w", err)
	}
	if found, err = filepath.EvalSymlinks(found); err != nil {
		return "", err
	}
	return filepath.Dir(found), nil
}

// version is the number in the path of Debian's programs.
func version(path string) int {
	n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // 0 when it is none
	return n
}

// run runs a program as an account that PostgreSQL accepts.
func run(ctx context.Context, name string, args ...string) error {
	who, err := credential()
	if err != nil {
		return err
	}
	said, err := os.CreateTemp("", "fellesmappa-bench-said-")
	if err != nil {
		return err
	}
	defer os.Remove(said.Name())
	defer said.Close()
	cmd := exec.CommandContext(ctx, name, args...)
	// A file, not a pipe: the server keeps it open after its starter has ended.
	cmd.Dir, cmd.Stdout, cmd.Stderr = "/", said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: who, Setpgid: true}
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(said.Name()) // only says more of err
		return fmt.Errorf("run %s: %w: %s", filepath.Base(name), err, text)
	}
	return nil
}

// credential is whom PostgreSQL's programs run as; nil is ourselves.
func credential() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup(account)
	if err != nil {
		return nil, fmt.Errorf("find the account that PostgreSQL runs as: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
