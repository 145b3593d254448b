package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	sharpVersion = "0.35.5"
	workArgument = "work" // makes this program a worker
)

//go:embed peers
var peerSources embed.FS

// renderer answers requests for renditions.
type renderer interface {
	do(request) (cost, error)
	stop() error
}

// maker is a program that makes renditions, ready to be started.
type maker struct {
	name  string
	start func(context.Context) (renderer, error)
}

// makers are ours first, and then the peers that can be had here.
type makers []maker

func (m makers) find(name string) (maker, bool) {
	for _, one := range m {
		if one.name == name {
			return one, true
		}
	}
	return maker{}, false
}

// Names of the programs compared.
const (
	ours          = "ours"
	sharp         = "sharp"
	libvips       = "libvips"
	vipsthumbnail = "vipsthumbnail"
)

// prepare makes the peers ready and names on notes those that are missing.
func prepare(ctx context.Context, scratch string, notes io.Writer) (makers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	all := makers{process(ours, []string{self, workArgument}, "GOMAXPROCS=1")}
	for _, peer := range []struct {
		name string
		make func(ctx context.Context, scratch string) (maker, error)
	}{{sharp, installSharp}, {libvips, buildLibvips}, {vipsthumbnail, findVipsthumbnail}} {
		fmt.Fprintln(notes, "preparing", peer.name)
		made, err := peer.make(ctx, scratch)
		if err != nil {
			fmt.Fprintf(notes, "WITHOUT %s: %v\n", peer.name, err)
			continue
		}
		all = append(all, made)
	}
	return all, ctx.Err()
}

// process is a maker whose process answers requests one after the other.
func process(name string, argv []string, env ...string) maker {
	return maker{name, func(ctx context.Context) (renderer, error) { return launch(ctx, argv, env...) }}
}

// installSharp installs sharp once into the user's cache.
func installSharp(ctx context.Context, scratch string) (maker, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return maker{}, err
	}
	folder := filepath.Join(cache, "fellesmappa", "sharp-"+sharpVersion)
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "sharp")); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return maker{}, err
		}
		npm := exec.CommandContext(ctx, "npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "sharp@"+sharpVersion)
		if out, err := npm.CombinedOutput(); err != nil {
			return maker{}, errors.Join(fmt.Errorf("install sharp with npm: %w: %s", err, out), os.RemoveAll(folder))
		}
	}
	script, err := unpack("sharp.js", scratch)
	return process(sharp, []string{"node", script, folder}), err
}

// buildLibvips builds a small program with the system's libvips: Debian's gcc, pkg-config and libvips-dev.
func buildLibvips(ctx context.Context, scratch string) (maker, error) {
	source, err := unpack("libvips.c", scratch)
	if err != nil {
		return maker{}, err
	}
	flags, err := exec.CommandContext(ctx, "pkg-config", "--cflags", "--libs", "vips").Output()
	if err != nil {
		return maker{}, fmt.Errorf("find libvips-dev with pkg-config: %w", err)
	}
	program := filepath.Join(scratch, "libvips")
	gcc := exec.CommandContext(ctx, "gcc", append([]string{"-O2", "-o", program, source}, strings.Fields(string(flags))...)...)
	if out, err := gcc.CombinedOutput(); err != nil {
		return maker{}, fmt.Errorf("build with libvips: %w: %s", err, out)
	}
	return process(libvips, []string{program}), nil
}

// unpack writes the source of a peer into a folder.
func unpack(name, folder string) (string, error) {
	source, err := peerSources.ReadFile("peers/" + name)
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, name)
	return file, os.WriteFile(file, source, 0o600)
}

// thumbnailer renders with Debian's vipsthumbnail, without crops: a new process for every rendition, whose start counts too.
type thumbnailer struct {
	ctx  context.Context // of the run; the renderers have no other
	file string
}

func findVipsthumbnail(_ context.Context, _ string) (maker, error) {
	file, err := exec.LookPath("vipsthumbnail")
	return maker{vipsthumbnail, func(ctx context.Context) (renderer, error) { return thumbnailer{ctx, file}, nil }}, err
}

func (c thumbnailer) do(r request) (took cost, err error) {
	if r.mode != calls {
		return cost{}, fmt.Errorf("vipsthumbnail cannot render %s", r.mode)
	}
	folder := r.folder
	if folder == "" {
		if folder, err = os.MkdirTemp("", "fellesmappa-bench-"); err != nil {
			return cost{}, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	for _, s := range r.sizes {
		out := filepath.Join(folder, s.Name+".jpg")
		run := exec.CommandContext(c.ctx, c.file, r.file, "--size", fmt.Sprintf("%dx>", s.Width), "-o", fmt.Sprintf("%s[Q=%d,strip]", out, s.Quality))
		run.Env = append(os.Environ(), "VIPS_CONCURRENCY=1")
		start := time.Now()
		if said, err := run.CombinedOutput(); err != nil {
			return cost{}, fmt.Errorf("run vipsthumbnail: %w: %s", err, said)
		}
		took.wall += time.Since(start)
		took.processor += run.ProcessState.UserTime() + run.ProcessState.SystemTime()
		info, err := os.Stat(out)
		if err != nil {
			return cost{}, err
		}
		took.bytes += info.Size()
	}
	return took, nil
}

func (thumbnailer) stop() error { return nil }
