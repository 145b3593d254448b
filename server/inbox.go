package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/server/storage/gateway"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

type inboxCommand struct{}

// Run prints the address and the keys with which other S3 clients write to the inbox. It works beside a running server,
// for whoever can read the data folder.
func (inboxCommand) Run(cfg *Config, out *output) error {
	if cfg.S3Endpoint != "" {
		_, err := fmt.Fprintf(out.stdout, "The inbox is %s in bucket %s at %s.\nMake keys there that may write below it and nowhere else: see deploy/README.md.\n",
			storage.Inbox, cfg.S3Bucket, cfg.S3Endpoint)
		return err
	}
	folder := filepath.Join(cfg.storageDir(), "buckets", cfg.S3Bucket, string(storage.Inbox))
	if cfg.S3Listen == "" {
		_, err := fmt.Fprintf(out.stdout, "Other S3 clients are let in with --s3-listen ADDRESS (FELLESMAPPA_S3_LISTEN), which is off.\nFiles may also be copied into the folder\n  %s\n", folder)
		return err
	}
	access, secret, err := gateway.InboxKeys(cfg.storageDir())
	if err != nil {
		return err
	}
	fill := strings.NewReplacer("{endpoint}", "http://"+dialable(cfg.S3Listen), "{bucket}", cfg.S3Bucket, "{region}", cfg.S3Region,
		"{access}", access, "{secret}", secret, "{folder}", folder)
	_, err = fill.WriteString(out.stdout, inboxText)
	return err
}

// inboxText is ready to be pasted into a shell. With path-style addresses the bucket needs no name of its own in DNS.
const inboxText = `Endpoint    {endpoint} (path style)
Region      {region}
Bucket      {bucket}, below inbox/
Access key  {access}
Secret key  {secret}
Folder      {folder}

# rclone
export RCLONE_CONFIG_FELLESMAPPA_TYPE=s3 RCLONE_CONFIG_FELLESMAPPA_PROVIDER=Other
export RCLONE_CONFIG_FELLESMAPPA_ENDPOINT={endpoint} RCLONE_CONFIG_FELLESMAPPA_REGION={region}
export RCLONE_CONFIG_FELLESMAPPA_ACCESS_KEY_ID={access} RCLONE_CONFIG_FELLESMAPPA_SECRET_ACCESS_KEY={secret}
rclone copy FOLDER fellesmappa:{bucket}/inbox/RECORDING-DAY

# aws
export AWS_ACCESS_KEY_ID={access} AWS_SECRET_ACCESS_KEY={secret} AWS_DEFAULT_REGION={region}
aws --endpoint-url {endpoint} s3 cp --recursive FOLDER s3://{bucket}/inbox/RECORDING-DAY
`

// explainInbox says a reason in bokmål and in English: nobody knows who reads the text beside a refused file.
func (a *app) explainInbox(r catalog.Reason) string {
	return a.words.Text(locale.Bokmal, r.Key, r.Args) + "\n\n" + a.words.Text(locale.English, r.Key, r.Args) + "\n"
}
