package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
)

const rivalBucket = "rival"

// rclone copies a folder with rclone, as it is out of the box, into an embedded gateway that does nothing else, and tells how
// long that took. What it wrote is removed.
func rclone(ctx context.Context, folder, data string, notes io.Writer) (took time.Duration, err error) {
	fmt.Fprintln(notes, "copying with rclone")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	listen, err := freeAddress()
	if err != nil {
		return 0, err
	}
	cfg := gateway.DefaultConfig()
	cfg.Dir = data
	cfg.Inbox = gateway.Inbox{Listen: listen, Bucket: rivalBucket, Prefix: "inbox/"}
	gw, err := gateway.Start(ctx, cfg)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, gw.Close(context.WithoutCancel(ctx))) }()
	if err := makeBucket(ctx, gw); err != nil {
		return 0, err
	}
	access, secret, err := gateway.InboxKeys(data)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, "rclone", "copy", folder, "gateway:"+rivalBucket+"/inbox", "--config", "/dev/null")
	others := func(v string) bool { return strings.HasPrefix(v, "AWS_") } // settings for other services
	cmd.Env = append(slices.DeleteFunc(os.Environ(), others), "RCLONE_CONFIG_GATEWAY_TYPE=s3", "RCLONE_CONFIG_GATEWAY_PROVIDER=Other", "RCLONE_CONFIG_GATEWAY_ENDPOINT=http://"+listen,
		"RCLONE_CONFIG_GATEWAY_REGION="+cfg.Region, "RCLONE_CONFIG_GATEWAY_ACCESS_KEY_ID="+access, "RCLONE_CONFIG_GATEWAY_SECRET_ACCESS_KEY="+secret,
		"RCLONE_S3_NO_CHECK_BUCKET=true")
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("rclone: %w\n%.2000s", err, out)
	}
	return time.Since(start), nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func makeBucket(ctx context.Context, gw *gateway.Gateway) error {
	cfg := storage.DefaultConfig()
	cfg.Endpoint, cfg.Dial, cfg.Bucket = "http://storage.localhost", gw.Dial, rivalBucket
	cfg.AccessKey, cfg.SecretKey = gw.Credentials()
	b, err := storage.New(cfg)
	if err != nil {
		return err
	}
	defer b.Close()
	return b.Ensure(ctx)
}
