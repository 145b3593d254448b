package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestOthersReadTheBucket reads what the program keeps with programs that know nothing of it: rclone from an S3
// service, and plain files from the embedded storage.
func TestOthersReadTheBucket(t *testing.T) {
	unhurried(t)
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			cfg := b.config(t)
			s := start(t, cfg)
			file := picture(t, 800, 600, 42)
			id := s.upload("bilde.jpg", file, map[string]any{"title": "Lest av andre"})
			s.ready(id)
			read := readPlain(t, filepath.Join(cfg.Data, "storage", "buckets", cfg.S3Bucket))
			if b.s3 != nil {
				read = readWithRclone(t, b, cfg.S3Bucket)
			}
			if got := read("originals/" + id + ".jpg"); !bytes.Equal(got, file) {
				t.Errorf("the original is %d bytes, want %d", len(got), len(file))
			}
			if got := read("renditions/" + id + "/1/w320.jpg"); len(got) == 0 {
				t.Error("no rendition")
			}
			var record map[string]any
			s.eventually(patience, "the record is written", func() bool {
				raw := read("records/" + id + ".json")
				return len(raw) > 0 && json.Unmarshal(raw, &record) == nil
			})
			if !bytes.Contains(read("records/"+id+".json"), []byte("Lest av andre")) {
				t.Errorf("the record does not tell the title: %v", record)
			}
		})
	}
}

func readPlain(t *testing.T, bucket string) func(key string) []byte {
	return func(key string) []byte {
		raw, err := os.ReadFile(filepath.Join(bucket, filepath.FromSlash(key)))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return raw
	}
}

func readWithRclone(t *testing.T, b backend, bucket string) func(key string) []byte {
	return func(key string) []byte {
		cmd := exec.Command("rclone", "cat", "peer:"+bucket+"/"+key)
		cmd.Env = append(os.Environ(), "RCLONE_CONFIG=/dev/null", "AWS_CA_BUNDLE=", "RCLONE_CONFIG_PEER_TYPE=s3", "RCLONE_CONFIG_PEER_PROVIDER=Minio",
			"RCLONE_CONFIG_PEER_ENDPOINT="+b.s3["endpoint"], "RCLONE_CONFIG_PEER_ACCESS_KEY_ID="+b.s3["access"], "RCLONE_CONFIG_PEER_SECRET_ACCESS_KEY="+b.s3["secret"])
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil && !bytes.Contains(errs.Bytes(), []byte("not found")) {
			t.Fatalf("rclone: %v\n%s", err, errs.String())
		}
		return out.Bytes()
	}
}
